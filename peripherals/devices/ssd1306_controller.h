#pragma once

#include "peripherals/devices/ssd1306_commands.h"
#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace peripherals::devices {

/// What an SSD1306 does with commands and data, however they reach it, and what its panel shows: 128 x 64
/// bits of GDDRAM, addressing modes, remaps, scrolling (Solomon Systech, datasheet rev. 1.5).
///
/// A panel stands as modules have it: upright with segment remap (A1h) and COM scan from COM[N-1] (C8h). Its
/// COM wires alternate between both sides of the chip where it has more than 32 lines (DAh 12h), and come
/// from one side otherwise (02h). Its columns are the middle ones of the chip's 128. It shines with display
/// on (AFh) and a supply: the charge pump (8Dh 14h) or `external_vcc`.
///
/// Scrolling goes by frames of MUX * D * K / Fosc; Estimate: Fosc is 370 kHz at setting 8 and 5 % more or
/// less for each step. Estimate: an eye sees 40 % of the light at contrast 0. Not modelled: fade, blinking
/// and zoom (23h, D6h), VCOMH, IREF, that access to the RAM while it scrolls spoils it.
class Ssd1306Controller {
public:
    static constexpr double pitch_mm = 0.17; // of 0.96-inch modules

    struct Config {
        std::size_t width = 128;
        std::size_t height = 64;
        bool external_vcc = false;
        std::uint32_t colour = 0xffffff;
    };
    /// `owner` reports and tells the time. Throws `Error` for a panel over 128 x 64.
    Ssd1306Controller(const sim::core::Part& owner, const Config& config);

    /// Power-on: the RAM holds noise.
    void power_on();
    /// RES#: the RAM stays.
    void reset();
    void command(std::uint8_t byte);
    void data(std::uint8_t byte);
    /// What a read gives: D6 is set while the display is off.
    std::uint8_t status() const { return state_.on ? 0x00 : 0x40; }
    void inspect(sim::core::Inspector& inspector) const;

    std::size_t width() const { return config_.width; }
    std::size_t height() const { return config_.height; }
    std::uint32_t colour(std::size_t x, std::size_t y) const;

private:
    static constexpr unsigned columns = 128;
    static constexpr unsigned pages = 8;
    static constexpr unsigned lines = 64;

    struct Scroll {
        bool running = false;
        bool left = false;
        unsigned first_page = 0;
        unsigned last_page = 0;
        unsigned frames = 5;
        unsigned rows = 0; // up, each step
        sim::core::Time since = 0;
    };
    struct State {
        std::vector<std::uint8_t> bytes; // of the command that is under way
        unsigned mode = 2;
        unsigned column = 0;
        unsigned page = 0;
        unsigned first_column = 0;
        unsigned last_column = columns - 1;
        unsigned first_page = 0;
        unsigned last_page = pages - 1;
        unsigned page_column = 0; // where page addressing begins
        unsigned start_line = 0;
        unsigned offset = 0;
        unsigned multiplex = lines;
        unsigned contrast = 0x7f;
        unsigned clock = 0x80;
        unsigned pre_charge = 0x22;
        unsigned com_pins = 0x12;
        unsigned fixed_rows = 0;
        unsigned scrolled_rows = lines;
        unsigned vertical_shift = 0;
        bool remap = false;
        bool scan_down = false;
        bool entire_on = false;
        bool inverse = false;
        bool pump = false;
        bool on = false;
        Scroll scroll;
    };

    void execute(const ssd1306::Command& command);
    void execute_setting(ssd1306::Action action, unsigned value);
    void set_scroll(bool diagonal);
    void stop_scroll();
    void turn_on(bool on);
    void advance();
    unsigned argument(std::size_t number) const { return state_.bytes[number]; }
    std::int64_t scroll_steps() const;
    unsigned shift_after(std::int64_t steps) const;
    bool has_supply() const { return state_.pump || config_.external_vcc; }
    /// What the pixel's cell has, whatever its light.
    bool is_lit(std::size_t x, std::size_t y) const;
    bool ram_bit(unsigned column, unsigned line) const;

    const sim::core::Part& owner_;
    Config config_;
    State state_;
    std::array<std::uint8_t, columns * pages> ram_{};
};

} // namespace peripherals::devices
