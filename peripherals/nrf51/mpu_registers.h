#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::mpu {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Memory Protection Unit (MPU)": registers.
inline constexpr Field perr0_fields[] = {
    {31, 31, "PPI",         RW, 0},
    {30, 30, "NVMC",        RW, 0},
    {19, 19, "LPCOMP",      RW, 0},
    {18, 18, "QDEC",        RW, 0},
    {17, 17, "RTC1",        RW, 0},
    {16, 16, "WDT",         RW, 0},
    {15, 15, "CCM_AAR",     RW, 0},
    {14, 14, "ECB",         RW, 0},
    {13, 13, "RNG",         RW, 0},
    {12, 12, "TEMP",        RW, 0},
    {11, 11, "RTC0",        RW, 0},
    {10, 10, "TIMER2",      RW, 0},
    {9,  9,  "TIMER1",      RW, 0},
    {8,  8,  "TIMER0",      RW, 0},
    {7,  7,  "ADC",         RW, 0},
    {6,  6,  "GPIOTE",      RW, 0},
    {4,  4,  "SPI1_TWI1",   RW, 0},
    {3,  3,  "SPI0_TWI0",   RW, 0},
    {2,  2,  "UART0",       RW, 0},
    {1,  1,  "RADIO",       RW, 0},
    {0,  0,  "POWER_CLOCK", RW, 0},
};
inline constexpr Field rlenr0_fields[] = {
    {31, 0, "RLENR0", RW, 0},
};
inline constexpr Field protenset0_fields[] = {
    {31, 31, "PROTREG31", RW, 0},
    {30, 30, "PROTREG30", RW, 0},
    {29, 29, "PROTREG29", RW, 0},
    {28, 28, "PROTREG28", RW, 0},
    {27, 27, "PROTREG27", RW, 0},
    {26, 26, "PROTREG26", RW, 0},
    {25, 25, "PROTREG25", RW, 0},
    {24, 24, "PROTREG24", RW, 0},
    {23, 23, "PROTREG23", RW, 0},
    {22, 22, "PROTREG22", RW, 0},
    {21, 21, "PROTREG21", RW, 0},
    {20, 20, "PROTREG20", RW, 0},
    {19, 19, "PROTREG19", RW, 0},
    {18, 18, "PROTREG18", RW, 0},
    {17, 17, "PROTREG17", RW, 0},
    {16, 16, "PROTREG16", RW, 0},
    {15, 15, "PROTREG15", RW, 0},
    {14, 14, "PROTREG14", RW, 0},
    {13, 13, "PROTREG13", RW, 0},
    {12, 12, "PROTREG12", RW, 0},
    {11, 11, "PROTREG11", RW, 0},
    {10, 10, "PROTREG10", RW, 0},
    {9,  9,  "PROTREG9",  RW, 0},
    {8,  8,  "PROTREG8",  RW, 0},
    {7,  7,  "PROTREG7",  RW, 0},
    {6,  6,  "PROTREG6",  RW, 0},
    {5,  5,  "PROTREG5",  RW, 0},
    {4,  4,  "PROTREG4",  RW, 0},
    {3,  3,  "PROTREG3",  RW, 0},
    {2,  2,  "PROTREG2",  RW, 0},
    {1,  1,  "PROTREG1",  RW, 0},
    {0,  0,  "PROTREG0",  RW, 0},
};
inline constexpr Field protenset1_fields[] = {
    {31, 31, "PROTREG63", RW, 0},
    {30, 30, "PROTREG62", RW, 0},
    {29, 29, "PROTREG61", RW, 0},
    {28, 28, "PROTREG60", RW, 0},
    {27, 27, "PROTREG59", RW, 0},
    {26, 26, "PROTREG58", RW, 0},
    {25, 25, "PROTREG57", RW, 0},
    {24, 24, "PROTREG56", RW, 0},
    {23, 23, "PROTREG55", RW, 0},
    {22, 22, "PROTREG54", RW, 0},
    {21, 21, "PROTREG53", RW, 0},
    {20, 20, "PROTREG52", RW, 0},
    {19, 19, "PROTREG51", RW, 0},
    {18, 18, "PROTREG50", RW, 0},
    {17, 17, "PROTREG49", RW, 0},
    {16, 16, "PROTREG48", RW, 0},
    {15, 15, "PROTREG47", RW, 0},
    {14, 14, "PROTREG46", RW, 0},
    {13, 13, "PROTREG45", RW, 0},
    {12, 12, "PROTREG44", RW, 0},
    {11, 11, "PROTREG43", RW, 0},
    {10, 10, "PROTREG42", RW, 0},
    {9,  9,  "PROTREG41", RW, 0},
    {8,  8,  "PROTREG40", RW, 0},
    {7,  7,  "PROTREG39", RW, 0},
    {6,  6,  "PROTREG38", RW, 0},
    {5,  5,  "PROTREG37", RW, 0},
    {4,  4,  "PROTREG36", RW, 0},
    {3,  3,  "PROTREG35", RW, 0},
    {2,  2,  "PROTREG34", RW, 0},
    {1,  1,  "PROTREG33", RW, 0},
    {0,  0,  "PROTREG32", RW, 0},
};
inline constexpr Field disableindebug_fields[] = {
    {0, 0, "DISABLEINDEBUG", RW, 1},
};
inline constexpr Field protblocksize_fields[] = {
    {1, 0, "PROTBLOCKSIZE", RW, 0},
};

inline constexpr Register mpu_registers[] = {
    {0x528, "PERR0",          perr0_fields,          {}},
    {0x52c, "RLENR0",         rlenr0_fields,         {}},
    {0x600, "PROTENSET0",     protenset0_fields,     {}},
    {0x604, "PROTENSET1",     protenset1_fields,     {}},
    {0x608, "DISABLEINDEBUG", disableindebug_fields, {}},
    {0x60c, "PROTBLOCKSIZE",  protblocksize_fields,  {}},
};
static_assert(well_formed(mpu_registers));

} // namespace peripherals::nrf51::mpu
