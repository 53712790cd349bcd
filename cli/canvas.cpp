#include "cli/canvas.h"

#include "sim/core/error.h"

#include <png.h>

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace cli {

namespace {

constexpr unsigned shift_of_part[] = {16, 8, 0}; // of 0xRRGGBB

std::uint8_t part_of(std::uint32_t colour, unsigned part) {
    return static_cast<std::uint8_t>(colour >> shift_of_part[part]);
}

} // namespace

Canvas::Canvas(double width_mm, double height_mm, double pixels_per_mm, std::uint32_t background)
    : scale_(pixels_per_mm), width_(static_cast<std::size_t>(std::lround(width_mm * scale_))),
      height_(static_cast<std::size_t>(std::lround(height_mm * scale_))) {
    bytes_.reserve(3 * width_ * height_);
    for (std::size_t i = 0; i < width_ * height_; ++i) {
        for (unsigned part = 0; part < 3; ++part) {
            bytes_.push_back(part_of(background, part));
        }
    }
}

Canvas::Box Canvas::box(double x_mm, double y_mm, double half_width_mm, double half_height_mm) const {
    const auto inside = [this](double mm, std::size_t most) {
        return static_cast<std::size_t>(std::clamp(mm * scale_, 0.0, static_cast<double>(most)));
    };
    return {inside(x_mm - half_width_mm, width_), inside(y_mm - half_height_mm, height_),
            std::min(inside(x_mm + half_width_mm, width_) + 1, width_),
            std::min(inside(y_mm + half_height_mm, height_) + 1, height_)};
}

void Canvas::rectangle(double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm,
                       std::uint32_t colour) {
    const Box area = box(x_mm, y_mm, width_mm / 2, height_mm / 2);
    for (std::size_t y = area.top; y < area.bottom; ++y) {
        for (std::size_t x = area.left; x < area.right; ++x) {
            // Distance from the edge, inwards, in pixels: that much of the pixel is covered.
            const double dx =
                std::abs((static_cast<double>(x) + 0.5) / scale_ - x_mm) - width_mm / 2 + radius_mm;
            const double dy =
                std::abs((static_cast<double>(y) + 0.5) / scale_ - y_mm) - height_mm / 2 + radius_mm;
            const double outside = std::hypot(std::max(dx, 0.0), std::max(dy, 0.0)) +
                                   std::min(std::max(dx, dy), 0.0) - radius_mm;
            const double covered = std::clamp(0.5 - outside * scale_, 0.0, 1.0);
            for (unsigned part = 0; part < 3; ++part) {
                std::uint8_t& value = pixel(x, y)[part];
                value = static_cast<std::uint8_t>(
                    std::lround(value * (1 - covered) + part_of(colour, part) * covered));
            }
        }
    }
}

void Canvas::glow(double x_mm, double y_mm, double radius_mm, std::uint32_t colour) {
    const Box area = box(x_mm, y_mm, radius_mm, radius_mm);
    for (std::size_t y = area.top; y < area.bottom; ++y) {
        for (std::size_t x = area.left; x < area.right; ++x) {
            const double distance = std::hypot((static_cast<double>(x) + 0.5) / scale_ - x_mm,
                                               (static_cast<double>(y) + 0.5) / scale_ - y_mm);
            const double share = std::max(1 - distance / radius_mm, 0.0);
            for (unsigned part = 0; part < 3; ++part) {
                std::uint8_t& value = pixel(x, y)[part];
                const double light = part_of(colour, part) * share * share;
                value = static_cast<std::uint8_t>(std::lround(std::min(value + light, 255.0)));
            }
        }
    }
}

void Canvas::write(const std::string& path) const {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width_);
    image.height = static_cast<png_uint_32>(height_);
    image.format = PNG_FORMAT_RGB;
    if (png_image_write_to_file(&image, path.c_str(), 0, bytes_.data(), 0, nullptr) == 0) {
        throw sim::core::Error(fmt::format("{}: cannot be written: {}", path, image.message));
    }
}

} // namespace cli
