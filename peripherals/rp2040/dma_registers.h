#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::dma {

using namespace sim::core;

inline constexpr unsigned channel_count = 12;

// RP2040 datasheet, "DMA: List of Registers", in its order.
inline constexpr Field read_addr_fields[] = {
    {31, 0, "CH%_READ_ADDR", RW, 0}
};
inline constexpr Field write_addr_fields[] = {
    {31, 0, "CH%_WRITE_ADDR", RW, 0}
};
inline constexpr Field trans_count_fields[] = {
    {31, 0, "CH%_TRANS_COUNT", RW, 0}
};
inline constexpr Field ctrl_trig_fields[] = {
    {31, 31, "AHB_ERROR",     RO, 0},
    {30, 30, "READ_ERROR",    WC, 0},
    {29, 29, "WRITE_ERROR",   WC, 0},
    {24, 24, "BUSY",          RO, 0},
    {23, 23, "SNIFF_EN",      RW, 0},
    {22, 22, "BSWAP",         RW, 0},
    {21, 21, "IRQ_QUIET",     RW, 0},
    {20, 15, "TREQ_SEL",      RW, 0},
    {14, 11, "CHAIN_TO",      RW, 0},
    {10, 10, "RING_SEL",      RW, 0},
    {9,  6,  "RING_SIZE",     RW, 0},
    {5,  5,  "INCR_WRITE",    RW, 0},
    {4,  4,  "INCR_READ",     RW, 0},
    {3,  2,  "DATA_SIZE",     RW, 0},
    {1,  1,  "HIGH_PRIORITY", RW, 0},
    {0,  0,  "EN",            RW, 0}
};

// The aliases: the same four registers in other orders, the last of each four triggers.
inline constexpr Field al1_ctrl_fields[] = {
    {31, 0, "CH%_AL1_CTRL", RW, 0}
};
inline constexpr Field al1_read_addr_fields[] = {
    {31, 0, "CH%_AL1_READ_ADDR", RW, 0}
};
inline constexpr Field al1_write_addr_fields[] = {
    {31, 0, "CH%_AL1_WRITE_ADDR", RW, 0}
};
inline constexpr Field al1_trans_count_trig_fields[] = {
    {31, 0, "CH%_AL1_TRANS_COUNT_TRIG", RW, 0}
};
inline constexpr Field al2_ctrl_fields[] = {
    {31, 0, "CH%_AL2_CTRL", RW, 0}
};
inline constexpr Field al2_trans_count_fields[] = {
    {31, 0, "CH%_AL2_TRANS_COUNT", RW, 0}
};
inline constexpr Field al2_read_addr_fields[] = {
    {31, 0, "CH%_AL2_READ_ADDR", RW, 0}
};
inline constexpr Field al2_write_addr_trig_fields[] = {
    {31, 0, "CH%_AL2_WRITE_ADDR_TRIG", RW, 0}
};
inline constexpr Field al3_ctrl_fields[] = {
    {31, 0, "CH%_AL3_CTRL", RW, 0}
};
inline constexpr Field al3_write_addr_fields[] = {
    {31, 0, "CH%_AL3_WRITE_ADDR", RW, 0}
};
inline constexpr Field al3_trans_count_fields[] = {
    {31, 0, "CH%_AL3_TRANS_COUNT", RW, 0}
};
inline constexpr Field al3_read_addr_trig_fields[] = {
    {31, 0, "CH%_AL3_READ_ADDR_TRIG", RW, 0}
};

inline constexpr Field intr_fields[] = {
    {15, 0, "INTR", WC, 0}
};
inline constexpr Field inte0_fields[] = {
    {15, 0, "INTE0", RW, 0}
};
inline constexpr Field intf0_fields[] = {
    {15, 0, "INTF0", RW, 0}
};
inline constexpr Field ints0_fields[] = {
    {15, 0, "INTS0", WC, 0}
};
inline constexpr Field intr1_fields[] = {
    {15, 0, "INTR1", WC, 0}
};
inline constexpr Field inte1_fields[] = {
    {15, 0, "INTE1", RW, 0}
};
inline constexpr Field intf1_fields[] = {
    {15, 0, "INTF1", RW, 0}
};
inline constexpr Field ints1_fields[] = {
    {15, 0, "INTS1", WC, 0}
};
inline constexpr Field timer_fields[] = {
    {31, 16, "X", RW, 0},
    {15, 0,  "Y", RW, 0}
};
inline constexpr Field multi_chan_trigger_fields[] = {
    {15, 0, "MULTI_CHAN_TRIGGER", SC, 0}
};
inline constexpr Field sniff_ctrl_fields[] = {
    {11, 11, "OUT_INV", RW, 0},
    {10, 10, "OUT_REV", RW, 0},
    {9,  9,  "BSWAP",   RW, 0},
    {8,  5,  "CALC",    RW, 0},
    {4,  1,  "DMACH",   RW, 0},
    {0,  0,  "EN",      RW, 0}
};
inline constexpr Field sniff_data_fields[] = {
    {31, 0, "SNIFF_DATA", RW, 0}
};
inline constexpr Field fifo_levels_fields[] = {
    {23, 16, "RAF_LVL", RO, 0},
    {15, 8,  "WAF_LVL", RO, 0},
    {7,  0,  "TDF_LVL", RO, 0}
};
inline constexpr Field chan_abort_fields[] = {
    {15, 0, "CHAN_ABORT", WC, 0}
};
inline constexpr Field n_channels_fields[] = {
    {4, 0, "N_CHANNELS", RO, channel_count}
};
inline constexpr Field dbg_ctdreq_fields[] = {
    {5, 0, "CH%_DBG_CTDREQ", WC, 0}
};
inline constexpr Field dbg_tcr_fields[] = {
    {31, 0, "CH%_DBG_TCR", RO, 0}
};

inline constexpr Array each_channel = {.count = channel_count, .stride = 0x40};
inline constexpr Array each_timer = {.count = 4, .stride = 4};
inline constexpr Array once = {};

inline constexpr Register dma_registers[] = {
    {0x000, "CH%_READ_ADDR",            read_addr_fields,            each_channel},
    {0x004, "CH%_WRITE_ADDR",           write_addr_fields,           each_channel},
    {0x008, "CH%_TRANS_COUNT",          trans_count_fields,          each_channel},
    {0x00c, "CH%_CTRL_TRIG",            ctrl_trig_fields,            each_channel},
    {0x010, "CH%_AL1_CTRL",             al1_ctrl_fields,             each_channel},
    {0x014, "CH%_AL1_READ_ADDR",        al1_read_addr_fields,        each_channel},
    {0x018, "CH%_AL1_WRITE_ADDR",       al1_write_addr_fields,       each_channel},
    {0x01c, "CH%_AL1_TRANS_COUNT_TRIG", al1_trans_count_trig_fields, each_channel},
    {0x020, "CH%_AL2_CTRL",             al2_ctrl_fields,             each_channel},
    {0x024, "CH%_AL2_TRANS_COUNT",      al2_trans_count_fields,      each_channel},
    {0x028, "CH%_AL2_READ_ADDR",        al2_read_addr_fields,        each_channel},
    {0x02c, "CH%_AL2_WRITE_ADDR_TRIG",  al2_write_addr_trig_fields,  each_channel},
    {0x030, "CH%_AL3_CTRL",             al3_ctrl_fields,             each_channel},
    {0x034, "CH%_AL3_WRITE_ADDR",       al3_write_addr_fields,       each_channel},
    {0x038, "CH%_AL3_TRANS_COUNT",      al3_trans_count_fields,      each_channel},
    {0x03c, "CH%_AL3_READ_ADDR_TRIG",   al3_read_addr_trig_fields,   each_channel},
    {0x400, "INTR",                     intr_fields,                 once        },
    {0x404, "INTE0",                    inte0_fields,                once        },
    {0x408, "INTF0",                    intf0_fields,                once        },
    {0x40c, "INTS0",                    ints0_fields,                once        },
    {0x410, "INTR1",                    intr1_fields,                once        },
    {0x414, "INTE1",                    inte1_fields,                once        },
    {0x418, "INTF1",                    intf1_fields,                once        },
    {0x41c, "INTS1",                    ints1_fields,                once        },
    {0x420, "TIMER%",                   timer_fields,                each_timer  },
    {0x430, "MULTI_CHAN_TRIGGER",       multi_chan_trigger_fields,   once        },
    {0x434, "SNIFF_CTRL",               sniff_ctrl_fields,           once        },
    {0x438, "SNIFF_DATA",               sniff_data_fields,           once        },
    {0x440, "FIFO_LEVELS",              fifo_levels_fields,          once        },
    {0x444, "CHAN_ABORT",               chan_abort_fields,           once        },
    {0x448, "N_CHANNELS",               n_channels_fields,           once        },
    {0x800, "CH%_DBG_CTDREQ",           dbg_ctdreq_fields,           each_channel},
    {0x804, "CH%_DBG_TCR",              dbg_tcr_fields,              each_channel},
};
static_assert(well_formed(dma_registers));

} // namespace peripherals::rp2040::dma
