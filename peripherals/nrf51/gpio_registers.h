#pragma once

#include "sim/core/register_table.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace peripherals::nrf51::gpio {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "GPIO": registers.
inline constexpr std::string_view pin_names[] = {
    "PIN0",  "PIN1",  "PIN2",  "PIN3",  "PIN4",  "PIN5",  "PIN6",  "PIN7",  "PIN8",  "PIN9",  "PIN10",
    "PIN11", "PIN12", "PIN13", "PIN14", "PIN15", "PIN16", "PIN17", "PIN18", "PIN19", "PIN20", "PIN21",
    "PIN22", "PIN23", "PIN24", "PIN25", "PIN26", "PIN27", "PIN28", "PIN29", "PIN30", "PIN31",
};
consteval std::array<Field, 32> pin_fields(FieldAccess access) {
    std::array<Field, 32> fields{};
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto pin = static_cast<std::uint8_t>(31 - i);
        fields[i] = {pin, pin, pin_names[pin], access, 0};
    }
    return fields;
}
inline constexpr auto rw_fields = pin_fields(RW);
inline constexpr auto in_fields = pin_fields(RO);
inline constexpr Field pin_cnf_fields[] = {
    {17, 16, "SENSE", RW, 0},
    {10, 8,  "DRIVE", RW, 0},
    {3,  2,  "PULL",  RW, 0},
    {1,  1,  "INPUT", RW, 1},
    {0,  0,  "DIR",   RW, 0},
};

inline constexpr Register gpio_registers[] = {
    {0x504, "OUT",      rw_fields,      {}                        },
    {0x508, "OUTSET",   rw_fields,      {}                        },
    {0x50c, "OUTCLR",   rw_fields,      {}                        },
    {0x510, "IN",       in_fields,      {}                        },
    {0x514, "DIR",      rw_fields,      {}                        },
    {0x518, "DIRSET",   rw_fields,      {}                        },
    {0x51c, "DIRCLR",   rw_fields,      {}                        },
    {0x700, "PIN_CNF%", pin_cnf_fields, {.count = 32, .stride = 4}},
};
static_assert(well_formed(gpio_registers));

} // namespace peripherals::nrf51::gpio
