#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::rtc {

using namespace sim::core;

// RP2040 datasheet, "RTC: List of Registers".
inline constexpr Field clkdiv_m1_fields[] = {
    {15, 0, "CLKDIV_M1", RW, 0}
};
template <FieldAccess access>
inline constexpr Field date_fields[] = {
    {23, 12, "YEAR",  access, 0},
    {11, 8,  "MONTH", access, 0},
    {4,  0,  "DAY",   access, 0},
};
template <FieldAccess access>
inline constexpr Field time_fields[] = {
    {26, 24, "DOTW", access, 0},
    {20, 16, "HOUR", access, 0},
    {13, 8,  "MIN",  access, 0},
    {5,  0,  "SEC",  access, 0},
};
inline constexpr Field ctrl_fields[] = {
    {8, 8, "FORCE_NOTLEAPYEAR", RW, 0},
    {4, 4, "LOAD",              SC, 0},
    {1, 1, "RTC_ACTIVE",        RO, 0},
    {0, 0, "RTC_ENABLE",        RW, 0},
};
inline constexpr Field irq_setup_0_fields[] = {
    {29, 29, "MATCH_ACTIVE", RO, 0},
    {28, 28, "MATCH_ENA",    RW, 0},
    {26, 26, "YEAR_ENA",     RW, 0},
    {25, 25, "MONTH_ENA",    RW, 0},
    {24, 24, "DAY_ENA",      RW, 0},
    {23, 12, "YEAR",         RW, 0},
    {11, 8,  "MONTH",        RW, 0},
    {4,  0,  "DAY",          RW, 0},
};
inline constexpr Field irq_setup_1_fields[] = {
    {31, 31, "DOTW_ENA", RW, 0},
    {30, 30, "HOUR_ENA", RW, 0},
    {29, 29, "MIN_ENA",  RW, 0},
    {28, 28, "SEC_ENA",  RW, 0},
    {26, 24, "DOTW",     RW, 0},
    {20, 16, "HOUR",     RW, 0},
    {13, 8,  "MIN",      RW, 0},
    {5,  0,  "SEC",      RW, 0},
};
template <FieldAccess access>
inline constexpr Field interrupt_fields[] = {
    {0, 0, "RTC", access, 0}
};

inline constexpr Register rtc_registers[] = {
    {0x00, "CLKDIV_M1",   clkdiv_m1_fields    },
    {0x04, "SETUP_0",     date_fields<RW>     },
    {0x08, "SETUP_1",     time_fields<RW>     },
    {0x0c, "CTRL",        ctrl_fields         },
    {0x10, "IRQ_SETUP_0", irq_setup_0_fields  },
    {0x14, "IRQ_SETUP_1", irq_setup_1_fields  },
    {0x18, "RTC_1",       date_fields<RO>     },
    {0x1c, "RTC_0",       time_fields<RF>     }, // reading it latches RTC_1
    {0x20, "INTR",        interrupt_fields<RO>},
    {0x24, "INTE",        interrupt_fields<RW>},
    {0x28, "INTF",        interrupt_fields<RW>},
    {0x2c, "INTS",        interrupt_fields<RO>},
};
static_assert(well_formed(rtc_registers));

} // namespace peripherals::rp2040::rtc
