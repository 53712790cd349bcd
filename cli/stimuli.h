#pragma once

#include "sim/core/part.h"
#include "sim/core/stimulus_schedule.h"
#include "sim/machine/board.h"

#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// The part of this name; throws core::Error, which begins with `option` and lists the parts there are.
sim::core::Part& part_called(std::string_view name, sim::machine::Board& board, const std::string& option);

/// Schedules what options like "2s:button_a.pressed=1" ask for. Throws core::Error for a part or stimulus
/// that the board has not and for a value out of range.
void schedule_stimuli(const std::vector<std::string>& wishes, sim::machine::Board& board,
                      sim::core::StimulusSchedule& schedule);

} // namespace cli
