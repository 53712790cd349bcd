#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::lpcomp {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Low Power Comparator (LPCOMP)": registers.
inline constexpr Field shorts_fields[] = {
    {4, 4, "CROSS_STOP",   RW, 0},
    {3, 3, "UP_STOP",      RW, 0},
    {2, 2, "DOWN_STOP",    RW, 0},
    {1, 1, "READY_STOP",   RW, 0},
    {0, 0, "READY_SAMPLE", RW, 0},
};
inline constexpr Field int_fields[] = {
    {3, 3, "CROSS", RW, 0},
    {2, 2, "UP",    RW, 0},
    {1, 1, "DOWN",  RW, 0},
    {0, 0, "READY", RW, 0},
};
inline constexpr Field result_fields[] = {
    {0, 0, "RESULT", RO, 0},
};
inline constexpr Field enable_fields[] = {
    {1, 0, "ENABLE", RW, 0},
};
inline constexpr Field psel_fields[] = {
    {2, 0, "PSEL", RW, 0},
};
inline constexpr Field refsel_fields[] = {
    {2, 0, "REFSEL", RW, 0},
};
inline constexpr Field extrefsel_fields[] = {
    {0, 0, "EXTREFSEL", RW, 0},
};
inline constexpr Field anadetect_fields[] = {
    {1, 0, "ANADETECT", RW, 0},
};

inline constexpr Register lpcomp_registers[] = {
    {0x000, "TASKS_START",  task_fields     },
    {0x004, "TASKS_STOP",   task_fields     },
    {0x008, "TASKS_SAMPLE", task_fields     },
    {0x100, "EVENTS_READY", event_fields    },
    {0x104, "EVENTS_DOWN",  event_fields    },
    {0x108, "EVENTS_UP",    event_fields    },
    {0x10c, "EVENTS_CROSS", event_fields    },
    {0x200, "SHORTS",       shorts_fields   },
    {0x304, "INTENSET",     int_fields      },
    {0x308, "INTENCLR",     int_fields      },
    {0x400, "RESULT",       result_fields   },
    {0x500, "ENABLE",       enable_fields   },
    {0x504, "PSEL",         psel_fields     },
    {0x508, "REFSEL",       refsel_fields   },
    {0x50c, "EXTREFSEL",    extrefsel_fields},
    {0x520, "ANADETECT",    anadetect_fields},
    {0xffc, "POWER",        power_fields    },
};
static_assert(well_formed(lpcomp_registers));

} // namespace peripherals::nrf51::lpcomp
