#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::i2c {

using namespace sim::core;

// RP2040 datasheet, "I2C: List of Registers", in its order.
inline constexpr Field ic_con_fields[] = {
    {10, 10, "STOP_DET_IF_MASTER_ACTIVE", RO, 0},
    {9,  9,  "RX_FIFO_FULL_HLD_CTRL",     RW, 0},
    {8,  8,  "TX_EMPTY_CTRL",             RW, 0},
    {7,  7,  "STOP_DET_IFADDRESSED",      RW, 0},
    {6,  6,  "IC_SLAVE_DISABLE",          RW, 1},
    {5,  5,  "IC_RESTART_EN",             RW, 1},
    {4,  4,  "IC_10BITADDR_MASTER",       RW, 0},
    {3,  3,  "IC_10BITADDR_SLAVE",        RW, 0},
    {2,  1,  "SPEED",                     RW, 2},
    {0,  0,  "MASTER_MODE",               RW, 1}
};
inline constexpr Field ic_tar_fields[] = {
    {11, 11, "SPECIAL",     RW, 0   },
    {10, 10, "GC_OR_START", RW, 0   },
    {9,  0,  "IC_TAR",      RW, 0x55}
};
inline constexpr Field ic_sar_fields[] = {
    {9, 0, "IC_SAR", RW, 0x55}
};
inline constexpr Field ic_data_cmd_fields[] = {
    {11, 11, "FIRST_DATA_BYTE", RO, 0},
    {10, 10, "RESTART",         SC, 0},
    {9,  9,  "STOP",            SC, 0},
    {8,  8,  "CMD",             SC, 0},
    {7,  0,  "DAT",             RW, 0}
};
inline constexpr Field ic_ss_scl_hcnt_fields[] = {
    {15, 0, "IC_SS_SCL_HCNT", RW, 0x28}
};
inline constexpr Field ic_ss_scl_lcnt_fields[] = {
    {15, 0, "IC_SS_SCL_LCNT", RW, 0x2f}
};
inline constexpr Field ic_fs_scl_hcnt_fields[] = {
    {15, 0, "IC_FS_SCL_HCNT", RW, 6}
};
inline constexpr Field ic_fs_scl_lcnt_fields[] = {
    {15, 0, "IC_FS_SCL_LCNT", RW, 0xd}
};
inline constexpr Field ic_intr_stat_fields[] = {
    {12, 12, "R_RESTART_DET", RO, 0},
    {11, 11, "R_GEN_CALL",    RO, 0},
    {10, 10, "R_START_DET",   RO, 0},
    {9,  9,  "R_STOP_DET",    RO, 0},
    {8,  8,  "R_ACTIVITY",    RO, 0},
    {7,  7,  "R_RX_DONE",     RO, 0},
    {6,  6,  "R_TX_ABRT",     RO, 0},
    {5,  5,  "R_RD_REQ",      RO, 0},
    {4,  4,  "R_TX_EMPTY",    RO, 0},
    {3,  3,  "R_TX_OVER",     RO, 0},
    {2,  2,  "R_RX_FULL",     RO, 0},
    {1,  1,  "R_RX_OVER",     RO, 0},
    {0,  0,  "R_RX_UNDER",    RO, 0}
};
inline constexpr Field ic_intr_mask_fields[] = {
    {12, 12, "M_RESTART_DET", RW, 0},
    {11, 11, "M_GEN_CALL",    RW, 1},
    {10, 10, "M_START_DET",   RW, 0},
    {9,  9,  "M_STOP_DET",    RW, 0},
    {8,  8,  "M_ACTIVITY",    RW, 0},
    {7,  7,  "M_RX_DONE",     RW, 1},
    {6,  6,  "M_TX_ABRT",     RW, 1},
    {5,  5,  "M_RD_REQ",      RW, 1},
    {4,  4,  "M_TX_EMPTY",    RW, 1},
    {3,  3,  "M_TX_OVER",     RW, 1},
    {2,  2,  "M_RX_FULL",     RW, 1},
    {1,  1,  "M_RX_OVER",     RW, 1},
    {0,  0,  "M_RX_UNDER",    RW, 1}
};
inline constexpr Field ic_raw_intr_stat_fields[] = {
    {12, 12, "RESTART_DET", RO, 0},
    {11, 11, "GEN_CALL",    RO, 0},
    {10, 10, "START_DET",   RO, 0},
    {9,  9,  "STOP_DET",    RO, 0},
    {8,  8,  "ACTIVITY",    RO, 0},
    {7,  7,  "RX_DONE",     RO, 0},
    {6,  6,  "TX_ABRT",     RO, 0},
    {5,  5,  "RD_REQ",      RO, 0},
    {4,  4,  "TX_EMPTY",    RO, 0},
    {3,  3,  "TX_OVER",     RO, 0},
    {2,  2,  "RX_FULL",     RO, 0},
    {1,  1,  "RX_OVER",     RO, 0},
    {0,  0,  "RX_UNDER",    RO, 0}
};
inline constexpr Field ic_rx_tl_fields[] = {
    {7, 0, "RX_TL", RW, 0}
};
inline constexpr Field ic_tx_tl_fields[] = {
    {7, 0, "TX_TL", RW, 0}
};
inline constexpr Field ic_clr_intr_fields[] = {
    {0, 0, "CLR_INTR", RO, 0}
};
inline constexpr Field ic_clr_rx_under_fields[] = {
    {0, 0, "CLR_RX_UNDER", RO, 0}
};
inline constexpr Field ic_clr_rx_over_fields[] = {
    {0, 0, "CLR_RX_OVER", RO, 0}
};
inline constexpr Field ic_clr_tx_over_fields[] = {
    {0, 0, "CLR_TX_OVER", RO, 0}
};
inline constexpr Field ic_clr_rd_req_fields[] = {
    {0, 0, "CLR_RD_REQ", RO, 0}
};
inline constexpr Field ic_clr_tx_abrt_fields[] = {
    {0, 0, "CLR_TX_ABRT", RO, 0}
};
inline constexpr Field ic_clr_rx_done_fields[] = {
    {0, 0, "CLR_RX_DONE", RO, 0}
};
inline constexpr Field ic_clr_activity_fields[] = {
    {0, 0, "CLR_ACTIVITY", RO, 0}
};
inline constexpr Field ic_clr_stop_det_fields[] = {
    {0, 0, "CLR_STOP_DET", RO, 0}
};
inline constexpr Field ic_clr_start_det_fields[] = {
    {0, 0, "CLR_START_DET", RO, 0}
};
inline constexpr Field ic_clr_gen_call_fields[] = {
    {0, 0, "CLR_GEN_CALL", RO, 0}
};
inline constexpr Field ic_enable_fields[] = {
    {2, 2, "TX_CMD_BLOCK", RW, 0},
    {1, 1, "ABORT",        RW, 0},
    {0, 0, "ENABLE",       RW, 0}
};
inline constexpr Field ic_status_fields[] = {
    {6, 6, "SLV_ACTIVITY", RO, 0},
    {5, 5, "MST_ACTIVITY", RO, 0},
    {4, 4, "RFF",          RO, 0},
    {3, 3, "RFNE",         RO, 0},
    {2, 2, "TFE",          RO, 1},
    {1, 1, "TFNF",         RO, 1},
    {0, 0, "ACTIVITY",     RO, 0}
};
inline constexpr Field ic_txflr_fields[] = {
    {4, 0, "TXFLR", RO, 0}
};
inline constexpr Field ic_rxflr_fields[] = {
    {4, 0, "RXFLR", RO, 0}
};
inline constexpr Field ic_sda_hold_fields[] = {
    {23, 16, "IC_SDA_RX_HOLD", RW, 0},
    {15, 0,  "IC_SDA_TX_HOLD", RW, 1}
};
inline constexpr Field ic_tx_abrt_source_fields[] = {
    {31, 23, "TX_FLUSH_CNT",         RO, 0},
    {16, 16, "ABRT_USER_ABRT",       RO, 0},
    {15, 15, "ABRT_SLVRD_INTX",      RO, 0},
    {14, 14, "ABRT_SLV_ARBLOST",     RO, 0},
    {13, 13, "ABRT_SLVFLUSH_TXFIFO", RO, 0},
    {12, 12, "ARB_LOST",             RO, 0},
    {11, 11, "ABRT_MASTER_DIS",      RO, 0},
    {10, 10, "ABRT_10B_RD_NORSTRT",  RO, 0},
    {9,  9,  "ABRT_SBYTE_NORSTRT",   RO, 0},
    {8,  8,  "ABRT_HS_NORSTRT",      RO, 0},
    {7,  7,  "ABRT_SBYTE_ACKDET",    RO, 0},
    {6,  6,  "ABRT_HS_ACKDET",       RO, 0},
    {5,  5,  "ABRT_GCALL_READ",      RO, 0},
    {4,  4,  "ABRT_GCALL_NOACK",     RO, 0},
    {3,  3,  "ABRT_TXDATA_NOACK",    RO, 0},
    {2,  2,  "ABRT_10ADDR2_NOACK",   RO, 0},
    {1,  1,  "ABRT_10ADDR1_NOACK",   RO, 0},
    {0,  0,  "ABRT_7B_ADDR_NOACK",   RO, 0}
};
inline constexpr Field ic_slv_data_nack_only_fields[] = {
    {0, 0, "NACK", RW, 0}
};
inline constexpr Field ic_dma_cr_fields[] = {
    {1, 1, "TDMAE", RW, 0},
    {0, 0, "RDMAE", RW, 0}
};
inline constexpr Field ic_dma_tdlr_fields[] = {
    {3, 0, "DMATDL", RW, 0}
};
inline constexpr Field ic_dma_rdlr_fields[] = {
    {3, 0, "DMARDL", RW, 0}
};
inline constexpr Field ic_sda_setup_fields[] = {
    {7, 0, "SDA_SETUP", RW, 0x64}
};
inline constexpr Field ic_ack_general_call_fields[] = {
    {0, 0, "ACK_GEN_CALL", RW, 1}
};
inline constexpr Field ic_enable_status_fields[] = {
    {2, 2, "SLV_RX_DATA_LOST",        RO, 0},
    {1, 1, "SLV_DISABLED_WHILE_BUSY", RO, 0},
    {0, 0, "IC_EN",                   RO, 0}
};
inline constexpr Field ic_fs_spklen_fields[] = {
    {7, 0, "IC_FS_SPKLEN", RW, 7}
};
inline constexpr Field ic_clr_restart_det_fields[] = {
    {0, 0, "CLR_RESTART_DET", RO, 0}
};
inline constexpr Field ic_comp_param_1_fields[] = {
    {23, 16, "TX_BUFFER_DEPTH",    RO, 0},
    {15, 8,  "RX_BUFFER_DEPTH",    RO, 0},
    {7,  7,  "ADD_ENCODED_PARAMS", RO, 0},
    {6,  6,  "HAS_DMA",            RO, 0},
    {5,  5,  "INTR_IO",            RO, 0},
    {4,  4,  "HC_COUNT_VALUES",    RO, 0},
    {3,  2,  "MAX_SPEED_MODE",     RO, 0},
    {1,  0,  "APB_DATA_WIDTH",     RO, 0}
};
inline constexpr Field ic_comp_version_fields[] = {
    {31, 0, "IC_COMP_VERSION", RO, 0x3230312a}
};
inline constexpr Field ic_comp_type_fields[] = {
    {31, 0, "IC_COMP_TYPE", RO, 0x44570140}
};

inline constexpr Register i2c_registers[] = {
    {0x00, "IC_CON",                ic_con_fields               },
    {0x04, "IC_TAR",                ic_tar_fields               },
    {0x08, "IC_SAR",                ic_sar_fields               },
    {0x10, "IC_DATA_CMD",           ic_data_cmd_fields          },
    {0x14, "IC_SS_SCL_HCNT",        ic_ss_scl_hcnt_fields       },
    {0x18, "IC_SS_SCL_LCNT",        ic_ss_scl_lcnt_fields       },
    {0x1c, "IC_FS_SCL_HCNT",        ic_fs_scl_hcnt_fields       },
    {0x20, "IC_FS_SCL_LCNT",        ic_fs_scl_lcnt_fields       },
    {0x2c, "IC_INTR_STAT",          ic_intr_stat_fields         },
    {0x30, "IC_INTR_MASK",          ic_intr_mask_fields         },
    {0x34, "IC_RAW_INTR_STAT",      ic_raw_intr_stat_fields     },
    {0x38, "IC_RX_TL",              ic_rx_tl_fields             },
    {0x3c, "IC_TX_TL",              ic_tx_tl_fields             },
    {0x40, "IC_CLR_INTR",           ic_clr_intr_fields          },
    {0x44, "IC_CLR_RX_UNDER",       ic_clr_rx_under_fields      },
    {0x48, "IC_CLR_RX_OVER",        ic_clr_rx_over_fields       },
    {0x4c, "IC_CLR_TX_OVER",        ic_clr_tx_over_fields       },
    {0x50, "IC_CLR_RD_REQ",         ic_clr_rd_req_fields        },
    {0x54, "IC_CLR_TX_ABRT",        ic_clr_tx_abrt_fields       },
    {0x58, "IC_CLR_RX_DONE",        ic_clr_rx_done_fields       },
    {0x5c, "IC_CLR_ACTIVITY",       ic_clr_activity_fields      },
    {0x60, "IC_CLR_STOP_DET",       ic_clr_stop_det_fields      },
    {0x64, "IC_CLR_START_DET",      ic_clr_start_det_fields     },
    {0x68, "IC_CLR_GEN_CALL",       ic_clr_gen_call_fields      },
    {0x6c, "IC_ENABLE",             ic_enable_fields            },
    {0x70, "IC_STATUS",             ic_status_fields            },
    {0x74, "IC_TXFLR",              ic_txflr_fields             },
    {0x78, "IC_RXFLR",              ic_rxflr_fields             },
    {0x7c, "IC_SDA_HOLD",           ic_sda_hold_fields          },
    {0x80, "IC_TX_ABRT_SOURCE",     ic_tx_abrt_source_fields    },
    {0x84, "IC_SLV_DATA_NACK_ONLY", ic_slv_data_nack_only_fields},
    {0x88, "IC_DMA_CR",             ic_dma_cr_fields            },
    {0x8c, "IC_DMA_TDLR",           ic_dma_tdlr_fields          },
    {0x90, "IC_DMA_RDLR",           ic_dma_rdlr_fields          },
    {0x94, "IC_SDA_SETUP",          ic_sda_setup_fields         },
    {0x98, "IC_ACK_GENERAL_CALL",   ic_ack_general_call_fields  },
    {0x9c, "IC_ENABLE_STATUS",      ic_enable_status_fields     },
    {0xa0, "IC_FS_SPKLEN",          ic_fs_spklen_fields         },
    {0xa8, "IC_CLR_RESTART_DET",    ic_clr_restart_det_fields   },
    {0xf4, "IC_COMP_PARAM_1",       ic_comp_param_1_fields      },
    {0xf8, "IC_COMP_VERSION",       ic_comp_version_fields      },
    {0xfc, "IC_COMP_TYPE",          ic_comp_type_fields         },
};
static_assert(well_formed(i2c_registers));

} // namespace peripherals::rp2040::i2c
