#include "cli/svg_canvas.h"

#include "sim/core/error.h"

#include <algorithm>
#include <fstream>

#include <fmt/format.h>

namespace cli {

namespace {

constexpr double label_mm = 1.1;

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
    }
    return result;
}

} // namespace

SvgCanvas::SvgCanvas(double width_mm, double height_mm, std::uint32_t background)
    : width_mm_(width_mm), height_mm_(height_mm) {
    rectangle(width_mm / 2, height_mm / 2, width_mm, height_mm, 0, background);
}

void SvgCanvas::rectangle(double x_mm, double y_mm, double width_mm, double height_mm, double radius_mm,
                          std::uint32_t colour) {
    const double radius = std::min({radius_mm, width_mm / 2, height_mm / 2});
    shapes_ += fmt::format("<rect x=\"{:.3f}\" y=\"{:.3f}\" width=\"{:.3f}\" height=\"{:.3f}\" rx=\"{:.3f}\" "
                           "fill=\"#{:06x}\"/>\n",
                           x_mm - width_mm / 2, y_mm - height_mm / 2, width_mm, height_mm, radius, colour);
}

void SvgCanvas::glow(double x_mm, double y_mm, double radius_mm, std::uint32_t colour) {
    shapes_ += fmt::format(
        "<circle cx=\"{:.3f}\" cy=\"{:.3f}\" r=\"{:.3f}\" fill=\"#{:06x}\" fill-opacity=\"0.5\"/>\n", x_mm,
        y_mm, radius_mm / 2, colour);
}

void SvgCanvas::label(double x_mm, double y_mm, const std::string& text) {
    shapes_ +=
        fmt::format("<text transform=\"translate({:.3f} {:.3f}) rotate(-90)\" font-size=\"{}\" "
                    "dominant-baseline=\"middle\" font-family=\"sans-serif\" fill=\"#ffffff\">{}</text>\n",
                    x_mm, y_mm, label_mm, escaped(text));
}

void SvgCanvas::write(const std::string& path) const {
    std::ofstream file(path, std::ios::binary);
    file << fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.3f}mm\" height=\"{1:.3f}mm\" "
                        "viewBox=\"0 0 {0:.3f} {1:.3f}\">\n{2}</svg>\n",
                        width_mm_, height_mm_, shapes_);
    file.close();
    if (!file) {
        throw sim::core::Error(fmt::format("{}: cannot be written", path));
    }
}

} // namespace cli
