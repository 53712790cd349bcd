#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::xip_ssi {

using namespace sim::core;

// RP2040 datasheet, "SSI: List of Registers".
inline constexpr Field ctrlr0_fields[] = {
    {24, 24, "SSTE",    RW, 0},
    {22, 21, "SPI_FRF", RW, 0},
    {20, 16, "DFS_32",  RW, 0},
    {15, 12, "CFS",     RW, 0},
    {11, 11, "SRL",     RW, 0},
    {10, 10, "SLV_OE",  RW, 0},
    {9,  8,  "TMOD",    RW, 0},
    {7,  7,  "SCPOL",   RW, 0},
    {6,  6,  "SCPH",    RW, 0},
    {5,  4,  "FRF",     RW, 0},
    {3,  0,  "DFS",     RW, 0},
};
inline constexpr Field ctrlr1_fields[] = {
    {15, 0, "NDF", RW, 0},
};
inline constexpr Field ssienr_fields[] = {
    {0, 0, "SSI_EN", RW, 0},
};
inline constexpr Field mwcr_fields[] = {
    {2, 2, "MHS",   RW, 0},
    {1, 1, "MDD",   RW, 0},
    {0, 0, "MWMOD", RW, 0},
};
inline constexpr Field ser_fields[] = {
    {0, 0, "SER", RW, 0},
};
inline constexpr Field baudr_fields[] = {
    {15, 0, "SCKDV", RW, 0},
};
inline constexpr Field txftlr_fields[] = {
    {7, 0, "TFT", RW, 0},
};
inline constexpr Field rxftlr_fields[] = {
    {7, 0, "RFT", RW, 0},
};
inline constexpr Field txflr_fields[] = {
    {7, 0, "TFTFL", RO, 0},
};
inline constexpr Field rxflr_fields[] = {
    {7, 0, "RXTFL", RO, 0},
};
inline constexpr Field sr_fields[] = {
    {6, 6, "DCOL", RO, 0},
    {5, 5, "TXE",  RO, 0},
    {4, 4, "RFF",  RO, 0},
    {3, 3, "RFNE", RO, 0},
    {2, 2, "TFE",  RO, 0},
    {1, 1, "TFNF", RO, 0},
    {0, 0, "BUSY", RO, 0},
};
inline constexpr Field imr_fields[] = {
    {5, 5, "MSTIM", RW, 0},
    {4, 4, "RXFIM", RW, 0},
    {3, 3, "RXOIM", RW, 0},
    {2, 2, "RXUIM", RW, 0},
    {1, 1, "TXOIM", RW, 0},
    {0, 0, "TXEIM", RW, 0},
};
inline constexpr Field isr_fields[] = {
    {5, 5, "MSTIS", RO, 0},
    {4, 4, "RXFIS", RO, 0},
    {3, 3, "RXOIS", RO, 0},
    {2, 2, "RXUIS", RO, 0},
    {1, 1, "TXOIS", RO, 0},
    {0, 0, "TXEIS", RO, 0},
};
inline constexpr Field risr_fields[] = {
    {5, 5, "MSTIR", RO, 0},
    {4, 4, "RXFIR", RO, 0},
    {3, 3, "RXOIR", RO, 0},
    {2, 2, "RXUIR", RO, 0},
    {1, 1, "TXOIR", RO, 0},
    {0, 0, "TXEIR", RO, 0},
};
inline constexpr Field txoicr_fields[] = {
    {0, 0, "TXOICR", RO, 0},
};
inline constexpr Field rxoicr_fields[] = {
    {0, 0, "RXOICR", RO, 0},
};
inline constexpr Field rxuicr_fields[] = {
    {0, 0, "RXUICR", RO, 0},
};
inline constexpr Field msticr_fields[] = {
    {0, 0, "MSTICR", RO, 0},
};
inline constexpr Field icr_fields[] = {
    {0, 0, "ICR", RO, 0},
};
inline constexpr Field dmacr_fields[] = {
    {1, 1, "TDMAE", RW, 0},
    {0, 0, "RDMAE", RW, 0},
};
inline constexpr Field dmatdlr_fields[] = {
    {7, 0, "DMATDL", RW, 0},
};
inline constexpr Field dmardlr_fields[] = {
    {7, 0, "DMARDL", RW, 0},
};
inline constexpr Field idr_fields[] = {
    {31, 0, "IDCODE", RO, 0x51535049},
};
inline constexpr Field ssi_version_id_fields[] = {
    {31, 0, "SSI_COMP_VERSION", RO, 0x3430312a},
};
inline constexpr Field dr0_fields[] = {
    {31, 0, "DR", RWF, 0},
};
inline constexpr Field rx_sample_dly_fields[] = {
    {7, 0, "RSD", RW, 0},
};
inline constexpr Field spi_ctrlr0_fields[] = {
    {31, 24, "XIP_CMD",     RW, 0x3},
    {18, 18, "SPI_RXDS_EN", RW, 0  },
    {17, 17, "INST_DDR_EN", RW, 0  },
    {16, 16, "SPI_DDR_EN",  RW, 0  },
    {15, 11, "WAIT_CYCLES", RW, 0  },
    {9,  8,  "INST_L",      RW, 0  },
    {5,  2,  "ADDR_L",      RW, 0  },
    {1,  0,  "TRANS_TYPE",  RW, 0  },
};
inline constexpr Field txd_drive_edge_fields[] = {
    {7, 0, "TDE", RW, 0},
};

inline constexpr Register ssi_registers[] = {
    {0x00, "CTRLR0",         ctrlr0_fields        },
    {0x04, "CTRLR1",         ctrlr1_fields        },
    {0x08, "SSIENR",         ssienr_fields        },
    {0x0c, "MWCR",           mwcr_fields          },
    {0x10, "SER",            ser_fields           },
    {0x14, "BAUDR",          baudr_fields         },
    {0x18, "TXFTLR",         txftlr_fields        },
    {0x1c, "RXFTLR",         rxftlr_fields        },
    {0x20, "TXFLR",          txflr_fields         },
    {0x24, "RXFLR",          rxflr_fields         },
    {0x28, "SR",             sr_fields            },
    {0x2c, "IMR",            imr_fields           },
    {0x30, "ISR",            isr_fields           },
    {0x34, "RISR",           risr_fields          },
    {0x38, "TXOICR",         txoicr_fields        },
    {0x3c, "RXOICR",         rxoicr_fields        },
    {0x40, "RXUICR",         rxuicr_fields        },
    {0x44, "MSTICR",         msticr_fields        },
    {0x48, "ICR",            icr_fields           },
    {0x4c, "DMACR",          dmacr_fields         },
    {0x50, "DMATDLR",        dmatdlr_fields       },
    {0x54, "DMARDLR",        dmardlr_fields       },
    {0x58, "IDR",            idr_fields           },
    {0x5c, "SSI_VERSION_ID", ssi_version_id_fields},
    {0x60, "DR%",            dr0_fields,            {.count = 36, .stride = 4}},
    {0xf0,    "RX_SAMPLE_DLY",                 rx_sample_dly_fields                   },
    {0xf4,    "SPI_CTRLR0",                 spi_ctrlr0_fields   },
    {0xf8,    "TXD_DRIVE_EDGE",                 txd_drive_edge_fields               },
};
static_assert(well_formed(ssi_registers));

} // namespace peripherals::rp2040::xip_ssi
