#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::pio {

using namespace sim::core;

inline constexpr unsigned machine_count = 4;
inline constexpr unsigned instruction_count = 32;
inline constexpr unsigned fifo_depth = 4;

// RP2040 datasheet, "PIO: List of Registers", in its order.
inline constexpr Field ctrl_fields[] = {
    {11, 8, "CLKDIV_RESTART", SC, 0},
    {7,  4, "SM_RESTART",     SC, 0},
    {3,  0, "SM_ENABLE",      RW, 0}
};
inline constexpr Field fstat_fields[] = {
    {27, 24, "TXEMPTY", RO, 0xf},
    {19, 16, "TXFULL",  RO, 0  },
    {11, 8,  "RXEMPTY", RO, 0xf},
    {3,  0,  "RXFULL",  RO, 0  }
};
inline constexpr Field fdebug_fields[] = {
    {27, 24, "TXSTALL", WC, 0},
    {19, 16, "TXOVER",  WC, 0},
    {11, 8,  "RXUNDER", WC, 0},
    {3,  0,  "RXSTALL", WC, 0}
};
inline constexpr Field flevel_fields[] = {
    {31, 28, "RX3", RO, 0},
    {27, 24, "TX3", RO, 0},
    {23, 20, "RX2", RO, 0},
    {19, 16, "TX2", RO, 0},
    {15, 12, "RX1", RO, 0},
    {11, 8,  "TX1", RO, 0},
    {7,  4,  "RX0", RO, 0},
    {3,  0,  "TX0", RO, 0}
};
inline constexpr Field txf_fields[] = {
    {31, 0, "TXF%", WF, 0}
};
inline constexpr Field rxf_fields[] = {
    {31, 0, "RXF%", RF, 0}
};
inline constexpr Field irq_fields[] = {
    {7, 0, "IRQ", WC, 0}
};
inline constexpr Field irq_force_fields[] = {
    {7, 0, "IRQ_FORCE", WF, 0}
};
inline constexpr Field input_sync_bypass_fields[] = {
    {31, 0, "INPUT_SYNC_BYPASS", RW, 0}
};
inline constexpr Field dbg_padout_fields[] = {
    {31, 0, "DBG_PADOUT", RO, 0}
};
inline constexpr Field dbg_padoe_fields[] = {
    {31, 0, "DBG_PADOE", RO, 0}
};
inline constexpr Field dbg_cfginfo_fields[] = {
    {21, 16, "IMEM_SIZE",  RO, instruction_count},
    {11, 8,  "SM_COUNT",   RO, machine_count    },
    {5,  0,  "FIFO_DEPTH", RO, fifo_depth       }
};
inline constexpr Field instr_mem_fields[] = {
    {15, 0, "INSTR_MEM%", WO, 0}
};
inline constexpr Field clkdiv_fields[] = {
    {31, 16, "INT",  RW, 1},
    {15, 8,  "FRAC", RW, 0}
};
inline constexpr Field execctrl_fields[] = {
    {31, 31, "EXEC_STALLED",  RO, 0   },
    {30, 30, "SIDE_EN",       RW, 0   },
    {29, 29, "SIDE_PINDIR",   RW, 0   },
    {28, 24, "JMP_PIN",       RW, 0   },
    {23, 19, "OUT_EN_SEL",    RW, 0   },
    {18, 18, "INLINE_OUT_EN", RW, 0   },
    {17, 17, "OUT_STICKY",    RW, 0   },
    {16, 12, "WRAP_TOP",      RW, 0x1f},
    {11, 7,  "WRAP_BOTTOM",   RW, 0   },
    {4,  4,  "STATUS_SEL",    RW, 0   },
    {3,  0,  "STATUS_N",      RW, 0   }
};
inline constexpr Field shiftctrl_fields[] = {
    {31, 31, "FJOIN_RX",     RW, 0},
    {30, 30, "FJOIN_TX",     RW, 0},
    {29, 25, "PULL_THRESH",  RW, 0},
    {24, 20, "PUSH_THRESH",  RW, 0},
    {19, 19, "OUT_SHIFTDIR", RW, 1},
    {18, 18, "IN_SHIFTDIR",  RW, 1},
    {17, 17, "AUTOPULL",     RW, 0},
    {16, 16, "AUTOPUSH",     RW, 0}
};
inline constexpr Field addr_fields[] = {
    {4, 0, "SM%_ADDR", RO, 0}
};
inline constexpr Field instr_fields[] = {
    {15, 0, "SM%_INSTR", RW, 0}
};
inline constexpr Field pinctrl_fields[] = {
    {31, 29, "SIDESET_COUNT", RW, 0},
    {28, 26, "SET_COUNT",     RW, 5},
    {25, 20, "OUT_COUNT",     RW, 0},
    {19, 15, "IN_BASE",       RW, 0},
    {14, 10, "SIDESET_BASE",  RW, 0},
    {9,  5,  "SET_BASE",      RW, 0},
    {4,  0,  "OUT_BASE",      RW, 0}
};
inline constexpr Field intr_fields[] = {
    {11, 11, "SM3",          RO, 0},
    {10, 10, "SM2",          RO, 0},
    {9,  9,  "SM1",          RO, 0},
    {8,  8,  "SM0",          RO, 0},
    {7,  7,  "SM3_TXNFULL",  RO, 0},
    {6,  6,  "SM2_TXNFULL",  RO, 0},
    {5,  5,  "SM1_TXNFULL",  RO, 0},
    {4,  4,  "SM0_TXNFULL",  RO, 0},
    {3,  3,  "SM3_RXNEMPTY", RO, 0},
    {2,  2,  "SM2_RXNEMPTY", RO, 0},
    {1,  1,  "SM1_RXNEMPTY", RO, 0},
    {0,  0,  "SM0_RXNEMPTY", RO, 0}
};
// INTE and INTF of both interrupts.
inline constexpr Field interrupt_control_fields[] = {
    {11, 11, "SM3",          RW, 0},
    {10, 10, "SM2",          RW, 0},
    {9,  9,  "SM1",          RW, 0},
    {8,  8,  "SM0",          RW, 0},
    {7,  7,  "SM3_TXNFULL",  RW, 0},
    {6,  6,  "SM2_TXNFULL",  RW, 0},
    {5,  5,  "SM1_TXNFULL",  RW, 0},
    {4,  4,  "SM0_TXNFULL",  RW, 0},
    {3,  3,  "SM3_RXNEMPTY", RW, 0},
    {2,  2,  "SM2_RXNEMPTY", RW, 0},
    {1,  1,  "SM1_RXNEMPTY", RW, 0},
    {0,  0,  "SM0_RXNEMPTY", RW, 0}
};

inline constexpr Array each_machine = {.count = machine_count, .stride = 0x18};
inline constexpr Array each_fifo = {.count = machine_count, .stride = 4};
inline constexpr Array each_interrupt = {.count = 2, .stride = 0x0c};
inline constexpr Array each_instruction = {.count = instruction_count, .stride = 4};
inline constexpr Array once = {};

inline constexpr Register pio_registers[] = {
    {0x000, "CTRL",              ctrl_fields,              once            },
    {0x004, "FSTAT",             fstat_fields,             once            },
    {0x008, "FDEBUG",            fdebug_fields,            once            },
    {0x00c, "FLEVEL",            flevel_fields,            once            },
    {0x010, "TXF%",              txf_fields,               each_fifo       },
    {0x020, "RXF%",              rxf_fields,               each_fifo       },
    {0x030, "IRQ",               irq_fields,               once            },
    {0x034, "IRQ_FORCE",         irq_force_fields,         once            },
    {0x038, "INPUT_SYNC_BYPASS", input_sync_bypass_fields, once            },
    {0x03c, "DBG_PADOUT",        dbg_padout_fields,        once            },
    {0x040, "DBG_PADOE",         dbg_padoe_fields,         once            },
    {0x044, "DBG_CFGINFO",       dbg_cfginfo_fields,       once            },
    {0x048, "INSTR_MEM%",        instr_mem_fields,         each_instruction},
    {0x0c8, "SM%_CLKDIV",        clkdiv_fields,            each_machine    },
    {0x0cc, "SM%_EXECCTRL",      execctrl_fields,          each_machine    },
    {0x0d0, "SM%_SHIFTCTRL",     shiftctrl_fields,         each_machine    },
    {0x0d4, "SM%_ADDR",          addr_fields,              each_machine    },
    {0x0d8, "SM%_INSTR",         instr_fields,             each_machine    },
    {0x0dc, "SM%_PINCTRL",       pinctrl_fields,           each_machine    },
    {0x128, "INTR",              intr_fields,              once            },
    {0x12c, "IRQ%_INTE",         interrupt_control_fields, each_interrupt  },
    {0x130, "IRQ%_INTF",         interrupt_control_fields, each_interrupt  },
    {0x134, "IRQ%_INTS",         intr_fields,              each_interrupt  },
};
static_assert(well_formed(pio_registers));

} // namespace peripherals::rp2040::pio
