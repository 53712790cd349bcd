#include "peripherals/devices/tm1637.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
enum Pins : unsigned { Clk, Dio };
constexpr Time shortest_clock = 400 * ps_per_ns; // PW CLK
constexpr std::uint16_t pull_kohm = 10;
// "Display Control": pulse width in sixteenths, by brightness.
constexpr unsigned sixteenths[] = {1, 2, 4, 10, 11, 12, 13, 14};
constexpr std::size_t colon_digit = 1;
constexpr std::size_t point = 7;
constexpr std::int64_t keys_of_a_line = 8;
constexpr std::uint8_t no_key = 0xff;

constexpr Stimulus key_stimuli[] = {
    {"key", 0, 2 * keys_of_a_line, stimulus<&Tm1637::press>,
     "that is held: K1 with SG1 to SG8, then K2; 0 for none"},
};
} // namespace

Tm1637::Tm1637(Machine& machine, std::string name, Net& clk, Net& dio, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    if (config.digits.empty() || config.digits.size() > grids ||
        std::any_of(config.digits.begin(), config.digits.end(),
                    [](unsigned grid) { return grid >= grids; })) {
        throw Error(Device::name() + ": a TM1637 has up to six digits, on grids 0 to 5");
    }
    clk_.connect(clk, this, Clk);
    dio_.connect(dio, this, Dio);
    clk_.set({.pull = Pull::Up, .pull_kohm = pull_kohm});
    pull_low(false);
}

void Tm1637::reset() {
    state_ = {};
    state_.clk = clk_.level() == Level::High;
    state_.dio = dio_.level() == Level::High;
    pull_low(false);
}

std::span<const Stimulus> Tm1637::stimuli() const {
    return key_stimuli;
}

void Tm1637::pull_low(bool low) {
    dio_.set({.drive = low ? Drive::Low : Drive::None, .pull = Pull::Up, .pull_kohm = pull_kohm});
}

void Tm1637::on_edge(unsigned pin, Level level) {
    const bool high = level == Level::High;
    bool& known = pin == Clk ? state_.clk : state_.dio;
    if (high == known) {
        return;
    }
    known = high;
    pin == Clk ? on_clk(high) : on_dio(high);
}

/// Start and stop are what the master does; DIO falls for the chip's own bits while CLK is low.
void Tm1637::on_dio(bool high) {
    if (!state_.clk) {
        return;
    }
    state_.started = !high;
    state_.next = Next::Command;
    state_.falls = 0;
    state_.byte = 0;
    state_.sending = false;
    pull_low(false);
}

void Tm1637::on_clk(bool high) {
    const Time last = state_.clk_edge;
    state_.clk_edge = now();
    if (!state_.started) {
        return;
    }
    if (last != never && now() - last < shortest_clock) {
        report("tm1637.clock", "a clock pulse of less than 400 ns");
    }
    if (!high) {
        on_fall();
    } else if (state_.falls >= 1 && state_.falls <= 8 && !state_.sending) {
        const unsigned bit = state_.dio ? 0x80 : 0;
        state_.byte = static_cast<std::uint8_t>(state_.byte >> 1 | bit);
    }
}

/// The first falling edge belongs to the start, or to the acknowledge before; it is followed by the first
/// bit, the ninth by the acknowledge.
void Tm1637::on_fall() {
    ++state_.falls;
    if (state_.falls == 10) {
        if (state_.sending) { // one byte is all there is
            state_.sending = false;
            state_.next = Next::Ignore;
        } else {
            take(state_.byte);
        }
        state_.falls = 1;
        state_.byte = 0;
    }
    const bool acknowledge = state_.falls == 9;
    const bool low_bit = state_.sending && !acknowledge && (key_code() >> (state_.falls - 1) & 1) == 0;
    pull_low(acknowledge || low_bit);
}

void Tm1637::take(std::uint8_t byte) {
    if (state_.next == Next::Data) {
        if (state_.address < grids) {
            state_.memory[state_.address] = byte;
        } else {
            report("tm1637.address", "data beyond the sixth digit is left out");
        }
        state_.address += state_.fixed ? 0 : 1;
        return;
    }
    if (state_.next == Next::Ignore) {
        return;
    }
    state_.next = Next::Ignore;
    switch (byte >> 6) {
    case 1:
        state_.fixed = (byte & 0x04) != 0;
        state_.sending = (byte & 0x03) == 0x02;
        break;
    case 2:
        state_.on = (byte & 0x08) != 0;
        state_.brightness = byte & 0x07;
        break;
    case 3:
        state_.address = byte & 0x0f;
        state_.next = Next::Data;
        break;
    default:
        report("tm1637.command", "a command that does not exist");
        break;
    }
}

/// "Key Scan Data": bits 0 to 2 count down from SG1, K1 clears bit 3, K2 bit 4.
std::uint8_t Tm1637::key_code() const {
    if (key_ == 0) {
        return no_key;
    }
    const auto line = static_cast<unsigned>((key_ - 1) % keys_of_a_line);
    return static_cast<std::uint8_t>((key_ > keys_of_a_line ? 0xef : 0xf7) - line);
}

std::uint32_t Tm1637::shade(bool lit) const {
    const unsigned most = sixteenths[std::size(sixteenths) - 1];
    return lit && state_.on ? dimmed(config_.colour, sixteenths[state_.brightness] * million / most) : 0;
}

std::uint32_t Tm1637::segment_colour(std::size_t digit, std::size_t segment) const {
    const bool is_colon = has_colon() && digit == colon_digit && segment == point;
    return shade(!is_colon && (shown(digit) >> segment & 1) != 0);
}

std::uint32_t Tm1637::colon_colour() const {
    return shade(has_colon() && (shown(colon_digit) & point_segment) != 0);
}

std::string Tm1637::text() const {
    if (!state_.on) {
        return "";
    }
    std::vector<std::uint8_t> segments;
    for (std::size_t i = 0; i < digits(); ++i) {
        segments.push_back(shown(i));
    }
    bool colon = false;
    if (has_colon()) {
        colon = (segments[colon_digit] & point_segment) != 0;
        segments[colon_digit] &= static_cast<std::uint8_t>(~point_segment);
    }
    return segment_text(segments, colon);
}

void Tm1637::inspect(Inspector& inspector) const {
    inspector.text("text", text());
    inspector.number("brightness", state_.on ? state_.brightness + 1 : 0);
}

} // namespace peripherals::devices
