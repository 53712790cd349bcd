#pragma once

#include "sim/core/part.h"
#include "sim/machine/board_file.h"

#include <memory>
#include <vector>

namespace sim::machine {

/// Throws core::Error, with file, line and way out, for wiring that cannot work on any board: two outputs on
/// one GPIO, outputs in a circle, a bus whose lines are one, two parts behind one chip select.
void check_wiring(const BoardFile& board);

/// The same for what only parts themselves know: two of them with one address on one bus. `parts` are those
/// of the file, in its order.
void check_addresses(const BoardFile& board, const std::vector<std::unique_ptr<core::Part>>& parts);

} // namespace sim::machine
