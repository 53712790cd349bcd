#pragma once

#include "peripherals/rp2040/pio_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Programmable I/O block (RP2040 datasheet, "PIO"). Not modelled yet: the state machines.
class Pio final : public sim::core::RegisterDevice,
                  public sim::core::InputSink,
                  private sim::core::ClockListener {
public:
    /// `pins` are the GPIOs as they come from the pads.
    Pio(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_sys,
        sim::core::InputPins& pins);

    void reset() override;
    void on_inputs(std::uint32_t levels, std::uint32_t changed) override;

    /// Bit n is GPIO n.
    sim::core::OutputPins& outputs() { return outputs_; }
    /// PIOx_IRQ_0 and PIOx_IRQ_1.
    sim::core::Line& irq(unsigned number) { return irqs_[number]; }
    sim::core::Line& tx_dreq(unsigned machine) { return tx_dreqs_[machine]; }
    sim::core::Line& rx_dreq(unsigned machine) { return rx_dreqs_[machine]; }

private:
    void on_clock_changed() override;

    sim::core::OutputPins outputs_;
    std::array<sim::core::Line, 2> irqs_;
    std::array<sim::core::Line, pio::machine_count> tx_dreqs_;
    std::array<sim::core::Line, pio::machine_count> rx_dreqs_;
    sim::core::ClockDomain& clk_sys_;
    sim::core::InputPins& pins_;
};

} // namespace peripherals::rp2040
