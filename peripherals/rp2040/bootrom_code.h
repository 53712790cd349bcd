#pragma once

#include "peripherals/rp2040/bootrom_assembler.h"

#include <cstdint>

namespace peripherals::rp2040::bootrom {

/// Numbers of the BKPTs that the host performs. Float and double functions follow in the order of their
/// tables.
enum HostCallNumber : unsigned {
    CallBreakpoint,
    CallPopcount,
    CallReverse,
    CallClz,
    CallCtz,
    CallCrc32,   // r0: start, r1: end; the checksum of a second stage in r0
    CallNoBoot2, // no second stage in flash
    CallUsbBoot, // r0: activity mask, r1: disabled interfaces
    CallPause,   // r0: how many times pause_cycles; goes on behind it
    CallFloat = 0x40,
    CallDouble = 0x80,
};
inline constexpr unsigned float_functions = 32;
/// An interrupt waits that long at most.
inline constexpr std::uint32_t pause_cycles = 256;

/// Functions of the tables whose result stands in the flags too: as after comparing it with 0.
constexpr bool is_compare(unsigned function) {
    return function == 4 || function == 5 || function == 21;
}

/// Entry points that the tables and vectors name; without the Thumb bit.
struct Entries {
    std::uint32_t reset, nmi, hard_fault, lookup;
    std::uint32_t memset, memset4, memcpy, memcpy4;
    std::uint32_t debug_trampoline, debug_trampoline_end, wait_for_vector;
    std::uint32_t connect_flash, exit_xip, range_erase, range_program, flush_cache, enter_xip;
};

/// Writes the ROM's own code.
class CodeWriter {
public:
    explicit CodeWriter(Assembler& assembler) : a_(assembler) {}
    Entries write();

private:
    using Label = Assembler::Label;

    void common();
    void start_up();
    void flash_boot();
    void core1();
    void memory();
    void flash_access();
    void flash_exit_xip();
    void flash_modify();
    void flash_xip();
    std::uint32_t entry();

    Assembler& a_;
    Entries entries_{};
    Label dead_ = a_.make();
    Label enable_clocks_ = a_.make();
    Label main_ = a_.make();
    Label wait_for_vector_ = a_.make();
    Label unreset_ = a_.make();       // r0: blocks; out of reset, waits. Uses r1, r2
    Label reset_unreset_ = a_.make(); // r0: blocks; into reset and out of it
    Label connect_ = a_.make();
    Label init_spi_ = a_.make();
    Label exit_xip_ = a_.make();
    Label force_select_ = a_.make(); // r0: OUTOVER of QSPI_SS. Uses r1
    Label exchange_ = a_.make();     // r0: send or 0, r1: receive or 0, r2: bytes, r3: received ones to drop
    Label send_command_ = a_.make(); // r0: opcode, r1: address. Uses r2, r3
    Label read_data_ = a_.make();    // r0: address, r1: to, r2: bytes
    Label write_enable_ = a_.make();
    Label wait_ready_ = a_.make();
    Label flush_cache_ = a_.make();
};

} // namespace peripherals::rp2040::bootrom
