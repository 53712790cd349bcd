#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cli {

/// What pictures are painted on. Lengths are millimetres, colours 0xRRGGBB.
class Painter {
public:
    virtual ~Painter() = default;
    /// A rectangle about its middle, with rounded corners.
    virtual void rectangle(double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm,
                           std::uint32_t colour) = 0;
    void disc(double x_mm, double y_mm, double radius_mm, std::uint32_t colour) {
        rectangle(x_mm, y_mm, 2 * radius_mm, 2 * radius_mm, radius_mm, colour);
    }
    /// Light that shines over what is there: full in the middle, nothing at the radius.
    virtual void glow(double x_mm, double y_mm, double radius_mm, std::uint32_t colour) = 0;
    /// A name, upwards from its foot; where there are letters.
    virtual void label(double /*x_mm*/, double /*y_mm*/, const std::string& /*text*/) {}
    /// Throws sim::core::Error where the file cannot be written.
    virtual void write(const std::string& path) const = 0;
};

/// An image in memory, written as a PNG. Edges are smooth; it has no letters.
class Canvas final : public Painter {
public:
    Canvas(double width_mm, double height_mm, double pixels_per_mm, std::uint32_t background);

    void rectangle(double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm,
                   std::uint32_t colour) override;
    void glow(double x_mm, double y_mm, double radius_mm, std::uint32_t colour) override;
    void write(const std::string& path) const override;

private:
    struct Box {
        std::size_t left, top, right, bottom; // pixels, the last two excluded
    };
    Box box(double x_mm, double y_mm, double half_width_mm, double half_height_mm) const;
    std::uint8_t* pixel(std::size_t x, std::size_t y) { return bytes_.data() + 3 * (y * width_ + x); }

    double scale_;
    std::size_t width_;
    std::size_t height_;
    std::vector<std::uint8_t> bytes_; // red, green, blue
};

} // namespace cli
