#pragma once

#include <cstddef>
#include <cstdint>

namespace sim::core {

/// A part that shows a picture: a matrix of diodes, a strip of pixels, a screen.
class PixelDisplay {
public:
    virtual ~PixelDisplay() = default;
    virtual std::size_t width() const = 0;
    virtual std::size_t height() const = 0;
    /// As an eye sees the pixel now: 0xRRGGBB, black for dark.
    virtual std::uint32_t colour(std::size_t x, std::size_t y) const = 0;
    /// Where a pixel is, from the first one, in pitches.
    struct Place {
        double x = 0;
        double y = 0;
    };
    virtual Place place(std::size_t x, std::size_t y) const {
        return {static_cast<double>(x), static_cast<double>(y)};
    }
    /// From one pixel to the next, unless a board file says otherwise.
    virtual double pitch_mm() const { return 2.5; }
};

} // namespace sim::core
