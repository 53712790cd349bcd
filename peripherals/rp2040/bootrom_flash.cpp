// Flash functions of the built-in boot ROM (datasheet, "Flash Access Functions"): direct transfers of the SSI
// with chip select moved by IO_QSPI, so that an interrupt may come between two bytes.

#include "peripherals/rp2040/bootrom_code.h"

namespace peripherals::rp2040::bootrom {

namespace {

using enum Condition;

constexpr std::uint32_t reset_io_qspi = 1U << 6;
constexpr std::uint32_t reset_pads_qspi = 1U << 9;
constexpr std::uint32_t io_qspi = 0x40018000;
constexpr std::uint32_t first_ctrl = 0x04;
constexpr std::uint32_t ss_ctrl = 0x0c;
constexpr unsigned qspi_pins = 6;
constexpr unsigned outover_lsb = 8;
enum Outover : std::uint32_t { Normal, Invert, Low, High };
constexpr std::uint32_t pads_sd0 = 0x40020008; // PADS_QSPI GPIO_QSPI_SD0, SD1 to SD3 behind it
constexpr std::uint32_t pad_pull_down = 1U << 2;
constexpr std::uint32_t pad_pull_up = 1U << 3;
constexpr std::uint32_t pad_output_off = 1U << 7;
constexpr std::uint32_t ssi = 0x18000000;
enum SsiOffset : std::uint32_t {
    Ctrlr0 = 0x00,
    Ssienr = 0x08,
    Ser = 0x10,
    Baudr = 0x14,
    Txflr = 0x20,
    Rxflr = 0x24,
    Sr = 0x28,
    Icr = 0x48,
    Dr0 = 0x60,
    SpiCtrlr0 = 0xf4,
};
constexpr std::uint32_t xip_ctrl = 0x14000000;
constexpr std::uint32_t xip_set_alias = 0x2000;
enum Opcode : std::uint32_t {
    PageProgram = 0x02,
    ReadData = 0x03,
    ReadStatus = 0x05,
    WriteEnable = 0x06,
    SectorErase = 0x20,
};
constexpr std::uint32_t clock_divider = 6;
constexpr std::uint32_t in_flight = 14; // bytes that an interrupt may leave without losing any
constexpr std::uint32_t settle_loops = 2048;
// While a sector is erased the real ROM asks tens of thousands of times. 16 us apart cost less to simulate.
constexpr std::uint32_t pauses_between_polls = 8;

} // namespace

void CodeWriter::flash_access() {
    entries_.connect_flash = entry();
    a_.bind(connect_);
    a_.push({lr});
    a_.load(r0, reset_io_qspi | reset_pads_qspi);
    a_.bl(reset_unreset_);
    a_.load(r1, io_qspi);
    a_.movs(r0, 0); // function XIP
    for (std::uint32_t pin = 0; pin < qspi_pins; ++pin) {
        a_.str(r0, r1, first_ctrl + 8 * pin);
    }
    a_.pop({pc});

    a_.bind(force_select_);
    a_.load(r1, io_qspi);
    a_.lsls(r0, r0, outover_lsb);
    a_.str(r0, r1, ss_ctrl);
    a_.ldr(r0, r1, ss_ctrl);
    a_.bx(lr);

    // 8-bit frames, one comes in for each that goes out.
    a_.bind(init_spi_);
    a_.load(r1, ssi);
    a_.movs(r0, 0);
    a_.str(r0, r1, Ssienr);
    a_.ldr(r2, r1, Sr);
    a_.ldr(r2, r1, Icr);
    a_.movs(r2, clock_divider);
    a_.str(r2, r1, Baudr);
    a_.movs(r2, 7);
    a_.lsls(r2, r2, 16); // DFS_32
    a_.str(r2, r1, Ctrlr0);
    a_.movs(r2, 1);
    a_.str(r2, r1, Ser);
    a_.str(r2, r1, Ssienr);
    a_.bx(lr);

    a_.bind(exchange_);
    a_.push({r4, r5, r6, r7, lr});
    a_.load(r7, ssi);
    a_.mov(r4, r2); // left to send; r2: left to receive
    const Label loop = a_.bind_new();
    const Label done = a_.make();
    const Label send = a_.make();
    const Label no_send = a_.make();
    const Label keep = a_.make();
    const Label drop = a_.make();
    a_.mov(r5, r4);
    a_.orrs(r5, r2);
    a_.orrs(r5, r3);
    a_.b(Eq, done);
    a_.ldr(r5, r7, Txflr);
    a_.ldr(r6, r7, Rxflr);
    a_.cmp(r4, 0);
    a_.b(Eq, no_send);
    a_.adds(r5, r5, r6);
    a_.cmp(r5, in_flight);
    a_.b(Cs, no_send);
    a_.movs(r5, 0);
    a_.cmp(r0, 0);
    a_.b(Eq, send);
    a_.ldrb(r5, r0);
    a_.adds(r0, 1);
    a_.bind(send);
    a_.str(r5, r7, Dr0);
    a_.subs(r4, 1);
    a_.bind(no_send);
    a_.cmp(r6, 0);
    a_.b(Eq, loop);
    a_.ldr(r5, r7, Dr0);
    a_.cmp(r3, 0);
    a_.b(Eq, keep);
    a_.subs(r3, 1);
    a_.b(loop);
    a_.bind(keep);
    a_.cmp(r1, 0);
    a_.b(Eq, drop);
    a_.strb(r5, r1);
    a_.adds(r1, 1);
    a_.bind(drop);
    a_.subs(r2, 1);
    a_.b(loop);
    a_.bind(done);
    a_.movs(r0, High);
    a_.bl(force_select_);
    a_.pop({r4, r5, r6, r7, pc});

    // Opcode and three bytes of address; what they bring in is the next exchange's to drop.
    a_.bind(send_command_);
    a_.push({r4, lr});
    a_.mov(r4, r1);
    a_.lsls(r3, r0, 24);
    a_.orrs(r4, r3);
    a_.movs(r0, Low);
    a_.bl(force_select_);
    a_.load(r3, ssi);
    a_.rev(r4, r4);
    for (unsigned byte = 0; byte < 4; ++byte) {
        a_.str(r4, r3, Dr0); // the SSI takes the lowest 8 bits
        a_.lsrs(r4, r4, 8);
    }
    a_.pop({r4, pc});

    a_.bind(read_data_);
    a_.push({r4, r5, lr});
    a_.mov(r4, r1);
    a_.mov(r5, r2);
    a_.mov(r1, r0);
    a_.movs(r0, ReadData);
    a_.bl(send_command_);
    a_.movs(r0, 0);
    a_.mov(r1, r4);
    a_.mov(r2, r5);
    a_.movs(r3, 4);
    a_.bl(exchange_);
    a_.pop({r4, r5, pc});
    a_.pool();
}

// Out of continuous read, whatever the chip: 32 clocks with chip select high and all lines pulled low, 32
// with it low and all lines pulled high, then ffh ffh on SD0.
void CodeWriter::flash_exit_xip() {
    entries_.exit_xip = entry();
    a_.bind(exit_xip_);
    a_.push({r3, r4, r5, r6, r7, lr});
    a_.bl(init_spi_);
    a_.load(r4, pads_sd0);
    a_.ldr(r5, r4);
    a_.movs(r0, pad_pull_up | pad_pull_down | pad_output_off);
    a_.mov(r6, r5);
    a_.bics(r6, r0);
    a_.movs(r0, pad_output_off | pad_pull_down);
    a_.orrs(r6, r0);
    a_.movs(r0, High);
    a_.bl(force_select_);
    a_.movs(r7, 2);
    const Label pulled = a_.bind_new();
    for (std::uint32_t lane = 0; lane < 4; ++lane) {
        a_.str(r6, r4, 4 * lane);
    }
    a_.load(r0, settle_loops);
    const Label settle = a_.bind_new();
    a_.subs(r0, 1);
    a_.b(Ne, settle);
    a_.movs(r1, 0);
    a_.movs(r2, 4);
    a_.movs(r3, 0);
    a_.bl(exchange_);
    a_.movs(r0, pad_pull_down);
    a_.bics(r6, r0);
    a_.movs(r0, pad_pull_up);
    a_.orrs(r6, r0);
    a_.movs(r0, Low);
    a_.bl(force_select_);
    a_.subs(r7, 1);
    a_.b(Ne, pulled);

    // Serial commands follow: SD2 and SD3 are /WP and /HOLD and stay high.
    a_.str(r5, r4);
    a_.str(r5, r4, 4);
    a_.movs(r0, pad_pull_down);
    a_.bics(r5, r0);
    a_.movs(r0, pad_pull_up);
    a_.orrs(r5, r0);
    a_.str(r5, r4, 8);
    a_.str(r5, r4, 12);
    a_.movs(r0, 0);
    a_.mvns(r0, r0);
    a_.push({r0});
    a_.mov(r0, sp);
    a_.movs(r1, 0);
    a_.movs(r2, 2);
    a_.movs(r3, 0);
    a_.bl(exchange_);
    a_.pop({r0});
    a_.movs(r0, Normal);
    a_.bl(force_select_);
    a_.pop({r3, r4, r5, r6, r7, pc});
    a_.pool();
}

void CodeWriter::flash_modify() {
    a_.bind(write_enable_);
    a_.push({r4, lr});
    a_.movs(r0, Low);
    a_.bl(force_select_);
    a_.load(r1, ssi);
    a_.movs(r0, WriteEnable);
    a_.str(r0, r1, Dr0);
    a_.movs(r2, 0);
    a_.movs(r3, 1);
    a_.bl(exchange_);
    a_.pop({r4, pc});

    a_.bind(wait_ready_);
    a_.push({r4, lr});
    const Label busy = a_.bind_new();
    a_.movs(r0, Low);
    a_.bl(force_select_);
    a_.load(r1, ssi);
    a_.movs(r0, ReadStatus);
    a_.str(r0, r1, Dr0);
    a_.push({r0});
    a_.movs(r0, 0);
    a_.mov(r1, sp);
    a_.movs(r2, 1);
    a_.movs(r3, 1);
    a_.bl(exchange_);
    a_.pop({r0});
    const Label ready = a_.make();
    a_.lsrs(r0, r0, 1); // BUSY
    a_.b(Cc, ready);
    a_.movs(r0, pauses_between_polls);
    a_.bkpt(CallPause);
    a_.b(busy);
    a_.bind(ready);
    a_.pop({r4, pc});

    // r0: address, r1: data, r2: bytes, in pages of 256.
    entries_.range_program = entry();
    a_.push({r4, r5, r6, r7, lr});
    a_.mov(r4, r0);
    a_.mov(r5, r1);
    a_.adds(r6, r0, r2);
    const Label program = a_.bind_new();
    const Label programmed = a_.make();
    a_.cmp(r4, r6);
    a_.b(Cs, programmed);
    a_.bl(write_enable_);
    a_.movs(r0, PageProgram);
    a_.mov(r1, r4);
    a_.bl(send_command_);
    a_.mov(r0, r5);
    a_.movs(r1, 0);
    a_.movs(r2, 1);
    a_.lsls(r2, r2, 8);
    a_.adds(r4, r4, r2);
    a_.adds(r5, r5, r2);
    a_.movs(r3, 4);
    a_.bl(exchange_);
    a_.bl(wait_ready_);
    a_.b(program);
    a_.bind(programmed);
    a_.pop({r4, r5, r6, r7, pc});

    // r0: address, r1: bytes, r2: size of a block (a power of two), r3: opcode that erases one; sectors else.
    entries_.range_erase = entry();
    a_.push({r4, r5, r6, r7, lr});
    a_.mov(r4, r0);
    a_.adds(r5, r0, r1);
    a_.mov(r6, r2);
    a_.mov(r7, r3);
    const Label erase = a_.bind_new();
    const Label erased = a_.make();
    const Label sector = a_.make();
    const Label chosen = a_.make();
    a_.cmp(r4, r5);
    a_.b(Cs, erased);
    a_.bl(write_enable_);
    a_.mov(r1, r4);
    a_.mov(r0, r6);
    a_.subs(r0, 1);
    a_.tst(r0, r4);
    a_.b(Ne, sector);
    a_.subs(r0, r5, r4);
    a_.cmp(r0, r6);
    a_.b(Cc, sector);
    a_.mov(r0, r7);
    a_.uxtb(r0, r0);
    a_.adds(r4, r4, r6);
    a_.b(chosen);
    a_.bind(sector);
    a_.movs(r0, 1);
    a_.lsls(r0, r0, 12);
    a_.adds(r4, r4, r0);
    a_.movs(r0, SectorErase);
    a_.bind(chosen);
    a_.bl(send_command_);
    a_.movs(r1, 0);
    a_.movs(r2, 0);
    a_.movs(r3, 4);
    a_.bl(exchange_);
    a_.bl(wait_ready_);
    a_.b(erase);
    a_.bind(erased);
    a_.pop({r4, r5, r6, r7, pc});
    a_.pool();
}

void CodeWriter::flash_xip() {
    // Flushes and enables the cache, gives chip select back to the SSI.
    entries_.flush_cache = entry();
    a_.bind(flush_cache_);
    a_.push({lr});
    a_.load(r1, xip_ctrl);
    a_.movs(r0, 1);
    a_.str(r0, r1, 4);
    a_.ldr(r2, r1, 4); // waits
    a_.load(r1, xip_ctrl + xip_set_alias);
    a_.str(r0, r1);
    a_.movs(r0, Normal);
    a_.bl(force_select_);
    a_.pop({pc});

    // Reads by 03h: 32-bit frames, EEPROM read, 8 bits of opcode, 24 of address.
    entries_.enter_xip = entry();
    a_.load(r1, ssi);
    a_.movs(r0, 0);
    a_.str(r0, r1, Ssienr);
    a_.load(r0, 31U << 16 | 3U << 8);
    a_.str(r0, r1, Ctrlr0);
    a_.load(r0, static_cast<std::uint32_t>(ReadData) << 24 | 2U << 8 | 6U << 2);
    a_.movs(r2, SpiCtrlr0);
    a_.str(r0, r1, r2);
    a_.movs(r0, 1);
    a_.str(r0, r1, Ssienr);
    a_.bx(lr);
    a_.pool();
}

} // namespace peripherals::rp2040::bootrom
