#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::xosc {

using namespace sim::core;

// RP2040 datasheet, "XOSC: List of Registers".
inline constexpr Field ctrl_fields[] = {
    {23, 12, "ENABLE",     RW, 0xd1e},
    {11, 0,  "FREQ_RANGE", RW, 0xaa0},
};
inline constexpr Field status_fields[] = {
    {31, 31, "STABLE",     RO, 0},
    {24, 24, "BADWRITE",   WC, 0},
    {12, 12, "ENABLED",    RO, 0},
    {1,  0,  "FREQ_RANGE", RO, 0},
};
inline constexpr Field dormant_fields[] = {
    {31, 0, "DORMANT", RW, 0x77616b65}
};
inline constexpr Field startup_fields[] = {
    {20, 20, "X4",    RW, 0   },
    {13, 0,  "DELAY", RW, 0xc4},
};
inline constexpr Field count_fields[] = {
    {7, 0, "COUNT", RW, 0}
};

inline constexpr Register xosc_registers[] = {
    {0x00, "CTRL",    ctrl_fields   },
    {0x04, "STATUS",  status_fields },
    {0x08, "DORMANT", dormant_fields},
    {0x0c, "STARTUP", startup_fields},
    {0x1c, "COUNT",   count_fields  },
};
static_assert(well_formed(xosc_registers));

} // namespace peripherals::rp2040::xosc
