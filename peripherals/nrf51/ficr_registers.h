#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::ficr {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Factory Information Configuration Registers (FICR)": registers.
inline constexpr Field codepagesize_fields[] = {
    {31, 0, "CODEPAGESIZE", RO, 0},
};
inline constexpr Field codesize_fields[] = {
    {31, 0, "CODESIZE", RO, 0},
};
inline constexpr Field clenr0_fields[] = {
    {31, 0, "CLENR0", RO, 0},
};
inline constexpr Field ppfc_fields[] = {
    {7, 0, "PPFC", RO, 0},
};
inline constexpr Field numramblock_fields[] = {
    {31, 0, "NUMRAMBLOCK", RO, 0},
};
inline constexpr Field sizeramblocks_fields[] = {
    {31, 0, "SIZERAMBLOCKS", RO, 0},
};
inline constexpr Field configid_fields[] = {
    {31, 16, "FWID", RO, 0},
    {15, 0,  "HWID", RO, 0},
};
inline constexpr Field deviceid_fields[] = {
    {31, 0, "DEVICEID", RO, 0},
};
inline constexpr Field er_fields[] = {
    {31, 0, "ER", RO, 0},
};
inline constexpr Field ir_fields[] = {
    {31, 0, "IR", RO, 0},
};
inline constexpr Field deviceaddrtype_fields[] = {
    {0, 0, "DEVICEADDRTYPE", RO, 0},
};
inline constexpr Field deviceaddr_fields[] = {
    {31, 0, "DEVICEADDR", RO, 0},
};
inline constexpr Field overrideen_fields[] = {
    {3, 3, "BLE_1MBIT", RO, 0},
    {0, 0, "NRF_1MBIT", RO, 0},
};
inline constexpr Field nrf_1mbit_fields[] = {
    {31, 0, "NRF_1MBIT", RO, 0},
};
inline constexpr Field ble_1mbit_fields[] = {
    {31, 0, "BLE_1MBIT", RO, 0},
};

inline constexpr Register ficr_registers[] = {
    {0x010, "CODEPAGESIZE",   codepagesize_fields,   {}                       },
    {0x014, "CODESIZE",       codesize_fields,       {}                       },
    {0x028, "CLENR0",         clenr0_fields,         {}                       },
    {0x02c, "PPFC",           ppfc_fields,           {}                       },
    {0x034, "NUMRAMBLOCK",    numramblock_fields,    {}                       },
    {0x038, "SIZERAMBLOCKS",  sizeramblocks_fields,  {}                       },
    {0x05c, "CONFIGID",       configid_fields,       {}                       },
    {0x060, "DEVICEID%",      deviceid_fields,       {.count = 2, .stride = 4}},
    {0x080, "ER%",            er_fields,             {.count = 4, .stride = 4}},
    {0x090, "IR%",            ir_fields,             {.count = 4, .stride = 4}},
    {0x0a0, "DEVICEADDRTYPE", deviceaddrtype_fields, {}                       },
    {0x0a4, "DEVICEADDR%",    deviceaddr_fields,     {.count = 2, .stride = 4}},
    {0x0ac, "OVERRIDEEN",     overrideen_fields,     {}                       },
    {0x0b0, "NRF_1MBIT%",     nrf_1mbit_fields,      {.count = 5, .stride = 4}},
    {0x0ec, "BLE_1MBIT%",     ble_1mbit_fields,      {.count = 5, .stride = 4}},
};
static_assert(well_formed(ficr_registers));

} // namespace peripherals::nrf51::ficr
