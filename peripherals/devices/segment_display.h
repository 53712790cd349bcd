#pragma once

#include "sim/core/pixel_display.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

inline constexpr std::size_t segments_per_digit = 8; // A to G, DP
inline constexpr std::uint8_t point_segment = 0x80;

/// What digits read, from the left: bit 0 of each is segment A, bit 6 G, bit 7 the point behind it. '?' is
/// what is no character.
std::string segment_text(std::span<const std::uint8_t> digits, bool colon);

/// A row of digits, drawn from small squares.
class SegmentDisplay : public sim::core::PixelDisplay {
public:
    std::size_t width() const override;
    std::size_t height() const override;
    double pitch_mm() const override { return 0.7; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override;

protected:
    virtual std::size_t digits() const = 0;
    /// As an eye sees it, black for dark. Digits count from the left, segments from A.
    virtual std::uint32_t segment_colour(std::size_t digit, std::size_t segment) const = 0;
    /// Between the middle ones.
    virtual std::uint32_t colon_colour() const { return 0; }
};

} // namespace peripherals::devices
