#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::clock {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Clock management (CLOCK)": registers.
inline constexpr Field int_fields[] = {
    {4, 4, "CTTO",         RW, 0},
    {3, 3, "DONE",         RW, 0},
    {1, 1, "LFCLKSTARTED", RW, 0},
    {0, 0, "HFCLKSTARTED", RW, 0},
};
inline constexpr Field hfclkrun_fields[] = {
    {0, 0, "STATUS", RO, 0},
};
inline constexpr Field hfclkstat_fields[] = {
    {16, 16, "STATE", RO, 0},
    {0,  0,  "SRC",   RO, 0},
};
inline constexpr Field lfclkstat_fields[] = {
    {16, 16, "STATE", RO, 0},
    {1,  0,  "SRC",   RO, 0},
};
inline constexpr Field lfclksrccopy_fields[] = {
    {1, 0, "SRC", RO, 0},
};
inline constexpr Field lfclksrc_fields[] = {
    {1, 0, "SRC", RW, 0},
};
inline constexpr Field ctiv_fields[] = {
    {6, 0, "CTIV", RW, 0},
};
inline constexpr Field xtalfreq_fields[] = {
    {7, 0, "XTALFREQ", RW, 255},
};

inline constexpr Register clock_registers[] = {
    {0x000, "TASKS_HFCLKSTART",    task_fields,         {}},
    {0x004, "TASKS_HFCLKSTOP",     task_fields,         {}},
    {0x008, "TASKS_LFCLKSTART",    task_fields,         {}},
    {0x00c, "TASKS_LFCLKSTOP",     task_fields,         {}},
    {0x010, "TASKS_CAL",           task_fields,         {}},
    {0x014, "TASKS_CTSTART",       task_fields,         {}},
    {0x018, "TASKS_CTSTOP",        task_fields,         {}},
    {0x100, "EVENTS_HFCLKSTARTED", event_fields,        {}},
    {0x104, "EVENTS_LFCLKSTARTED", event_fields,        {}},
    {0x10c, "EVENTS_DONE",         event_fields,        {}},
    {0x110, "EVENTS_CTTO",         event_fields,        {}},
    {0x304, "INTENSET",            int_fields,          {}},
    {0x308, "INTENCLR",            int_fields,          {}},
    {0x408, "HFCLKRUN",            hfclkrun_fields,     {}},
    {0x40c, "HFCLKSTAT",           hfclkstat_fields,    {}},
    {0x414, "LFCLKRUN",            hfclkrun_fields,     {}},
    {0x418, "LFCLKSTAT",           lfclkstat_fields,    {}},
    {0x41c, "LFCLKSRCCOPY",        lfclksrccopy_fields, {}},
    {0x518, "LFCLKSRC",            lfclksrc_fields,     {}},
    {0x538, "CTIV",                ctiv_fields,         {}},
    {0x550, "XTALFREQ",            xtalfreq_fields,     {}},
};
static_assert(well_formed(clock_registers));

} // namespace peripherals::nrf51::clock
