#pragma once

#include "sim/core/register_table.h"

namespace peripherals::rp2040::clocks {

using namespace sim::core;

// RP2040 datasheet, "CLOCKS: List of Registers".
inline constexpr Field gpout_ctrl_fields[] = {
    {20, 20, "NUDGE",  RW, 0},
    {17, 16, "PHASE",  RW, 0},
    {12, 12, "DC50",   RW, 0},
    {11, 11, "ENABLE", RW, 0},
    {10, 10, "KILL",   RW, 0},
    {8,  5,  "AUXSRC", RW, 0},
};
inline constexpr Field ref_ctrl_fields[] = {
    {6, 5, "AUXSRC", RW, 0},
    {1, 0, "SRC",    RW, 0},
};
inline constexpr Field sys_ctrl_fields[] = {
    {7, 5, "AUXSRC", RW, 0},
    {0, 0, "SRC",    RW, 0},
};
inline constexpr Field peri_ctrl_fields[] = {
    {11, 11, "ENABLE", RW, 0},
    {10, 10, "KILL",   RW, 0},
    {7,  5,  "AUXSRC", RW, 0},
};
inline constexpr Field aux_ctrl_fields[] = {
  // clk_usb, clk_adc and clk_rtc
    {20, 20, "NUDGE",  RW, 0},
    {17, 16, "PHASE",  RW, 0},
    {11, 11, "ENABLE", RW, 0},
    {10, 10, "KILL",   RW, 0},
    {7,  5,  "AUXSRC", RW, 0},
};
inline constexpr Field fractional_div_fields[] = {
    {31, 8, "INT",  RW, 1},
    {7,  0, "FRAC", RW, 0},
};
inline constexpr Field integer_div_fields[] = {
    {9, 8, "INT", RW, 1}
};
inline constexpr Field gpout_selected_fields[] = {
    {31, 0, "CLK_GPOUT%_SELECTED", RO, 1}
};
inline constexpr Field ref_selected_fields[] = {
    {31, 0, "CLK_REF_SELECTED", RO, 1}
};
inline constexpr Field sys_selected_fields[] = {
    {31, 0, "CLK_SYS_SELECTED", RO, 1}
};
inline constexpr Field peri_selected_fields[] = {
    {31, 0, "CLK_PERI_SELECTED", RO, 1}
};
inline constexpr Field usb_selected_fields[] = {
    {31, 0, "CLK_USB_SELECTED", RO, 1}
};
inline constexpr Field adc_selected_fields[] = {
    {31, 0, "CLK_ADC_SELECTED", RO, 1}
};
inline constexpr Field rtc_selected_fields[] = {
    {31, 0, "CLK_RTC_SELECTED", RO, 1}
};
inline constexpr Field resus_ctrl_fields[] = {
    {16, 16, "CLEAR",   RW, 0   },
    {12, 12, "FRCE",    RW, 0   },
    {8,  8,  "ENABLE",  RW, 0   },
    {7,  0,  "TIMEOUT", RW, 0xff},
};
inline constexpr Field resus_status_fields[] = {
    {0, 0, "RESUSSED", RO, 0}
};
inline constexpr Field fc0_ref_khz_fields[] = {
    {19, 0, "FC0_REF_KHZ", RW, 0}
};
inline constexpr Field fc0_min_khz_fields[] = {
    {24, 0, "FC0_MIN_KHZ", RW, 0}
};
inline constexpr Field fc0_max_khz_fields[] = {
    {24, 0, "FC0_MAX_KHZ", RW, 0x1ffffff}
};
inline constexpr Field fc0_delay_fields[] = {
    {2, 0, "FC0_DELAY", RW, 1}
};
inline constexpr Field fc0_interval_fields[] = {
    {3, 0, "FC0_INTERVAL", RW, 8}
};
inline constexpr Field fc0_src_fields[] = {
    {7, 0, "FC0_SRC", RW, 0}
};
inline constexpr Field fc0_status_fields[] = {
    {28, 28, "DIED",    RO, 0},
    {24, 24, "FAST",    RO, 0},
    {20, 20, "SLOW",    RO, 0},
    {16, 16, "FAIL",    RO, 0},
    {12, 12, "WAITING", RO, 0},
    {8,  8,  "RUNNING", RO, 0},
    {4,  4,  "DONE",    RO, 0},
    {0,  0,  "PASS",    RO, 0},
};
inline constexpr Field fc0_result_fields[] = {
    {29, 5, "KHZ",  RO, 0},
    {4,  0, "FRAC", RO, 0},
};
// WAKE_EN, SLEEP_EN and ENABLED: a bit for each clock of each block, in two registers.
template <FieldAccess access> inline constexpr std::uint32_t enabled = access == RW ? 1 : 0;
template <FieldAccess access>
inline constexpr Field enable0_fields[] = {
    {31, 31, "CLK_SYS_SRAM3",               access, enabled<access>},
    {30, 30, "CLK_SYS_SRAM2",               access, enabled<access>},
    {29, 29, "CLK_SYS_SRAM1",               access, enabled<access>},
    {28, 28, "CLK_SYS_SRAM0",               access, enabled<access>},
    {27, 27, "CLK_SYS_SPI1",                access, enabled<access>},
    {26, 26, "CLK_PERI_SPI1",               access, enabled<access>},
    {25, 25, "CLK_SYS_SPI0",                access, enabled<access>},
    {24, 24, "CLK_PERI_SPI0",               access, enabled<access>},
    {23, 23, "CLK_SYS_SIO",                 access, enabled<access>},
    {22, 22, "CLK_SYS_RTC",                 access, enabled<access>},
    {21, 21, "CLK_RTC_RTC",                 access, enabled<access>},
    {20, 20, "CLK_SYS_ROSC",                access, enabled<access>},
    {19, 19, "CLK_SYS_ROM",                 access, enabled<access>},
    {18, 18, "CLK_SYS_RESETS",              access, enabled<access>},
    {17, 17, "CLK_SYS_PWM",                 access, enabled<access>},
    {16, 16, "CLK_SYS_PSM",                 access, enabled<access>},
    {15, 15, "CLK_SYS_PLL_USB",             access, enabled<access>},
    {14, 14, "CLK_SYS_PLL_SYS",             access, enabled<access>},
    {13, 13, "CLK_SYS_PIO1",                access, enabled<access>},
    {12, 12, "CLK_SYS_PIO0",                access, enabled<access>},
    {11, 11, "CLK_SYS_PADS",                access, enabled<access>},
    {10, 10, "CLK_SYS_VREG_AND_CHIP_RESET", access, enabled<access>},
    {9,  9,  "CLK_SYS_JTAG",                access, enabled<access>},
    {8,  8,  "CLK_SYS_IO",                  access, enabled<access>},
    {7,  7,  "CLK_SYS_I2C1",                access, enabled<access>},
    {6,  6,  "CLK_SYS_I2C0",                access, enabled<access>},
    {5,  5,  "CLK_SYS_DMA",                 access, enabled<access>},
    {4,  4,  "CLK_SYS_BUSFABRIC",           access, enabled<access>},
    {3,  3,  "CLK_SYS_BUSCTRL",             access, enabled<access>},
    {2,  2,  "CLK_SYS_ADC",                 access, enabled<access>},
    {1,  1,  "CLK_ADC_ADC",                 access, enabled<access>},
    {0,  0,  "CLK_SYS_CLOCKS",              access, enabled<access>},
};
template <FieldAccess access>
inline constexpr Field enable1_fields[] = {
    {14, 14, "CLK_SYS_XOSC",     access, enabled<access>},
    {13, 13, "CLK_SYS_XIP",      access, enabled<access>},
    {12, 12, "CLK_SYS_WATCHDOG", access, enabled<access>},
    {11, 11, "CLK_USB_USBCTRL",  access, enabled<access>},
    {10, 10, "CLK_SYS_USBCTRL",  access, enabled<access>},
    {9,  9,  "CLK_SYS_UART1",    access, enabled<access>},
    {8,  8,  "CLK_PERI_UART1",   access, enabled<access>},
    {7,  7,  "CLK_SYS_UART0",    access, enabled<access>},
    {6,  6,  "CLK_PERI_UART0",   access, enabled<access>},
    {5,  5,  "CLK_SYS_TIMER",    access, enabled<access>},
    {4,  4,  "CLK_SYS_TBMAN",    access, enabled<access>},
    {3,  3,  "CLK_SYS_SYSINFO",  access, enabled<access>},
    {2,  2,  "CLK_SYS_SYSCFG",   access, enabled<access>},
    {1,  1,  "CLK_SYS_SRAM5",    access, enabled<access>},
    {0,  0,  "CLK_SYS_SRAM4",    access, enabled<access>},
};
template <FieldAccess access>
inline constexpr Field interrupt_fields[] = {
    {0, 0, "CLK_SYS_RESUS", access, 0}
};

inline constexpr Array gpouts = {.count = 4, .stride = 12};
inline constexpr Register clocks_registers[] = {
    {0x00, "CLK_GPOUT%_CTRL",      gpout_ctrl_fields,     gpouts},
    {0x04, "CLK_GPOUT%_DIV",       fractional_div_fields, gpouts},
    {0x08, "CLK_GPOUT%_SELECTED",  gpout_selected_fields, gpouts},
    {0x30, "CLK_REF_CTRL",         ref_ctrl_fields,       {}    },
    {0x34, "CLK_REF_DIV",          integer_div_fields,    {}    },
    {0x38, "CLK_REF_SELECTED",     ref_selected_fields,   {}    },
    {0x3c, "CLK_SYS_CTRL",         sys_ctrl_fields,       {}    },
    {0x40, "CLK_SYS_DIV",          fractional_div_fields, {}    },
    {0x44, "CLK_SYS_SELECTED",     sys_selected_fields,   {}    },
    {0x48, "CLK_PERI_CTRL",        peri_ctrl_fields,      {}    },
    {0x4c, "CLK_PERI_DIV",         fractional_div_fields, {}    },
    {0x50, "CLK_PERI_SELECTED",    peri_selected_fields,  {}    },
    {0x54, "CLK_USB_CTRL",         aux_ctrl_fields,       {}    },
    {0x58, "CLK_USB_DIV",          integer_div_fields,    {}    },
    {0x5c, "CLK_USB_SELECTED",     usb_selected_fields,   {}    },
    {0x60, "CLK_ADC_CTRL",         aux_ctrl_fields,       {}    },
    {0x64, "CLK_ADC_DIV",          integer_div_fields,    {}    },
    {0x68, "CLK_ADC_SELECTED",     adc_selected_fields,   {}    },
    {0x6c, "CLK_RTC_CTRL",         aux_ctrl_fields,       {}    },
    {0x70, "CLK_RTC_DIV",          fractional_div_fields, {}    },
    {0x74, "CLK_RTC_SELECTED",     rtc_selected_fields,   {}    },
    {0x78, "CLK_SYS_RESUS_CTRL",   resus_ctrl_fields,     {}    },
    {0x7c, "CLK_SYS_RESUS_STATUS", resus_status_fields,   {}    },
    {0x80, "FC0_REF_KHZ",          fc0_ref_khz_fields,    {}    },
    {0x84, "FC0_MIN_KHZ",          fc0_min_khz_fields,    {}    },
    {0x88, "FC0_MAX_KHZ",          fc0_max_khz_fields,    {}    },
    {0x8c, "FC0_DELAY",            fc0_delay_fields,      {}    },
    {0x90, "FC0_INTERVAL",         fc0_interval_fields,   {}    },
    {0x94, "FC0_SRC",              fc0_src_fields,        {}    },
    {0x98, "FC0_STATUS",           fc0_status_fields,     {}    },
    {0x9c, "FC0_RESULT",           fc0_result_fields,     {}    },
    {0xa0, "WAKE_EN0",             enable0_fields<RW>,    {}    },
    {0xa4, "WAKE_EN1",             enable1_fields<RW>,    {}    },
    {0xa8, "SLEEP_EN0",            enable0_fields<RW>,    {}    },
    {0xac, "SLEEP_EN1",            enable1_fields<RW>,    {}    },
    {0xb0, "ENABLED0",             enable0_fields<RO>,    {}    },
    {0xb4, "ENABLED1",             enable1_fields<RO>,    {}    },
    {0xb8, "INTR",                 interrupt_fields<RO>,  {}    },
    {0xbc, "INTE",                 interrupt_fields<RW>,  {}    },
    {0xc0, "INTF",                 interrupt_fields<RW>,  {}    },
    {0xc4, "INTS",                 interrupt_fields<RO>,  {}    },
};
static_assert(well_formed(clocks_registers));

} // namespace peripherals::rp2040::clocks
