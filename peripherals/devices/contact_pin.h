#pragma once

#include "sim/core/net.h"

#include <cstdint>

namespace peripherals::devices {

/// What a contact to ground does to its net. Closed, it beats any driver of a chip; open, its pull-up is left
/// if it has one.
inline sim::core::Contribution contact_to_ground(bool closed, bool pull_up) {
    constexpr std::uint8_t contact_ma = 200;
    constexpr std::uint16_t pull_kohm = 10;
    return {.drive = closed ? sim::core::Drive::Low : sim::core::Drive::None,
            .pull = pull_up ? sim::core::Pull::Up : sim::core::Pull::None,
            .strength_ma = contact_ma,
            .pull_kohm = pull_kohm};
}

} // namespace peripherals::devices
