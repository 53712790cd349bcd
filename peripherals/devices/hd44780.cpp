#include "peripherals/devices/hd44780.h"

#include "sim/core/error.h"

#include <string_view>

namespace peripherals::devices {

using namespace sim::core;

namespace {
// "Instructions", at fOSC = 270 kHz.
constexpr Time instruction_time = 37 * ps_per_us;
constexpr Time data_time = 41 * ps_per_us;
constexpr Time long_time = 1'520 * ps_per_us;
constexpr Time power_on_time = 10 * ps_per_ms;
constexpr Time shortest_enable = 230 * ps_per_ns; // PWEH

constexpr unsigned second_line = 0x40;
constexpr std::uint8_t busy_flag = 0x80;

// Instructions have their highest set bit as their name.
enum Instruction : std::uint8_t {
    SetDdram = 0x80,
    SetCgram = 0x40,
    FunctionSet = 0x20,
    Shift = 0x10,
    DisplayControl = 0x08,
    EntryMode = 0x04,
    Home = 0x02,
    Clear = 0x01,
};

// Characters E0 to FF of ROM A00; those that Unicode has not are the nearest.
constexpr std::string_view last_characters[] = {
    "α", "ä", "β", "ε", "μ", "σ", "ρ", "g", "√", "⁻", "j",  "ˣ",  "¢",  "£", "ñ", "ö",
    "p", "q", "θ", "∞", "Ω", "ü", "Σ", "π", "x", "y", "千", "万", "円", "÷", " ", "█",
};

/// A character of ROM A00 as text; those of CGRAM by their number: "\0" to "\7".
std::string text_of(std::uint8_t code) {
    if (code < 0x10) {
        return std::string("\\") + static_cast<char>('0' + code % 8);
    }
    if (code == 0x5c) {
        return "¥";
    }
    if (code == 0x7e || code == 0x7f) {
        return code == 0x7e ? "→" : "←";
    }
    if (code >= 0x20 && code < 0x7e) {
        return std::string(1, static_cast<char>(code));
    }
    if (code >= 0xa1 && code < 0xe0) { // half-width katakana, U+FF61 on
        const unsigned point = 0xff61U + code - 0xa1U;
        return {static_cast<char>(0xe0 | point >> 12), static_cast<char>(0x80 | (point >> 6 & 0x3f)),
                static_cast<char>(0x80 | (point & 0x3f))};
    }
    return code >= 0xe0 ? std::string(last_characters[code - 0xe0]) : " ";
}
} // namespace

Hd44780::Hd44780(const Part& owner, const Config& config) : owner_(owner), config_(config) {
    if (config.rows < 1 || config.rows > 4 || config.columns < 1 || config.columns > 40 ||
        config.rows * config.columns > ddram_bytes) {
        throw Error(owner.name() + ": an HD44780 has up to 80 characters in up to four rows");
    }
}

/// "Reset Function": as after these instructions.
void Hd44780::reset() {
    state_ = {};
    state_.ddram.fill(' ');
    finish_in(power_on_time);
}

void Hd44780::finish_in(Time time) {
    state_.busy_until = owner_.now() + time;
}

bool Hd44780::busy() const {
    return owner_.now() < state_.busy_until;
}

std::uint8_t Hd44780::enable_rises(bool rs, bool reading) {
    state_.rise = owner_.now();
    if (!reading) {
        return 0;
    }
    if (!state_.second_nibble) {
        state_.out = read(rs);
    }
    return state_.second_nibble ? static_cast<std::uint8_t>(state_.out << 4) : state_.out;
}

void Hd44780::enable_falls(bool rs, bool reading, std::uint8_t lines) {
    if (owner_.now() - state_.rise < shortest_enable) {
        owner_.report("hd44780.enable", "E was high for less than 230 ns");
    }
    if (!state_.eight_bits && !state_.second_nibble) {
        state_.in = static_cast<std::uint8_t>(lines & 0xf0);
        state_.second_nibble = true;
        return;
    }
    const auto byte = state_.second_nibble ? static_cast<std::uint8_t>(state_.in | lines >> 4) : lines;
    state_.second_nibble = false;
    if (!reading) {
        take(rs, byte);
    } else if (rs && !busy()) {
        step(state_.increment);
        finish_in(data_time);
    }
}

void Hd44780::take(bool rs, std::uint8_t byte) {
    if (busy()) {
        owner_.report("hd44780.busy", "an instruction or a character that comes while it is busy is lost");
        return;
    }
    if (rs) {
        write_data(byte);
        finish_in(data_time);
    } else {
        finish_in(byte == Clear || (byte & ~1U) == Home ? long_time : instruction_time);
        instruction(byte);
    }
}

void Hd44780::instruction(std::uint8_t byte) {
    if ((byte & SetDdram) != 0) {
        state_.counter = byte & 0x7f;
        state_.in_cgram = false;
    } else if ((byte & SetCgram) != 0) {
        state_.counter = byte & 0x3f;
        state_.in_cgram = true;
    } else if ((byte & FunctionSet) != 0) {
        state_.eight_bits = (byte & 0x10) != 0;
        state_.two_lines = (byte & 0x08) != 0;
    } else if ((byte & Shift) != 0) {
        cursor_or_display_shift(byte);
    } else if ((byte & DisplayControl) != 0) {
        state_.on = (byte & 0x04) != 0;
        state_.cursor = (byte & 0x02) != 0;
        state_.blink = (byte & 0x01) != 0;
    } else if ((byte & EntryMode) != 0) {
        state_.increment = (byte & 0x02) != 0;
        state_.shift_on_write = (byte & 0x01) != 0;
    } else if (byte != 0) {
        if (byte == Clear) {
            state_.ddram.fill(' ');
            state_.increment = true;
        }
        state_.counter = 0;
        state_.in_cgram = false;
        state_.shift = 0;
    }
}

void Hd44780::cursor_or_display_shift(std::uint8_t byte) {
    const bool right = (byte & 0x04) != 0;
    if ((byte & 0x08) != 0) {
        move_display(right ? -1 : 1);
    } else {
        step(right);
    }
}

void Hd44780::move_display(int by) {
    const int length = static_cast<int>(line_length());
    state_.shift = (state_.shift + by + length) % length;
}

unsigned Hd44780::place_of(unsigned address) const {
    if (!state_.two_lines) {
        return address % ddram_bytes;
    }
    return (address & second_line) != 0 ? line_length() + (address & 0x3f) % line_length()
                                        : address % line_length();
}

/// The address counter goes from the end of one line to the beginning of the other.
void Hd44780::step(bool up) {
    if (state_.in_cgram) {
        state_.counter = (state_.counter + (up ? 1U : 63U)) % 64;
        return;
    }
    const unsigned place = (place_of(state_.counter) + (up ? 1U : ddram_bytes - 1)) % ddram_bytes;
    state_.counter = state_.two_lines && place >= line_length() ? second_line + place - line_length() : place;
}

void Hd44780::write_data(std::uint8_t byte) {
    if (state_.in_cgram) {
        state_.cgram[state_.counter % 64] = byte;
    } else {
        state_.ddram[place_of(state_.counter)] = byte;
        if (state_.shift_on_write) {
            move_display(state_.increment ? 1 : -1);
        }
    }
    step(state_.increment);
}

std::uint8_t Hd44780::read(bool rs) {
    if (!rs) {
        return static_cast<std::uint8_t>((busy() ? busy_flag : 0) | (state_.counter & 0x7f));
    }
    return state_.in_cgram ? state_.cgram[state_.counter % 64] : state_.ddram[place_of(state_.counter)];
}

/// Rows three and four of a panel continue the lines of rows one and two.
std::string Hd44780::line(std::size_t row) const {
    std::string text;
    const bool in_second = state_.two_lines && row % 2 == 1;
    if ((!state_.two_lines && row > 0) || !state_.on) {
        return std::string(config_.columns, ' ');
    }
    const std::size_t begin = (row / 2) * config_.columns + static_cast<std::size_t>(state_.shift);
    for (std::size_t i = 0; i < config_.columns; ++i) {
        const std::size_t place = (begin + i) % line_length() + (in_second ? line_length() : 0);
        text += text_of(state_.ddram[place]);
    }
    return text;
}

void Hd44780::inspect(Inspector& inspector) const {
    for (std::size_t row = 0; row < config_.rows; ++row) {
        inspector.text(std::string("line") + static_cast<char>('1' + row), line(row));
    }
    inspector.number("on", state_.on ? 1 : 0);
    inspector.hex("address", state_.counter);
    inspector.text("cursor", !state_.cursor && !state_.blink ? "none"
                             : !state_.blink                 ? "line"
                             : !state_.cursor                ? "blinks"
                                                             : "line, blinks");
}

} // namespace peripherals::devices
