#pragma once

#include <cstdint>

namespace sim::cpu::armv6m {

/// Which processor of ARMv6-M it is, and what the maker of the chip chose.
struct Model {
    std::uint32_t cpuid;
    bool unprivileged;        // CONTROL.nPRIV
    bool vector_table_offset; // VTOR
    bool mpu;                 // of eight regions
    bool systick;
    std::uint8_t refill;          // cycles that the pipeline takes to fill again after a branch
    std::uint8_t exception_entry; // worst-case cycles from an interrupt to its handler, without wait states
    // Loads and stores there take one cycle instead of two (Cortex-M0+ TRM, table 3-1, "single-cycle I/O
    // port").
    std::uint32_t io_port_base;
    std::uint32_t io_port_size;

    constexpr bool in_io_port(std::uint32_t address) const { return address - io_port_base < io_port_size; }
};

/// Cortex-M0+ r0p1 (Technical Reference Manual, DDI 0484C) with all options; the I/O port in the region that
/// chips have it in.
inline constexpr Model cortex_m0_plus{.cpuid = 0x410cc601,
                                      .unprivileged = true,
                                      .vector_table_offset = true,
                                      .mpu = true,
                                      .systick = true,
                                      .refill = 1,
                                      .exception_entry = 15,
                                      .io_port_base = 0xd0000000,
                                      .io_port_size = 0x10000000};

/// Cortex-M0 r0p0 (Technical Reference Manual, DDI 0432C) without options.
inline constexpr Model cortex_m0{.cpuid = 0x410cc200,
                                 .unprivileged = false,
                                 .vector_table_offset = false,
                                 .mpu = false,
                                 .systick = false,
                                 .refill = 2,
                                 .exception_entry = 16,
                                 .io_port_base = 0,
                                 .io_port_size = 0};

} // namespace sim::cpu::armv6m
