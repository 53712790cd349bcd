#pragma once

#include "sim/core/pixel_display.h"

#include <cstddef>
#include <cstdint>

namespace peripherals::devices {

/// How the pixels of a strip are laid out, in the order of the wire.
struct PixelLayout {
    std::size_t columns = 1;
    std::size_t rows = 1;
    bool serpentine = false; // each second row runs backwards
    bool ring = false;       // clockwise from the top, one row

    std::size_t pixels() const { return columns * rows; }
};

/// Pixels on one wire as a picture.
class PixelStrip : public sim::core::PixelDisplay {
public:
    std::size_t width() const override { return layout_.columns; }
    std::size_t height() const override { return layout_.rows; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override { return pixel_colour(index(x, y)); }
    Place place(std::size_t x, std::size_t y) const override;

protected:
    explicit PixelStrip(const PixelLayout& layout) : layout_(layout) {}
    std::size_t pixel_count() const { return layout_.pixels(); }
    /// Of the pixel with this number on the wire.
    virtual std::uint32_t pixel_colour(std::size_t index) const = 0;

private:
    std::size_t index(std::size_t x, std::size_t y) const;

    PixelLayout layout_;
};

} // namespace peripherals::devices
