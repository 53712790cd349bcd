#pragma once

#include "peripherals/rp2040/timer_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// 64-bit microsecond timer with four alarms on its lower half. Counts the watchdog's ticks while its own
/// clock runs. An alarm that is set to the present time fires at once.
class Timer final : public sim::core::RegisterDevice,
                    public sim::core::LineSink,
                    private sim::core::ClockListener {
public:
    /// High while a processor is halted by a debugger.
    enum Input : unsigned { Debug0, Debug1 };
    static constexpr unsigned alarm_count = 4;

    /// `clock` is the block's clk_sys: gated off, the timer stands still.
    Timer(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& tick,
          sim::core::ClockDomain& clock);

    void reset() override;
    void on_line(unsigned input, bool level) override;
    sim::core::Line& irq(unsigned alarm) { return irqs_[alarm]; }

private:
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_released() override { set_time(0); }
    void on_clock_changed() override { set_time(time()); }

    std::uint64_t time() const;
    bool counting() const;
    /// Goes on from `time` by what the clocks and registers now say.
    void set_time(std::uint64_t time);
    void arm_alarm(unsigned alarm);
    void fire(unsigned alarm);
    template <unsigned Alarm> void fire_alarm() { fire(Alarm); }
    std::uint32_t interrupts() const;
    void update_irqs();

    struct State {
        std::uint64_t time = 0; // at `tick_edge`
        std::int64_t tick_edge = 0;
        bool counting = false;
        std::uint32_t latched_high = 0;
        std::array<bool, 2> debug = {};
    };
    State state_;
    sim::core::ClockDomain& tick_;
    sim::core::ClockDomain& clock_;
    std::array<sim::core::Line, alarm_count> irqs_;
    std::array<sim::core::Event, alarm_count> alarms_;
};

} // namespace peripherals::rp2040
