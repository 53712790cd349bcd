#pragma once

#include "sim/core/clock_domain.h"
#include "sim/core/scheduler.h"

#include <cstdint>

namespace sim::cpu::armv6m {

/// The 24-bit system timer. It counts edges of the processor's clock or of a reference; nothing ticks: the
/// count is computed when it is read, and only an interrupt is an event.
class SysTick {
public:
    static constexpr std::uint32_t enable = 1;
    static constexpr std::uint32_t interrupt = 2;       // TICKINT
    static constexpr std::uint32_t processor_clock = 4; // CLKSOURCE
    static constexpr std::uint32_t count_flag = 1U << 16;

    /// `event` belongs to whoever pends the exception; it is armed for the next time that the count is 0 with
    /// TICKINT set.
    SysTick(sim::core::ClockDomain& processor, sim::core::Event& event)
        : processor_(processor), event_(event) {}

    void reset();
    void set_reference(sim::core::ClockDomain* reference, sim::core::Time now);

    std::uint32_t control(sim::core::Time now) const; // CSR, COUNTFLAG included
    void clear_count_flag(sim::core::Time now);
    void set_control(std::uint32_t value, sim::core::Time now);
    void set_reload(std::uint32_t value, sim::core::Time now);
    std::uint32_t current(sim::core::Time now) const;
    /// Any write: the count is 0 and COUNTFLAG clears.
    void clear_current(sim::core::Time now);

    /// The event's time has come: the next one is armed.
    void on_zero(sim::core::Time now);
    void on_clock_changed();

private:
    struct State {
        std::uint32_t control = 0;
        std::uint32_t reload = 0;
        std::uint32_t value = 0; // the count at `edge`
        std::int64_t edge = 0;
        bool counted_to_zero = false; // COUNTFLAG
    };

    const sim::core::ClockDomain* source() const;
    State at(sim::core::Time now) const;
    void arm();

    sim::core::ClockDomain& processor_;
    sim::core::ClockDomain* reference_ = nullptr;
    sim::core::Event& event_;
    State state_;
};

} // namespace sim::cpu::armv6m
