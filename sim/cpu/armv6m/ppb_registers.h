#pragma once

#include "sim/core/register_table.h"

namespace sim::cpu::armv6m::ppb {

using namespace sim::core;

// ARMv6-M Architecture Reference Manual (DDI 0419), B3, with the names of CMSIS; offsets are from 0xe0000000.
// What a model does not have is hidden by SystemControl.
inline constexpr Field syst_csr_fields[] = {
    {16, 16, "COUNTFLAG", RO, 0},
    {2,  2,  "CLKSOURCE", RW, 0},
    {1,  1,  "TICKINT",   RW, 0},
    {0,  0,  "ENABLE",    RW, 0}
};
inline constexpr Field syst_rvr_fields[] = {
    {23, 0, "RELOAD", RW, 0}
};
inline constexpr Field syst_cvr_fields[] = {
    {23, 0, "CURRENT", RW, 0}
};
inline constexpr Field syst_calib_fields[] = {
    {31, 31, "NOREF", RO, 0},
    {30, 30, "SKEW",  RO, 0},
    {23, 0,  "TENMS", RO, 0}
};
inline constexpr Field nvic_iser_fields[] = {
    {31, 0, "SETENA", RW, 0}
};
inline constexpr Field nvic_icer_fields[] = {
    {31, 0, "CLRENA", RW, 0}
};
inline constexpr Field nvic_ispr_fields[] = {
    {31, 0, "SETPEND", RW, 0}
};
inline constexpr Field nvic_icpr_fields[] = {
    {31, 0, "CLRPEND", RW, 0}
};
inline constexpr Field nvic_ipr0_fields[] = {
    {31, 30, "IP_3", RW, 0},
    {23, 22, "IP_2", RW, 0},
    {15, 14, "IP_1", RW, 0},
    {7,  6,  "IP_0", RW, 0}
};
inline constexpr Field nvic_ipr1_fields[] = {
    {31, 30, "IP_7", RW, 0},
    {23, 22, "IP_6", RW, 0},
    {15, 14, "IP_5", RW, 0},
    {7,  6,  "IP_4", RW, 0}
};
inline constexpr Field nvic_ipr2_fields[] = {
    {31, 30, "IP_11", RW, 0},
    {23, 22, "IP_10", RW, 0},
    {15, 14, "IP_9",  RW, 0},
    {7,  6,  "IP_8",  RW, 0}
};
inline constexpr Field nvic_ipr3_fields[] = {
    {31, 30, "IP_15", RW, 0},
    {23, 22, "IP_14", RW, 0},
    {15, 14, "IP_13", RW, 0},
    {7,  6,  "IP_12", RW, 0}
};
inline constexpr Field nvic_ipr4_fields[] = {
    {31, 30, "IP_19", RW, 0},
    {23, 22, "IP_18", RW, 0},
    {15, 14, "IP_17", RW, 0},
    {7,  6,  "IP_16", RW, 0}
};
inline constexpr Field nvic_ipr5_fields[] = {
    {31, 30, "IP_23", RW, 0},
    {23, 22, "IP_22", RW, 0},
    {15, 14, "IP_21", RW, 0},
    {7,  6,  "IP_20", RW, 0}
};
inline constexpr Field nvic_ipr6_fields[] = {
    {31, 30, "IP_27", RW, 0},
    {23, 22, "IP_26", RW, 0},
    {15, 14, "IP_25", RW, 0},
    {7,  6,  "IP_24", RW, 0}
};
inline constexpr Field nvic_ipr7_fields[] = {
    {31, 30, "IP_31", RW, 0},
    {23, 22, "IP_30", RW, 0},
    {15, 14, "IP_29", RW, 0},
    {7,  6,  "IP_28", RW, 0}
};
inline constexpr Field cpuid_fields[] = {
    {31, 24, "IMPLEMENTER",  RO, 0x41 },
    {23, 20, "VARIANT",      RO, 0    },
    {19, 16, "ARCHITECTURE", RO, 0xc  },
    {15, 4,  "PARTNO",       RO, 0xc60},
    {3,  0,  "REVISION",     RO, 1    }
};
inline constexpr Field icsr_fields[] = {
    {31, 31, "NMIPENDSET",  RW, 0},
    {28, 28, "PENDSVSET",   RW, 0},
    {27, 27, "PENDSVCLR",   RW, 0},
    {26, 26, "PENDSTSET",   RW, 0},
    {25, 25, "PENDSTCLR",   RW, 0},
    {23, 23, "ISRPREEMPT",  RO, 0},
    {22, 22, "ISRPENDING",  RO, 0},
    {20, 12, "VECTPENDING", RO, 0},
    {8,  0,  "VECTACTIVE",  RO, 0}
};
inline constexpr Field vtor_fields[] = {
    {31, 8, "TBLOFF", RW, 0}
};
inline constexpr Field aircr_fields[] = {
    {31, 16, "VECTKEY",       RW, 0},
    {15, 15, "ENDIANESS",     RO, 0},
    {2,  2,  "SYSRESETREQ",   RW, 0},
    {1,  1,  "VECTCLRACTIVE", RW, 0}
};
inline constexpr Field scr_fields[] = {
    {4, 4, "SEVONPEND",   RW, 0},
    {2, 2, "SLEEPDEEP",   RW, 0},
    {1, 1, "SLEEPONEXIT", RW, 0}
};
inline constexpr Field ccr_fields[] = {
    {9, 9, "STKALIGN",    RO, 0},
    {3, 3, "UNALIGN_TRP", RO, 0}
};
inline constexpr Field shpr2_fields[] = {
    {31, 30, "PRI_11", RW, 0}
};
inline constexpr Field shpr3_fields[] = {
    {31, 30, "PRI_15", RW, 0},
    {23, 22, "PRI_14", RW, 0}
};
inline constexpr Field shcsr_fields[] = {
    {15, 15, "SVCALLPENDED", RW, 0}
};
inline constexpr Field mpu_type_fields[] = {
    {23, 16, "IREGION",  RO, 0},
    {15, 8,  "DREGION",  RO, 8},
    {0,  0,  "SEPARATE", RO, 0}
};
inline constexpr Field mpu_ctrl_fields[] = {
    {2, 2, "PRIVDEFENA", RW, 0},
    {1, 1, "HFNMIENA",   RW, 0},
    {0, 0, "ENABLE",     RW, 0}
};
inline constexpr Field mpu_rnr_fields[] = {
    {3, 0, "REGION", RW, 0}
};
inline constexpr Field mpu_rbar_fields[] = {
    {31, 8, "ADDR",   RW, 0},
    {4,  4, "VALID",  RW, 0},
    {3,  0, "REGION", RW, 0}
};
inline constexpr Field mpu_rasr_fields[] = {
    {31, 16, "ATTRS",  RW, 0},
    {15, 8,  "SRD",    RW, 0},
    {5,  1,  "SIZE",   RW, 0},
    {0,  0,  "ENABLE", RW, 0}
};

inline constexpr Register ppb_registers[] = {
    {0xe010, "SYST_CSR",   syst_csr_fields  },
    {0xe014, "SYST_RVR",   syst_rvr_fields  },
    {0xe018, "SYST_CVR",   syst_cvr_fields  },
    {0xe01c, "SYST_CALIB", syst_calib_fields},
    {0xe100, "NVIC_ISER",  nvic_iser_fields },
    {0xe180, "NVIC_ICER",  nvic_icer_fields },
    {0xe200, "NVIC_ISPR",  nvic_ispr_fields },
    {0xe280, "NVIC_ICPR",  nvic_icpr_fields },
    {0xe400, "NVIC_IPR0",  nvic_ipr0_fields },
    {0xe404, "NVIC_IPR1",  nvic_ipr1_fields },
    {0xe408, "NVIC_IPR2",  nvic_ipr2_fields },
    {0xe40c, "NVIC_IPR3",  nvic_ipr3_fields },
    {0xe410, "NVIC_IPR4",  nvic_ipr4_fields },
    {0xe414, "NVIC_IPR5",  nvic_ipr5_fields },
    {0xe418, "NVIC_IPR6",  nvic_ipr6_fields },
    {0xe41c, "NVIC_IPR7",  nvic_ipr7_fields },
    {0xed00, "CPUID",      cpuid_fields     },
    {0xed04, "ICSR",       icsr_fields      },
    {0xed08, "VTOR",       vtor_fields      },
    {0xed0c, "AIRCR",      aircr_fields     },
    {0xed10, "SCR",        scr_fields       },
    {0xed14, "CCR",        ccr_fields       },
    {0xed1c, "SHPR2",      shpr2_fields     },
    {0xed20, "SHPR3",      shpr3_fields     },
    {0xed24, "SHCSR",      shcsr_fields     },
    {0xed90, "MPU_TYPE",   mpu_type_fields  },
    {0xed94, "MPU_CTRL",   mpu_ctrl_fields  },
    {0xed98, "MPU_RNR",    mpu_rnr_fields   },
    {0xed9c, "MPU_RBAR",   mpu_rbar_fields  },
    {0xeda0, "MPU_RASR",   mpu_rasr_fields  },
};
static_assert(well_formed(ppb_registers));

} // namespace sim::cpu::armv6m::ppb
