#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::adc {

using namespace sim::core;

// RP2040 datasheet, "ADC: List of Registers", in its order.
inline constexpr Field cs_fields[] = {
    {20, 16, "RROBIN",     RW, 0},
    {14, 12, "AINSEL",     RW, 0},
    {10, 10, "ERR_STICKY", WC, 0},
    {9,  9,  "ERR",        RO, 0},
    {8,  8,  "READY",      RO, 0},
    {3,  3,  "START_MANY", RW, 0},
    {2,  2,  "START_ONCE", SC, 0},
    {1,  1,  "TS_EN",      RW, 0},
    {0,  0,  "EN",         RW, 0}
};
inline constexpr Field result_fields[] = {
    {11, 0, "RESULT", RO, 0}
};
inline constexpr Field fcs_fields[] = {
    {27, 24, "THRESH",  RW, 0},
    {19, 16, "LEVEL",   RO, 0},
    {11, 11, "OVER",    WC, 0},
    {10, 10, "UNDER",   WC, 0},
    {9,  9,  "FULL",    RO, 0},
    {8,  8,  "EMPTY",   RO, 0},
    {3,  3,  "DREQ_EN", RW, 0},
    {2,  2,  "ERR",     RW, 0},
    {1,  1,  "SHIFT",   RW, 0},
    {0,  0,  "EN",      RW, 0}
};
inline constexpr Field fifo_fields[] = {
    {15, 15, "ERR", RF, 0},
    {11, 0,  "VAL", RF, 0}
};
inline constexpr Field div_fields[] = {
    {23, 8, "INT",  RW, 0},
    {7,  0, "FRAC", RW, 0}
};
inline constexpr Field intr_fields[] = {
    {0, 0, "FIFO", RO, 0}
};
inline constexpr Field inte_fields[] = {
    {0, 0, "FIFO", RW, 0}
};
inline constexpr Field intf_fields[] = {
    {0, 0, "FIFO", RW, 0}
};
inline constexpr Field ints_fields[] = {
    {0, 0, "FIFO", RO, 0}
};

inline constexpr Register adc_registers[] = {
    {0x00, "CS",     cs_fields    },
    {0x04, "RESULT", result_fields},
    {0x08, "FCS",    fcs_fields   },
    {0x0c, "FIFO",   fifo_fields  },
    {0x10, "DIV",    div_fields   },
    {0x14, "INTR",   intr_fields  },
    {0x18, "INTE",   inte_fields  },
    {0x1c, "INTF",   intf_fields  },
    {0x20, "INTS",   ints_fields  },
};
static_assert(well_formed(adc_registers));

} // namespace peripherals::rp2040::adc
