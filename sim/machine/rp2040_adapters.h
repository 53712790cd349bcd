#pragma once

#include "peripherals/rp2040/busctrl.h"
#include "peripherals/rp2040/psm.h"
#include "peripherals/rp2040/syscfg.h"
#include "peripherals/rp2040/vreg.h"
#include "peripherals/rp2040/watchdog.h"
#include "peripherals/rp2040/xip.h"
#include "sim/core/bus.h"
#include "sim/core/line.h"
#include "sim/cpu/armv6m/core.h"

#include <cstdint>

namespace sim::machine {

/// What the chip tells its processors, by number: reset and the choice of non-maskable interrupts.
class CoreInputs final : public core::LineSink, public peripherals::rp2040::NmiSink {
public:
    CoreInputs(cpu::armv6m::Core& core0, cpu::armv6m::Core& core1) : cores_{&core0, &core1} {}
    void on_line(unsigned core, bool level) override { cores_[core]->hold_in_reset(level); }
    void on_nmi_mask(unsigned core, std::uint32_t irqs) override { cores_[core]->set_nmi_mask(irqs); }

private:
    cpu::armv6m::Core* cores_[2];
};

/// The pin RUN, which resets all that the chip has but its memories.
class ChipReset final : public core::LineSink {
public:
    ChipReset(peripherals::rp2040::Psm& psm, peripherals::rp2040::VregAndChipReset& vreg,
              peripherals::rp2040::Watchdog& watchdog)
        : psm_(psm), vreg_(vreg), watchdog_(watchdog) {}
    void on_line(unsigned input, bool level) override;

private:
    peripherals::rp2040::Psm& psm_;
    peripherals::rp2040::VregAndChipReset& vreg_;
    peripherals::rp2040::Watchdog& watchdog_; // the only block that no stage of the PSM resets
};

/// Counts for BUSCTRL: accesses to blocks on the APB and the fast peripherals, and words asked of the XIP
/// cache. Accesses to SRAM and ROM are not counted, contested ones neither.
class BusCounts final : public peripherals::rp2040::BusEvents {
public:
    BusCounts(const core::Bus& bus, const peripherals::rp2040::Xip& xip) : bus_(bus), xip_(xip) {}
    std::uint64_t count(std::uint32_t event) const override;

private:
    std::uint64_t accesses(std::uint32_t first, std::uint32_t last) const;

    const core::Bus& bus_;
    const peripherals::rp2040::Xip& xip_;
};

} // namespace sim::machine
