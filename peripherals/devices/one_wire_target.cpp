#include "peripherals/devices/one_wire_target.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time reset_low = 480 * ps_per_us;    // tRSTL
constexpr Time reset_taken = 400 * ps_per_us;  // Estimate
constexpr Time tolerance = 1 * ps_per_us;      // of masters that count whole microseconds
constexpr Time presence_high = 30 * ps_per_us; // tPDHIGH: 15 to 60 us
constexpr Time presence_low = 120 * ps_per_us; // tPDLOW: 60 to 240 us
constexpr Time sampled_after = 30 * ps_per_us; // 15 to 60 us
constexpr Time shortest_low = 1 * ps_per_us;   // tLOW1
constexpr Time longest_low_1 = 15 * ps_per_us;
constexpr Time shortest_low_0 = 60 * ps_per_us; // tLOW0
constexpr Time longest_low_0 = 120 * ps_per_us;

// DS18B20 datasheet, "ROM Commands".
enum RomCommand : std::uint8_t {
    SearchRom = 0xf0,
    ReadRom = 0x33,
    MatchRom = 0x55,
    SkipRom = 0xcc,
    AlarmSearch = 0xec,
};

constexpr unsigned rom_bits = 64;
} // namespace

std::uint8_t one_wire_crc(std::span<const std::uint8_t> bytes) {
    constexpr unsigned polynomial = 0x8c; // the lowest bit is the highest power
    unsigned crc = 0;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? polynomial : 0);
        }
    }
    return static_cast<std::uint8_t>(crc);
}

OneWireTarget::OneWireTarget(Machine& machine, std::string name, Net& wire, std::uint8_t family,
                             std::uint64_t serial)
    : Part(machine, std::move(name)) {
    rom_[0] = family;
    for (unsigned i = 0; i < 6; ++i) {
        rom_[i + 1] = static_cast<std::uint8_t>(serial >> 8 * i);
    }
    rom_[7] = one_wire_crc(std::span(rom_).first(7));
    pin_.connect(wire, this, 0);
    pin_.set_open_drain();
}

void OneWireTarget::reset() {
    state_ = {};
    state_.low = pin_.level() == Level::Low;
    state_.fall = now();
    timer_.disarm();
    pull_low(false);
}

std::string OneWireTarget::rom_text() const {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : rom_) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

void OneWireTarget::pull_low(bool low) {
    pin_.set({.drive = low ? Drive::Low : Drive::None});
}

void OneWireTarget::on_edge(unsigned, Level level) {
    if (level == Level::Floating && state_.phase != Phase::Ignore) {
        report("one_wire.floating", "the wire floats between slots: it has no pull-up");
    }
    const bool low = level == Level::Low; // what floats is taken for high, as a weak pull-up makes it
    if (low == state_.low) {
        return;
    }
    state_.low = low;
    low ? on_fall() : on_rise();
}

void OneWireTarget::on_fall() {
    state_.fall = now();
    state_.checks_low = false;
    if (state_.phase == Phase::Ignore || state_.phase == Phase::Presence) {
        return;
    }
    if (state_.slot != Slot::None) {
        report("one_wire.timing", "a slot begins before the last one is over");
        return;
    }
    if (is_sending()) {
        send_bit(bit_to_send());
        return;
    }
    state_.checks_low = true;
    state_.slot = Slot::Sample;
    timer_.arm(now() + sampled_after);
}

void OneWireTarget::on_rise() {
    const Time low_for = now() - state_.fall;
    if (low_for >= reset_taken) {
        state_.phase = Phase::Presence;
        state_.slot = Slot::None;
        state_.presenting = false;
        on_bus_reset();
        if (low_for < reset_low - tolerance) {
            report("one_wire.timing", "a reset that is shorter than 480 us");
        }
        timer_.arm(now() + presence_high);
        return;
    }
    if (state_.checks_low &&
        (low_for < shortest_low || low_for > longest_low_0 + tolerance ||
         (low_for > longest_low_1 + tolerance && low_for < shortest_low_0 - tolerance))) {
        report("one_wire.timing", "low for a time that is neither 1 to 15 us, 60 to 120 us nor 480 us");
    }
}

void OneWireTarget::on_time() {
    if (state_.phase == Phase::Presence) {
        if (!std::exchange(state_.presenting, true)) {
            pull_low(true);
            timer_.arm(now() + presence_low);
            return;
        }
        pull_low(false);
        state_.phase = Phase::RomCommand;
        state_.bits = 0;
        return;
    }
    if (std::exchange(state_.slot, Slot::None) == Slot::HoldLow) {
        pull_low(false);
    } else {
        bit_received(!state_.low);
    }
}

bool OneWireTarget::is_sending() const {
    switch (state_.phase) {
    case Phase::ReadRom:
        return true;
    case Phase::Search:
        return state_.search_step < 2;
    case Phase::Function:
        return state_.slots != Slots::Receive;
    default:
        return false;
    }
}

bool OneWireTarget::bit_to_send() {
    if (state_.phase == Phase::ReadRom) {
        const bool bit = rom_bit(state_.bits);
        if (++state_.bits == rom_bits) {
            state_.phase = Phase::Function;
            state_.slots = Slots::Receive;
            state_.bits = 0;
        }
        return bit;
    }
    if (state_.phase == Phase::Search) {
        return rom_bit(state_.bits) != (state_.search_step++ == 1);
    }
    if (state_.slots == Slots::Status) {
        return status_bit();
    }
    if (state_.slots == Slots::Ignore) {
        return true;
    }
    if (state_.bits == 0) {
        state_.shift = next_byte();
    }
    const bool bit = (state_.shift >> state_.bits & 1) != 0;
    state_.bits = (state_.bits + 1) % 8;
    return bit;
}

void OneWireTarget::send_bit(bool bit) {
    if (!bit) {
        pull_low(true);
        state_.slot = Slot::HoldLow;
        timer_.arm(now() + sampled_after);
    }
}

void OneWireTarget::bit_received(bool bit) {
    if (state_.phase == Phase::Search || state_.phase == Phase::MatchRom) {
        state_.search_step = 0;
        if (bit != rom_bit(state_.bits)) {
            state_.phase = Phase::Ignore;
        } else if (++state_.bits == rom_bits) {
            state_.phase = Phase::Function;
            state_.slots = Slots::Receive;
            state_.bits = 0;
        }
        return;
    }
    state_.shift = static_cast<std::uint8_t>(state_.shift >> 1 | (bit ? 0x80 : 0));
    if (++state_.bits < 8) {
        return;
    }
    state_.bits = 0;
    if (state_.phase == Phase::RomCommand) {
        rom_command(state_.shift);
    } else {
        state_.slots = on_byte(state_.shift);
    }
}

void OneWireTarget::rom_command(std::uint8_t command) {
    state_.search_step = 0;
    switch (command) {
    case SearchRom:
        state_.phase = Phase::Search;
        break;
    case AlarmSearch:
        state_.phase = in_alarm() ? Phase::Search : Phase::Ignore;
        break;
    case ReadRom:
        state_.phase = Phase::ReadRom;
        break;
    case MatchRom:
        state_.phase = Phase::MatchRom;
        break;
    case SkipRom:
        state_.phase = Phase::Function;
        state_.slots = Slots::Receive;
        break;
    default:
        report("one_wire.command", "a ROM command that does not exist");
        state_.phase = Phase::Ignore;
    }
}

} // namespace peripherals::devices
