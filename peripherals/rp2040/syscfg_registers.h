#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::syscfg {

using namespace sim::core;

// RP2040 datasheet, "SYSCFG: List of Registers".
inline constexpr Field proc0_nmi_mask_fields[] = {
    {31, 0, "PROC0_NMI_MASK", RW, 0}
};
inline constexpr Field proc1_nmi_mask_fields[] = {
    {31, 0, "PROC1_NMI_MASK", RW, 0}
};
inline constexpr Field proc_config_fields[] = {
    {31, 28, "PROC1_DAP_INSTID", RW, 1},
    {27, 24, "PROC0_DAP_INSTID", RW, 0},
    {1,  1,  "PROC1_HALTED",     RO, 0},
    {0,  0,  "PROC0_HALTED",     RO, 0},
};
inline constexpr Field proc_in_sync_bypass_fields[] = {
    {29, 0, "PROC_IN_SYNC_BYPASS", RW, 0}
};
inline constexpr Field proc_in_sync_bypass_hi_fields[] = {
    {5, 0, "PROC_IN_SYNC_BYPASS_HI", RW, 0}
};
inline constexpr Field dbgforce_fields[] = {
    {7, 7, "PROC1_ATTACH", RW, 0},
    {6, 6, "PROC1_SWCLK",  RW, 1},
    {5, 5, "PROC1_SWDI",   RW, 1},
    {4, 4, "PROC1_SWDO",   RO, 0},
    {3, 3, "PROC0_ATTACH", RW, 0},
    {2, 2, "PROC0_SWCLK",  RW, 1},
    {1, 1, "PROC0_SWDI",   RW, 1},
    {0, 0, "PROC0_SWDO",   RO, 0},
};
inline constexpr Field mempowerdown_fields[] = {
    {7, 7, "ROM",   RW, 0},
    {6, 6, "USB",   RW, 0},
    {5, 5, "SRAM5", RW, 0},
    {4, 4, "SRAM4", RW, 0},
    {3, 3, "SRAM3", RW, 0},
    {2, 2, "SRAM2", RW, 0},
    {1, 1, "SRAM1", RW, 0},
    {0, 0, "SRAM0", RW, 0},
};

inline constexpr Register syscfg_registers[] = {
    {0x00, "PROC0_NMI_MASK",         proc0_nmi_mask_fields,         {}, Model::Behaves    },
    {0x04, "PROC1_NMI_MASK",         proc1_nmi_mask_fields,         {}, Model::Behaves    },
    {0x08, "PROC_CONFIG",            proc_config_fields,            {}, Model::Behaves    },
    {0x0c, "PROC_IN_SYNC_BYPASS",    proc_in_sync_bypass_fields,    {}, Model::Behaves    },
    {0x10, "PROC_IN_SYNC_BYPASS_HI", proc_in_sync_bypass_hi_fields, {}, Model::Behaves    },
    {0x14, "DBGFORCE",               dbgforce_fields,               {}, Model::NotModelled},
    {0x18, "MEMPOWERDOWN",           mempowerdown_fields,           {}, Model::NotModelled},
};
static_assert(well_formed(syscfg_registers));

} // namespace peripherals::rp2040::syscfg
