#pragma once

#include "sim/core/clock_domain.h"
#include "sim/core/host_call.h"
#include "sim/core/line.h"
#include "sim/core/processor.h"
#include "sim/cpu/armv6m/code_store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sim::cpu::armv6m {

/// A Cortex-M0+ core (ARMv6-M) with its NVIC, SysTick and MPU, as the RP2040 has it: 32 interrupts with 4
/// priorities, single-cycle multiplier and I/O port, MPU of 8 regions.
///
/// Inputs (`LineSink`): interrupt lines 0-31.
class Core final : public sim::core::Processor, public sim::core::LineSink {
public:
    /// Joins the machine's processors: cores are made in the order of their numbers. `rom_calls` performs
    /// BKPT in windows that hold host calls; it may be null where there are none.
    Core(sim::core::Machine& machine, std::string name, unsigned number, sim::core::ClockDomain& clock,
         CodeStore& code, sim::core::HostCalls* rom_calls = nullptr);

    // Wiring.
    /// Interrupt lines 0-31.
    void on_line(unsigned irq, bool level) override;
    /// Lines with a set bit also are the non-maskable interrupt (SYSCFG PROCn_NMI_MASK).
    void set_nmi_mask(std::uint32_t irqs);
    /// On release the core starts from the vector table at 0.
    void hold_in_reset(bool held);
    /// The core whose event register a SEV of this one sets.
    void set_sev_target(Core* other) { sev_target_ = other; }
    /// The event input: what the other core's SEV does.
    void send_event();
    /// The clock that SysTick counts with CLKSOURCE 0. Without one it does not count then.
    void set_systick_reference(sim::core::ClockDomain* clock);
    /// Performs BKPT outside of windows with host calls (semihosting); without it BKPT is a HardFault.
    void set_debug_calls(sim::core::HostCalls* calls) { debug_calls_ = calls; }

    /// High for a moment when AIRCR.SYSRESETREQ is written.
    sim::core::Line& system_reset_request() { return system_reset_request_; }
    /// High while asleep (WFI, WFE, sleep on exit).
    sim::core::Line& sleeping() { return sleeping_; }
    /// High while asleep with SCR.SLEEPDEEP set.
    sim::core::Line& deep_sleep() { return deep_sleep_; }

    // Device and Processor.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    unsigned core() const override { return number_; }
    sim::core::Time next_time() const override;
    bool runnable() const override;
    void skip_to(sim::core::Time time) override;
    void run(sim::core::Time horizon, sim::core::Time shared_limit) override;
    void end_slice() override;
    std::uint32_t pc() const override;
    std::uint64_t instructions() const override;
    /// Clock cycles since the machine's reset, sleep included.
    std::uint64_t cycles() const override;
    std::uint64_t sleeping_cycles() const override;
    /// r0-r12, sp, lr, pc, xpsr, msp, psp, primask, control.
    std::vector<std::uint32_t> registers() const override;
    void set_register(unsigned number, std::uint32_t value) override;
    void set_breakpoint(std::uint32_t address, bool on) override;
    void set_watchpoint(std::uint32_t address, std::uint32_t size, sim::core::WatchKind kind,
                        bool on) override;
    void step() override;
    bool locked_up() const override;

private:
    sim::core::ClockDomain& clock_;
    CodeStore& code_;
    sim::core::HostCalls* rom_calls_;
    sim::core::HostCalls* debug_calls_ = nullptr;
    Core* sev_target_ = nullptr;
    unsigned number_;
    sim::core::Line system_reset_request_;
    sim::core::Line sleeping_;
    sim::core::Line deep_sleep_;
};

} // namespace sim::cpu::armv6m
