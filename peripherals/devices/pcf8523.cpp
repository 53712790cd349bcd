#include "peripherals/devices/pcf8523.h"

#include "peripherals/devices/bcd_calendar.h"

#include <iterator>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::uint8_t i2c_address = 0x68;

// "Register overview".
enum Register : std::uint8_t {
    Control1,
    Control2,
    Control3,
    Seconds,
    Minutes,
    Hours,
    Days,
    Weekdays,
    Months,
    Years,
    MinuteAlarm,
    HourAlarm,
    DayAlarm,
    WeekdayAlarm,
};
constexpr std::uint8_t writable[] = {0xbf, 0x7f, 0xef, 0xff, 0x7f, 0x3f, 0x3f, 0x07, 0x1f, 0xff,
                                     0xff, 0xbf, 0xbf, 0x87, 0xff, 0xff, 0x07, 0xff, 0x77, 0xff};
constexpr std::uint8_t first_values[] = {0,    0,    0xe0, 0x80, 0, 0, 0x01, 0x06, 0x01, 0,
                                         0x80, 0x80, 0x80, 0x80, 0, 0, 0x07, 0,    0x07, 0};

constexpr std::uint8_t software_reset = 0x58;
constexpr std::uint8_t stop = 0x20; // Control_1
constexpr std::uint8_t twelve_hours = 0x08;
constexpr std::uint8_t afternoon = 0x20;  // Hours
constexpr std::uint8_t flags = 0x78;      // Control_2: a 0 clears them, a 1 leaves them
constexpr std::uint8_t alarm_flag = 0x08; // Control_2.AF
constexpr std::uint8_t alarm_off = 0x80;  // AEN of each part of the alarm

/// Passes noon and midnight in either form; true at midnight.
bool count_hours(std::uint8_t& hours, bool twelve) {
    if (!twelve) {
        return count_bcd(hours, 0, 23);
    }
    const unsigned half_of_day = hours & afternoon;
    auto hour = static_cast<std::uint8_t>(hours & 0x1f);
    count_bcd(hour, 1, 12);
    const bool turns = hour == 0x12;
    hours = static_cast<std::uint8_t>((half_of_day ^ (turns ? afternoon : 0U)) | hour);
    return turns && half_of_day != 0;
}
} // namespace

Pcf8523::Pcf8523(Machine& machine, std::string name, Net& scl, Net& sda)
    : I2cTarget(machine, std::move(name), scl, sda, i2c_address) {
    for (unsigned i = 0; i < registers; ++i) {
        clock_.values[i] = first_values[i];
    }
}

void Pcf8523::reset() {
    I2cTarget::reset();
    state_ = {};
}

void Pcf8523::inspect(Inspector& inspector) const {
    const Registers values = advanced().values;
    const auto two = [&values](unsigned address, unsigned mask) { return bcd_text(values[address] & mask); };
    inspector.text("date", "20" + two(Years, 0xff) + "-" + two(Months, 0x1f) + "-" + two(Days, 0x3f));
    inspector.text("time", two(Hours, 0x3f) + ":" + two(Minutes, 0x7f) + ":" + two(Seconds, 0x7f));
    inspector.number("alarm", (values[Control2] & alarm_flag) != 0 ? 1 : 0);
}

bool Pcf8523::meets_alarm(const Registers& values) {
    bool any = false;
    for (unsigned part = 0; part < 4; ++part) { // minute, hour, day, weekday
        const std::uint8_t wanted = values[MinuteAlarm + part];
        if ((wanted & alarm_off) == 0) {
            any = true;
            if (wanted != values[Minutes + part]) {
                return false;
            }
        }
    }
    return any;
}

Pcf8523::Clock Pcf8523::advanced() const {
    Clock clock = clock_;
    Registers& values = clock.values;
    if ((values[Control1] & stop) != 0) {
        return clock;
    }
    for (; now() - clock.second_began >= ps_per_s; clock.second_began += ps_per_s) {
        const std::uint8_t stopped_before = values[Seconds] & 0x80; // OS stays until it is written
        values[Seconds] &= 0x7f;
        const bool minute = count_bcd(values[Seconds], 0, 59);
        values[Seconds] |= stopped_before;
        if (!minute) {
            continue;
        }
        if (count_bcd(values[Minutes], 0, 59) &&
            count_hours(values[Hours], (values[Control1] & twelve_hours) != 0)) {
            count_bcd(values[Weekdays], 0, 6);
            if (count_bcd(values[Days], 1, days_of_month(values[Months], values[Years])) &&
                count_bcd(values[Months], 1, 12)) {
                count_bcd(values[Years], 0, 99);
            }
        }
        if (meets_alarm(values)) {
            values[Control2] |= alarm_flag;
        }
    }
    return clock;
}

bool Pcf8523::on_address(bool reading) {
    clock_ = advanced();
    state_.latched = clock_.values;
    state_.pointer_next = !reading;
    return true;
}

bool Pcf8523::on_byte(std::uint8_t byte) {
    if (std::exchange(state_.pointer_next, false)) {
        state_.pointer = byte % registers;
    } else {
        store(state_.pointer, byte);
        state_.pointer = (state_.pointer + 1) % registers;
    }
    return true;
}

void Pcf8523::store(unsigned address, std::uint8_t byte) {
    clock_ = advanced();
    Registers& values = clock_.values;
    if (address == Control1 && byte == software_reset) {
        for (const unsigned i : {0U, 1U, 2U, 10U, 11U, 12U, 13U, 14U, 15U, 16U, 17U, 18U, 19U}) {
            values[i] = first_values[i]; // all but the time
        }
        return;
    }
    const bool was_stopped = (values[Control1] & stop) != 0;
    std::uint8_t taken = byte & writable[address];
    if (address == Control2) {
        taken = static_cast<std::uint8_t>((byte & ~flags & 0x7f) | (values[Control2] & byte & flags));
    }
    values[address] = taken;
    if (address == Seconds || (address == Control1 && was_stopped)) {
        clock_.second_began = now();
    }
}

std::uint8_t Pcf8523::next_byte() {
    const std::uint8_t byte = state_.latched[state_.pointer];
    state_.pointer = (state_.pointer + 1) % registers;
    return byte;
}

} // namespace peripherals::devices
