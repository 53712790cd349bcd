#pragma once

#include "peripherals/devices/i2c_registers.h"

namespace peripherals::devices::mpu6050 {

using namespace sim::core;

// MPU-6000 and MPU-6050 register map, "Register Descriptions", in its order. The registers for free fall and
// zero motion are those of its revision 3.2.
inline constexpr Field byte_fields[] = {
    {7, 0, "BYTE", RW, 0}
};
inline constexpr Field read_only_fields[] = {
    {7, 0, "BYTE", RO, 0}
};
// Factory trims: 16 of 31 for all axes (Estimate).
inline constexpr Field self_test_x_fields[] = {
    {7, 5, "XA_TEST_4_2", RO, 4 },
    {4, 0, "XG_TEST",     RO, 16},
};
inline constexpr Field self_test_y_fields[] = {
    {7, 5, "YA_TEST_4_2", RO, 4 },
    {4, 0, "YG_TEST",     RO, 16},
};
inline constexpr Field self_test_z_fields[] = {
    {7, 5, "ZA_TEST_4_2", RO, 4 },
    {4, 0, "ZG_TEST",     RO, 16},
};
inline constexpr Field self_test_a_fields[] = {
    {5, 4, "XA_TEST_1_0", RO, 0},
    {3, 2, "YA_TEST_1_0", RO, 0},
    {1, 0, "ZA_TEST_1_0", RO, 0},
};
inline constexpr Field config_fields[] = {
    {5, 3, "EXT_SYNC_SET", RW, 0},
    {2, 0, "DLPF_CFG",     RW, 0},
};
inline constexpr Field gyro_config_fields[] = {
    {7, 7, "XG_ST",  RW, 0},
    {6, 6, "YG_ST",  RW, 0},
    {5, 5, "ZG_ST",  RW, 0},
    {4, 3, "FS_SEL", RW, 0},
};
inline constexpr Field accel_config_fields[] = {
    {7, 7, "XA_ST",     RW, 0},
    {6, 6, "YA_ST",     RW, 0},
    {5, 5, "ZA_ST",     RW, 0},
    {4, 3, "AFS_SEL",   RW, 0},
    {2, 0, "ACCEL_HPF", RW, 0},
};
inline constexpr Field fifo_en_fields[] = {
    {7, 7, "TEMP_FIFO_EN",  RW, 0},
    {6, 6, "XG_FIFO_EN",    RW, 0},
    {5, 5, "YG_FIFO_EN",    RW, 0},
    {4, 4, "ZG_FIFO_EN",    RW, 0},
    {3, 3, "ACCEL_FIFO_EN", RW, 0},
    {2, 2, "SLV2_FIFO_EN",  RW, 0},
    {1, 1, "SLV1_FIFO_EN",  RW, 0},
    {0, 0, "SLV0_FIFO_EN",  RW, 0},
};
inline constexpr Field i2c_mst_ctrl_fields[] = {
    {7, 7, "MULT_MST_EN",   RW, 0},
    {6, 6, "WAIT_FOR_ES",   RW, 0},
    {5, 5, "SLV_3_FIFO_EN", RW, 0},
    {4, 4, "I2C_MST_P_NSR", RW, 0},
    {3, 0, "I2C_MST_CLK",   RW, 0},
};
inline constexpr Field int_pin_cfg_fields[] = {
    {7, 7, "INT_LEVEL",       RW, 0},
    {6, 6, "INT_OPEN",        RW, 0},
    {5, 5, "LATCH_INT_EN",    RW, 0},
    {4, 4, "INT_RD_CLEAR",    RW, 0},
    {3, 3, "FSYNC_INT_LEVEL", RW, 0},
    {2, 2, "FSYNC_INT_EN",    RW, 0},
    {1, 1, "I2C_BYPASS_EN",   RW, 0},
};
inline constexpr Field int_enable_fields[] = {
    {7, 7, "FF_EN",          RW, 0},
    {6, 6, "MOT_EN",         RW, 0},
    {5, 5, "ZMOT_EN",        RW, 0},
    {4, 4, "FIFO_OFLOW_EN",  RW, 0},
    {3, 3, "I2C_MST_INT_EN", RW, 0},
    {0, 0, "DATA_RDY_EN",    RW, 0},
};
inline constexpr Field int_status_fields[] = {
    {7, 7, "FF_INT",         RO, 0},
    {6, 6, "MOT_INT",        RO, 0},
    {5, 5, "ZMOT_INT",       RO, 0},
    {4, 4, "FIFO_OFLOW_INT", RO, 0},
    {3, 3, "I2C_MST_INT",    RO, 0},
    {0, 0, "DATA_RDY_INT",   RO, 0},
};
inline constexpr Field signal_path_reset_fields[] = {
    {2, 2, "GYRO_RESET",  SC, 0},
    {1, 1, "ACCEL_RESET", SC, 0},
    {0, 0, "TEMP_RESET",  SC, 0},
};
inline constexpr Field mot_detect_ctrl_fields[] = {
    {5, 4, "ACCEL_ON_DELAY", RW, 0},
    {3, 2, "FF_COUNT",       RW, 0},
    {1, 0, "MOT_COUNT",      RW, 0},
};
inline constexpr Field user_ctrl_fields[] = {
    {6, 6, "FIFO_EN",        RW, 0},
    {5, 5, "I2C_MST_EN",     RW, 0},
    {4, 4, "I2C_IF_DIS",     RW, 0},
    {2, 2, "FIFO_RESET",     SC, 0},
    {1, 1, "I2C_MST_RESET",  SC, 0},
    {0, 0, "SIG_COND_RESET", SC, 0},
};
inline constexpr Field pwr_mgmt_1_fields[] = {
    {7, 7, "DEVICE_RESET", SC, 0},
    {6, 6, "SLEEP",        RW, 1},
    {5, 5, "CYCLE",        RW, 0},
    {3, 3, "TEMP_DIS",     RW, 0},
    {2, 0, "CLKSEL",       RW, 0},
};
inline constexpr Field pwr_mgmt_2_fields[] = {
    {7, 6, "LP_WAKE_CTRL", RW, 0},
    {5, 5, "STBY_XA",      RW, 0},
    {4, 4, "STBY_YA",      RW, 0},
    {3, 3, "STBY_ZA",      RW, 0},
    {2, 2, "STBY_XG",      RW, 0},
    {1, 1, "STBY_YG",      RW, 0},
    {0, 0, "STBY_ZG",      RW, 0},
};
inline constexpr Field fifo_r_w_fields[] = {
    {7, 0, "FIFO_DATA", RWF, 0}
};
inline constexpr Field who_am_i_fields[] = {
    {6, 1, "WHO_AM_I", RO, 0x34}
};

// clang-format off
inline constexpr ByteRegister registers[] = {
    {0x0d, "SELF_TEST_X", self_test_x_fields},
    {0x0e, "SELF_TEST_Y", self_test_y_fields},
    {0x0f, "SELF_TEST_Z", self_test_z_fields},
    {0x10, "SELF_TEST_A", self_test_a_fields},
    {0x19, "SMPLRT_DIV", byte_fields},
    {0x1a, "CONFIG", config_fields},
    {0x1b, "GYRO_CONFIG", gyro_config_fields},
    {0x1c, "ACCEL_CONFIG", accel_config_fields},
    {0x1d, "FF_THR", byte_fields},
    {0x1e, "FF_DUR", byte_fields},
    {0x1f, "MOT_THR", byte_fields},
    {0x20, "MOT_DUR", byte_fields},
    {0x21, "ZRMOT_THR", byte_fields},
    {0x22, "ZRMOT_DUR", byte_fields},
    {0x23, "FIFO_EN", fifo_en_fields},
    {0x24, "I2C_MST_CTRL", i2c_mst_ctrl_fields},
    {0x25, "I2C_SLV0_ADDR", byte_fields},
    {0x26, "I2C_SLV0_REG", byte_fields},
    {0x27, "I2C_SLV0_CTRL", byte_fields},
    {0x28, "I2C_SLV1_ADDR", byte_fields},
    {0x29, "I2C_SLV1_REG", byte_fields},
    {0x2a, "I2C_SLV1_CTRL", byte_fields},
    {0x2b, "I2C_SLV2_ADDR", byte_fields},
    {0x2c, "I2C_SLV2_REG", byte_fields},
    {0x2d, "I2C_SLV2_CTRL", byte_fields},
    {0x2e, "I2C_SLV3_ADDR", byte_fields},
    {0x2f, "I2C_SLV3_REG", byte_fields},
    {0x30, "I2C_SLV3_CTRL", byte_fields},
    {0x31, "I2C_SLV4_ADDR", byte_fields},
    {0x32, "I2C_SLV4_REG", byte_fields},
    {0x33, "I2C_SLV4_DO", byte_fields},
    {0x34, "I2C_SLV4_CTRL", byte_fields},
    {0x35, "I2C_SLV4_DI", read_only_fields},
    {0x36, "I2C_MST_STATUS", read_only_fields},
    {0x37, "INT_PIN_CFG", int_pin_cfg_fields},
    {0x38, "INT_ENABLE", int_enable_fields},
    {0x3a, "INT_STATUS", int_status_fields},
    {0x3b, "ACCEL_XOUT_H", read_only_fields},
    {0x3c, "ACCEL_XOUT_L", read_only_fields},
    {0x3d, "ACCEL_YOUT_H", read_only_fields},
    {0x3e, "ACCEL_YOUT_L", read_only_fields},
    {0x3f, "ACCEL_ZOUT_H", read_only_fields},
    {0x40, "ACCEL_ZOUT_L", read_only_fields},
    {0x41, "TEMP_OUT_H", read_only_fields},
    {0x42, "TEMP_OUT_L", read_only_fields},
    {0x43, "GYRO_XOUT_H", read_only_fields},
    {0x44, "GYRO_XOUT_L", read_only_fields},
    {0x45, "GYRO_YOUT_H", read_only_fields},
    {0x46, "GYRO_YOUT_L", read_only_fields},
    {0x47, "GYRO_ZOUT_H", read_only_fields},
    {0x48, "GYRO_ZOUT_L", read_only_fields},
    {0x49, "EXT_SENS_DATA_00", read_only_fields},
    {0x4a, "EXT_SENS_DATA_01", read_only_fields},
    {0x4b, "EXT_SENS_DATA_02", read_only_fields},
    {0x4c, "EXT_SENS_DATA_03", read_only_fields},
    {0x4d, "EXT_SENS_DATA_04", read_only_fields},
    {0x4e, "EXT_SENS_DATA_05", read_only_fields},
    {0x4f, "EXT_SENS_DATA_06", read_only_fields},
    {0x50, "EXT_SENS_DATA_07", read_only_fields},
    {0x51, "EXT_SENS_DATA_08", read_only_fields},
    {0x52, "EXT_SENS_DATA_09", read_only_fields},
    {0x53, "EXT_SENS_DATA_10", read_only_fields},
    {0x54, "EXT_SENS_DATA_11", read_only_fields},
    {0x55, "EXT_SENS_DATA_12", read_only_fields},
    {0x56, "EXT_SENS_DATA_13", read_only_fields},
    {0x57, "EXT_SENS_DATA_14", read_only_fields},
    {0x58, "EXT_SENS_DATA_15", read_only_fields},
    {0x59, "EXT_SENS_DATA_16", read_only_fields},
    {0x5a, "EXT_SENS_DATA_17", read_only_fields},
    {0x5b, "EXT_SENS_DATA_18", read_only_fields},
    {0x5c, "EXT_SENS_DATA_19", read_only_fields},
    {0x5d, "EXT_SENS_DATA_20", read_only_fields},
    {0x5e, "EXT_SENS_DATA_21", read_only_fields},
    {0x5f, "EXT_SENS_DATA_22", read_only_fields},
    {0x60, "EXT_SENS_DATA_23", read_only_fields},
    {0x61, "MOT_DETECT_STATUS", read_only_fields},
    {0x63, "I2C_SLV0_DO", byte_fields},
    {0x64, "I2C_SLV1_DO", byte_fields},
    {0x65, "I2C_SLV2_DO", byte_fields},
    {0x66, "I2C_SLV3_DO", byte_fields},
    {0x67, "I2C_MST_DELAY_CTRL", byte_fields},
    {0x68, "SIGNAL_PATH_RESET", signal_path_reset_fields},
    {0x69, "MOT_DETECT_CTRL", mot_detect_ctrl_fields},
    {0x6a, "USER_CTRL", user_ctrl_fields},
    {0x6b, "PWR_MGMT_1", pwr_mgmt_1_fields},
    {0x6c, "PWR_MGMT_2", pwr_mgmt_2_fields},
    {0x72, "FIFO_COUNTH", read_only_fields},
    {0x73, "FIFO_COUNTL", read_only_fields},
    {0x74, "FIFO_R_W", fifo_r_w_fields},
    {0x75, "WHO_AM_I", who_am_i_fields},
};
// clang-format on
static_assert(well_formed(registers));

} // namespace peripherals::devices::mpu6050
