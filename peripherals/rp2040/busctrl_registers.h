#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::busctrl {

using namespace sim::core;

// RP2040 datasheet, "BUSCTRL: List of Registers".
inline constexpr Field bus_priority_fields[] = {
    {12, 12, "DMA_W", RW, 0},
    {8,  8,  "DMA_R", RW, 0},
    {4,  4,  "PROC1", RW, 0},
    {0,  0,  "PROC0", RW, 0},
};
inline constexpr Field bus_priority_ack_fields[] = {
    {0, 0, "BUS_PRIORITY_ACK", RO, 0}
};
inline constexpr Field perfctr_fields[] = {
    {23, 0, "PERFCTR%", WC, 0}
};
inline constexpr Field perfsel_fields[] = {
    {4, 0, "PERFSEL%", RW, 0x1f}
};

inline constexpr Array counters = {.count = 4, .stride = 8};
inline constexpr Register busctrl_registers[] = {
    {0x00, "BUS_PRIORITY",     bus_priority_fields,     {}      },
    {0x04, "BUS_PRIORITY_ACK", bus_priority_ack_fields, {}      },
    {0x08, "PERFCTR%",         perfctr_fields,          counters},
    {0x0c, "PERFSEL%",         perfsel_fields,          counters},
};
static_assert(well_formed(busctrl_registers));

} // namespace peripherals::rp2040::busctrl
