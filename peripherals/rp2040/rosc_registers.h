#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::rosc {

using namespace sim::core;

// RP2040 datasheet, "ROSC: List of Registers".
inline constexpr Field ctrl_fields[] = {
    {23, 12, "ENABLE",     RW, 0xfab},
    {11, 0,  "FREQ_RANGE", RW, 0xaa0},
};
inline constexpr Field freqa_fields[] = {
    {31, 16, "PASSWD", RW, 0},
    {14, 12, "DS3",    RW, 0},
    {10, 8,  "DS2",    RW, 0},
    {6,  4,  "DS1",    RW, 0},
    {2,  0,  "DS0",    RW, 0},
};
inline constexpr Field freqb_fields[] = {
    {31, 16, "PASSWD", RW, 0},
    {14, 12, "DS7",    RW, 0},
    {10, 8,  "DS6",    RW, 0},
    {6,  4,  "DS5",    RW, 0},
    {2,  0,  "DS4",    RW, 0},
};
inline constexpr Field dormant_fields[] = {
    {31, 0, "DORMANT", RW, 0x77616b65}
};
inline constexpr Field div_fields[] = {
    {11, 0, "DIV", RW, 0xab0}
};
inline constexpr Field phase_fields[] = {
    {11, 4, "PASSWD", RW, 0},
    {3,  3, "ENABLE", RW, 1},
    {2,  2, "FLIP",   RW, 0},
    {1,  0, "SHIFT",  RW, 0},
};
inline constexpr Field status_fields[] = {
    {31, 31, "STABLE",      RO, 0},
    {24, 24, "BADWRITE",    WC, 0},
    {16, 16, "DIV_RUNNING", RO, 0},
    {12, 12, "ENABLED",     RO, 0},
};
inline constexpr Field randombit_fields[] = {
    {0, 0, "RANDOMBIT", RO, 1}
};
inline constexpr Field count_fields[] = {
    {7, 0, "COUNT", RW, 0}
};

inline constexpr Register rosc_registers[] = {
    {0x00, "CTRL",      ctrl_fields     },
    {0x04, "FREQA",     freqa_fields    },
    {0x08, "FREQB",     freqb_fields    },
    {0x0c, "DORMANT",   dormant_fields  },
    {0x10, "DIV",       div_fields      },
    {0x14, "PHASE",     phase_fields    },
    {0x18, "STATUS",    status_fields   },
    {0x1c, "RANDOMBIT", randombit_fields},
    {0x20, "COUNT",     count_fields    },
};
static_assert(well_formed(rosc_registers));

} // namespace peripherals::rp2040::rosc
