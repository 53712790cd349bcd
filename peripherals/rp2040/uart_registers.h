#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::uart {

using namespace sim::core;

// RP2040 datasheet, "UART: List of Registers", in its order.
inline constexpr Field uartdr_fields[] = {
    {11, 11, "OE",   RO,  0},
    {10, 10, "BE",   RO,  0},
    {9,  9,  "PE",   RO,  0},
    {8,  8,  "FE",   RO,  0},
    {7,  0,  "DATA", RWF, 0}
};
inline constexpr Field uartrsr_fields[] = {
    {3, 3, "OE", WC, 0},
    {2, 2, "BE", WC, 0},
    {1, 1, "PE", WC, 0},
    {0, 0, "FE", WC, 0}
};
inline constexpr Field uartfr_fields[] = {
    {8, 8, "RI",   RO, 0},
    {7, 7, "TXFE", RO, 1},
    {6, 6, "RXFF", RO, 0},
    {5, 5, "TXFF", RO, 0},
    {4, 4, "RXFE", RO, 1},
    {3, 3, "BUSY", RO, 0},
    {2, 2, "DCD",  RO, 0},
    {1, 1, "DSR",  RO, 0},
    {0, 0, "CTS",  RO, 0}
};
inline constexpr Field uartilpr_fields[] = {
    {7, 0, "ILPDVSR", RW, 0}
};
inline constexpr Field uartibrd_fields[] = {
    {15, 0, "BAUD_DIVINT", RW, 0}
};
inline constexpr Field uartfbrd_fields[] = {
    {5, 0, "BAUD_DIVFRAC", RW, 0}
};
inline constexpr Field uartlcr_h_fields[] = {
    {7, 7, "SPS",  RW, 0},
    {6, 5, "WLEN", RW, 0},
    {4, 4, "FEN",  RW, 0},
    {3, 3, "STP2", RW, 0},
    {2, 2, "EPS",  RW, 0},
    {1, 1, "PEN",  RW, 0},
    {0, 0, "BRK",  RW, 0}
};
inline constexpr Field uartcr_fields[] = {
    {15, 15, "CTSEN",  RW, 0},
    {14, 14, "RTSEN",  RW, 0},
    {13, 13, "OUT2",   RW, 0},
    {12, 12, "OUT1",   RW, 0},
    {11, 11, "RTS",    RW, 0},
    {10, 10, "DTR",    RW, 0},
    {9,  9,  "RXE",    RW, 1},
    {8,  8,  "TXE",    RW, 1},
    {7,  7,  "LBE",    RW, 0},
    {2,  2,  "SIRLP",  RW, 0},
    {1,  1,  "SIREN",  RW, 0},
    {0,  0,  "UARTEN", RW, 0}
};
inline constexpr Field uartifls_fields[] = {
    {5, 3, "RXIFLSEL", RW, 2},
    {2, 0, "TXIFLSEL", RW, 2}
};
inline constexpr Field uartimsc_fields[] = {
    {10, 10, "OEIM",   RW, 0},
    {9,  9,  "BEIM",   RW, 0},
    {8,  8,  "PEIM",   RW, 0},
    {7,  7,  "FEIM",   RW, 0},
    {6,  6,  "RTIM",   RW, 0},
    {5,  5,  "TXIM",   RW, 0},
    {4,  4,  "RXIM",   RW, 0},
    {3,  3,  "DSRMIM", RW, 0},
    {2,  2,  "DCDMIM", RW, 0},
    {1,  1,  "CTSMIM", RW, 0},
    {0,  0,  "RIMIM",  RW, 0}
};
inline constexpr Field uartris_fields[] = {
    {10, 10, "OERIS",   RO, 0},
    {9,  9,  "BERIS",   RO, 0},
    {8,  8,  "PERIS",   RO, 0},
    {7,  7,  "FERIS",   RO, 0},
    {6,  6,  "RTRIS",   RO, 0},
    {5,  5,  "TXRIS",   RO, 0},
    {4,  4,  "RXRIS",   RO, 0},
    {3,  3,  "DSRRMIS", RO, 0},
    {2,  2,  "DCDRMIS", RO, 0},
    {1,  1,  "CTSRMIS", RO, 0},
    {0,  0,  "RIRMIS",  RO, 0}
};
inline constexpr Field uartmis_fields[] = {
    {10, 10, "OEMIS",   RO, 0},
    {9,  9,  "BEMIS",   RO, 0},
    {8,  8,  "PEMIS",   RO, 0},
    {7,  7,  "FEMIS",   RO, 0},
    {6,  6,  "RTMIS",   RO, 0},
    {5,  5,  "TXMIS",   RO, 0},
    {4,  4,  "RXMIS",   RO, 0},
    {3,  3,  "DSRMMIS", RO, 0},
    {2,  2,  "DCDMMIS", RO, 0},
    {1,  1,  "CTSMMIS", RO, 0},
    {0,  0,  "RIMMIS",  RO, 0}
};
inline constexpr Field uarticr_fields[] = {
    {10, 10, "OEIC",   WC, 0},
    {9,  9,  "BEIC",   WC, 0},
    {8,  8,  "PEIC",   WC, 0},
    {7,  7,  "FEIC",   WC, 0},
    {6,  6,  "RTIC",   WC, 0},
    {5,  5,  "TXIC",   WC, 0},
    {4,  4,  "RXIC",   WC, 0},
    {3,  3,  "DSRMIC", WC, 0},
    {2,  2,  "DCDMIC", WC, 0},
    {1,  1,  "CTSMIC", WC, 0},
    {0,  0,  "RIMIC",  WC, 0}
};
inline constexpr Field uartdmacr_fields[] = {
    {2, 2, "DMAONERR", RW, 0},
    {1, 1, "TXDMAE",   RW, 0},
    {0, 0, "RXDMAE",   RW, 0}
};
inline constexpr Field uartperiphid0_fields[] = {
    {7, 0, "PARTNUMBER0", RO, 0x11}
};
inline constexpr Field uartperiphid1_fields[] = {
    {7, 4, "DESIGNER0",   RO, 1},
    {3, 0, "PARTNUMBER1", RO, 0}
};
inline constexpr Field uartperiphid2_fields[] = {
    {7, 4, "REVISION",  RO, 3},
    {3, 0, "DESIGNER1", RO, 4}
};
inline constexpr Field uartperiphid3_fields[] = {
    {7, 0, "CONFIGURATION", RO, 0}
};
inline constexpr Field uartpcellid0_fields[] = {
    {7, 0, "UARTPCELLID0", RO, 0xd}
};
inline constexpr Field uartpcellid1_fields[] = {
    {7, 0, "UARTPCELLID1", RO, 0xf0}
};
inline constexpr Field uartpcellid2_fields[] = {
    {7, 0, "UARTPCELLID2", RO, 5}
};
inline constexpr Field uartpcellid3_fields[] = {
    {7, 0, "UARTPCELLID3", RO, 0xb1}
};

inline constexpr Register uart_registers[] = {
    {0x00,  "UARTDR",        uartdr_fields       },
    {0x04,  "UARTRSR",       uartrsr_fields      },
    {0x18,  "UARTFR",        uartfr_fields       },
    {0x20,  "UARTILPR",      uartilpr_fields     },
    {0x24,  "UARTIBRD",      uartibrd_fields     },
    {0x28,  "UARTFBRD",      uartfbrd_fields     },
    {0x2c,  "UARTLCR_H",     uartlcr_h_fields    },
    {0x30,  "UARTCR",        uartcr_fields       },
    {0x34,  "UARTIFLS",      uartifls_fields     },
    {0x38,  "UARTIMSC",      uartimsc_fields     },
    {0x3c,  "UARTRIS",       uartris_fields      },
    {0x40,  "UARTMIS",       uartmis_fields      },
    {0x44,  "UARTICR",       uarticr_fields      },
    {0x48,  "UARTDMACR",     uartdmacr_fields    },
    {0xfe0, "UARTPERIPHID0", uartperiphid0_fields},
    {0xfe4, "UARTPERIPHID1", uartperiphid1_fields},
    {0xfe8, "UARTPERIPHID2", uartperiphid2_fields},
    {0xfec, "UARTPERIPHID3", uartperiphid3_fields},
    {0xff0, "UARTPCELLID0",  uartpcellid0_fields },
    {0xff4, "UARTPCELLID1",  uartpcellid1_fields },
    {0xff8, "UARTPCELLID2",  uartpcellid2_fields },
    {0xffc, "UARTPCELLID3",  uartpcellid3_fields },
};
static_assert(well_formed(uart_registers));

} // namespace peripherals::rp2040::uart
