#pragma once

#include "sim/core/time.h"

#include <cstdint>

namespace peripherals::devices {

/// `a * b / c`, to the nearest.
constexpr std::int64_t nearest(std::int64_t a, std::int64_t b, std::int64_t c) {
    const std::int64_t doubled = sim::core::muldiv(2 * a, b, c);
    return (doubled + (doubled < 0 ? -1 : 1)) / 2;
}

} // namespace peripherals::devices
