#pragma once

#include "peripherals/rp2040/rosc_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Ring oscillator: 6.5 MHz out of reset; the frequency follows the number of stages, their drive strengths
/// and the divider. RANDOMBIT is a hash of the seed and the ring's edges. Not modelled: how the frequency
/// depends on chip, voltage and temperature, the phase (FLIP, SHIFT) of the second output.
class Rosc final : public sim::core::RegisterDevice, public sim::core::LineSink {
public:
    Rosc(sim::core::Machine& machine, std::string name, std::uint64_t seed = 0);

    void reset() override;
    /// A wake input, any number below 8: the dormant-wake interrupts of the pin banks, the alarm of the RTC.
    void on_line(unsigned input, bool level) override;

    sim::core::ClockDomain& clock() { return clock_; }
    /// The output that PHASE shifts and can switch off.
    sim::core::ClockDomain& clock_ph() { return clock_ph_; }

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void write_ctrl();
    void write_div();
    void write_dormant();
    void wake();
    /// Sets the clocks by the registers.
    void update();
    bool running() const { return state_.enabled && !state_.dormant; }
    sim::core::Frequency ring() const;
    std::uint32_t random_bit() const;

    struct State {
        bool enabled = true;
        bool dormant = false;
        std::uint32_t first_stage = 0; // of the ring, which ends with stage 7
        std::uint32_t divisor = 16;
        std::int64_t count_end = 0; // the clock's edge on which COUNT is 0
        std::uint8_t wake_inputs = 0;
    };
    State state_;
    std::uint64_t seed_;
    sim::core::ClockDomain ring_;
    sim::core::ClockDomain clock_;
    sim::core::ClockDomain clock_ph_;
};

} // namespace peripherals::rp2040
