#pragma once

#include "peripherals/rp2040/watchdog_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Watchdog with its scratch registers, and the tick generator that the timer counts by. When it fires, it
/// pulses its request, and itself keeps SCRATCH and REASON only. Erratum RP2040-E1: the count falls by two
/// a tick. Without CYCLES there is no tick.
class Watchdog final : public sim::core::RegisterDevice,
                       public sim::core::LineSink,
                       private sim::core::ClockListener {
public:
    /// High while a processor is halted by a debugger, or JTAG uses the bus.
    enum Input : unsigned { Debug0, Debug1, Jtag };

    Watchdog(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_ref);

    /// Power-on: SCRATCH and REASON are cleared too.
    void reset() override;
    void on_line(unsigned input, bool level) override;
    /// Has the boot ROM start at `pc` with the stack at `sp`, by SCRATCH4 to 7 (datasheet, "Watchdog Boot").
    void set_start(std::uint32_t pc, std::uint32_t sp);

    /// clk_ref divided by TICK.CYCLES.
    sim::core::ClockDomain& tick() { return tick_; }
    /// Pulses when the watchdog fires: for PSM and RESETS.
    sim::core::Line& reset_request() { return reset_request_; }

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override { update_tick(); }
    void update_tick();
    bool counting() const;
    std::uint32_t time_left() const;
    std::uint32_t tick_status() const;
    /// Takes the count over from what it was counting by until now, and arms for its end.
    void restart_count(std::uint32_t count);
    void fire();

    struct State {
        std::uint32_t count = 0;    // at `tick_edge`
        std::int64_t tick_edge = 0; // of the tick
        bool counting = false;
        bool forced = false;
        std::array<bool, 3> debug = {};
    };
    State state_;
    sim::core::ClockDomain& clk_ref_;
    sim::core::ClockDomain tick_;
    sim::core::Line reset_request_;
    sim::core::Event fire_{*this, sim::core::EventClass::Timer, "fire", sim::core::handler<&Watchdog::fire>};
};

} // namespace peripherals::rp2040
