// Start-up and core 1's wait in the built-in boot ROM (datasheet, "Processor Controlled Boot Sequence",
// "Launching Code On Processor Core 1").

#include "peripherals/rp2040/bootrom_code.h"

namespace peripherals::rp2040::bootrom {

namespace {

using enum Condition;

constexpr std::uint32_t resets = 0x4000c000;
constexpr std::uint32_t set_alias = 0x2000;
constexpr std::uint32_t clear_alias = 0x3000;
constexpr std::uint32_t resets_done = 8;
constexpr std::uint32_t reset_io_qspi = 1U << 6;
constexpr std::uint32_t reset_pads_bank0 = 1U << 8;
constexpr std::uint32_t reset_pads_qspi = 1U << 9;
constexpr std::uint32_t reset_timer = 1U << 21;
constexpr std::uint32_t clocks_wake_en0 = 0x400080a0;
constexpr std::uint32_t syscfg_nmi_mask = 0x40004000;
constexpr std::uint32_t chip_reset = 0x40064008; // VREG_AND_CHIP_RESET
constexpr unsigned restart_flag_bit = 24;        // PSM_RESTART_FLAG
constexpr std::uint32_t pads_bank0_gpio26 = 0x4001c06c;
constexpr std::uint32_t pad_input_enable = 0x40;
constexpr std::uint32_t watchdog_scratch4 = 0x4005801c;
constexpr std::uint32_t vector_magic = 0xb007c0d3;
constexpr std::uint32_t sio = 0xd0000000;
constexpr std::uint32_t sio_gpio_hi_in = 0x08;
constexpr std::uint32_t sio_fifo_st = 0x50;
constexpr std::uint32_t sio_fifo_wr = 0x54;
constexpr std::uint32_t sio_fifo_rd = 0x58;
constexpr std::uint32_t scb = 0xe000ed00;
constexpr std::uint32_t scb_vtor = 0x08;
constexpr std::uint32_t scb_scr = 0x10;
constexpr std::uint32_t sleep_deep = 4;
constexpr std::uint32_t ssi = 0x18000000;
constexpr std::uint32_t boot2_place = 0x20041f00;
constexpr std::uint32_t boot2_bytes = 252; // without its checksum
constexpr unsigned boot_attempts = 4;      // one with each clock polarity and phase

} // namespace

std::uint32_t CodeWriter::entry() {
    return a_.here();
}

Entries CodeWriter::write() {
    common();
    start_up();
    flash_boot();
    core1();
    memory();
    flash_access();
    flash_exit_xip();
    flash_modify();
    flash_xip();
    return entries_;
}

void CodeWriter::common() {
    // r0: table of codes and values, r1: code; its value or 0.
    entries_.lookup = entry();
    const Label next = a_.bind_new();
    const Label found = a_.make();
    a_.movs(r3, 0);
    a_.ldrh(r2, r0);
    a_.cmp(r2, 0);
    a_.b(Eq, found);
    a_.ldrh(r3, r0, 2);
    a_.adds(r0, 4);
    a_.cmp(r2, r1);
    a_.b(Ne, next);
    a_.bind(found);
    a_.mov(r0, r3);
    a_.bx(lr);

    entries_.hard_fault = entry();
    a_.bind(dead_);
    a_.wfi();
    a_.b(dead_);

    // Without a stack: an NMI may come before there is one. Its mask is taken away, so that it does not come
    // back.
    entries_.nmi = entry();
    a_.mov(r3, lr);
    a_.bl(enable_clocks_);
    a_.load(r0, syscfg_nmi_mask);
    a_.str(r1, r0);
    a_.str(r1, r0, 4);
    a_.bx(r3);

    a_.bind(enable_clocks_);
    a_.load(r0, clocks_wake_en0);
    a_.movs(r1, 0);
    a_.mvns(r2, r1);
    a_.str(r2, r0);
    a_.str(r2, r0, 4);
    a_.bx(lr);

    a_.bind(reset_unreset_);
    a_.load(r1, resets + set_alias);
    a_.str(r0, r1);
    a_.bind(unreset_);
    a_.load(r1, resets + clear_alias);
    a_.str(r0, r1);
    a_.load(r1, resets);
    const Label wait = a_.bind_new();
    a_.ldr(r2, r1, resets_done);
    a_.bics(r0, r2);
    a_.b(Ne, wait);
    a_.bx(lr);

    // r7: function; its return meets a breakpoint.
    entries_.debug_trampoline = entry();
    a_.movs(r6, 1);
    a_.orrs(r7, r6);
    a_.blx(r7);
    entries_.debug_trampoline_end = entry();
    a_.bkpt(CallBreakpoint);
    a_.b(dead_);
    a_.pool();
}

void CodeWriter::start_up() {
    entries_.reset = entry();
    a_.load(r0, sio);
    a_.ldr(r1, r0); // CPUID
    a_.cmp(r1, 0);
    const Label core0 = a_.make();
    a_.b(Eq, core0);
    a_.b(wait_for_vector_);
    a_.bind(core0);
    a_.bl(enable_clocks_);

    // A debugger's rescue: acknowledge and halt.
    const Label no_rescue = a_.make();
    a_.load(r1, chip_reset);
    a_.ldr(r2, r1);
    a_.lsrs(r3, r2, restart_flag_bit + 1);
    a_.b(Cc, no_rescue);
    a_.str(r2, r1);
    a_.b(dead_);
    a_.bind(no_rescue);

    // Analogue pins begin with their digital inputs off.
    a_.load(r0, reset_pads_bank0);
    a_.bl(unreset_);
    a_.load(r0, pads_bank0_gpio26 + clear_alias);
    a_.movs(r1, pad_input_enable);
    for (std::uint32_t pad = 0; pad < 4; ++pad) {
        a_.str(r1, r0, 4 * pad);
    }

    // SCRATCH4-7: magic, entry ^ -magic, stack pointer, entry. Asked for once only.
    a_.load(r0, watchdog_scratch4);
    a_.mov(r4, r0);
    a_.ldm(r4, {r1, r2, r3, r5});
    a_.load(r6, vector_magic);
    a_.cmp(r1, r6);
    a_.b(Ne, main_);
    a_.eors(r2, r5);
    a_.adds(r2, r2, r6);
    a_.b(Ne, main_);
    a_.str(r2, r0);
    a_.msr_msp(r3);
    a_.blx(r5);
    a_.b(main_);
    a_.pool();
}

void CodeWriter::flash_boot() {
    a_.bind(main_);
    a_.load(r0, reset_io_qspi | reset_pads_qspi | reset_timer);
    a_.bl(reset_unreset_);

    // QSPI_SS held low by BOOTSEL asks for the boot loader: a vote over 9 samples, once its pull-up had time.
    const Label use_flash = a_.make();
    a_.movs(r0, 133);
    const Label settle = a_.bind_new();
    a_.subs(r0, 1);
    a_.b(Ne, settle);
    a_.load(r1, sio);
    a_.movs(r2, 0);
    a_.movs(r3, 9);
    const Label sample = a_.bind_new();
    a_.ldr(r0, r1, sio_gpio_hi_in);
    a_.lsls(r0, r0, 30);
    a_.lsrs(r0, r0, 31);
    a_.adds(r2, r2, r0);
    a_.subs(r3, 1);
    a_.b(Ne, sample);
    a_.movs(r0, 0);
    a_.movs(r1, 0);
    a_.cmp(r2, 5);
    a_.b(Cs, use_flash);
    a_.bkpt(CallUsbBoot);
    a_.bind(use_flash);

    a_.bl(connect_);
    a_.bl(exit_xip_);
    a_.movs(r4, 0);
    const Label attempt = a_.bind_new();
    const Label loaded = a_.make();
    a_.load(r5, ssi);
    a_.movs(r0, 0);
    a_.str(r0, r5, 0x08);
    a_.ldr(r0, r5, 0x00); // CTRLR0: SCPOL, SCPH
    a_.movs(r1, 3);
    a_.lsls(r1, r1, 6);
    a_.bics(r0, r1);
    a_.lsls(r1, r4, 6);
    a_.orrs(r0, r1);
    a_.str(r0, r5, 0x00);
    a_.movs(r0, 1);
    a_.str(r0, r5, 0x08);
    a_.movs(r0, 0);
    a_.load(r1, boot2_place);
    a_.movs(r2, boot2_bytes);
    a_.adds(r2, 4);
    a_.bl(read_data_);
    a_.load(r0, boot2_place);
    a_.mov(r1, r0);
    a_.adds(r1, boot2_bytes);
    a_.mov(r5, r1);
    const Label checked = a_.make();
    a_.bl(checked);
    a_.ldr(r5, r5);
    a_.cmp(r0, r5);
    a_.b(Eq, loaded);
    a_.adds(r4, 1);
    a_.cmp(r4, boot_attempts);
    a_.b(Ne, attempt);
    a_.bkpt(CallNoBoot2);
    a_.b(dead_);
    a_.bind(checked);
    a_.bkpt(CallCrc32);

    // Without a return address the second stage starts what stands behind it in flash.
    a_.bind(loaded);
    a_.bl(flush_cache_);
    a_.load(r0, boot2_place + 1);
    a_.movs(r1, 0);
    a_.mov(lr, r1);
    a_.bx(r0);
    a_.pool();
}

void CodeWriter::core1() {
    entries_.wait_for_vector = entry();
    a_.bind(wait_for_vector_);
    a_.load(r4, sio);
    a_.load(r7, scb);
    a_.movs(r1, sleep_deep);
    a_.str(r1, r7, scb_scr);

    const Label swap = a_.make();
    const Label again = a_.bind_new();
    const Label drained = a_.make();
    const Label drain = a_.bind_new();
    a_.ldr(r1, r4, sio_fifo_st);
    a_.lsrs(r1, r1, 1); // VLD
    a_.b(Cc, drained);
    a_.ldr(r1, r4, sio_fifo_rd);
    a_.b(drain);
    a_.bind(drained);
    a_.movs(r0, 0);
    a_.bl(swap);
    a_.cmp(r0, 1);
    a_.b(Ne, again);
    a_.bl(swap);
    a_.str(r0, r7, scb_vtor);
    a_.bl(swap);
    a_.msr_msp(r0);
    a_.bl(swap);
    a_.mov(r6, r0); // where to go
    const Label send = a_.make();
    a_.bl(send);
    a_.movs(r1, 0);
    a_.str(r1, r7, scb_scr);
    a_.blx(r6);
    a_.b(dead_);

    // Sends r0, then receives r0; a 0 begins all anew.
    a_.bind(swap);
    a_.mov(r3, lr);
    a_.bl(send);
    const Label empty = a_.bind_new();
    a_.wfe();
    a_.ldr(r1, r4, sio_fifo_st);
    a_.lsrs(r1, r1, 1);
    a_.b(Cc, empty);
    a_.ldr(r0, r4, sio_fifo_rd);
    a_.cmp(r0, 0);
    a_.b(Eq, again);
    a_.bx(r3);

    const Label full = a_.bind_new();
    a_.wfe();
    a_.bind(send);
    a_.ldr(r1, r4, sio_fifo_st);
    a_.lsrs(r1, r1, 2); // RDY
    a_.b(Cc, full);
    a_.str(r0, r4, sio_fifo_wr);
    a_.sev();
    a_.bx(lr);
    a_.pool();
}

} // namespace peripherals::rp2040::bootrom
