#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::spi {

using namespace sim::core;

// RP2040 datasheet, "SPI: List of Registers", in its order.
inline constexpr Field sspcr0_fields[] = {
    {15, 8, "SCR", RW, 0},
    {7,  7, "SPH", RW, 0},
    {6,  6, "SPO", RW, 0},
    {5,  4, "FRF", RW, 0},
    {3,  0, "DSS", RW, 0}
};
inline constexpr Field sspcr1_fields[] = {
    {3, 3, "SOD", RW, 0},
    {2, 2, "MS",  RW, 0},
    {1, 1, "SSE", RW, 0},
    {0, 0, "LBM", RW, 0}
};
inline constexpr Field sspdr_fields[] = {
    {15, 0, "DATA", RWF, 0}
};
inline constexpr Field sspsr_fields[] = {
    {4, 4, "BSY", RO, 0},
    {3, 3, "RFF", RO, 0},
    {2, 2, "RNE", RO, 0},
    {1, 1, "TNF", RO, 1},
    {0, 0, "TFE", RO, 1}
};
inline constexpr Field sspcpsr_fields[] = {
    {7, 0, "CPSDVSR", RW, 0}
};
inline constexpr Field sspimsc_fields[] = {
    {3, 3, "TXIM",  RW, 0},
    {2, 2, "RXIM",  RW, 0},
    {1, 1, "RTIM",  RW, 0},
    {0, 0, "RORIM", RW, 0}
};
inline constexpr Field sspris_fields[] = {
    {3, 3, "TXRIS",  RO, 1},
    {2, 2, "RXRIS",  RO, 0},
    {1, 1, "RTRIS",  RO, 0},
    {0, 0, "RORRIS", RO, 0}
};
inline constexpr Field sspmis_fields[] = {
    {3, 3, "TXMIS",  RO, 0},
    {2, 2, "RXMIS",  RO, 0},
    {1, 1, "RTMIS",  RO, 0},
    {0, 0, "RORMIS", RO, 0}
};
inline constexpr Field sspicr_fields[] = {
    {1, 1, "RTIC",  WC, 0},
    {0, 0, "RORIC", WC, 0}
};
inline constexpr Field sspdmacr_fields[] = {
    {1, 1, "TXDMAE", RW, 0},
    {0, 0, "RXDMAE", RW, 0}
};
inline constexpr Field sspperiphid0_fields[] = {
    {7, 0, "PARTNUMBER0", RO, 0x22}
};
inline constexpr Field sspperiphid1_fields[] = {
    {7, 4, "DESIGNER0",   RO, 1},
    {3, 0, "PARTNUMBER1", RO, 0}
};
inline constexpr Field sspperiphid2_fields[] = {
    {7, 4, "REVISION",  RO, 3},
    {3, 0, "DESIGNER1", RO, 4}
};
inline constexpr Field sspperiphid3_fields[] = {
    {7, 0, "CONFIGURATION", RO, 0}
};
inline constexpr Field ssppcellid0_fields[] = {
    {7, 0, "SSPPCELLID0", RO, 0xd}
};
inline constexpr Field ssppcellid1_fields[] = {
    {7, 0, "SSPPCELLID1", RO, 0xf0}
};
inline constexpr Field ssppcellid2_fields[] = {
    {7, 0, "SSPPCELLID2", RO, 5}
};
inline constexpr Field ssppcellid3_fields[] = {
    {7, 0, "SSPPCELLID3", RO, 0xb1}
};

inline constexpr Register spi_registers[] = {
    {0x00,  "SSPCR0",       sspcr0_fields      },
    {0x04,  "SSPCR1",       sspcr1_fields      },
    {0x08,  "SSPDR",        sspdr_fields       },
    {0x0c,  "SSPSR",        sspsr_fields       },
    {0x10,  "SSPCPSR",      sspcpsr_fields     },
    {0x14,  "SSPIMSC",      sspimsc_fields     },
    {0x18,  "SSPRIS",       sspris_fields      },
    {0x1c,  "SSPMIS",       sspmis_fields      },
    {0x20,  "SSPICR",       sspicr_fields      },
    {0x24,  "SSPDMACR",     sspdmacr_fields    },
    {0xfe0, "SSPPERIPHID0", sspperiphid0_fields},
    {0xfe4, "SSPPERIPHID1", sspperiphid1_fields},
    {0xfe8, "SSPPERIPHID2", sspperiphid2_fields},
    {0xfec, "SSPPERIPHID3", sspperiphid3_fields},
    {0xff0, "SSPPCELLID0",  ssppcellid0_fields },
    {0xff4, "SSPPCELLID1",  ssppcellid1_fields },
    {0xff8, "SSPPCELLID2",  ssppcellid2_fields },
    {0xffc, "SSPPCELLID3",  ssppcellid3_fields },
};
static_assert(well_formed(spi_registers));

} // namespace peripherals::rp2040::spi
