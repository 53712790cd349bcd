#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::uicr {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "User Information Configuration Registers (UICR)": registers.
inline constexpr Field clenr0_fields[] = {
    {31, 0, "CLENR0", RW, 0},
};
inline constexpr Field rbpconf_fields[] = {
    {15, 8, "PALL", RW, 0},
    {7,  0, "PR0",  RW, 0},
};
inline constexpr Field xtalfreq_fields[] = {
    {7, 0, "XTALFREQ", RW, 0},
};
inline constexpr Field fwid_fields[] = {
    {15, 0, "FWID", RO, 0},
};
inline constexpr Field bootloaderaddr_fields[] = {
    {31, 0, "BOOTLOADERADDR", RW, 0},
};
inline constexpr Field nrffw_fields[] = {
    {31, 0, "NRFFW", RW, 0},
};
inline constexpr Field nrfhw_fields[] = {
    {31, 0, "NRFHW", RW, 0},
};
inline constexpr Field customer_fields[] = {
    {31, 0, "CUSTOMER", RW, 0},
};

inline constexpr Register uicr_registers[] = {
    {0x000, "CLENR0",         clenr0_fields,         {}                                    },
    {0x004, "RBPCONF",        rbpconf_fields,        {}                                    },
    {0x008, "XTALFREQ",       xtalfreq_fields,       {}                                    },
    {0x010, "FWID",           fwid_fields,           {}                                    },
    {0x014, "BOOTLOADERADDR", bootloaderaddr_fields, {}                                    },
    {0x018, "NRFFW%",         nrffw_fields,          {.count = 14, .stride = 4, .first = 1}}, // NRFFW0 is BOOTLOADERADDR
    {0x050, "NRFHW%",         nrfhw_fields,          {.count = 12, .stride = 4}            },
    {0x080, "CUSTOMER%",      customer_fields,       {.count = 32, .stride = 4}            },
};
static_assert(well_formed(uicr_registers));

} // namespace peripherals::nrf51::uicr
