#pragma once

#include "sim/core/machine.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace peripherals::nrf51 {

/// Reads bytes as a peripheral with a data pointer does (EasyDMA). False where the bus has none.
inline bool read_bytes(sim::core::Machine& machine, std::uint32_t address, std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto result = machine.bus().read(address + static_cast<std::uint32_t>(i),
                                               {.initiator = sim::core::Initiator::Dma, .size = 1});
        if (result.fault) {
            return false;
        }
        bytes[i] = static_cast<std::uint8_t>(result.value);
    }
    return true;
}

/// Writes bytes likewise.
inline bool write_bytes(sim::core::Machine& machine, std::uint32_t address,
                        std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto result = machine.bus().write(address + static_cast<std::uint32_t>(i), bytes[i],
                                                {.initiator = sim::core::Initiator::Dma, .size = 1});
        if (result.fault) {
            return false;
        }
    }
    return true;
}

} // namespace peripherals::nrf51
