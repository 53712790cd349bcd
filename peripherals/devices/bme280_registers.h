#pragma once

#include "peripherals/devices/i2c_registers.h"

namespace peripherals::devices::bme280 {

using namespace sim::core;

// BME280 datasheet rev. 1.6, "Memory map", from the lowest address on, without the calibration.
inline constexpr Field id_fields[] = {
    {7, 0, "chip_id", RO, 0x60}
};
inline constexpr Field reset_fields[] = {
    {7, 0, "reset", WO, 0}
};
inline constexpr Field ctrl_hum_fields[] = {
    {2, 0, "osrs_h", RW, 0}
};
inline constexpr Field status_fields[] = {
    {3, 3, "measuring", RO, 0},
    {0, 0, "im_update", RO, 0},
};
inline constexpr Field ctrl_meas_fields[] = {
    {7, 5, "osrs_t", RW, 0},
    {4, 2, "osrs_p", RW, 0},
    {1, 0, "mode",   RW, 0},
};
inline constexpr Field config_fields[] = {
    {7, 5, "t_sb",     RW, 0},
    {4, 2, "filter",   RW, 0},
    {0, 0, "spi3w_en", RW, 0},
};
inline constexpr Field msb_fields[] = {
    {7, 0, "msb", RO, 0x80}
};
inline constexpr Field lsb_fields[] = {
    {7, 0, "lsb", RO, 0}
};
inline constexpr Field xlsb_fields[] = {
    {7, 4, "xlsb", RO, 0}
};

inline constexpr ByteRegister registers[] = {
    {0xd0, "id",         id_fields       },
    {0xe0, "reset",      reset_fields    },
    {0xf2, "ctrl_hum",   ctrl_hum_fields },
    {0xf3, "status",     status_fields   },
    {0xf4, "ctrl_meas",  ctrl_meas_fields},
    {0xf5, "config",     config_fields   },
    {0xf7, "press_msb",  msb_fields      },
    {0xf8, "press_lsb",  lsb_fields      },
    {0xf9, "press_xlsb", xlsb_fields     },
    {0xfa, "temp_msb",   msb_fields      },
    {0xfb, "temp_lsb",   lsb_fields      },
    {0xfc, "temp_xlsb",  xlsb_fields     },
    {0xfd, "hum_msb",    msb_fields      },
    {0xfe, "hum_lsb",    lsb_fields      },
};
static_assert(well_formed(registers));

} // namespace peripherals::devices::bme280
