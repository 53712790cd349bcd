#pragma once

#include "peripherals/rp2040/pwm_registers.h"
#include "peripherals/rp2040/pwm_slice.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// PWM: eight slices with two outputs each (RP2040 datasheet, "PWM"). Edges are computed, not stepped, and
/// those of signals that no pad follows are left out.
///
/// Counts from the cycle after CSR.EN is written. CC and TOP are taken over when the counter wraps, or at
/// once while the slice is disabled. Estimate: outputs follow the counter and inputs reach it without delay;
/// the divider begins anew with EN; DIV.INT 0 is taken for 256.
class Pwm final : public sim::core::RegisterDevice,
                  public sim::core::LineSink,
                  private sim::core::OutputSource,
                  private sim::core::ClockListener {
public:
    static constexpr unsigned slice_count = 8;

    Pwm(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_sys);

    void reset() override;
    /// Input n is pin B of slice n, low until told otherwise.
    void on_line(unsigned input, bool level) override;

    /// Bit 2n is A of slice n, bit 2n + 1 its B, which is no output while DIVMODE takes it for input.
    sim::core::OutputPins& outputs() { return outputs_; }
    sim::core::Line& irq() { return irq_; }
    /// A pulse for each wrap: up and down again at one time.
    sim::core::Line& dreq(unsigned slice) { return dreqs_[slice]; }

private:
    struct State {
        std::array<PwmSlice, slice_count> slices;
        std::array<std::int64_t, slice_count> next_edges;
        State();
    };

    void before_access(sim::core::Index reg, const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;
    void on_watched(std::uint32_t signals) override;

    void control_written(unsigned slice, std::uint32_t written, const sim::core::Access& access);
    void enables_written(std::uint32_t written);
    void advance(unsigned slice);
    void step();
    void arm_event();
    void update_outputs();
    void update_irq();

    State state_;
    std::uint32_t inputs_ = 0; // levels of the B pins: not touched by reset
    sim::core::ClockDomain& clk_sys_;
    sim::core::OutputPins outputs_;
    sim::core::Line irq_;
    std::array<sim::core::Line, slice_count> dreqs_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "edge", sim::core::handler<&Pwm::step>};
};

} // namespace peripherals::rp2040
