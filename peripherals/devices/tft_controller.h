#pragma once

#include "peripherals/devices/tft_commands.h"
#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <vector>

namespace peripherals::devices {

/// What distinguishes a module with one controller from that with another one.
struct TftModel {
    std::array<std::uint8_t, 3> id;  // 04h, DAh to DCh
    std::array<std::uint8_t, 3> id4; // D3h
    // How the panel is wired: what MADCTL and inversion have to be for an upright picture in right colours.
    bool mirrored = false; // MX
    bool bgr = false;      // BGR
    bool inverted = false; // INVON
    double pitch_mm = 0.15;
};

// ILI9341 (ILITEK, datasheet v1.11) on modules of 2.2 to 2.8 inches.
inline constexpr TftModel ili9341 = {
    .id = {0x00, 0x00, 0x00},
      .id4 = {0x00, 0x93, 0x41},
      .mirrored = true, .bgr = true, .pitch_mm = 0.153
};
// ST7789V (Sitronix, datasheet v1.0) on IPS modules of 1.3 to 2 inches.
inline constexpr TftModel st7789 = {
    .id = {0x85, 0x85, 0x52},
      .id4 = {0x00, 0x00, 0x00},
      .inverted = true, .pitch_mm = 0.0975
};

/// What an ILI9341 or ST7789 does with commands and data, and what its panel shows: 240 x 320 pixels of 18
/// bits of frame memory, of which the panel has a part.
///
/// Estimate: an area that partial mode leaves out is black. Not modelled: levels of grey between steps of
/// brightness, gamma, tearing effect, the look-up table (16 bits become 18 by their highest ones), level 2
/// commands, interfaces other than SPI with four wires.
class TftController {
public:
    static constexpr unsigned columns = 240;
    static constexpr unsigned rows = 320;

    struct Config {
        TftModel model = ili9341;
        std::size_t width = columns;
        std::size_t height = rows;
        std::size_t first_column = 0; // of the panel, in the frame memory
        std::size_t first_row = 0;
    };
    /// `owner` reports and tells the time. Throws `Error` for a panel that the memory does not hold.
    TftController(const sim::core::Part& owner, const Config& config);

    /// Power-on: the frame memory holds noise.
    void power_on();
    /// RESX: the memory stays.
    void reset();
    void command(std::uint8_t opcode);
    void data(std::uint8_t byte);
    /// What comes out of SDO with the next byte.
    std::uint8_t next_byte();
    void inspect(sim::core::Inspector& inspector) const;

    const Config& config() const { return config_; }
    std::uint32_t colour(std::size_t x, std::size_t y) const;

private:
    struct Range {
        unsigned first = 0;
        unsigned last = 0;
    };
    struct State {
        const tft::Command* command = nullptr;
        std::vector<std::uint8_t> parameters; // or the bytes of a pixel
        std::deque<std::uint8_t> out;
        bool sleeping = true;
        bool on = false;
        bool partial = false;
        bool scrolling = false;
        bool inverted = false;
        bool idle = false;
        unsigned memory_access = 0;
        unsigned pixel_format = 0x66;
        unsigned brightness = 0;
        Range x{0, columns - 1};
        Range y{0, rows - 1};
        unsigned at_x = 0;
        unsigned at_y = 0;
        Range partial_rows{0, rows - 1};
        unsigned scroll_top = 0;
        unsigned scroll_rows = rows;
        unsigned scroll_start = 0;
        sim::core::Time ready = 0; // for commands, after a reset or sleep
    };

    void execute(tft::Action action);
    void execute_setting(tft::Action action);
    void execute_read(tft::Action action);
    void send(std::initializer_list<unsigned> bytes, bool dummy_clock);
    void wait_after_this();
    Range range_of_parameters() const;
    unsigned word(std::size_t first) const;
    void take_pixel_byte(std::uint8_t byte);
    void store(std::uint32_t pixel);
    void start_memory();
    std::uint32_t* pixel_at(unsigned x, unsigned y);
    void advance();
    std::uint32_t status_bits() const;

    const sim::core::Part& owner_;
    Config config_;
    State state_;
    std::vector<std::uint32_t> memory_; // 6 bits each of red, green and blue
};

} // namespace peripherals::devices
