#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::power {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Power management (POWER)": registers.
inline constexpr Field int_fields[] = {
    {2, 2, "POFWARN", RW, 0},
};
inline constexpr Field resetreas_fields[] = {
    {18, 18, "DIF",      WC, 0},
    {17, 17, "LPCOMP",   WC, 0},
    {16, 16, "OFF",      WC, 0},
    {3,  3,  "LOCKUP",   WC, 0},
    {2,  2,  "SREQ",     WC, 0},
    {1,  1,  "DOG",      WC, 0},
    {0,  0,  "RESETPIN", WC, 0},
};
inline constexpr Field ramstatus_fields[] = {
    {3, 3, "RAMBLOCK3", RO, 0},
    {2, 2, "RAMBLOCK2", RO, 0},
    {1, 1, "RAMBLOCK1", RO, 0},
    {0, 0, "RAMBLOCK0", RO, 0},
};
inline constexpr Field systemoff_fields[] = {
    {0, 0, "SYSTEMOFF", WO, 0},
};
inline constexpr Field pofcon_fields[] = {
    {2, 1, "THRESHOLD", RW, 0},
    {0, 0, "POF",       RW, 0},
};
inline constexpr Field gpregret_fields[] = {
    {7, 0, "GPREGRET", RW, 0},
};
inline constexpr Field ramon_fields[] = {
    {17, 17, "OFFRAM1", RW, 0},
    {16, 16, "OFFRAM0", RW, 0},
    {1,  1,  "ONRAM1",  RW, 1},
    {0,  0,  "ONRAM0",  RW, 1},
};
inline constexpr Field reset_fields[] = {
    {0, 0, "RESET", RW, 0},
};
inline constexpr Field ramonb_fields[] = {
    {17, 17, "OFFRAM3", RW, 0},
    {16, 16, "OFFRAM2", RW, 0},
    {1,  1,  "ONRAM3",  RW, 1},
    {0,  0,  "ONRAM2",  RW, 1},
};
inline constexpr Field dcdcen_fields[] = {
    {0, 0, "DCDCEN", RW, 0},
};
inline constexpr Field dcdcforce_fields[] = {
    {1, 1, "FORCEON",  RW, 0},
    {0, 0, "FORCEOFF", RW, 0},
};

inline constexpr Register power_registers[] = {
    {0x078, "TASKS_CONSTLAT", task_fields,      {}},
    {0x07c, "TASKS_LOWPWR",   task_fields,      {}},
    {0x108, "EVENTS_POFWARN", event_fields,     {}},
    {0x304, "INTENSET",       int_fields,       {}},
    {0x308, "INTENCLR",       int_fields,       {}},
    {0x400, "RESETREAS",      resetreas_fields, {}},
    {0x428, "RAMSTATUS",      ramstatus_fields, {}},
    {0x500, "SYSTEMOFF",      systemoff_fields, {}},
    {0x510, "POFCON",         pofcon_fields,    {}},
    {0x51c, "GPREGRET",       gpregret_fields,  {}},
    {0x524, "RAMON",          ramon_fields,     {}},
    {0x544, "RESET",          reset_fields,     {}},
    {0x554, "RAMONB",         ramonb_fields,    {}},
    {0x578, "DCDCEN",         dcdcen_fields,    {}},
    {0xa08, "DCDCFORCE",      dcdcforce_fields, {}},
};
static_assert(well_formed(power_registers));

} // namespace peripherals::nrf51::power
