#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::adc {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Analog to Digital Converter (ADC)": registers.
inline constexpr Field int_fields[] = {
    {0, 0, "END", RW, 0},
};
inline constexpr Field busy_fields[] = {
    {0, 0, "BUSY", RO, 0},
};
inline constexpr Field enable_fields[] = {
    {1, 0, "ENABLE", RW, 0},
};
inline constexpr Field config_fields[] = {
    {17, 16, "EXTREFSEL", RW, 0},
    {15, 8,  "PSEL",      RW, 0},
    {6,  5,  "REFSEL",    RW, 0},
    {4,  2,  "INPSEL",    RW, 6},
    {1,  0,  "RES",       RW, 0},
};
inline constexpr Field result_fields[] = {
    {9, 0, "RESULT", RO, 0},
};

inline constexpr Register adc_registers[] = {
    {0x000, "TASKS_START", task_fields  },
    {0x004, "TASKS_STOP",  task_fields  },
    {0x100, "EVENTS_END",  event_fields },
    {0x304, "INTENSET",    int_fields   },
    {0x308, "INTENCLR",    int_fields   },
    {0x400, "BUSY",        busy_fields  },
    {0x500, "ENABLE",      enable_fields},
    {0x504, "CONFIG",      config_fields},
    {0x508, "RESULT",      result_fields},
    {0xffc, "POWER",       power_fields },
};
static_assert(well_formed(adc_registers));

} // namespace peripherals::nrf51::adc
