#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::twi {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "I2C compatible Two Wire Interface (TWI)": registers.
inline constexpr Field shorts_fields[] = {
    {1, 1, "BB_STOP",    RW, 0},
    {0, 0, "BB_SUSPEND", RW, 0},
};
inline constexpr Field int_fields[] = {
    {18, 18, "SUSPENDED", RW, 0},
    {14, 14, "BB",        RW, 0},
    {9,  9,  "ERROR",     RW, 0},
    {7,  7,  "TXDSENT",   RW, 0},
    {2,  2,  "RXDREADY",  RW, 0},
    {1,  1,  "STOPPED",   RW, 0},
};
inline constexpr Field errorsrc_fields[] = {
    {2, 2, "DNACK",   WC, 0},
    {1, 1, "ANACK",   WC, 0},
    {0, 0, "OVERRUN", WC, 0},
};
inline constexpr Field enable_fields[] = {
    {2, 0, "ENABLE", RW, 0},
};
inline constexpr Field pselscl_fields[] = {
    {31, 0, "PSELSCL", RW, 0xffffffff},
};
inline constexpr Field pselsda_fields[] = {
    {31, 0, "PSELSDA", RW, 0xffffffff},
};
inline constexpr Field rxd_fields[] = {
    {7, 0, "RXD", RF, 0},
};
inline constexpr Field txd_fields[] = {
    {7, 0, "TXD", RW, 0},
};
inline constexpr Field frequency_fields[] = {
    {31, 0, "FREQUENCY", RW, 0x04000000},
};
inline constexpr Field address_fields[] = {
    {6, 0, "ADDRESS", RW, 0},
};

inline constexpr Register twi_registers[] = {
    {0x000, "TASKS_STARTRX",    task_fields     },
    {0x008, "TASKS_STARTTX",    task_fields     },
    {0x014, "TASKS_STOP",       task_fields     },
    {0x01c, "TASKS_SUSPEND",    task_fields     },
    {0x020, "TASKS_RESUME",     task_fields     },
    {0x104, "EVENTS_STOPPED",   event_fields    },
    {0x108, "EVENTS_RXDREADY",  event_fields    },
    {0x11c, "EVENTS_TXDSENT",   event_fields    },
    {0x124, "EVENTS_ERROR",     event_fields    },
    {0x138, "EVENTS_BB",        event_fields    },
    {0x148, "EVENTS_SUSPENDED", event_fields    },
    {0x200, "SHORTS",           shorts_fields   },
    {0x304, "INTENSET",         int_fields      },
    {0x308, "INTENCLR",         int_fields      },
    {0x4c4, "ERRORSRC",         errorsrc_fields },
    {0x500, "ENABLE",           enable_fields   },
    {0x508, "PSELSCL",          pselscl_fields  },
    {0x50c, "PSELSDA",          pselsda_fields  },
    {0x518, "RXD",              rxd_fields      },
    {0x51c, "TXD",              txd_fields      },
    {0x524, "FREQUENCY",        frequency_fields},
    {0x588, "ADDRESS",          address_fields  },
    {0xffc, "POWER",            power_fields    },
};
static_assert(well_formed(twi_registers));

} // namespace peripherals::nrf51::twi
