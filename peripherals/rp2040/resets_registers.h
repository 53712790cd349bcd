#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::resets {

using namespace sim::core;

// RP2040 datasheet, "RESETS: List of Registers": three registers with a bit for each block.
template <FieldAccess access, std::uint32_t reset>
inline constexpr Field block_fields[] = {
    {24, 24, "USBCTRL",    access, reset},
    {23, 23, "UART1",      access, reset},
    {22, 22, "UART0",      access, reset},
    {21, 21, "TIMER",      access, reset},
    {20, 20, "TBMAN",      access, reset},
    {19, 19, "SYSINFO",    access, reset},
    {18, 18, "SYSCFG",     access, reset},
    {17, 17, "SPI1",       access, reset},
    {16, 16, "SPI0",       access, reset},
    {15, 15, "RTC",        access, reset},
    {14, 14, "PWM",        access, reset},
    {13, 13, "PLL_USB",    access, reset},
    {12, 12, "PLL_SYS",    access, reset},
    {11, 11, "PIO1",       access, reset},
    {10, 10, "PIO0",       access, reset},
    {9,  9,  "PADS_QSPI",  access, reset},
    {8,  8,  "PADS_BANK0", access, reset},
    {7,  7,  "JTAG",       access, reset},
    {6,  6,  "IO_QSPI",    access, reset},
    {5,  5,  "IO_BANK0",   access, reset},
    {4,  4,  "I2C1",       access, reset},
    {3,  3,  "I2C0",       access, reset},
    {2,  2,  "DMA",        access, reset},
    {1,  1,  "BUSCTRL",    access, reset},
    {0,  0,  "ADC",        access, reset},
};

inline constexpr auto& reset_fields = block_fields<RW, 1>;
inline constexpr auto& wdsel_fields = block_fields<RW, 0>;
inline constexpr auto& reset_done_fields = block_fields<RO, 0>;

inline constexpr Register resets_registers[] = {
    {0x00, "RESET",      reset_fields     },
    {0x04, "WDSEL",      wdsel_fields     },
    {0x08, "RESET_DONE", reset_done_fields},
};
static_assert(well_formed(resets_registers));

} // namespace peripherals::rp2040::resets
