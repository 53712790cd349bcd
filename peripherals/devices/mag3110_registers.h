#pragma once

#include "peripherals/devices/i2c_registers.h"

namespace peripherals::devices::mag3110 {

using namespace sim::core;

// MAG3110 datasheet, "Register Descriptions", in its order.
inline constexpr Field dr_status_fields[] = {
    {7, 7, "ZYXOW", RO, 0},
    {6, 6, "ZOW",   RO, 0},
    {5, 5, "YOW",   RO, 0},
    {4, 4, "XOW",   RO, 0},
    {3, 3, "ZYXDR", RO, 0},
    {2, 2, "ZDR",   RO, 0},
    {1, 1, "YDR",   RO, 0},
    {0, 0, "XDR",   RO, 0},
};
inline constexpr Field msb_fields[] = {
    {7, 0, "D15_8", RO, 0}
};
inline constexpr Field lsb_fields[] = {
    {7, 0, "D7_0", RO, 0}
};
inline constexpr Field who_am_i_fields[] = {
    {7, 0, "WHO_AM_I", RO, 0xc4}
};
inline constexpr Field sysmod_fields[] = {
    {1, 0, "SYSMOD", RO, 0}
};
inline constexpr Field off_msb_fields[] = {
    {7, 0, "D14_7", RW, 0}
};
inline constexpr Field off_lsb_fields[] = {
    {7, 1, "D6_0", RW, 0}
};
inline constexpr Field die_temp_fields[] = {
    {7, 0, "T", RO, 0}
};
inline constexpr Field ctrl_reg1_fields[] = {
    {7, 5, "DR", RW, 0},
    {4, 3, "OS", RW, 0},
    {2, 2, "FR", RW, 0},
    {1, 1, "TM", RW, 0},
    {0, 0, "AC", RW, 0},
};
inline constexpr Field ctrl_reg2_fields[] = {
    {7, 7, "AUTO_MRST_EN", RW, 0},
    {5, 5, "RAW",          RW, 0},
    {4, 4, "Mag_RST",      SC, 0},
};

inline constexpr ByteRegister registers[] = {
    {0x00, "DR_STATUS", dr_status_fields},
    {0x01, "OUT_X_MSB", msb_fields      },
    {0x02, "OUT_X_LSB", lsb_fields      },
    {0x03, "OUT_Y_MSB", msb_fields      },
    {0x04, "OUT_Y_LSB", lsb_fields      },
    {0x05, "OUT_Z_MSB", msb_fields      },
    {0x06, "OUT_Z_LSB", lsb_fields      },
    {0x07, "WHO_AM_I",  who_am_i_fields },
    {0x08, "SYSMOD",    sysmod_fields   },
    {0x09, "OFF_X_MSB", off_msb_fields  },
    {0x0a, "OFF_X_LSB", off_lsb_fields  },
    {0x0b, "OFF_Y_MSB", off_msb_fields  },
    {0x0c, "OFF_Y_LSB", off_lsb_fields  },
    {0x0d, "OFF_Z_MSB", off_msb_fields  },
    {0x0e, "OFF_Z_LSB", off_lsb_fields  },
    {0x0f, "DIE_TEMP",  die_temp_fields },
    {0x10, "CTRL_REG1", ctrl_reg1_fields},
    {0x11, "CTRL_REG2", ctrl_reg2_fields},
};
static_assert(well_formed(registers));

} // namespace peripherals::devices::mag3110
