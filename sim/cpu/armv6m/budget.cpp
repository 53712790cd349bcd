// Time within a slice. While the interpreter runs, the core's time is what is left of its budget; an access
// or a change of priorities may shorten it, so that the loop ends after the instruction that caused it.

#include "sim/core/machine.h"
#include "sim/cpu/armv6m/core.h"

#include <algorithm>

namespace sim::cpu::armv6m {

using namespace sim::core;

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

void Core::heed_events() {
    seen_version_ = scheduler().version();
    const Time next = scheduler().next_time();
    if (next < horizon_) {
        horizon_ = next;
        shorten(clock_.edge_not_before(next));
    }
}

} // namespace sim::cpu::armv6m
