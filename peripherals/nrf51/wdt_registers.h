#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::wdt {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Watchdog Timer (WDT)": registers.
inline constexpr Field int_fields[] = {
    {0, 0, "TIMEOUT", RW, 0},
};
inline constexpr Field runstatus_fields[] = {
    {0, 0, "RUNSTATUS", RO, 0},
};
inline constexpr Field reqstatus_fields[] = {
    {7, 7, "RR7", RO, 0},
    {6, 6, "RR6", RO, 0},
    {5, 5, "RR5", RO, 0},
    {4, 4, "RR4", RO, 0},
    {3, 3, "RR3", RO, 0},
    {2, 2, "RR2", RO, 0},
    {1, 1, "RR1", RO, 0},
    {0, 0, "RR0", RO, 0},
};
inline constexpr Field crv_fields[] = {
    {31, 0, "CRV", RW, 0xffffffff},
};
inline constexpr Field rren_fields[] = {
    {7, 7, "RR7", RW, 0},
    {6, 6, "RR6", RW, 0},
    {5, 5, "RR5", RW, 0},
    {4, 4, "RR4", RW, 0},
    {3, 3, "RR3", RW, 0},
    {2, 2, "RR2", RW, 0},
    {1, 1, "RR1", RW, 0},
    {0, 0, "RR0", RW, 1},
};
inline constexpr Field config_fields[] = {
    {3, 3, "HALT",  RW, 0},
    {0, 0, "SLEEP", RW, 1},
};
inline constexpr Field rr_fields[] = {
    {31, 0, "RR", WO, 0},
};

inline constexpr Register wdt_registers[] = {
    {0x000, "TASKS_START",    task_fields,      {}                       },
    {0x100, "EVENTS_TIMEOUT", event_fields,     {}                       },
    {0x304, "INTENSET",       int_fields,       {}                       },
    {0x308, "INTENCLR",       int_fields,       {}                       },
    {0x400, "RUNSTATUS",      runstatus_fields, {}                       },
    {0x404, "REQSTATUS",      reqstatus_fields, {}                       },
    {0x504, "CRV",            crv_fields,       {}                       },
    {0x508, "RREN",           rren_fields,      {}                       },
    {0x50c, "CONFIG",         config_fields,    {}                       },
    {0x600, "RR%",            rr_fields,        {.count = 8, .stride = 4}},
    {0xffc, "POWER",          power_fields,     {}                       },
};
static_assert(well_formed(wdt_registers));

} // namespace peripherals::nrf51::wdt
