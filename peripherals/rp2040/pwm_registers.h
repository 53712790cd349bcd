#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::pwm {

using namespace sim::core;

// RP2040 datasheet, "PWM: List of Registers", in its order.
inline constexpr Field csr_fields[] = {
    {7, 7, "PH_ADV",     SC, 0},
    {6, 6, "PH_RET",     SC, 0},
    {5, 4, "DIVMODE",    RW, 0},
    {3, 3, "B_INV",      RW, 0},
    {2, 2, "A_INV",      RW, 0},
    {1, 1, "PH_CORRECT", RW, 0},
    {0, 0, "EN",         RW, 0}
};
inline constexpr Field div_fields[] = {
    {11, 4, "INT",  RW, 1},
    {3,  0, "FRAC", RW, 0}
};
inline constexpr Field ctr_fields[] = {
    {15, 0, "CH%_CTR", RW, 0}
};
inline constexpr Field cc_fields[] = {
    {31, 16, "B", RW, 0},
    {15, 0,  "A", RW, 0}
};
inline constexpr Field top_fields[] = {
    {15, 0, "CH%_TOP", RW, 0xffff}
};
inline constexpr Field en_fields[] = {
    {7, 7, "CH7", RW, 0},
    {6, 6, "CH6", RW, 0},
    {5, 5, "CH5", RW, 0},
    {4, 4, "CH4", RW, 0},
    {3, 3, "CH3", RW, 0},
    {2, 2, "CH2", RW, 0},
    {1, 1, "CH1", RW, 0},
    {0, 0, "CH0", RW, 0}
};
inline constexpr Field intr_fields[] = {
    {7, 7, "CH7", WC, 0},
    {6, 6, "CH6", WC, 0},
    {5, 5, "CH5", WC, 0},
    {4, 4, "CH4", WC, 0},
    {3, 3, "CH3", WC, 0},
    {2, 2, "CH2", WC, 0},
    {1, 1, "CH1", WC, 0},
    {0, 0, "CH0", WC, 0}
};
inline constexpr Field inte_fields[] = {
    {7, 7, "CH7", RW, 0},
    {6, 6, "CH6", RW, 0},
    {5, 5, "CH5", RW, 0},
    {4, 4, "CH4", RW, 0},
    {3, 3, "CH3", RW, 0},
    {2, 2, "CH2", RW, 0},
    {1, 1, "CH1", RW, 0},
    {0, 0, "CH0", RW, 0}
};
inline constexpr Field intf_fields[] = {
    {7, 7, "CH7", RW, 0},
    {6, 6, "CH6", RW, 0},
    {5, 5, "CH5", RW, 0},
    {4, 4, "CH4", RW, 0},
    {3, 3, "CH3", RW, 0},
    {2, 2, "CH2", RW, 0},
    {1, 1, "CH1", RW, 0},
    {0, 0, "CH0", RW, 0}
};
inline constexpr Field ints_fields[] = {
    {7, 7, "CH7", RO, 0},
    {6, 6, "CH6", RO, 0},
    {5, 5, "CH5", RO, 0},
    {4, 4, "CH4", RO, 0},
    {3, 3, "CH3", RO, 0},
    {2, 2, "CH2", RO, 0},
    {1, 1, "CH1", RO, 0},
    {0, 0, "CH0", RO, 0}
};

inline constexpr Array each_slice{.count = 8, .stride = 0x14};
inline constexpr Array once = {};
inline constexpr Register pwm_registers[] = {
    {0x00, "CH%_CSR", csr_fields,  each_slice},
    {0x04, "CH%_DIV", div_fields,  each_slice},
    {0x08, "CH%_CTR", ctr_fields,  each_slice},
    {0x0c, "CH%_CC",  cc_fields,   each_slice},
    {0x10, "CH%_TOP", top_fields,  each_slice},
    {0xa0, "EN",      en_fields,   once      },
    {0xa4, "INTR",    intr_fields, once      },
    {0xa8, "INTE",    inte_fields, once      },
    {0xac, "INTF",    intf_fields, once      },
    {0xb0, "INTS",    ints_fields, once      },
};
static_assert(well_formed(pwm_registers));

} // namespace peripherals::rp2040::pwm
