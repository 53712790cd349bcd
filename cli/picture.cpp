#include "cli/picture.h"

#include "cli/canvas.h"
#include "cli/svg_canvas.h"
#include "sim/core/pixel_display.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace cli {

using sim::machine::BoardFile;

namespace {

constexpr double pixels_per_mm = 16;
constexpr double margin_mm = 2;
constexpr double corner_mm = 2.5;
constexpr double led_mm[] = {1.6, 0.8};
constexpr double usual_pitch_mm = 2.5;

constexpr std::uint32_t background = 0xf4f4f0;
constexpr std::uint32_t contact = 0xc8a048;
constexpr std::uint32_t metal = 0xb8bcc0;
constexpr std::uint32_t cap = 0x101010;
constexpr std::uint32_t dark_led = 0x5a5250;

class Drawing {
public:
    Drawing(sim::machine::Board& board, Painter& canvas) : board_(board), canvas_(canvas) {
        canvas_.rectangle(x(size().width_mm / 2), y(size().height_mm / 2), size().width_mm, size().height_mm,
                          corner_mm, size().colour);
        draw_contacts();
        draw_leds();
        draw_parts();
    }

private:
    const BoardFile::Picture& size() const { return board_.file().picture; }
    static double x(double board_mm) { return board_mm + margin_mm; }
    static double y(double board_mm) { return board_mm + margin_mm; }

    BoardFile::Place next_place() {
        next_x_mm_ += usual_pitch_mm;
        return {next_x_mm_, usual_pitch_mm};
    }

    /// One for each pin that leads outside, an LED's own not among them.
    void draw_contacts() {
        std::set<std::string> inside;
        for (const BoardFile::Led& led : board_.file().leds) {
            inside.insert(led.name);
        }
        std::vector<std::string> names;
        for (const BoardFile::Pin& pin : board_.file().pins) {
            if (!inside.contains(pin.name)) {
                names.push_back(pin.name);
            }
        }
        const double step_mm =
            (size().width_mm - 2 * corner_mm) / static_cast<double>(std::max<std::size_t>(names.size(), 1));
        for (std::size_t i = 0; i < names.size(); ++i) {
            const double at_mm = corner_mm + step_mm * (static_cast<double>(i) + 0.5);
            canvas_.rectangle(x(at_mm), y(size().height_mm - 2), step_mm * 0.6, 3.2, 0.2, contact);
            canvas_.label(x(at_mm), y(size().height_mm - 4), names[i]);
        }
    }

    /// `lit` is what the eye sees: a colour, black for dark.
    void draw_led(const BoardFile::Place& place, std::uint32_t lit, double width_mm, double height_mm) {
        canvas_.rectangle(x(place.x_mm), y(place.y_mm), width_mm, height_mm, 0.2, dark_led);
        if (lit != 0) {
            canvas_.glow(x(place.x_mm), y(place.y_mm), 2 * width_mm, lit);
            canvas_.glow(x(place.x_mm), y(place.y_mm), width_mm, lit);
        }
    }

    void draw_leds() {
        for (const BoardFile::Led& led : board_.file().leds) {
            const auto wanted = led.active_low ? sim::core::Level::Low : sim::core::Level::High;
            const bool lit = board_.chip().pin(led.gpio).level() == wanted;
            const BoardFile::Place place = led.at.value_or(next_place());
            draw_led(place, lit ? led.colour : 0, led_mm[0], led_mm[1]);
            canvas_.label(x(place.x_mm), y(place.y_mm) - led_mm[1], led.name);
        }
    }

    void draw_parts() {
        for (const BoardFile::Part& part : board_.file().parts) {
            const auto* const display =
                dynamic_cast<const sim::core::PixelDisplay*>(board_.find_part(part.name));
            if (display != nullptr) {
                draw_display(part, *display);
            } else if ((part.type == "button" || part.type == "reset_button" ||
                        part.type == "bootsel_button") &&
                       part.at) {
                draw_button(part);
            }
        }
    }

    void draw_display(const BoardFile::Part& part, const sim::core::PixelDisplay& display) {
        const double pitch_mm = part.pitch_mm > 0 ? part.pitch_mm : display.pitch_mm();
        const BoardFile::Place first = part.at.value_or(next_place());
        const bool is_screen = pitch_mm < led_mm[1]; // its pixels are too close for a glow
        if (is_screen) {
            const double width_mm = pitch_mm * static_cast<double>(display.width());
            const double height_mm = pitch_mm * static_cast<double>(display.height());
            canvas_.rectangle(x(first.x_mm + width_mm / 2), y(first.y_mm + height_mm / 2), width_mm + 2,
                              height_mm + 2, 0.5, cap);
        }
        for (std::size_t row = 0; row < display.height(); ++row) {
            for (std::size_t column = 0; column < display.width(); ++column) {
                const auto [right, down] = display.place(column, row);
                const BoardFile::Place place{first.x_mm + pitch_mm * right, first.y_mm + pitch_mm * down};
                const std::uint32_t colour = display.colour(column, row);
                if (!is_screen) {
                    draw_led(place, colour, led_mm[1], led_mm[0]);
                } else if (colour != 0) {
                    canvas_.rectangle(x(place.x_mm + pitch_mm / 2), y(place.y_mm + pitch_mm / 2), pitch_mm,
                                      pitch_mm, 0, colour);
                }
            }
        }
    }

    void draw_button(const BoardFile::Part& part) {
        canvas_.rectangle(x(part.at->x_mm), y(part.at->y_mm), 6, 6, 0.5, metal);
        canvas_.disc(x(part.at->x_mm), y(part.at->y_mm), 1.8, cap);
    }

    sim::machine::Board& board_;
    Painter& canvas_;
    double next_x_mm_ = 0;
};

} // namespace

void write_picture(const std::string& path, sim::machine::Board& board) {
    const BoardFile::Picture& size = board.file().picture;
    const double width_mm = size.width_mm + 2 * margin_mm;
    const double height_mm = size.height_mm + 2 * margin_mm;
    std::unique_ptr<Painter> painter;
    if (path.ends_with(".svg")) {
        painter = std::make_unique<SvgCanvas>(width_mm, height_mm, background);
    } else {
        painter = std::make_unique<Canvas>(width_mm, height_mm, pixels_per_mm, background);
    }
    Drawing(board, *painter);
    painter->write(path);
}

} // namespace cli
