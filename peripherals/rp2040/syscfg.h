#pragma once

#include "peripherals/rp2040/syscfg_registers.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// A processor's choice of interrupts that are non-maskable.
class NmiSink {
public:
    virtual ~NmiSink() = default;
    virtual void on_nmi_mask(unsigned core, std::uint32_t irqs) = 0;
};

/// System configuration: the NMI masks and which processors are halted. Not modelled: debug access by
/// DBGFORCE and DAP instance ids, memories without power; the bypass of input synchronisers is kept, and the
/// delay of those is not modelled either.
class Syscfg final : public sim::core::RegisterDevice, public sim::core::LineSink {
public:
    /// High while a debugger halts the processor.
    enum Input : unsigned { Halted0, Halted1 };

    Syscfg(sim::core::Machine& machine, std::string name, NmiSink& nmi);

    void reset() override;
    void on_line(unsigned input, bool level) override { halted_[input] = level; }

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void tell_nmi_masks();

    std::array<bool, 2> halted_ = {}; // inputs
    NmiSink& nmi_;
};

} // namespace peripherals::rp2040
