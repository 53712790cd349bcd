#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::pads {

using namespace sim::core;

struct PadResets {
    std::uint32_t od, pue, pde;
};

// All pads have the same fields; they differ in what they are after a reset.
template <PadResets reset>
inline constexpr Field pad_fields[] = {
    {7, 7, "OD",       RW, reset.od },
    {6, 6, "IE",       RW, 1        },
    {5, 4, "DRIVE",    RW, 1        },
    {3, 3, "PUE",      RW, reset.pue},
    {2, 2, "PDE",      RW, reset.pde},
    {1, 1, "SCHMITT",  RW, 1        },
    {0, 0, "SLEWFAST", RW, 0        },
};
inline constexpr auto& pulled_down = pad_fields<PadResets{.od = 0, .pue = 0, .pde = 1}>;
inline constexpr auto& pulled_up = pad_fields<PadResets{.od = 0, .pue = 1, .pde = 0}>;
inline constexpr auto& open = pad_fields<PadResets{.od = 0, .pue = 0, .pde = 0}>;
inline constexpr auto& input_pulled_up = pad_fields<PadResets{.od = 1, .pue = 1, .pde = 0}>;

inline constexpr Field voltage_select_fields[] = {
    {0, 0, "VOLTAGE_SELECT", RW, 0}
};

// RP2040 datasheet, "GPIO: List of Registers", Pad Control - User Bank.
inline constexpr Register bank0_registers[] = {
    {0x00, "VOLTAGE_SELECT", voltage_select_fields},
    {0x04, "GPIO%",          pulled_down,           {.count = 30, .stride = 4}},
    {0x7c,    "SWCLK",                 input_pulled_up                           },
    {0x80,    "SWD",                 pulled_up  },
};
static_assert(well_formed(bank0_registers));

// RP2040 datasheet, "GPIO: List of Registers", Pad Control - QSPI Bank.
inline constexpr Register qspi_registers[] = {
    {0x00, "VOLTAGE_SELECT", voltage_select_fields},
    {0x04, "GPIO_QSPI_SCLK", pulled_down          },
    {0x08, "GPIO_QSPI_SD0",  open                 },
    {0x0c, "GPIO_QSPI_SD1",  open                 },
    {0x10, "GPIO_QSPI_SD2",  open                 },
    {0x14, "GPIO_QSPI_SD3",  open                 },
    {0x18, "GPIO_QSPI_SS",   pulled_up            },
};
static_assert(well_formed(qspi_registers));

// Pins of IO_QSPI in the order of its pads: SCLK, SS, SD0 to SD3 there; SCLK, SD0 to SD3, SS here.
inline constexpr std::uint8_t qspi_pin_of_pad[] = {0, 2, 3, 4, 5, 1};

} // namespace peripherals::rp2040::pads
