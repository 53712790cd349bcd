#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::spis {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "SPI Slave (SPIS)": registers.
inline constexpr Field shorts_fields[] = {
    {2, 2, "END_ACQUIRE", RW, 0},
};
inline constexpr Field int_fields[] = {
    {10, 10, "ACQUIRED", RW, 0},
    {4,  4,  "ENDRX",    RW, 0},
    {1,  1,  "END",      RW, 0},
};
inline constexpr Field semstat_fields[] = {
    {1, 0, "SEMSTAT", RO, 1},
};
inline constexpr Field status_fields[] = {
    {1, 1, "OVERFLOW", WC, 0},
    {0, 0, "OVERREAD", WC, 0},
};
inline constexpr Field enable_fields[] = {
    {2, 0, "ENABLE", RW, 0},
};
inline constexpr Field pselsck_fields[] = {
    {31, 0, "PSELSCK", RW, 0xffffffff},
};
inline constexpr Field pselmiso_fields[] = {
    {31, 0, "PSELMISO", RW, 0xffffffff},
};
inline constexpr Field pselmosi_fields[] = {
    {31, 0, "PSELMOSI", RW, 0xffffffff},
};
inline constexpr Field pselcsn_fields[] = {
    {31, 0, "PSELCSN", RW, 0xffffffff},
};
inline constexpr Field rxdptr_fields[] = {
    {31, 0, "RXDPTR", RW, 0},
};
inline constexpr Field maxrx_fields[] = {
    {7, 0, "MAXRX", RW, 0},
};
inline constexpr Field amountrx_fields[] = {
    {7, 0, "AMOUNTRX", RO, 0},
};
inline constexpr Field txdptr_fields[] = {
    {31, 0, "TXDPTR", RW, 0},
};
inline constexpr Field maxtx_fields[] = {
    {7, 0, "MAXTX", RW, 0},
};
inline constexpr Field amounttx_fields[] = {
    {7, 0, "AMOUNTTX", RO, 0},
};
inline constexpr Field config_fields[] = {
    {2, 2, "CPOL",  RW, 0},
    {1, 1, "CPHA",  RW, 0},
    {0, 0, "ORDER", RW, 0},
};
inline constexpr Field def_fields[] = {
    {7, 0, "DEF", RW, 0},
};
inline constexpr Field orc_fields[] = {
    {7, 0, "ORC", RW, 0},
};

inline constexpr Register spis_registers[] = {
    {0x024, "TASKS_ACQUIRE",   task_fields    },
    {0x028, "TASKS_RELEASE",   task_fields    },
    {0x104, "EVENTS_END",      event_fields   },
    {0x110, "EVENTS_ENDRX",    event_fields   },
    {0x128, "EVENTS_ACQUIRED", event_fields   },
    {0x200, "SHORTS",          shorts_fields  },
    {0x304, "INTENSET",        int_fields     },
    {0x308, "INTENCLR",        int_fields     },
    {0x400, "SEMSTAT",         semstat_fields },
    {0x440, "STATUS",          status_fields  },
    {0x500, "ENABLE",          enable_fields  },
    {0x508, "PSELSCK",         pselsck_fields },
    {0x50c, "PSELMISO",        pselmiso_fields},
    {0x510, "PSELMOSI",        pselmosi_fields},
    {0x514, "PSELCSN",         pselcsn_fields },
    {0x534, "RXDPTR",          rxdptr_fields  },
    {0x538, "MAXRX",           maxrx_fields   },
    {0x53c, "AMOUNTRX",        amountrx_fields},
    {0x544, "TXDPTR",          txdptr_fields  },
    {0x548, "MAXTX",           maxtx_fields   },
    {0x54c, "AMOUNTTX",        amounttx_fields},
    {0x554, "CONFIG",          config_fields  },
    {0x55c, "DEF",             def_fields     },
    {0x5c0, "ORC",             orc_fields     },
    {0xffc, "POWER",           power_fields   },
};
static_assert(well_formed(spis_registers));

} // namespace peripherals::nrf51::spis
