#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::nvmc {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Non-Volatile Memory Controller (NVMC)": registers.
inline constexpr Field ready_fields[] = {
    {0, 0, "READY", RO, 0},
};
inline constexpr Field config_fields[] = {
    {1, 0, "WEN", RW, 0},
};
inline constexpr Field erasepage_fields[] = {
    {31, 0, "ERASEPAGE", RW, 0},
};
inline constexpr Field eraseall_fields[] = {
    {0, 0, "ERASEALL", RW, 0},
};
inline constexpr Field erasepcr0_fields[] = {
    {31, 0, "ERASEPCR0", RW, 0},
};
inline constexpr Field eraseuicr_fields[] = {
    {0, 0, "ERASEUICR", RW, 0},
};

inline constexpr Register nvmc_registers[] = {
    {0x400, "READY",     ready_fields,     {}},
    {0x504, "CONFIG",    config_fields,    {}},
    {0x508, "ERASEPAGE", erasepage_fields, {}},
    {0x50c, "ERASEALL",  eraseall_fields,  {}},
    {0x510, "ERASEPCR0", erasepcr0_fields, {}},
    {0x514, "ERASEUICR", eraseuicr_fields, {}},
};
static_assert(well_formed(nvmc_registers));

} // namespace peripherals::nrf51::nvmc
