#include "sim/machine/rp2040.h"

#include <algorithm>

// Clocks, resets and power, and the blocks that keep time.

namespace sim::machine {

using namespace core;
using namespace peripherals::rp2040;

void Rp2040::map_system() {
    map_block(0x40000000, sysinfo_, apb_cycles);
    map_block(0x40004000, syscfg_, apb_cycles);
    map_block(0x40008000, clocks_, apb_cycles);
    map_block(0x4000c000, resets_, apb_cycles);
    map_block(0x40010000, psm_, apb_cycles);
    map_block(0x40024000, xosc_, apb_cycles);
    map_block(0x40028000, pll_sys_, apb_cycles);
    map_block(0x4002c000, pll_usb_, apb_cycles);
    map_block(0x40030000, busctrl_, apb_cycles);
    map_block(0x40054000, timer_, apb_cycles);
    map_block(0x40058000, watchdog_, apb_cycles);
    map_block(0x4005c000, rtc_, apb_cycles);
    map_block(0x40060000, rosc_, apb_cycles);
    map_block(0x40064000, vreg_and_chip_reset_, apb_cycles);
    map_block(0x4006c000, tbman_, apb_cycles);
}

void Rp2040::connect_system() {
    connect_irq(clocks_.irq(), Irq::CLOCKS_IRQ);
    for (unsigned alarm = 0; alarm < Timer::alarm_count; ++alarm) {
        connect_irq(timer_.irq(alarm), static_cast<Irq>(static_cast<unsigned>(Irq::TIMER_IRQ_0) + alarm));
    }
    connect_irq(rtc_.irq(), Irq::RTC_IRQ);
    core0_.deep_sleep().connect(clocks_, Clocks::Core0DeepSleep);
    core1_.deep_sleep().connect(clocks_, Clocks::Core1DeepSleep);
    // "SysTick": its external reference is the microsecond of the watchdog's tick generator.
    core0_.set_systick_reference(&watchdog_.tick());
    core1_.set_systick_reference(&watchdog_.tick());
    unsigned wake_input = 0;
    for (IoBank* bank : {&io_bank0_, &io_qspi_}) {
        bank->irq(IoBank::DormantWake).connect(xosc_, wake_input);
        bank->irq(IoBank::DormantWake).connect(rosc_, wake_input);
        ++wake_input;
    }
    rtc_.irq().connect(xosc_, wake_input);
    rtc_.irq().connect(rosc_, wake_input);
}

void Rp2040::reset() {
    Machine::reset();
    if (start_in_sram_) {
        watchdog_.set_start(*start_in_sram_ | 1, sram_base + sram_bytes);
    }
}

void Rp2040::on_loaded(const image::Image& image) {
    const auto in_sram = [](const image::Segment& segment) { return segment.address >= sram_base; };
    const bool alone = !image.segments.empty() && std::ranges::all_of(image.segments, in_sram);
    start_in_sram_ = alone ? std::optional(image.segments.front().address) : std::nullopt;
}

// A net that nothing but the chip hangs on is none that anybody wants to see.
core::Net& Rp2040::reset_pin() {
    core::Net& run = net("RUN");
    if (!run_.connected()) {
        run_.connect(run);
    }
    return run;
}

void Rp2040::connect_resets() {
    run_.asserted().connect(chip_reset_, 0);
    watchdog_.reset_request().connect(psm_, Psm::WatchdogFired);
    watchdog_.reset_request().connect(resets_, 0);
    for (cpu::armv6m::Core* core : {&core0_, &core1_}) {
        core->system_reset_request().connect(psm_, Psm::SystemResetRequest);
    }
    psm_.connect(PsmStage::Rosc, rosc_);
    psm_.connect(PsmStage::Xosc, xosc_);
    psm_.connect(PsmStage::Clocks, clocks_);
    psm_.connect(PsmStage::Resets, resets_);
    psm_.connect(PsmStage::Xip, xip_);
    psm_.connect(PsmStage::Xip, ssi_);
    psm_.connect(PsmStage::VregAndChipReset, vreg_and_chip_reset_);
    psm_.connect(PsmStage::Sio, sio_);
    psm_.reset_line(PsmStage::Proc0).connect(core_inputs_, 0);
    psm_.reset_line(PsmStage::Proc1).connect(core_inputs_, 1);

    resets_.connect(ResetBlock::Busctrl, busctrl_);
    resets_.connect(ResetBlock::Dma, dma_);
    resets_.connect(ResetBlock::IoBank0, io_bank0_);
    resets_.connect(ResetBlock::IoQspi, io_qspi_);
    resets_.connect(ResetBlock::PadsBank0, pads_bank0_);
    resets_.connect(ResetBlock::PadsQspi, pads_qspi_);
    resets_.connect(ResetBlock::Pio0, pio0_);
    resets_.connect(ResetBlock::Pio1, pio1_);
    resets_.connect(ResetBlock::PllSys, pll_sys_);
    resets_.connect(ResetBlock::PllUsb, pll_usb_);
    resets_.connect(ResetBlock::Rtc, rtc_, &clocks_.gate(ClockGate::RtcRtc));
    resets_.connect(ResetBlock::Syscfg, syscfg_);
    resets_.connect(ResetBlock::Sysinfo, sysinfo_);
    resets_.connect(ResetBlock::Tbman, tbman_);
    resets_.connect(ResetBlock::Timer, timer_);
    resets_.connect(ResetBlock::Usbctrl, usb_, &clocks_.gate(ClockGate::UsbUsbctrl));
}

} // namespace sim::machine
