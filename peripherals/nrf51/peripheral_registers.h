#pragma once

#include "sim/core/register_table.h"

namespace peripherals::nrf51 {

// nRF51 Series Reference Manual 3.0, "Peripheral interface": what the tables of all peripherals share.

/// A task: writing 1 does it.
inline constexpr sim::core::Field task_fields[] = {
    {0, 0, "TASK", sim::core::SC, 0}
};
/// An event: set when it happens, cleared by writing 0.
inline constexpr sim::core::Field event_fields[] = {
    {0, 0, "EVENT", sim::core::RW, 0}
};
/// At 0xffc of most peripherals; 0 switches off and resets the peripheral.
inline constexpr sim::core::Field power_fields[] = {
    {0, 0, "POWER", sim::core::RW, 1}
};

} // namespace peripherals::nrf51
