#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::ppi {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Programmable Peripheral Interconnect (PPI)": registers.
inline constexpr Field channel_fields[] = {
    {31, 31, "CH31", RW, 0},
    {30, 30, "CH30", RW, 0},
    {29, 29, "CH29", RW, 0},
    {28, 28, "CH28", RW, 0},
    {27, 27, "CH27", RW, 0},
    {26, 26, "CH26", RW, 0},
    {25, 25, "CH25", RW, 0},
    {24, 24, "CH24", RW, 0},
    {23, 23, "CH23", RW, 0},
    {22, 22, "CH22", RW, 0},
    {21, 21, "CH21", RW, 0},
    {20, 20, "CH20", RW, 0},
    {15, 15, "CH15", RW, 0},
    {14, 14, "CH14", RW, 0},
    {13, 13, "CH13", RW, 0},
    {12, 12, "CH12", RW, 0},
    {11, 11, "CH11", RW, 0},
    {10, 10, "CH10", RW, 0},
    {9,  9,  "CH9",  RW, 0},
    {8,  8,  "CH8",  RW, 0},
    {7,  7,  "CH7",  RW, 0},
    {6,  6,  "CH6",  RW, 0},
    {5,  5,  "CH5",  RW, 0},
    {4,  4,  "CH4",  RW, 0},
    {3,  3,  "CH3",  RW, 0},
    {2,  2,  "CH2",  RW, 0},
    {1,  1,  "CH1",  RW, 0},
    {0,  0,  "CH0",  RW, 0},
};
inline constexpr Field eep_fields[] = {
    {31, 0, "EEP", RW, 0},
};
inline constexpr Field tep_fields[] = {
    {31, 0, "TEP", RW, 0},
};

inline constexpr Register ppi_registers[] = {
    {0x000, "TASKS_CHG%_EN",  task_fields,    {.count = 4, .stride = 8} },
    {0x004, "TASKS_CHG%_DIS", task_fields,    {.count = 4, .stride = 8} },
    {0x500, "CHEN",           channel_fields, {}                        },
    {0x504, "CHENSET",        channel_fields, {}                        },
    {0x508, "CHENCLR",        channel_fields, {}                        },
    {0x510, "CH%_EEP",        eep_fields,     {.count = 16, .stride = 8}},
    {0x514, "CH%_TEP",        tep_fields,     {.count = 16, .stride = 8}},
    {0x800, "CHG%",           channel_fields, {.count = 4, .stride = 4} },
};
static_assert(well_formed(ppi_registers));

} // namespace peripherals::nrf51::ppi
