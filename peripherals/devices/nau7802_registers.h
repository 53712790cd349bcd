#pragma once

#include "peripherals/devices/i2c_registers.h"

namespace peripherals::devices::nau7802 {

using namespace sim::core;

// NAU7802 datasheet, "Device Register Map Details", in its order. ADC (0x15) shares its address with the
// first byte of OTP, which PGA.RD_OTP_SEL selects for reads.
inline constexpr Field pu_ctrl_fields[] = {
    {7, 7, "AVDDS", RW, 0},
    {6, 6, "OSCS",  RW, 0},
    {5, 5, "CR",    RO, 0},
    {4, 4, "CS",    RW, 0},
    {3, 3, "PUR",   RO, 0},
    {2, 2, "PUA",   RW, 0},
    {1, 1, "PUD",   RW, 0},
    {0, 0, "RR",    RW, 0},
};
inline constexpr Field ctrl1_fields[] = {
    {7, 7, "CRP",      RW, 0},
    {6, 6, "DRDY_SEL", RW, 0},
    {5, 3, "VLDO",     RW, 0},
    {2, 0, "GAINS",    RW, 0},
};
inline constexpr Field ctrl2_fields[] = {
    {7, 7, "CHS",     RW, 0},
    {6, 4, "CRS",     RW, 0},
    {3, 3, "CAL_ERR", RO, 0},
    {2, 2, "CALS",    RW, 0}, // by a calibration's end, too
    {1, 0, "CALMOD",  RW, 0},
};
inline constexpr Field byte_fields[] = {
    {7, 0, "BYTE", RW, 0}
};
// A gain of 1: 2^23 of 32 bits.
inline constexpr Field unity_fields[] = {
    {7, 0, "BYTE", RW, 0x80}
};
inline constexpr Field i2c_control_fields[] = {
    {7, 7, "CRSD",  RW, 0},
    {6, 6, "FRD",   RW, 0},
    {5, 5, "SPE",   RW, 0},
    {4, 4, "WPD",   RW, 0},
    {3, 3, "SI",    RW, 0},
    {2, 2, "BOPGA", RW, 0},
    {1, 1, "TS",    RW, 0},
    {0, 0, "BGPCP", RW, 0},
};
inline constexpr Field read_only_fields[] = {
    {7, 0, "BYTE", RO, 0}
};
inline constexpr Field adc_fields[] = {
    {5, 4, "REG_CHPS", RW, 0},
    {3, 2, "ADC_VCM",  RW, 0},
    {1, 0, "REG_CHP",  RW, 0},
};
inline constexpr Field pga_fields[] = {
    {7, 7, "RD_OTP_SEL",    RW, 0},
    {6, 6, "LDOMODE",       RW, 0},
    {5, 5, "BUFFER_ENABLE", RW, 0},
    {4, 4, "BYPASS_ENABLE", RW, 0},
    {3, 3, "PGAINV",        RW, 0},
    {0, 0, "PGACHPDIS",     RW, 0},
};
inline constexpr Field power_control_fields[] = {
    {7, 7, "PGA_CAP_EN",       RW, 0},
    {6, 4, "MASTER_BIAS_CURR", RW, 0},
    {3, 2, "ADC_CURR",         RW, 0},
    {1, 0, "PGA_CURR",         RW, 0},
};
inline constexpr Field device_revision_fields[] = {
    {3, 0, "REVISION_ID", RO, 0xf}
};

inline constexpr ByteRegister registers[] = {
    {0x00, "PU_CTRL",         pu_ctrl_fields        },
    {0x01, "CTRL1",           ctrl1_fields          },
    {0x02, "CTRL2",           ctrl2_fields          },
    {0x03, "OCAL1_B2",        byte_fields           },
    {0x04, "OCAL1_B1",        byte_fields           },
    {0x05, "OCAL1_B0",        byte_fields           },
    {0x06, "GCAL1_B3",        byte_fields           },
    {0x07, "GCAL1_B2",        unity_fields          },
    {0x08, "GCAL1_B1",        byte_fields           },
    {0x09, "GCAL1_B0",        byte_fields           },
    {0x0a, "OCAL2_B2",        byte_fields           },
    {0x0b, "OCAL2_B1",        byte_fields           },
    {0x0c, "OCAL2_B0",        byte_fields           },
    {0x0d, "GCAL2_B3",        byte_fields           },
    {0x0e, "GCAL2_B2",        unity_fields          },
    {0x0f, "GCAL2_B1",        byte_fields           },
    {0x10, "GCAL2_B0",        byte_fields           },
    {0x11, "I2C_CONTROL",     i2c_control_fields    },
    {0x12, "ADCO_B2",         read_only_fields      },
    {0x13, "ADCO_B1",         read_only_fields      },
    {0x14, "ADCO_B0",         read_only_fields      },
    {0x15, "ADC",             adc_fields            },
    {0x16, "OTP_B1",          read_only_fields      },
    {0x17, "OTP_B0",          read_only_fields      },
    {0x1b, "PGA",             pga_fields            },
    {0x1c, "POWER_CONTROL",   power_control_fields  },
    {0x1f, "DEVICE_REVISION", device_revision_fields},
};
static_assert(well_formed(registers));

} // namespace peripherals::devices::nau7802
