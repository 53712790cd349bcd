#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::rng {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Random Number Generator (RNG)": registers.
inline constexpr Field shorts_fields[] = {
    {0, 0, "VALRDY_STOP", RW, 0},
};
inline constexpr Field int_fields[] = {
    {0, 0, "VALRDY", RW, 0},
};
inline constexpr Field config_fields[] = {
    {0, 0, "DERCEN", RW, 0},
};
inline constexpr Field value_fields[] = {
    {7, 0, "VALUE", RO, 0},
};

inline constexpr Register rng_registers[] = {
    {0x000, "TASKS_START",   task_fields,   {}},
    {0x004, "TASKS_STOP",    task_fields,   {}},
    {0x100, "EVENTS_VALRDY", event_fields,  {}},
    {0x200, "SHORTS",        shorts_fields, {}},
    {0x304, "INTENSET",      int_fields,    {}},
    {0x308, "INTENCLR",      int_fields,    {}},
    {0x504, "CONFIG",        config_fields, {}},
    {0x508, "VALUE",         value_fields,  {}},
    {0xffc, "POWER",         power_fields,  {}},
};
static_assert(well_formed(rng_registers));

} // namespace peripherals::nrf51::rng
