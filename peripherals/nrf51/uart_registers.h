#pragma once

#include "peripherals/nrf51/peripheral_registers.h"

namespace peripherals::nrf51::uart {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Universal Asynchronous Receiver/Transmitter (UART)": registers.
inline constexpr Field shorts_fields[] = {
    {4, 4, "NCTS_STOPRX", RW, 0},
    {3, 3, "CTS_STARTRX", RW, 0},
};
inline constexpr Field int_fields[] = {
    {17, 17, "RXTO",   RW, 0},
    {9,  9,  "ERROR",  RW, 0},
    {7,  7,  "TXDRDY", RW, 0},
    {2,  2,  "RXDRDY", RW, 0},
    {1,  1,  "NCTS",   RW, 0},
    {0,  0,  "CTS",    RW, 0},
};
inline constexpr Field errorsrc_fields[] = {
    {3, 3, "BREAK",   WC, 0},
    {2, 2, "FRAMING", WC, 0},
    {1, 1, "PARITY",  WC, 0},
    {0, 0, "OVERRUN", WC, 0},
};
inline constexpr Field enable_fields[] = {
    {2, 0, "ENABLE", RW, 0},
};
inline constexpr Field pselrts_fields[] = {
    {31, 0, "PSELRTS", RW, 0xffffffff},
};
inline constexpr Field pseltxd_fields[] = {
    {31, 0, "PSELTXD", RW, 0xffffffff},
};
inline constexpr Field pselcts_fields[] = {
    {31, 0, "PSELCTS", RW, 0xffffffff},
};
inline constexpr Field pselrxd_fields[] = {
    {31, 0, "PSELRXD", RW, 0xffffffff},
};
inline constexpr Field rxd_fields[] = {
    {7, 0, "RXD", RF, 0},
};
inline constexpr Field txd_fields[] = {
    {7, 0, "TXD", WF, 0},
};
inline constexpr Field baudrate_fields[] = {
    {31, 0, "BAUDRATE", RW, 0x04000000},
};
inline constexpr Field config_fields[] = {
    {3, 1, "PARITY", RW, 0},
    {0, 0, "HWFC",   RW, 0},
};

inline constexpr Register uart_registers[] = {
    {0x000, "TASKS_STARTRX", task_fields    },
    {0x004, "TASKS_STOPRX",  task_fields    },
    {0x008, "TASKS_STARTTX", task_fields    },
    {0x00c, "TASKS_STOPTX",  task_fields    },
    {0x01c, "TASKS_SUSPEND", task_fields    },
    {0x100, "EVENTS_CTS",    event_fields   },
    {0x104, "EVENTS_NCTS",   event_fields   },
    {0x108, "EVENTS_RXDRDY", event_fields   },
    {0x11c, "EVENTS_TXDRDY", event_fields   },
    {0x124, "EVENTS_ERROR",  event_fields   },
    {0x144, "EVENTS_RXTO",   event_fields   },
    {0x200, "SHORTS",        shorts_fields  },
    {0x304, "INTENSET",      int_fields     },
    {0x308, "INTENCLR",      int_fields     },
    {0x480, "ERRORSRC",      errorsrc_fields},
    {0x500, "ENABLE",        enable_fields  },
    {0x508, "PSELRTS",       pselrts_fields },
    {0x50c, "PSELTXD",       pseltxd_fields },
    {0x510, "PSELCTS",       pselcts_fields },
    {0x514, "PSELRXD",       pselrxd_fields },
    {0x518, "RXD",           rxd_fields     },
    {0x51c, "TXD",           txd_fields     },
    {0x524, "BAUDRATE",      baudrate_fields},
    {0x56c, "CONFIG",        config_fields  },
    {0xffc, "POWER",         power_fields   },
};
static_assert(well_formed(uart_registers));

} // namespace peripherals::nrf51::uart
