#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::timer {

using namespace sim::core;

// RP2040 datasheet, "TIMER: List of Registers".
inline constexpr Field timehw_fields[] = {
    {31, 0, "TIMEHW", WO, 0}
};
inline constexpr Field timelw_fields[] = {
    {31, 0, "TIMELW", WO, 0}
};
inline constexpr Field timehr_fields[] = {
    {31, 0, "TIMEHR", RO, 0}
};
inline constexpr Field timelr_fields[] = {
    {31, 0, "TIMELR", RF, 0}
};
inline constexpr Field alarm_fields[] = {
    {31, 0, "ALARM%", RW, 0}
};
inline constexpr Field armed_fields[] = {
    {3, 0, "ARMED", WC, 0}
};
inline constexpr Field timerawh_fields[] = {
    {31, 0, "TIMERAWH", RO, 0}
};
inline constexpr Field timerawl_fields[] = {
    {31, 0, "TIMERAWL", RO, 0}
};
inline constexpr Field dbgpause_fields[] = {
    {2, 2, "DBG1", RW, 1},
    {1, 1, "DBG0", RW, 1},
};
inline constexpr Field pause_fields[] = {
    {0, 0, "PAUSE", RW, 0}
};
template <FieldAccess access>
inline constexpr Field interrupt_fields[] = {
    {3, 3, "ALARM_3", access, 0},
    {2, 2, "ALARM_2", access, 0},
    {1, 1, "ALARM_1", access, 0},
    {0, 0, "ALARM_0", access, 0},
};

inline constexpr Array alarms = {.count = 4, .stride = 4};
inline constexpr Register timer_registers[] = {
    {0x00, "TIMEHW",   timehw_fields,        {}    },
    {0x04, "TIMELW",   timelw_fields,        {}    },
    {0x08, "TIMEHR",   timehr_fields,        {}    },
    {0x0c, "TIMELR",   timelr_fields,        {}    },
    {0x10, "ALARM%",   alarm_fields,         alarms},
    {0x20, "ARMED",    armed_fields,         {}    },
    {0x24, "TIMERAWH", timerawh_fields,      {}    },
    {0x28, "TIMERAWL", timerawl_fields,      {}    },
    {0x2c, "DBGPAUSE", dbgpause_fields,      {}    },
    {0x30, "PAUSE",    pause_fields,         {}    },
    {0x34, "INTR",     interrupt_fields<WC>, {}    },
    {0x38, "INTE",     interrupt_fields<RW>, {}    },
    {0x3c, "INTF",     interrupt_fields<RW>, {}    },
    {0x40, "INTS",     interrupt_fields<RO>, {}    },
};
static_assert(well_formed(timer_registers));

} // namespace peripherals::rp2040::timer
