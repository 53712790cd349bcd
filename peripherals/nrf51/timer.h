#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/timer_registers.h"
#include "sim/core/clock_domain.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// TIMER: counts edges of HFCLK divided by a power of two, or COUNT tasks, in 8 to 32 bits; four registers
/// that capture the count or compare with it. COMPARE happens when the count becomes the register's value by
/// counting, not by CLEAR or by a write of the register. Estimate: START and CLEAR restart the prescaler,
/// SHUTDOWN stops and clears.
class Timer final : public Peripheral, private sim::core::ClockListener {
public:
    static constexpr unsigned first_id = 8; // TIMER0
    static constexpr unsigned cc_count = 4;

    /// `number` is 0 to 2. `widest` is the number of bits that it has: 32 for TIMER0, 16 for the others.
    Timer(sim::core::Machine& machine, std::string name, unsigned number, unsigned widest,
          sim::core::ClockDomain& hfclk, EventSink* events);

    void reset() override;

private:
    void on_task(sim::core::Index task) override;
    void before_access(sim::core::Index reg, const sim::core::Access& access) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override { arm(); }
    bool counts_clock() const;
    std::uint32_t mask() const;
    unsigned prescaler() const;
    /// Brings the count to the present edge.
    void catch_up();
    void clear();
    /// Arms for the next COMPARE.
    void arm();
    void compare();
    void raise_matches();

    struct State {
        bool running = false;
        std::uint32_t count = 0; // at `edge`
        std::int64_t edge = 0;   // of HFCLK
    };
    State state_;
    unsigned widest_;
    sim::core::ClockDomain& hfclk_;
    sim::core::Event compare_{*this, sim::core::EventClass::Timer, "compare",
                              sim::core::handler<&Timer::compare>};
};

} // namespace peripherals::nrf51
