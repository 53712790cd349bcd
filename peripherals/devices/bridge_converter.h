#pragma once

#include "peripherals/devices/rounding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace peripherals::devices {

/// Results of 24 bits: this is half the reference, divided by the gain.
inline constexpr std::int64_t bridge_full_scale = std::int64_t{1} << 23;

constexpr std::int64_t within_24_bits(std::int64_t counts) {
    return std::clamp(counts, -bridge_full_scale, bridge_full_scale - 1);
}

/// The digital filter of a sigma-delta converter, of fourth order: what a step has become after 1, 2, 3 and 4
/// conversions is 1, 12, 23 and 24 parts of 24.
class BridgeFilter {
public:
    void clear() { latest_ = {}; }
    void push(std::int64_t counts) {
        std::copy_backward(latest_.begin(), latest_.end() - 1, latest_.end());
        latest_[0] = counts;
    }
    std::int64_t value() const {
        std::int64_t total = 0;
        for (std::size_t i = 0; i < latest_.size(); ++i) {
            total += weights[i] * latest_[i];
        }
        return nearest(total, 1, sum);
    }

private:
    static constexpr std::array<std::int64_t, 4> weights = {1, 11, 11, 1};
    static constexpr std::int64_t sum = 24;

    std::array<std::int64_t, 4> latest_{};
};

} // namespace peripherals::devices
