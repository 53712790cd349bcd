#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::xip {

using namespace sim::core;

// RP2040 datasheet, "XIP: List of Registers".
inline constexpr Field ctrl_fields[] = {
    {3, 3, "POWER_DOWN",   RW, 0  },
    {1, 1, "ERR_BADWRITE", RW, 0x1},
    {0, 0, "EN",           RW, 0x1},
};
inline constexpr Field flush_fields[] = {
    {0, 0, "FLUSH", SC, 0},
};
inline constexpr Field stat_fields[] = {
    {2, 2, "FIFO_FULL",   RO, 0  },
    {1, 1, "FIFO_EMPTY",  RO, 0x1},
    {0, 0, "FLUSH_READY", RO, 0  },
};
inline constexpr Field ctr_hit_fields[] = {
    {31, 0, "CTR_HIT", WC, 0},
};
inline constexpr Field ctr_acc_fields[] = {
    {31, 0, "CTR_ACC", WC, 0},
};
inline constexpr Field stream_addr_fields[] = {
    {31, 2, "STREAM_ADDR", RW, 0},
};
inline constexpr Field stream_ctr_fields[] = {
    {21, 0, "STREAM_CTR", RW, 0},
};
inline constexpr Field stream_fifo_fields[] = {
    {31, 0, "STREAM_FIFO", RF, 0},
};

inline constexpr Register xip_registers[] = {
    {0x00, "CTRL",        ctrl_fields       },
    {0x04, "FLUSH",       flush_fields      },
    {0x08, "STAT",        stat_fields       },
    {0x0c, "CTR_HIT",     ctr_hit_fields    },
    {0x10, "CTR_ACC",     ctr_acc_fields    },
    {0x14, "STREAM_ADDR", stream_addr_fields},
    {0x18, "STREAM_CTR",  stream_ctr_fields },
    {0x1c, "STREAM_FIFO", stream_fifo_fields},
};
static_assert(well_formed(xip_registers));

} // namespace peripherals::rp2040::xip
