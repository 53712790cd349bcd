#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::qdec {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Quadrature Decoder (QDEC)": registers.
inline constexpr Field shorts_fields[] = {
    {1, 1, "SAMPLERDY_STOP",       RW, 0},
    {0, 0, "REPORTRDY_READCLRACC", RW, 0},
};
inline constexpr Field int_fields[] = {
    {2, 2, "ACCOF",     RW, 0},
    {1, 1, "REPORTRDY", RW, 0},
    {0, 0, "SAMPLERDY", RW, 0},
};
inline constexpr Field enable_fields[] = {
    {0, 0, "ENABLE", RW, 0},
};
inline constexpr Field ledpol_fields[] = {
    {0, 0, "LEDPOL", RW, 0},
};
inline constexpr Field sampleper_fields[] = {
    {2, 0, "SAMPLEPER", RW, 0},
};
inline constexpr Field sample_fields[] = {
    {31, 0, "SAMPLE", RO, 0},
};
inline constexpr Field reportper_fields[] = {
    {2, 0, "REPORTPER", RW, 0},
};
inline constexpr Field acc_fields[] = {
    {31, 0, "ACC", RO, 0},
};
inline constexpr Field accread_fields[] = {
    {31, 0, "ACCREAD", RO, 0},
};
inline constexpr Field pselled_fields[] = {
    {31, 0, "PSELLED", RW, 0xffffffff},
};
inline constexpr Field psela_fields[] = {
    {31, 0, "PSELA", RW, 0xffffffff},
};
inline constexpr Field pselb_fields[] = {
    {31, 0, "PSELB", RW, 0xffffffff},
};
inline constexpr Field dbfen_fields[] = {
    {0, 0, "DBFEN", RW, 0},
};
inline constexpr Field ledpre_fields[] = {
    {8, 0, "LEDPRE", RW, 0x10},
};
inline constexpr Field accdbl_fields[] = {
    {3, 0, "ACCDBL", RO, 0},
};
inline constexpr Field accdblread_fields[] = {
    {3, 0, "ACCDBLREAD", RO, 0},
};

inline constexpr Register qdec_registers[] = {
    {0x000, "TASKS_START",      task_fields      },
    {0x004, "TASKS_STOP",       task_fields      },
    {0x008, "TASKS_READCLRACC", task_fields      },
    {0x100, "EVENTS_SAMPLERDY", event_fields     },
    {0x104, "EVENTS_REPORTRDY", event_fields     },
    {0x108, "EVENTS_ACCOF",     event_fields     },
    {0x200, "SHORTS",           shorts_fields    },
    {0x304, "INTENSET",         int_fields       },
    {0x308, "INTENCLR",         int_fields       },
    {0x500, "ENABLE",           enable_fields    },
    {0x504, "LEDPOL",           ledpol_fields    },
    {0x508, "SAMPLEPER",        sampleper_fields },
    {0x50c, "SAMPLE",           sample_fields    },
    {0x510, "REPORTPER",        reportper_fields },
    {0x514, "ACC",              acc_fields       },
    {0x518, "ACCREAD",          accread_fields   },
    {0x51c, "PSELLED",          pselled_fields   },
    {0x520, "PSELA",            psela_fields     },
    {0x524, "PSELB",            pselb_fields     },
    {0x528, "DBFEN",            dbfen_fields     },
    {0x540, "LEDPRE",           ledpre_fields    },
    {0x544, "ACCDBL",           accdbl_fields    },
    {0x548, "ACCDBLREAD",       accdblread_fields},
    {0xffc, "POWER",            power_fields     },
};
static_assert(well_formed(qdec_registers));

} // namespace peripherals::nrf51::qdec
