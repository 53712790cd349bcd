#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::timer {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Timer/counter (TIMER)": registers.
inline constexpr Field shorts_fields[] = {
    {11, 11, "COMPARE3_STOP",  RW, 0},
    {10, 10, "COMPARE2_STOP",  RW, 0},
    {9,  9,  "COMPARE1_STOP",  RW, 0},
    {8,  8,  "COMPARE0_STOP",  RW, 0},
    {3,  3,  "COMPARE3_CLEAR", RW, 0},
    {2,  2,  "COMPARE2_CLEAR", RW, 0},
    {1,  1,  "COMPARE1_CLEAR", RW, 0},
    {0,  0,  "COMPARE0_CLEAR", RW, 0},
};
inline constexpr Field int_fields[] = {
    {19, 19, "COMPARE3", RW, 0},
    {18, 18, "COMPARE2", RW, 0},
    {17, 17, "COMPARE1", RW, 0},
    {16, 16, "COMPARE0", RW, 0},
};
inline constexpr Field mode_fields[] = {
    {0, 0, "MODE", RW, 0},
};
inline constexpr Field bitmode_fields[] = {
    {1, 0, "BITMODE", RW, 0},
};
inline constexpr Field prescaler_fields[] = {
    {3, 0, "PRESCALER", RW, 4},
};
inline constexpr Field cc_fields[] = {
    {31, 0, "CC", RW, 0},
};

// Not in the manual: the work-around of anomaly 73 (nRF51822 Product Anomaly Notification) writes it before
// START and after STOP. It changes nothing here.
inline constexpr Field anomaly73_fields[] = {
    {0, 0, "ANOMALY73", RW, 0}
};

inline constexpr Register timer_registers[] = {
    {0x000, "TASKS_START",     task_fields,      {}                       },
    {0x004, "TASKS_STOP",      task_fields,      {}                       },
    {0x008, "TASKS_COUNT",     task_fields,      {}                       },
    {0x00c, "TASKS_CLEAR",     task_fields,      {}                       },
    {0x010, "TASKS_SHUTDOWN",  task_fields,      {}                       },
    {0x040, "TASKS_CAPTURE%",  task_fields,      {.count = 4, .stride = 4}},
    {0x140, "EVENTS_COMPARE%", event_fields,     {.count = 4, .stride = 4}},
    {0x200, "SHORTS",          shorts_fields,    {}                       },
    {0x304, "INTENSET",        int_fields,       {}                       },
    {0x308, "INTENCLR",        int_fields,       {}                       },
    {0x504, "MODE",            mode_fields,      {}                       },
    {0x508, "BITMODE",         bitmode_fields,   {}                       },
    {0x510, "PRESCALER",       prescaler_fields, {}                       },
    {0x540, "CC%",             cc_fields,        {.count = 4, .stride = 4}},
    {0xc0c, "ANOMALY73",       anomaly73_fields, {}                       },
    {0xffc, "POWER",           power_fields,     {}                       },
};
static_assert(well_formed(timer_registers));

} // namespace peripherals::nrf51::timer
