#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::gpiote {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "GPIO tasks and events (GPIOTE)": registers.
inline constexpr Field int_fields[] = {
    {31, 31, "PORT", RW, 0},
    {3,  3,  "IN3",  RW, 0},
    {2,  2,  "IN2",  RW, 0},
    {1,  1,  "IN1",  RW, 0},
    {0,  0,  "IN0",  RW, 0},
};
inline constexpr Field config_fields[] = {
    {20, 20, "OUTINIT",  RW, 0},
    {17, 16, "POLARITY", RW, 0},
    {12, 8,  "PSEL",     RW, 0},
    {1,  0,  "MODE",     RW, 0},
};

inline constexpr Register gpiote_registers[] = {
    {0x000, "TASKS_OUT%",  task_fields,   {.count = 4, .stride = 4}},
    {0x100, "EVENTS_IN%",  event_fields,  {.count = 4, .stride = 4}},
    {0x17c, "EVENTS_PORT", event_fields,  {}                       },
    {0x304, "INTENSET",    int_fields,    {}                       },
    {0x308, "INTENCLR",    int_fields,    {}                       },
    {0x510, "CONFIG%",     config_fields, {.count = 4, .stride = 4}},
    {0xffc, "POWER",       power_fields,  {}                       },
};
static_assert(well_formed(gpiote_registers));

} // namespace peripherals::nrf51::gpiote
