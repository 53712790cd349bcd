#pragma once

#include "peripherals/devices/i2c_registers.h"

namespace peripherals::devices::mma8653 {

using namespace sim::core;

// MMA8653FC datasheet, "Register Descriptions", in its order. What the datasheet shows as "-" or 0 has no
// field.
inline constexpr Field status_fields[] = {
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
    {7, 0, "D9_2", RO, 0}
};
inline constexpr Field lsb_fields[] = {
    {7, 6, "D1_0", RO, 0}
};
inline constexpr Field sysmod_fields[] = {
    {1, 0, "SYSMOD", RO, 0}
};
inline constexpr Field int_source_fields[] = {
    {7, 7, "SRC_ASLP",   RO, 0},
    {4, 4, "SRC_LNDPRT", RO, 0},
    {2, 2, "SRC_FF_MT",  RO, 0},
    {0, 0, "SRC_DRDY",   RO, 0},
};
inline constexpr Field who_am_i_fields[] = {
    {7, 0, "WHO_AM_I", RO, 0x5a}
};
inline constexpr Field xyz_data_cfg_fields[] = {
    {1, 0, "FS", RW, 0}
};
inline constexpr Field pl_status_fields[] = {
    {7, 7, "NEWLP", RO, 0},
    {6, 6, "LO",    RO, 0},
    {2, 1, "LAPO",  RO, 0},
    {0, 0, "BAFRO", RO, 0},
};
inline constexpr Field pl_cfg_fields[] = {
    {7, 7, "DBCNTM", RW, 1},
    {6, 6, "PL_EN",  RW, 0},
};
inline constexpr Field pl_count_fields[] = {
    {7, 0, "DBNCE", RW, 0}
};
inline constexpr Field pl_bf_zcomp_fields[] = {
    {7, 6, "BKFR",  RO, 1},
    {2, 0, "ZLOCK", RO, 4},
};
inline constexpr Field pl_ths_reg_fields[] = {
    {7, 3, "PL_THS", RO, 0x10},
    {2, 0, "HYS",    RO, 4   },
};
inline constexpr Field ff_mt_cfg_fields[] = {
    {7, 7, "ELE",  RW, 0},
    {6, 6, "OAE",  RW, 0},
    {5, 5, "ZEFE", RW, 0},
    {4, 4, "YEFE", RW, 0},
    {3, 3, "XEFE", RW, 0},
};
inline constexpr Field ff_mt_src_fields[] = {
    {7, 7, "EA",  RO, 0},
    {5, 5, "ZHE", RO, 0},
    {4, 4, "ZHP", RO, 0},
    {3, 3, "YHE", RO, 0},
    {2, 2, "YHP", RO, 0},
    {1, 1, "XHE", RO, 0},
    {0, 0, "XHP", RO, 0},
};
inline constexpr Field ff_mt_ths_fields[] = {
    {7, 7, "DBCNTM", RW, 0},
    {6, 0, "THS",    RW, 0},
};
inline constexpr Field count_fields[] = {
    {7, 0, "D", RW, 0}
};
inline constexpr Field ctrl_reg1_fields[] = {
    {7, 6, "ASLP_RATE", RW, 0},
    {5, 3, "DR",        RW, 0},
    {1, 1, "F_READ",    RW, 0},
    {0, 0, "ACTIVE",    RW, 0},
};
inline constexpr Field ctrl_reg2_fields[] = {
    {7, 7, "ST",    RW, 0},
    {6, 6, "RST",   SC, 0},
    {4, 3, "SMODS", RW, 0},
    {2, 2, "SLPE",  RW, 0},
    {1, 0, "MODS",  RW, 0},
};
inline constexpr Field ctrl_reg3_fields[] = {
    {5, 5, "WAKE_LNDPRT", RW, 0},
    {3, 3, "WAKE_FF_MT",  RW, 0},
    {1, 1, "IPOL",        RW, 0},
    {0, 0, "PP_OD",       RW, 0},
};
inline constexpr Field ctrl_reg4_fields[] = {
    {7, 7, "INT_EN_ASLP",   RW, 0},
    {4, 4, "INT_EN_LNDPRT", RW, 0},
    {2, 2, "INT_EN_FF_MT",  RW, 0},
    {0, 0, "INT_EN_DRDY",   RW, 0},
};
inline constexpr Field ctrl_reg5_fields[] = {
    {7, 7, "INT_CFG_ASLP",   RW, 0},
    {4, 4, "INT_CFG_LNDPRT", RW, 0},
    {2, 2, "INT_CFG_FF_MT",  RW, 0},
    {0, 0, "INT_CFG_DRDY",   RW, 0},
};

inline constexpr ByteRegister registers[] = {
    {0x00, "STATUS",       status_fields      },
    {0x01, "OUT_X_MSB",    msb_fields         },
    {0x02, "OUT_X_LSB",    lsb_fields         },
    {0x03, "OUT_Y_MSB",    msb_fields         },
    {0x04, "OUT_Y_LSB",    lsb_fields         },
    {0x05, "OUT_Z_MSB",    msb_fields         },
    {0x06, "OUT_Z_LSB",    lsb_fields         },
    {0x0b, "SYSMOD",       sysmod_fields      },
    {0x0c, "INT_SOURCE",   int_source_fields  },
    {0x0d, "WHO_AM_I",     who_am_i_fields    },
    {0x0e, "XYZ_DATA_CFG", xyz_data_cfg_fields},
    {0x10, "PL_STATUS",    pl_status_fields   },
    {0x11, "PL_CFG",       pl_cfg_fields      },
    {0x12, "PL_COUNT",     pl_count_fields    },
    {0x13, "PL_BF_ZCOMP",  pl_bf_zcomp_fields },
    {0x14, "PL_THS_REG",   pl_ths_reg_fields  },
    {0x15, "FF_MT_CFG",    ff_mt_cfg_fields   },
    {0x16, "FF_MT_SRC",    ff_mt_src_fields   },
    {0x17, "FF_MT_THS",    ff_mt_ths_fields   },
    {0x18, "FF_MT_COUNT",  count_fields       },
    {0x29, "ASLP_COUNT",   count_fields       },
    {0x2a, "CTRL_REG1",    ctrl_reg1_fields   },
    {0x2b, "CTRL_REG2",    ctrl_reg2_fields   },
    {0x2c, "CTRL_REG3",    ctrl_reg3_fields   },
    {0x2d, "CTRL_REG4",    ctrl_reg4_fields   },
    {0x2e, "CTRL_REG5",    ctrl_reg5_fields   },
    {0x2f, "OFF_X",        count_fields       },
    {0x30, "OFF_Y",        count_fields       },
    {0x31, "OFF_Z",        count_fields       },
};
static_assert(well_formed(registers));

} // namespace peripherals::devices::mma8653
