#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::watchdog {

using namespace sim::core;

// RP2040 datasheet, "WATCHDOG: List of Registers".
inline constexpr Field ctrl_fields[] = {
    {31, 31, "TRIGGER",    SC, 0},
    {30, 30, "ENABLE",     RW, 0},
    {26, 26, "PAUSE_DBG1", RW, 1},
    {25, 25, "PAUSE_DBG0", RW, 1},
    {24, 24, "PAUSE_JTAG", RW, 1},
    {23, 0,  "TIME",       RO, 0},
};
inline constexpr Field load_fields[] = {
    {23, 0, "LOAD", WO, 0}
};
inline constexpr Field reason_fields[] = {
    {1, 1, "FORCE", RO, 0},
    {0, 0, "TIMER", RO, 0},
};
inline constexpr Field scratch_fields[] = {
    {31, 0, "SCRATCH%", RW, 0}
};
inline constexpr Field tick_fields[] = {
    {19, 11, "COUNT",   RO, 0},
    {10, 10, "RUNNING", RO, 0},
    {9,  9,  "ENABLE",  RW, 1},
    {8,  0,  "CYCLES",  RW, 0},
};

inline constexpr Array scratches = {.count = 8, .stride = 4};
inline constexpr Register watchdog_registers[] = {
    {0x00, "CTRL",     ctrl_fields,    {}       },
    {0x04, "LOAD",     load_fields,    {}       },
    {0x08, "REASON",   reason_fields,  {}       },
    {0x0c, "SCRATCH%", scratch_fields, scratches},
    {0x2c, "TICK",     tick_fields,    {}       },
};
static_assert(well_formed(watchdog_registers));

} // namespace peripherals::rp2040::watchdog
