// Time within a slice. While the interpreter runs, the core's time is what is left of its budget; an access
// or a change of priorities may shorten it, so that the loop ends after the instruction that caused it.

#include "sim/core/machine.h"
#include "sim/cpu/armv6m/core.h"

#include <algorithm>

namespace sim::cpu::armv6m {

using namespace sim::core;

std::int64_t Core::present_edge() const {
    return in_loop_ ? limit_ - (budget_ >> budget_shift) - 1 : state_.edge;
}

Time Core::next_time() const {
    if (next_time_edge_ != state_.edge) {
        next_time_edge_ = state_.edge;
        next_time_ = clock_.time_of(state_.edge);
    }
    return next_time_;
}

void Core::shorten(std::int64_t edge) {
    slice_limit_ = std::min(slice_limit_, edge);
    if (in_loop_ && edge < limit_) {
        budget_ -= (limit_ - edge) * budget_unit;
        limit_ = edge;
    }
}

// Leaves the loop, not the slice: what is pending is looked at before the next instruction.
void Core::leave_after_instruction() {
    if (in_loop_) {
        const std::int64_t slice_limit = slice_limit_;
        shorten(present_edge());
        slice_limit_ = slice_limit;
    }
}

void Core::end_slice() {
    if (running_) {
        shorten(present_edge());
    }
}

void Core::charge(std::int64_t cycles) {
    if (in_loop_) {
        budget_ -= cycles * budget_unit;
    } else {
        state_.edge += cycles;
        state_.cycles += static_cast<std::uint64_t>(cycles);
    }
}

// An access may have armed an event before the horizon, or closed the memory that this code lies in.
void Core::after_access() {
    if (scheduler().version() != seen_version_) {
        seen_version_ = scheduler().version();
        const Time next = scheduler().next_time();
        if (next < horizon_) {
            horizon_ = next;
            shorten(clock_.edge_not_before(next));
        }
    }
    if (in_loop_ && !fetch_.window->window().open) {
        leave_after_instruction();
    }
}

} // namespace sim::cpu::armv6m
