#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::tbman {

using namespace sim::core;

// RP2040 datasheet, "TBMAN: List of Registers".
inline constexpr Field platform_fields[] = {
    {1, 1, "FPGA", RO, 0},
    {0, 0, "ASIC", RO, 1},
};

inline constexpr Register tbman_registers[] = {
    {0x00, "PLATFORM", platform_fields}
};
static_assert(well_formed(tbman_registers));

} // namespace peripherals::rp2040::tbman
