#pragma once

#include "sim/core/register_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace peripherals::rp2040::io {

using namespace sim::core;

inline constexpr Field status_fields[] = {
    {26, 26, "IRQTOPROC",   RO, 0},
    {24, 24, "IRQFROMPAD",  RO, 0},
    {19, 19, "INTOPERI",    RO, 0},
    {17, 17, "INFROMPAD",   RO, 0},
    {13, 13, "OETOPAD",     RO, 0},
    {12, 12, "OEFROMPERI",  RO, 0},
    {9,  9,  "OUTTOPAD",    RO, 0},
    {8,  8,  "OUTFROMPERI", RO, 0},
};
inline constexpr Field ctrl_fields[] = {
    {29, 28, "IRQOVER", RW, 0   },
    {17, 16, "INOVER",  RW, 0   },
    {13, 12, "OEOVER",  RW, 0   },
    {9,  8,  "OUTOVER", RW, 0   },
    {4,  0,  "FUNCSEL", RW, 0x1f},
};

inline constexpr std::string_view bank0_pins[] = {
    "GPIO0",  "GPIO1",  "GPIO2",  "GPIO3",  "GPIO4",  "GPIO5",  "GPIO6",  "GPIO7",  "GPIO8",  "GPIO9",
    "GPIO10", "GPIO11", "GPIO12", "GPIO13", "GPIO14", "GPIO15", "GPIO16", "GPIO17", "GPIO18", "GPIO19",
    "GPIO20", "GPIO21", "GPIO22", "GPIO23", "GPIO24", "GPIO25", "GPIO26", "GPIO27", "GPIO28", "GPIO29"};
inline constexpr std::string_view qspi_pins[] = {"GPIO_QSPI_SCLK", "GPIO_QSPI_SS",  "GPIO_QSPI_SD0",
                                                 "GPIO_QSPI_SD1",  "GPIO_QSPI_SD2", "GPIO_QSPI_SD3"};

// An interrupt register has four bits for each of eight pins: "GPIO9_EDGE_HIGH". Names, then fields of them.
inline constexpr std::string_view events[] = {"_EDGE_HIGH", "_EDGE_LOW", "_LEVEL_HIGH", "_LEVEL_LOW"};
inline constexpr unsigned pins_per_register = 8;

struct EventName {
    char chars[32]{};
    std::size_t length = 0;
    constexpr std::string_view view() const { return {chars, length}; }
};

template <const auto& pins, unsigned group>
inline constexpr unsigned pins_in_group = static_cast<unsigned>(
    std::min<std::size_t>(pins_per_register, std::size(pins) - group * pins_per_register));

/// From the last pin of the group down, as fields are listed.
template <const auto& pins, unsigned group>
inline constexpr auto event_names = [] {
    constexpr unsigned count = pins_in_group<pins, group>;
    std::array<EventName, count * 4> names{};
    for (unsigned i = 0; i < names.size(); ++i) {
        const std::string_view pin = pins[group * pins_per_register + count - 1 - i / 4];
        const std::string_view event = events[i % 4];
        std::copy(pin.begin(), pin.end(), names[i].chars);
        std::copy(event.begin(), event.end(), names[i].chars + pin.size());
        names[i].length = pin.size() + event.size();
    }
    return names;
}();

template <const auto& pins, unsigned group, FieldAccess edge, FieldAccess level>
inline constexpr auto event_fields = [] {
    constexpr auto& names = event_names<pins, group>;
    std::array<Field, std::size(names)> fields{};
    for (unsigned i = 0; i < fields.size(); ++i) {
        const auto bit = static_cast<std::uint8_t>(fields.size() - 1 - i);
        fields[i] = {bit, bit, names[i].view(), i % 4 < 2 ? edge : level, 0};
    }
    return fields;
}();

inline constexpr auto& raw_0_7 = event_fields<bank0_pins, 0, WC, RO>;
inline constexpr auto& raw_8_15 = event_fields<bank0_pins, 1, WC, RO>;
inline constexpr auto& raw_16_23 = event_fields<bank0_pins, 2, WC, RO>;
inline constexpr auto& raw_24_29 = event_fields<bank0_pins, 3, WC, RO>;
inline constexpr auto& set_0_7 = event_fields<bank0_pins, 0, RW, RW>;
inline constexpr auto& set_8_15 = event_fields<bank0_pins, 1, RW, RW>;
inline constexpr auto& set_16_23 = event_fields<bank0_pins, 2, RW, RW>;
inline constexpr auto& set_24_29 = event_fields<bank0_pins, 3, RW, RW>;
inline constexpr auto& seen_0_7 = event_fields<bank0_pins, 0, RO, RO>;
inline constexpr auto& seen_8_15 = event_fields<bank0_pins, 1, RO, RO>;
inline constexpr auto& seen_16_23 = event_fields<bank0_pins, 2, RO, RO>;
inline constexpr auto& seen_24_29 = event_fields<bank0_pins, 3, RO, RO>;
inline constexpr auto& raw_qspi = event_fields<qspi_pins, 0, WC, RO>;
inline constexpr auto& set_qspi = event_fields<qspi_pins, 0, RW, RW>;
inline constexpr auto& seen_qspi = event_fields<qspi_pins, 0, RO, RO>;

inline constexpr Array each_pin{.count = 30, .stride = 8};
inline constexpr Array once{};

// RP2040 datasheet, "GPIO: List of Registers", IO - User Bank.
inline constexpr Register bank0_registers[] = {
    {0x000, "GPIO%_STATUS",       status_fields, each_pin},
    {0x004, "GPIO%_CTRL",         ctrl_fields,   each_pin},
    {0x0f0, "INTR0",              raw_0_7,       once    },
    {0x0f4, "INTR1",              raw_8_15,      once    },
    {0x0f8, "INTR2",              raw_16_23,     once    },
    {0x0fc, "INTR3",              raw_24_29,     once    },
    {0x100, "PROC0_INTE0",        set_0_7,       once    },
    {0x104, "PROC0_INTE1",        set_8_15,      once    },
    {0x108, "PROC0_INTE2",        set_16_23,     once    },
    {0x10c, "PROC0_INTE3",        set_24_29,     once    },
    {0x110, "PROC0_INTF0",        set_0_7,       once    },
    {0x114, "PROC0_INTF1",        set_8_15,      once    },
    {0x118, "PROC0_INTF2",        set_16_23,     once    },
    {0x11c, "PROC0_INTF3",        set_24_29,     once    },
    {0x120, "PROC0_INTS0",        seen_0_7,      once    },
    {0x124, "PROC0_INTS1",        seen_8_15,     once    },
    {0x128, "PROC0_INTS2",        seen_16_23,    once    },
    {0x12c, "PROC0_INTS3",        seen_24_29,    once    },
    {0x130, "PROC1_INTE0",        set_0_7,       once    },
    {0x134, "PROC1_INTE1",        set_8_15,      once    },
    {0x138, "PROC1_INTE2",        set_16_23,     once    },
    {0x13c, "PROC1_INTE3",        set_24_29,     once    },
    {0x140, "PROC1_INTF0",        set_0_7,       once    },
    {0x144, "PROC1_INTF1",        set_8_15,      once    },
    {0x148, "PROC1_INTF2",        set_16_23,     once    },
    {0x14c, "PROC1_INTF3",        set_24_29,     once    },
    {0x150, "PROC1_INTS0",        seen_0_7,      once    },
    {0x154, "PROC1_INTS1",        seen_8_15,     once    },
    {0x158, "PROC1_INTS2",        seen_16_23,    once    },
    {0x15c, "PROC1_INTS3",        seen_24_29,    once    },
    {0x160, "DORMANT_WAKE_INTE0", set_0_7,       once    },
    {0x164, "DORMANT_WAKE_INTE1", set_8_15,      once    },
    {0x168, "DORMANT_WAKE_INTE2", set_16_23,     once    },
    {0x16c, "DORMANT_WAKE_INTE3", set_24_29,     once    },
    {0x170, "DORMANT_WAKE_INTF0", set_0_7,       once    },
    {0x174, "DORMANT_WAKE_INTF1", set_8_15,      once    },
    {0x178, "DORMANT_WAKE_INTF2", set_16_23,     once    },
    {0x17c, "DORMANT_WAKE_INTF3", set_24_29,     once    },
    {0x180, "DORMANT_WAKE_INTS0", seen_0_7,      once    },
    {0x184, "DORMANT_WAKE_INTS1", seen_8_15,     once    },
    {0x188, "DORMANT_WAKE_INTS2", seen_16_23,    once    },
    {0x18c, "DORMANT_WAKE_INTS3", seen_24_29,    once    },
};
static_assert(well_formed(bank0_registers));

// RP2040 datasheet, "GPIO: List of Registers", IO - QSPI Bank.
inline constexpr Register qspi_registers[] = {
    {0x00, "GPIO_QSPI_SCLK_STATUS", status_fields},
    {0x04, "GPIO_QSPI_SCLK_CTRL",   ctrl_fields  },
    {0x08, "GPIO_QSPI_SS_STATUS",   status_fields},
    {0x0c, "GPIO_QSPI_SS_CTRL",     ctrl_fields  },
    {0x10, "GPIO_QSPI_SD0_STATUS",  status_fields},
    {0x14, "GPIO_QSPI_SD0_CTRL",    ctrl_fields  },
    {0x18, "GPIO_QSPI_SD1_STATUS",  status_fields},
    {0x1c, "GPIO_QSPI_SD1_CTRL",    ctrl_fields  },
    {0x20, "GPIO_QSPI_SD2_STATUS",  status_fields},
    {0x24, "GPIO_QSPI_SD2_CTRL",    ctrl_fields  },
    {0x28, "GPIO_QSPI_SD3_STATUS",  status_fields},
    {0x2c, "GPIO_QSPI_SD3_CTRL",    ctrl_fields  },
    {0x30, "INTR",                  raw_qspi     },
    {0x34, "PROC0_INTE",            set_qspi     },
    {0x38, "PROC0_INTF",            set_qspi     },
    {0x3c, "PROC0_INTS",            seen_qspi    },
    {0x40, "PROC1_INTE",            set_qspi     },
    {0x44, "PROC1_INTF",            set_qspi     },
    {0x48, "PROC1_INTS",            seen_qspi    },
    {0x4c, "DORMANT_WAKE_INTE",     set_qspi     },
    {0x50, "DORMANT_WAKE_INTF",     set_qspi     },
    {0x54, "DORMANT_WAKE_INTS",     seen_qspi    },
};
static_assert(well_formed(qspi_registers));

} // namespace peripherals::rp2040::io
