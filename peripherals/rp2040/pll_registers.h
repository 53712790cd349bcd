#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::pll {

using namespace sim::core;

// RP2040 datasheet, "PLL: List of Registers".
inline constexpr Field cs_fields[] = {
    {31, 31, "LOCK",   RO, 0},
    {8,  8,  "BYPASS", RW, 0},
    {5,  0,  "REFDIV", RW, 1},
};
inline constexpr Field pwr_fields[] = {
    {5, 5, "VCOPD",     RW, 1},
    {3, 3, "POSTDIVPD", RW, 1},
    {2, 2, "DSMPD",     RW, 1},
    {0, 0, "PD",        RW, 1},
};
inline constexpr Field fbdiv_int_fields[] = {
    {11, 0, "FBDIV_INT", RW, 0}
};
inline constexpr Field prim_fields[] = {
    {18, 16, "POSTDIV1", RW, 7},
    {14, 12, "POSTDIV2", RW, 7},
};

inline constexpr Register pll_registers[] = {
    {0x00, "CS",        cs_fields       },
    {0x04, "PWR",       pwr_fields      },
    {0x08, "FBDIV_INT", fbdiv_int_fields},
    {0x0c, "PRIM",      prim_fields     },
};
static_assert(well_formed(pll_registers));

} // namespace peripherals::rp2040::pll
