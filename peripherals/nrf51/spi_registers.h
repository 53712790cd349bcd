#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::spi {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Serial Peripheral Interface (SPI) Master": registers.
inline constexpr Field int_fields[] = {
    {2, 2, "READY", RW, 0},
};
inline constexpr Field enable_fields[] = {
    {2, 0, "ENABLE", RW, 0},
};
inline constexpr Field pselsck_fields[] = {
    {31, 0, "PSELSCK", RW, 0xffffffff},
};
inline constexpr Field pselmosi_fields[] = {
    {31, 0, "PSELMOSI", RW, 0xffffffff},
};
inline constexpr Field pselmiso_fields[] = {
    {31, 0, "PSELMISO", RW, 0xffffffff},
};
inline constexpr Field rxd_fields[] = {
    {7, 0, "RXD", RF, 0},
};
inline constexpr Field txd_fields[] = {
    {7, 0, "TXD", RW, 0},
};
inline constexpr Field frequency_fields[] = {
    {31, 0, "FREQUENCY", RW, 0x04000000},
};
inline constexpr Field config_fields[] = {
    {2, 2, "CPOL",  RW, 0},
    {1, 1, "CPHA",  RW, 0},
    {0, 0, "ORDER", RW, 0},
};

inline constexpr Register spi_registers[] = {
    {0x108, "EVENTS_READY", event_fields    },
    {0x304, "INTENSET",     int_fields      },
    {0x308, "INTENCLR",     int_fields      },
    {0x500, "ENABLE",       enable_fields   },
    {0x508, "PSELSCK",      pselsck_fields  },
    {0x50c, "PSELMOSI",     pselmosi_fields },
    {0x510, "PSELMISO",     pselmiso_fields },
    {0x518, "RXD",          rxd_fields      },
    {0x51c, "TXD",          txd_fields      },
    {0x524, "FREQUENCY",    frequency_fields},
    {0x554, "CONFIG",       config_fields   },
    {0xffc, "POWER",        power_fields    },
};
static_assert(well_formed(spi_registers));

} // namespace peripherals::nrf51::spi
