#pragma once

#include "sim/core/register_table.h"

namespace peripherals::nrf51::swi {

using namespace sim::core;

// nRF51 Series Reference Manual 3.0, "Software interrupts (SWI)": SWI0 to SWI5 have interrupts that the NVIC
// alone sets (IDs 20 to 25), and no registers but a placeholder.
inline constexpr unsigned first_id = 20;
inline constexpr unsigned count = 6;

inline constexpr Field unused_fields[] = {
    {31, 0, "UNUSED", RO, 0}
};
inline constexpr Register swi_registers[] = {
    {0x000, "UNUSED", unused_fields},
};
static_assert(well_formed(swi_registers));

} // namespace peripherals::nrf51::swi
