#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::ecb {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "AES Electronic Codebook mode encryption (ECB)": registers.
inline constexpr Field int_fields[] = {
    {1, 1, "ERRORECB", RW, 0},
    {0, 0, "ENDECB",   RW, 0},
};
inline constexpr Field ecbdataptr_fields[] = {
    {31, 0, "ECBDATAPTR", RW, 0},
};

inline constexpr Register ecb_registers[] = {
    {0x000, "TASKS_STARTECB",  task_fields,       {}},
    {0x004, "TASKS_STOPECB",   task_fields,       {}},
    {0x100, "EVENTS_ENDECB",   event_fields,      {}},
    {0x104, "EVENTS_ERRORECB", event_fields,      {}},
    {0x304, "INTENSET",        int_fields,        {}},
    {0x308, "INTENCLR",        int_fields,        {}},
    {0x504, "ECBDATAPTR",      ecbdataptr_fields, {}},
    {0xffc, "POWER",           power_fields,      {}},
};
static_assert(well_formed(ecb_registers));

} // namespace peripherals::nrf51::ecb
