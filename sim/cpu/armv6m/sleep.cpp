// WFI, WFE and SEV (ARMv6-M Architecture Reference Manual, B1.5.17 and B1.5.18).

#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/cpu/armv6m/core.h"

#include <algorithm>

namespace sim::cpu::armv6m {

using namespace sim::core;

// PRIMASK does not keep an interrupt from ending WFI; WFE it does.
bool Core::has_wake_reason(Sleep sleep) const {
    if (sleep == Sleep::Event && state_.event) {
        return true;
    }
    const int limit = sleep == Sleep::Interrupt ? nvic_.active_priority() : execution_priority();
    const unsigned next = nvic_.next();
    return next != exception::none && nvic_.priority(next) < limit;
}

void Core::fall_asleep(Sleep sleep) {
    if (has_wake_reason(sleep)) {
        state_.event = state_.event && sleep != Sleep::Event;
        return;
    }
    state_.sleep = sleep;
    leave_after_instruction();
    scheduler().set_now(present_time());
    sleeping_.set(true);
    if (state_.sleep != Sleep::Awake && system_control_.sleep_deep()) {
        deep_sleep_.set(true);
    }
    after_access();
}

void Core::wake() {
    skip_to(now());
    state_.sleep = Sleep::Awake;
    deep_sleep_.set(false);
    sleeping_.set(false);
    machine().simulation().end_slice();
}

void Core::wake_if_reason() {
    if (has_wake_reason(state_.sleep)) {
        state_.event = state_.event && state_.sleep != Sleep::Event;
        wake();
    }
}

void Core::send_event() {
    state_.event = true;
    wake_if_due();
}

void Core::skip_to(Time time) {
    if (state_.held || state_.locked_up || !clock_.running()) {
        return;
    }
    const std::int64_t passed = std::max<std::int64_t>(clock_.edge_not_before(time) - state_.edge, 0);
    state_.edge += passed;
    state_.cycles += static_cast<std::uint64_t>(passed);
    state_.sleeping_cycles += static_cast<std::uint64_t>(passed);
}

std::uint64_t Core::slept_until_now() const {
    if (state_.sleep == Sleep::Awake) {
        return 0;
    }
    return static_cast<std::uint64_t>(std::max<std::int64_t>(clock_.edges_at(now()) - state_.edge, 0));
}

std::uint64_t Core::instructions() const {
    return state_.instructions;
}

std::uint64_t Core::cycles() const {
    return state_.cycles + slept_until_now();
}

std::uint64_t Core::sleeping_cycles() const {
    return state_.sleeping_cycles + slept_until_now();
}

} // namespace sim::cpu::armv6m
