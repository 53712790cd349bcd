#pragma once

#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace peripherals::devices {

/// HD44780U, a controller of character displays (Hitachi, ADE-207-272, ROM code A00), as its eleven lines see
/// it: RS, R/W, E, DB0 to DB7.
///
/// Times at the typical 270 kHz: 37 us for an instruction, 1.52 ms for clear and home, 41 us for data (the
/// address counter follows 4 us later); 10 ms after power-on. What comes while it is busy is lost and the
/// diagnostic `hd44780.busy`. E has to be high for 230 ns (PWEH at 5 V). Not modelled: dots and fonts, what
/// the eye sees of a cursor that blinks, contrast.
class Hd44780 {
public:
    struct Config {
        std::size_t columns = 16;
        std::size_t rows = 2;
    };
    /// `owner` reports and tells the time. Throws `Error` for other sizes than one to four rows of up to 40,
    /// 80 characters in all.
    Hd44780(const sim::core::Part& owner, const Config& config);

    void reset();
    /// E rises. With R/W high the result is to be driven while E is high.
    std::uint8_t enable_rises(bool rs, bool read);
    /// E falls: what the lines hold is taken.
    void enable_falls(bool rs, bool read, std::uint8_t lines);
    void inspect(sim::core::Inspector& inspector) const;

private:
    static constexpr unsigned ddram_bytes = 80;
    struct State {
        std::array<std::uint8_t, ddram_bytes> ddram{}; // by place
        std::array<std::uint8_t, 64> cgram{};
        unsigned counter = 0; // address counter
        bool in_cgram = false;
        bool eight_bits = true;
        bool two_lines = false;
        bool increment = true;
        bool shift_on_write = false;
        bool on = false;
        bool cursor = false;
        bool blink = false;
        int shift = 0; // of the display, in characters to the left
        bool second_nibble = false;
        std::uint8_t in = 0;
        std::uint8_t out = 0;
        sim::core::Time busy_until = 0;
        sim::core::Time rise = 0;
    };

    void take(bool rs, std::uint8_t byte);
    void instruction(std::uint8_t byte);
    void write_data(std::uint8_t byte);
    std::uint8_t read(bool rs);
    void cursor_or_display_shift(std::uint8_t byte);
    void step(bool up);
    void move_display(int by);
    void finish_in(sim::core::Time time);
    bool busy() const;
    /// Where a DDRAM address is kept.
    unsigned place_of(unsigned address) const;
    unsigned line_length() const { return state_.two_lines ? ddram_bytes / 2 : ddram_bytes; }
    std::string line(std::size_t row) const;

    const sim::core::Part& owner_;
    Config config_;
    State state_;
};

} // namespace peripherals::devices
