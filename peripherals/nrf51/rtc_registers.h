#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::rtc {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Real Time Counter (RTC)": registers.
inline constexpr Field int_fields[] = {
    {19, 19, "COMPARE3", RW, 0},
    {18, 18, "COMPARE2", RW, 0},
    {17, 17, "COMPARE1", RW, 0},
    {16, 16, "COMPARE0", RW, 0},
    {1,  1,  "OVRFLW",   RW, 0},
    {0,  0,  "TICK",     RW, 0},
};
inline constexpr Field counter_fields[] = {
    {23, 0, "COUNTER", RO, 0},
};
inline constexpr Field prescaler_fields[] = {
    {11, 0, "PRESCALER", RW, 0},
};
inline constexpr Field cc_fields[] = {
    {23, 0, "COMPARE", RW, 0},
};

inline constexpr Register rtc_registers[] = {
    {0x000, "TASKS_START",      task_fields,      {}                       },
    {0x004, "TASKS_STOP",       task_fields,      {}                       },
    {0x008, "TASKS_CLEAR",      task_fields,      {}                       },
    {0x00c, "TASKS_TRIGOVRFLW", task_fields,      {}                       },
    {0x100, "EVENTS_TICK",      event_fields,     {}                       },
    {0x104, "EVENTS_OVRFLW",    event_fields,     {}                       },
    {0x140, "EVENTS_COMPARE%",  event_fields,     {.count = 4, .stride = 4}},
    {0x304, "INTENSET",         int_fields,       {}                       },
    {0x308, "INTENCLR",         int_fields,       {}                       },
    {0x340, "EVTEN",            int_fields,       {}                       },
    {0x344, "EVTENSET",         int_fields,       {}                       },
    {0x348, "EVTENCLR",         int_fields,       {}                       },
    {0x504, "COUNTER",          counter_fields,   {}                       },
    {0x508, "PRESCALER",        prescaler_fields, {}                       },
    {0x540, "CC%",              cc_fields,        {.count = 4, .stride = 4}},
    {0xffc, "POWER",            power_fields,     {}                       },
};
static_assert(well_formed(rtc_registers));

} // namespace peripherals::nrf51::rtc
