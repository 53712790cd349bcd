#pragma once

#include <cmath>
#include <cstdint>
#include <string>

namespace peripherals::devices {

inline constexpr std::uint32_t million = 1'000'000;

/// Each part of a colour 0xRRGGBB, times `numerator` / `denominator`.
constexpr std::uint32_t scaled(std::uint32_t colour, std::uint64_t numerator, std::uint64_t denominator) {
    std::uint32_t result = 0;
    for (const unsigned shift : {16U, 8U, 0U}) {
        result |= static_cast<std::uint32_t>((colour >> shift & 0xff) * numerator / denominator) << shift;
    }
    return result;
}

/// On a screen, what gives `light_ppm` of the colour's light: a screen's light goes about with the square.
inline std::uint32_t dimmed(std::uint32_t colour, std::uint32_t light_ppm) {
    return scaled(colour, static_cast<std::uint64_t>(std::lround(1000 * std::sqrt(light_ppm))), million);
}

/// "#rrggbb".
inline std::string colour_text(std::uint32_t colour) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "#";
    for (int shift = 20; shift >= 0; shift -= 4) {
        text += digits[colour >> shift & 15];
    }
    return text;
}

} // namespace peripherals::devices
