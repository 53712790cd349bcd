#include "peripherals/devices/ds1307.h"

#include "peripherals/devices/bcd_calendar.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::uint8_t i2c_address = 0x68;

// "Timekeeper Registers".
enum Register : std::uint8_t { Seconds, Minutes, Hours, Day, Date, Month, Year, Control };
constexpr std::uint8_t writable[] = {0xff, 0x7f, 0x7f, 0x07, 0x3f, 0x1f, 0xff, 0x93};
constexpr std::uint8_t first_values[] = {0x80, 0, 0, 1, 1, 1, 0, 0x03};

constexpr std::uint8_t clock_halt = 0x80; // Seconds.CH
constexpr std::uint8_t twelve_hours = 0x40;
constexpr std::uint8_t afternoon = 0x20;
constexpr std::uint8_t out = 0x80; // Control
constexpr std::uint8_t wave_enable = 0x10;
constexpr std::int64_t wave_hz[] = {1, 4'096, 8'192, 32'768}; // by RS1, RS0

/// Passes noon and midnight in either form; true at midnight.
bool count_hours(std::uint8_t& hours) {
    if ((hours & twelve_hours) == 0) {
        return count_bcd(hours, 0, 23);
    }
    const unsigned half_of_day = hours & afternoon;
    auto hour = static_cast<std::uint8_t>(hours & 0x1f);
    count_bcd(hour, 1, 12);
    const bool turns = hour == 0x12; // 11 is followed by 12 of the other half
    hours = static_cast<std::uint8_t>(twelve_hours | (half_of_day ^ (turns ? afternoon : 0U)) | hour);
    return turns && half_of_day != 0;
}
} // namespace

Ds1307::Ds1307(Machine& machine, std::string name, Net& scl, Net& sda, Net* square_wave)
    : I2cTarget(machine, std::move(name), scl, sda, i2c_address) {
    for (std::size_t i = 0; i < std::size(first_values); ++i) {
        clock_.values[i] = first_values[i];
    }
    if (square_wave != nullptr) {
        square_wave_.connect(*square_wave, nullptr, 0);
    }
}

void Ds1307::reset() {
    I2cTarget::reset();
    state_ = {};
    restart_wave();
}

void Ds1307::inspect(Inspector& inspector) const {
    const Registers values = advanced().values;
    const auto two = [&values](unsigned address, unsigned mask) { return bcd_text(values[address] & mask); };
    const bool twelve = (values[Hours] & twelve_hours) != 0;
    std::string time = two(Hours, twelve ? 0x1f : 0x3f) + ":" + two(Minutes, 0x7f) + ":" + two(Seconds, 0x7f);
    if (twelve) {
        time += (values[Hours] & afternoon) != 0 ? " pm" : " am";
    }
    inspector.text("date", "20" + two(Year, 0xff) + "-" + two(Month, 0x1f) + "-" + two(Date, 0x3f));
    inspector.text("time", time);
    inspector.number("halted", (values[Seconds] & clock_halt) != 0 ? 1 : 0);
}

Ds1307::Clock Ds1307::advanced() const {
    Clock clock = clock_;
    Registers& values = clock.values;
    if ((values[Seconds] & clock_halt) != 0) {
        return clock;
    }
    for (; now() - clock.second_began >= ps_per_s; clock.second_began += ps_per_s) {
        if (!count_bcd(values[Seconds], 0, 59) || !count_bcd(values[Minutes], 0, 59) ||
            !count_hours(values[Hours])) {
            continue;
        }
        count_bcd(values[Day], 1, 7);
        if (count_bcd(values[Date], 1, days_of_month(values[Month], values[Year])) &&
            count_bcd(values[Month], 1, 12)) {
            count_bcd(values[Year], 0, 99);
        }
    }
    return clock;
}

bool Ds1307::on_address(bool reading) {
    clock_ = advanced();
    state_.latched = clock_.values;
    state_.pointer_next = !reading;
    return true;
}

bool Ds1307::on_byte(std::uint8_t byte) {
    if (std::exchange(state_.pointer_next, false)) {
        state_.pointer = byte % registers;
    } else {
        store(state_.pointer, byte);
        state_.pointer = (state_.pointer + 1) % registers;
    }
    return true;
}

void Ds1307::store(unsigned address, std::uint8_t byte) {
    clock_ = advanced();
    const std::uint8_t mask = address < std::size(writable) ? writable[address] : std::uint8_t{0xff};
    clock_.values[address] = byte & mask;
    if (address == Seconds) {
        clock_.second_began = now();
    }
    if (address == Control) {
        restart_wave();
    }
}

std::uint8_t Ds1307::next_byte() {
    const std::uint8_t byte = state_.latched[state_.pointer];
    state_.pointer = (state_.pointer + 1) % registers;
    return byte;
}

void Ds1307::restart_wave() {
    const std::uint8_t control = clock_.values[Control];
    wave_.disarm();
    if ((control & wave_enable) == 0 || !square_wave_.connected()) {
        drive((control & out) != 0);
        return;
    }
    state_.wave_began = now();
    state_.half_periods = 0;
    wave_.arm(now() + ps_per_s / (2 * wave_hz[control & 3]));
}

void Ds1307::toggle() {
    ++state_.half_periods;
    drive(!state_.level);
    const std::int64_t hz = wave_hz[clock_.values[Control] & 3];
    wave_.arm(state_.wave_began + muldiv(state_.half_periods + 1, ps_per_s, 2 * hz));
}

void Ds1307::drive(bool high) {
    state_.level = high;
    square_wave_.set({.drive = high ? Drive::None : Drive::Low});
}

} // namespace peripherals::devices
