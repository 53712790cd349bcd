#include "cli/stimuli.h"

#include "cli/run_options.h"

#include "sim/core/error.h"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace cli {

using namespace sim;
using core::Error;

namespace {

std::string names_of_stimuli(const core::Part& part) {
    std::string names;
    for (const core::Stimulus& known : part.stimuli()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", known.name);
    }
    return names.empty() ? "none" : names;
}

std::int64_t value_of(const std::string& text, const core::Stimulus& what, const std::string& option) {
    std::int64_t value = 0;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), last, value);
    if (error != std::errc() || end != last || value < what.least || value > what.most) {
        throw Error(fmt::format("{}: {} takes a whole number from {} to {}", option, what.name, what.least,
                                what.most));
    }
    return value;
}

void schedule_one(const std::string& wish, machine::Board& board, core::StimulusSchedule& schedule) {
    const std::string option = "--stimulus " + wish;
    const std::size_t colon = wish.find(':');
    const std::size_t dot = wish.find('.', colon == std::string::npos ? 0 : colon);
    const std::size_t equals = wish.rfind('=');
    if (colon == std::string::npos || dot == std::string::npos || equals == std::string::npos ||
        equals < dot) {
        throw Error(option + ": write TIME:PART.STIMULUS=VALUE, for instance 2s:button_a.pressed=1");
    }
    const core::Time time = parse_time(wish.substr(0, colon));
    core::Part& part = part_called(wish.substr(colon + 1, dot - colon - 1), board, option);
    const std::string name = wish.substr(dot + 1, equals - dot - 1);
    const core::Stimulus* const what = part.find_stimulus(name);
    if (what == nullptr) {
        throw Error(fmt::format("{}: {} has no stimulus '{}'; it has: {}", option, part.name(), name,
                                names_of_stimuli(part)));
    }
    if (what->set_text != nullptr) {
        schedule.add(time, part, *what, wish.substr(equals + 1));
    } else {
        schedule.add(time, part, *what, value_of(wish.substr(equals + 1), *what, option));
    }
}

} // namespace

core::Part& part_called(std::string_view name, machine::Board& board, const std::string& option) {
    if (core::Part* const part = board.find_part(name)) {
        return *part;
    }
    std::string names;
    for (const auto& part : board.parts()) {
        names += fmt::format("{}{}", names.empty() ? "" : ", ", part->name());
    }
    throw Error(fmt::format("{}: the board {} has no part '{}'; it has: {}", option, board.file().name, name,
                            names.empty() ? "none" : names));
}

void schedule_stimuli(const std::vector<std::string>& wishes, machine::Board& board,
                      core::StimulusSchedule& schedule) {
    for (const std::string& wish : wishes) {
        schedule_one(wish, board, schedule);
    }
}

} // namespace cli
