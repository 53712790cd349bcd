#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::temp {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Temperature sensor (TEMP)": registers.
inline constexpr Field int_fields[] = {
    {0, 0, "DATARDY", RW, 0},
};
inline constexpr Field temp_fields[] = {
    {31, 0, "TEMP", RO, 0},
};

inline constexpr Register temp_registers[] = {
    {0x000, "TASKS_START",    task_fields,  {}},
    {0x004, "TASKS_STOP",     task_fields,  {}},
    {0x100, "EVENTS_DATARDY", event_fields, {}},
    {0x304, "INTENSET",       int_fields,   {}},
    {0x308, "INTENCLR",       int_fields,   {}},
    {0x508, "TEMP",           temp_fields,  {}},
    {0xffc, "POWER",          power_fields, {}},
};
static_assert(well_formed(temp_registers));

} // namespace peripherals::nrf51::temp
