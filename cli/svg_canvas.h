#pragma once

#include "cli/canvas.h"

#include <cstdint>
#include <string>

namespace cli {

/// A drawing with names, written as an SVG.
class SvgCanvas final : public Painter {
public:
    SvgCanvas(double width_mm, double height_mm, std::uint32_t background);

    void rectangle(double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm,
                   std::uint32_t colour) override;
    void glow(double x_mm, double y_mm, double radius_mm, std::uint32_t colour) override;
    void label(double x_mm, double y_mm, const std::string& text) override;
    void write(const std::string& path) const override;

private:
    double width_mm_;
    double height_mm_;
    std::string shapes_;
};

} // namespace cli
