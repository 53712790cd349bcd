#pragma once

#include <cstdint>
#include <limits>

namespace sim::core {

/// Simulated time in picoseconds since the simulation began (about 106 days fit).
using Time = std::int64_t;

inline constexpr Time never = std::numeric_limits<Time>::max();
inline constexpr Time ps_per_ns = 1'000;
inline constexpr Time ps_per_us = 1'000'000;
inline constexpr Time ps_per_ms = 1'000'000'000;
inline constexpr Time ps_per_s = 1'000'000'000'000;

/// `value * numerator / denominator` without overflow in between, rounded down.
constexpr std::int64_t muldiv(std::int64_t value, std::int64_t numerator, std::int64_t denominator) {
    return static_cast<std::int64_t>(static_cast<__int128>(value) * numerator / denominator);
}

} // namespace sim::core
