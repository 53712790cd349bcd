#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::sysinfo {

using namespace sim::core;

// RP2040 datasheet, "SYSINFO: List of Registers".
inline constexpr Field chip_id_fields[] = {
    {31, 28, "REVISION",     RO, 0},
    {27, 12, "PART",         RO, 0},
    {11, 0,  "MANUFACTURER", RO, 0},
};
inline constexpr Field platform_fields[] = {
    {1, 1, "ASIC", RO, 0},
    {0, 0, "FPGA", RO, 0},
};
inline constexpr Field gitref_fields[] = {
    {31, 0, "GITREF_RP2040", RO, 0}
};

inline constexpr Register sysinfo_registers[] = {
    {0x00, "CHIP_ID",       chip_id_fields },
    {0x04, "PLATFORM",      platform_fields},
    {0x10, "GITREF_RP2040", gitref_fields  },
};
static_assert(well_formed(sysinfo_registers));

} // namespace peripherals::rp2040::sysinfo
