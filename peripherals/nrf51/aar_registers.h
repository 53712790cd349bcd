#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::aar {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Accelerated Address Resolver (AAR)": registers.
inline constexpr Field int_fields[] = {
    {2, 2, "NOTRESOLVED", RW, 0},
    {1, 1, "RESOLVED",    RW, 0},
    {0, 0, "END",         RW, 0},
};
inline constexpr Field status_fields[] = {
    {3, 0, "STATUS", RO, 0},
};
inline constexpr Field enable_fields[] = {
    {1, 0, "ENABLE", RW, 0},
};
inline constexpr Field nirk_fields[] = {
    {4, 0, "NIRK", RW, 1},
};
inline constexpr Field irkptr_fields[] = {
    {31, 0, "IRKPTR", RW, 0},
};
inline constexpr Field addrptr_fields[] = {
    {31, 0, "ADDRPTR", RW, 0},
};
inline constexpr Field scratchptr_fields[] = {
    {31, 0, "SCRATCHPTR", RW, 0},
};

inline constexpr Register aar_registers[] = {
    {0x000, "TASKS_START",        task_fields,       {}},
    {0x008, "TASKS_STOP",         task_fields,       {}},
    {0x100, "EVENTS_END",         event_fields,      {}},
    {0x104, "EVENTS_RESOLVED",    event_fields,      {}},
    {0x108, "EVENTS_NOTRESOLVED", event_fields,      {}},
    {0x304, "INTENSET",           int_fields,        {}},
    {0x308, "INTENCLR",           int_fields,        {}},
    {0x400, "STATUS",             status_fields,     {}},
    {0x500, "ENABLE",             enable_fields,     {}},
    {0x504, "NIRK",               nirk_fields,       {}},
    {0x508, "IRKPTR",             irkptr_fields,     {}},
    {0x510, "ADDRPTR",            addrptr_fields,    {}},
    {0x514, "SCRATCHPTR",         scratchptr_fields, {}},
    {0xffc, "POWER",              power_fields,      {}},
};
static_assert(well_formed(aar_registers));

} // namespace peripherals::nrf51::aar
