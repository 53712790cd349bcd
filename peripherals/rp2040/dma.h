#pragma once

#include "peripherals/rp2040/dma_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <string>

namespace peripherals::rp2040 {

/// DMA controller (RP2040 datasheet, "DMA"). Not modelled yet: transfers; a channel that is started stays as
/// it is.
class Dma final : public sim::core::RegisterDevice,
                  public sim::core::LineSink,
                  private sim::core::ClockListener {
public:
    Dma(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_sys);

    void reset() override;
    /// `input` is the DREQ's number in the datasheet's table of system DREQs.
    void on_line(unsigned input, bool level) override;

    /// DMA_IRQ_0 and DMA_IRQ_1.
    sim::core::Line& irq(unsigned number) { return irqs_[number]; }

private:
    void on_clock_changed() override;

    std::array<sim::core::Line, 2> irqs_;
    sim::core::ClockDomain& clk_sys_;
};

} // namespace peripherals::rp2040
