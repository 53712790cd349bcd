#include "sim/cpu/armv6m/systick.h"

namespace sim::cpu::armv6m {

using namespace sim::core;

const ClockDomain* SysTick::source() const {
    return (state_.control & processor_clock) != 0 ? &processor_ : reference_;
}

void SysTick::reset() {
    state_ = {};
    event_.disarm();
}

void SysTick::set_reference(ClockDomain* reference, Time now) {
    state_ = at(now);
    reference_ = reference;
    if (source() != nullptr) {
        state_.edge = source()->edges_at(now);
    }
    arm();
}

// The count goes RELOAD, RELOAD - 1 ... 1, 0, RELOAD; COUNTFLAG is set when it comes to 0 from 1. From a
// cleared count it goes to RELOAD without the flag.
SysTick::State SysTick::at(Time now) const {
    State state = state_;
    const ClockDomain* clock = source();
    if (clock == nullptr) {
        return state;
    }
    const std::int64_t edge = clock->edges_at(now);
    if ((state.control & enable) == 0 || edge <= state.edge) {
        state.edge = edge > state.edge ? edge : state.edge;
        return state;
    }
    std::int64_t passed = edge - state.edge;
    state.edge = edge;
    if (passed < state.value) {
        state.value -= static_cast<std::uint32_t>(passed);
        return state;
    }
    if (state.value != 0) {
        state.counted_to_zero = true;
        passed -= state.value;
        state.value = 0;
    }
    if (passed == 0 || state.reload == 0) {
        return state;
    }
    const std::int64_t period = std::int64_t{state.reload} + 1;
    state.counted_to_zero = state.counted_to_zero || passed >= period;
    const std::int64_t since_zero = passed % period;
    state.value = since_zero == 0 ? 0 : static_cast<std::uint32_t>(period - since_zero);
    return state;
}

void SysTick::arm() {
    const ClockDomain* clock = source();
    constexpr std::uint32_t both = enable | interrupt;
    if (clock == nullptr || (state_.control & both) != both || (state_.value == 0 && state_.reload == 0)) {
        event_.disarm();
        return;
    }
    const std::int64_t to_zero = state_.value != 0 ? state_.value : std::int64_t{state_.reload} + 1;
    event_.arm(clock->time_of(state_.edge + to_zero));
}

std::uint32_t SysTick::control(Time now) const {
    const State state = at(now);
    return state.control | (state.counted_to_zero ? count_flag : 0);
}

void SysTick::clear_count_flag(Time now) {
    state_ = at(now);
    state_.counted_to_zero = false;
}

void SysTick::set_control(std::uint32_t value, Time now) {
    state_ = at(now);
    state_.control = value & (enable | interrupt | processor_clock);
    if (source() != nullptr) {
        state_.edge = source()->edges_at(now);
    }
    arm();
}

void SysTick::set_reload(std::uint32_t value, Time now) {
    state_ = at(now);
    state_.reload = value & 0xffffff;
    arm();
}

std::uint32_t SysTick::current(Time now) const {
    return at(now).value;
}

void SysTick::clear_current(Time now) {
    state_ = at(now);
    state_.value = 0;
    state_.counted_to_zero = false;
    arm();
}

void SysTick::on_zero(Time now) {
    state_ = at(now);
    arm();
}

void SysTick::on_clock_changed() {
    arm();
}

} // namespace sim::cpu::armv6m
