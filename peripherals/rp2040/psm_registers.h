#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::psm {

using namespace sim::core;

// RP2040 datasheet, "PSM: List of Registers": four registers with a bit for each stage.
template <FieldAccess access>
inline constexpr Field stage_fields[] = {
    {16, 16, "PROC1",               access, 0},
    {15, 15, "PROC0",               access, 0},
    {14, 14, "SIO",                 access, 0},
    {13, 13, "VREG_AND_CHIP_RESET", access, 0},
    {12, 12, "XIP",                 access, 0},
    {11, 11, "SRAM5",               access, 0},
    {10, 10, "SRAM4",               access, 0},
    {9,  9,  "SRAM3",               access, 0},
    {8,  8,  "SRAM2",               access, 0},
    {7,  7,  "SRAM1",               access, 0},
    {6,  6,  "SRAM0",               access, 0},
    {5,  5,  "ROM",                 access, 0},
    {4,  4,  "BUSFABRIC",           access, 0},
    {3,  3,  "RESETS",              access, 0},
    {2,  2,  "CLOCKS",              access, 0},
    {1,  1,  "XOSC",                access, 0},
    {0,  0,  "ROSC",                access, 0},
};

inline constexpr Register psm_registers[] = {
    {0x00, "FRCE_ON",  stage_fields<RW>},
    {0x04, "FRCE_OFF", stage_fields<RW>},
    {0x08, "WDSEL",    stage_fields<RW>},
    {0x0c, "DONE",     stage_fields<RO>},
};
static_assert(well_formed(psm_registers));

} // namespace peripherals::rp2040::psm
