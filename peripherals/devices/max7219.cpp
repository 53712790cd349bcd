#include "peripherals/devices/max7219.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
enum Pins : unsigned { Din, Clk, Load };
constexpr unsigned word_bits = 16;
constexpr Time shortest_period = 100 * ps_per_ns; // tCP
constexpr std::uint8_t everything = 0xff;
constexpr std::uint8_t point = 0x80;
// "Character Font": code B, from 0 on; D6 is segment A.
constexpr std::uint8_t code_b[] = {0x7e, 0x30, 0x6d, 0x79, 0x33, 0x5b, 0x5f, 0x70,
                                   0x7f, 0x7b, 0x01, 0x4f, 0x37, 0x0e, 0x67, 0x00};
} // namespace

Max7219::Max7219(Machine& machine, std::string name, const Nets& nets, std::size_t drivers,
                 std::uint32_t colour)
    : Part(machine, std::move(name)), colour_(colour), drivers_(drivers) {
    if (drivers == 0) {
        throw Error(Device::name() + ": a chain has one driver at least");
    }
    din_.connect(nets.din, this, Din);
    clk_.connect(nets.clk, this, Clk);
    load_.connect(nets.load, this, Load);
    if (nets.dout != nullptr) {
        dout_.connect(*nets.dout, nullptr, 0);
        dout_.set({.drive = Drive::Low});
    }
}

void Max7219::reset() {
    std::fill(drivers_.begin(), drivers_.end(), Driver{});
    state_ = {};
    state_.din = din_.level() == Level::High;
    state_.clk = clk_.level() == Level::High;
    state_.load = load_.level() == Level::High;
}

void Max7219::inspect(Inspector& inspector) const {
    inspect_picture(inspector);
    inspector.number("intensity", drivers_.front().intensity);
}

void Max7219::on_edge(unsigned pin, Level level) {
    const bool high = level == Level::High;
    bool& known = pin == Din ? state_.din : pin == Clk ? state_.clk : state_.load;
    if (high == known) {
        return;
    }
    known = high;
    if (pin == Clk) {
        on_clk(high);
    } else if (pin == Load) {
        on_load(high);
    }
}

void Max7219::on_clk(bool high) {
    if (!high) {
        const bool out = (drivers_.back().shift >> (word_bits - 1) & 1) != 0;
        dout_.set({.drive = out ? Drive::High : Drive::Low});
        return;
    }
    if (state_.rise != never && now() - state_.rise < shortest_period) {
        report("max7219.clock", "a clock of more than 10 MHz");
    }
    state_.rise = now();
    ++state_.clocks;
    bool bit = state_.din;
    for (Driver& driver : drivers_) {
        const bool out = (driver.shift >> (word_bits - 1) & 1) != 0;
        driver.shift = static_cast<std::uint16_t>(driver.shift << 1 | (bit ? 1 : 0));
        bit = out;
    }
}

void Max7219::on_load(bool high) {
    if (!high) {
        state_.clocks = 0;
        return;
    }
    if (state_.clocks % word_bits != 0) {
        report("max7219.load", "LOAD rises after a number of clocks that is no multiple of 16");
    }
    for (Driver& driver : drivers_) {
        execute(driver);
    }
}

void Max7219::execute(Driver& driver) {
    const unsigned address = driver.shift >> 8 & 15;
    const auto data = static_cast<std::uint8_t>(driver.shift);
    switch (address) {
    case 0x0: // no operation
        break;
    case 0x9:
        driver.decode = data;
        break;
    case 0xa:
        driver.intensity = data & 15U;
        break;
    case 0xb:
        driver.scan_limit = data & 7U;
        break;
    case 0xc:
        driver.running = (data & 1) != 0;
        break;
    case 0xf:
        driver.test = (data & 1) != 0;
        break;
    default:
        if (address > lines) {
            report("max7219.register", "a register that does not exist");
        } else {
            driver.digits[address - 1] = data;
        }
        break;
    }
}

std::uint8_t Max7219::shown(std::size_t driver, unsigned digit) const {
    const Driver& one = drivers_[driver];
    if (one.test) {
        return everything;
    }
    if (!one.running || digit > one.scan_limit) {
        return 0;
    }
    const std::uint8_t data = one.digits[digit];
    const bool decoded = (one.decode >> digit & 1) != 0;
    return decoded ? static_cast<std::uint8_t>(code_b[data & 15U] | (data & point)) : data;
}

/// "Intensity Register Format": (2n + 1) / 32 of the time.
std::uint32_t Max7219::shade(std::size_t driver, bool lit) const {
    const Driver& one = drivers_[driver];
    const std::uint32_t parts = one.test ? 31 : 2 * one.intensity + 1;
    return lit ? dimmed(colour_, million * parts / 31) : 0;
}

bool Max7219Matrix::lit(std::size_t x, std::size_t y) const {
    return (shown(driver_at(x), static_cast<unsigned>(y)) >> (lines - 1 - x % lines) & 1) != 0;
}

std::uint32_t Max7219Matrix::colour(std::size_t x, std::size_t y) const {
    return shade(driver_at(x), lit(x, y));
}

void Max7219Matrix::inspect_picture(Inspector& inspector) const {
    std::string picture;
    for (std::size_t y = 0; y < height(); ++y) {
        for (std::size_t x = 0; x < width(); ++x) {
            picture += lit(x, y) ? '#' : '.';
        }
        picture += y + 1 < height() ? ":" : "";
    }
    inspector.text("picture", picture);
}

/// From D7, D6 ... D0 for the point, A ... G to bit 7 and bits 0 ... 6.
std::uint8_t Max7219Digits::segments(std::size_t digit) const {
    const auto number = static_cast<unsigned>(lines - 1 - digit % lines);
    const std::uint8_t data = shown(driver_of(digit), number);
    unsigned result = data & point;
    for (unsigned bit = 0; bit < segments_per_digit - 1; ++bit) {
        result |= (data >> (segments_per_digit - 2 - bit) & 1U) << bit;
    }
    return static_cast<std::uint8_t>(result);
}

std::uint32_t Max7219Digits::segment_colour(std::size_t digit, std::size_t segment) const {
    return shade(driver_of(digit), (segments(digit) >> segment & 1) != 0);
}

void Max7219Digits::inspect_picture(Inspector& inspector) const {
    std::vector<std::uint8_t> all;
    for (std::size_t digit = 0; digit < digits(); ++digit) {
        all.push_back(segments(digit));
    }
    inspector.text("text", segment_text(all, false));
}

} // namespace peripherals::devices
