#include "peripherals/devices/pixel_strip.h"

#include <cmath>
#include <numbers>

namespace peripherals::devices {

using sim::core::PixelDisplay;

std::size_t PixelStrip::index(std::size_t x, std::size_t y) const {
    const bool backwards = layout_.serpentine && y % 2 == 1;
    return y * layout_.columns + (backwards ? layout_.columns - 1 - x : x);
}

PixelDisplay::Place PixelStrip::place(std::size_t x, std::size_t y) const {
    if (!layout_.ring) {
        return PixelDisplay::place(x, y);
    }
    const double turn = 2 * std::numbers::pi / static_cast<double>(layout_.columns);
    const double angle = turn * static_cast<double>(x);
    return {std::sin(angle) / turn, (1 - std::cos(angle)) / turn};
}

} // namespace peripherals::devices
