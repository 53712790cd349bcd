#pragma once

#include "peripherals/rp2040/xosc_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Crystal oscillator: gives its clock STARTUP.DELAY * 256 periods of the crystal after it was enabled, stops
/// in DORMANT until one of the wake inputs is high, then starts up again. Not modelled: the time that a
/// crystal takes to swing up before its periods can be counted.
class Xosc final : public sim::core::RegisterDevice, public sim::core::LineSink {
public:
    Xosc(sim::core::Machine& machine, std::string name, std::int64_t crystal_hz = 12'000'000);

    void reset() override;
    /// A wake input, any number below 8: the dormant-wake interrupts of the pin banks, the alarm of the RTC.
    void on_line(unsigned input, bool level) override;

    /// Stands still until the crystal is stable.
    sim::core::ClockDomain& clock() { return clock_; }

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void write_ctrl();
    void write_dormant();
    void wake();
    void start();
    void stop();
    void arm_stable();
    void become_stable();

    struct State {
        bool enabled = false;
        bool dormant = false;
        bool stable = false;
        sim::core::Time started = 0;
        std::int64_t count_end = 0; // the clock's edge on which COUNT is 0
        std::uint8_t wake_inputs = 0;
    };
    State state_;
    std::int64_t crystal_hz_;
    sim::core::ClockDomain clock_;
    sim::core::Event stable_{*this, sim::core::EventClass::Timer, "stable",
                             sim::core::handler<&Xosc::become_stable>};
};

} // namespace peripherals::rp2040
