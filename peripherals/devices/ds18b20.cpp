#include "peripherals/devices/ds18b20.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::uint8_t family = 0x28;

// "DS18B20 Function Commands".
enum Command : std::uint8_t {
    WriteScratchpad = 0x4e,
    ReadScratchpad = 0xbe,
    CopyScratchpad = 0x48,
    ConvertT = 0x44,
    RecallE2 = 0xb8,
    ReadPowerSupply = 0xb4,
};

constexpr Time shortest_conversion = 93'750 * ps_per_us; // tCONV, 9 bits
constexpr Time copy_time = 10 * ps_per_ms;               // tWR
// tSPON, 10 us, behind the rest of the longest slot.
constexpr Time pull_up_within = 100 * ps_per_us;
constexpr unsigned fewest_bits = 9;
constexpr unsigned most_bits = 12;
constexpr std::uint8_t resolution_field = 0x60;
constexpr std::uint8_t fixed_ones = 0x1f;

// "Scratchpad": bytes 5 to 7 are reserved.
constexpr std::uint8_t reserved[] = {0xff, 0x0c, 0x10};

constexpr Stimulus thermometer_stimuli[] = {
    {"temperature_mc", -55'000, 125'000, stimulus<&Ds18b20::set_temperature_mc>,
     "thousandths of a degree Celsius"},
};
} // namespace

Ds18b20::Ds18b20(Machine& machine, std::string name, Net& wire, const Config& config)
    : OneWireTarget(machine, std::move(name), wire, family, config.serial), config_(config),
      temperature_mc_(config.temperature_mc) {}

void Ds18b20::reset() {
    OneWireTarget::reset();
    state_ = {};
    state_.settings = eeprom_;
    done_.disarm();
    supply_.disarm();
}

void Ds18b20::inspect(Inspector& inspector) const {
    inspector.text("rom", rom_text());
    inspector.number("reading", state_.reading * 1000 / 16, "mdegC");
    inspector.number("resolution", resolution_bits(), "bits");
    inspector.number("alarm", state_.alarm ? 1 : 0);
}

std::span<const Stimulus> Ds18b20::stimuli() const {
    return thermometer_stimuli;
}

void Ds18b20::on_bus_reset() {
    state_.command = 0;
    state_.count = 0;
}

OneWireTarget::Slots Ds18b20::on_byte(std::uint8_t byte) {
    if (state_.command != WriteScratchpad) {
        return on_command(byte);
    }
    on_setting(byte);
    return state_.count < 3 ? Slots::Receive : Slots::Ignore;
}

OneWireTarget::Slots Ds18b20::on_command(std::uint8_t command) {
    state_.command = command;
    state_.count = 0;
    switch (command) {
    case WriteScratchpad:
        return Slots::Receive;
    case ReadScratchpad:
        return Slots::Send;
    case ConvertT:
        return begin(Work::Convert, shortest_conversion << (resolution_bits() - fewest_bits));
    case CopyScratchpad:
        return begin(Work::Copy, copy_time);
    case RecallE2:
        state_.settings = eeprom_;
        return Slots::Status;
    case ReadPowerSupply:
        return Slots::Status;
    default:
        report("ds18b20.command", "a function command that does not exist");
        return Slots::Ignore;
    }
}

void Ds18b20::on_setting(std::uint8_t byte) {
    switch (state_.count++) {
    case 0:
        state_.settings.high = byte;
        break;
    case 1:
        state_.settings.low = byte;
        break;
    default:
        state_.settings.configuration = static_cast<std::uint8_t>((byte & resolution_field) | fixed_ones);
    }
}

OneWireTarget::Slots Ds18b20::begin(Work work, Time time) {
    state_.work = work;
    done_.arm(now() + time);
    if (!config_.parasite_power) {
        return Slots::Status;
    }
    supply_.arm(now() + pull_up_within);
    return Slots::Ignore;
}

/// With parasite power it lives on what drives the wire high while it works.
void Ds18b20::check_supply() {
    if (wire().driven_mv() == 0) {
        report("ds18b20.unpowered", "nothing drives the wire high while a part without a supply works");
        reset();
    }
}

void Ds18b20::finish() {
    if (config_.parasite_power) {
        check_supply();
    }
    switch (std::exchange(state_.work, Work::None)) {
    case Work::Convert:
        convert();
        break;
    case Work::Copy:
        eeprom_ = state_.settings;
        break;
    case Work::None:
        break;
    }
}

void Ds18b20::convert() {
    const std::int64_t scaled = temperature_mc_ * 16;
    const std::int64_t rounded = (scaled + (scaled < 0 ? -500 : 500)) / 1000;
    const unsigned unused = most_bits - resolution_bits();
    state_.reading = static_cast<std::int16_t>(rounded >> unused << unused);
    const int whole = state_.reading >> 4;
    state_.alarm = whole >= static_cast<std::int8_t>(state_.settings.high) ||
                   whole <= static_cast<std::int8_t>(state_.settings.low);
}

std::array<std::uint8_t, 9> Ds18b20::scratchpad() const {
    const auto bits = static_cast<std::uint16_t>(state_.reading);
    std::array<std::uint8_t, 9> bytes = {static_cast<std::uint8_t>(bits),
                                         static_cast<std::uint8_t>(bits >> 8), state_.settings.high,
                                         state_.settings.low, state_.settings.configuration};
    std::copy(std::begin(reserved), std::end(reserved), bytes.begin() + 5);
    bytes[8] = one_wire_crc(std::span(bytes).first(8));
    return bytes;
}

std::uint8_t Ds18b20::next_byte() {
    const auto bytes = scratchpad();
    return state_.count < bytes.size() ? bytes[state_.count++] : std::uint8_t{0xff};
}

bool Ds18b20::status_bit() {
    return state_.command == ReadPowerSupply ? !config_.parasite_power : state_.work == Work::None;
}

} // namespace peripherals::devices
