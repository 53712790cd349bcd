#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::vreg {

using namespace sim::core;

// RP2040 datasheet, "VREG_AND_CHIP_RESET: List of Registers".
inline constexpr Field vreg_fields[] = {
    {12, 12, "ROK",  RO, 0  },
    {7,  4,  "VSEL", RW, 0xb},
    {1,  1,  "HIZ",  RW, 0  },
    {0,  0,  "EN",   RW, 1  },
};
inline constexpr Field bod_fields[] = {
    {7, 4, "VSEL", RW, 9},
    {0, 0, "EN",   RW, 1},
};
inline constexpr Field chip_reset_fields[] = {
    {24, 24, "PSM_RESTART_FLAG", WC, 0},
    {20, 20, "HAD_PSM_RESTART",  RO, 0},
    {16, 16, "HAD_RUN",          RO, 0},
    {8,  8,  "HAD_POR",          RO, 0},
};

inline constexpr Register vreg_registers[] = {
    {0x00, "VREG",       vreg_fields      },
    {0x04, "BOD",        bod_fields       },
    {0x08, "CHIP_RESET", chip_reset_fields},
};
static_assert(well_formed(vreg_registers));

} // namespace peripherals::rp2040::vreg
