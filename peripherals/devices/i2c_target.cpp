#include "peripherals/devices/i2c_target.h"

#include "sim/core/error.h"
#include "sim/core/wiring.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned scl_pin = 0;
constexpr unsigned sda_pin = 1;
constexpr unsigned byte_bits = 8;
constexpr unsigned clocks_per_byte = byte_bits + 1;
} // namespace

I2cTarget::I2cTarget(Machine& machine, std::string name, Net& scl, Net& sda, std::uint8_t address)
    : Part(machine, std::move(name)), address_(address) {
    if (address < 0x08 || address > 0x77) {
        throw Error(Device::name() + ": I2C addresses go from 0x08 to 0x77");
    }
    scl_.connect(scl, this, scl_pin);
    scl_.set_open_drain();
    sda_.connect(sda, this, sda_pin);
    sda_.set_open_drain();
}

void I2cTarget::describe_wiring(Wiring& wiring) const {
    const std::vector<SerialBus::Pin> pins{
        {"scl", &scl_.net()},
        {"sda", &sda_.net()}
    };
    wiring.buses.push_back({SerialBus::Kind::I2c, name(), pins, {}});
}

void I2cTarget::reset() {
    state_ = {};
    state_.scl = scl_.level() != Level::Low;
    state_.sda = sda_.level() != Level::Low;
    pull_low(false);
}

void I2cTarget::pull_low(bool low) {
    sda_.set({.drive = low ? Drive::Low : Drive::None});
}

void I2cTarget::on_edge(unsigned pin, Level level) {
    const bool high = level != Level::Low; // what floats is taken for high, as a weak pull-up makes it
    if (pin == scl_pin) {
        if (high != state_.scl) {
            state_.scl = high;
            high ? clock_rises() : clock_falls();
        }
        return;
    }
    if (high == state_.sda) {
        return;
    }
    state_.sda = high;
    const bool clock_moves = scl_.net().last_edge() == now();
    if (state_.scl && !clock_moves) {
        on_condition(!high);
    }
}

void I2cTarget::on_condition(bool start) {
    if (state_.phase == Phase::Write || state_.phase == Phase::Read) {
        on_end();
    }
    state_.phase = start ? Phase::Address : Phase::Idle;
    state_.clocks = 0;
    pull_low(false);
}

void I2cTarget::clock_rises() {
    if (state_.phase == Phase::Idle || state_.phase == Phase::Ignored) {
        return;
    }
    const bool bit = sda_.level() != Level::Low;
    ++state_.clocks;
    if (state_.clocks == clocks_per_byte) {
        if (state_.phase == Phase::Read) {
            state_.acknowledged = !bit;
        }
    } else if (state_.phase != Phase::Read) {
        state_.shift = static_cast<std::uint8_t>(state_.shift << 1 | (bit ? 1 : 0));
    }
}

void I2cTarget::clock_falls() {
    if (state_.phase == Phase::Idle || state_.phase == Phase::Ignored || state_.clocks == 0) {
        return; // a start ends with the first fall
    }
    if (state_.clocks == clocks_per_byte) {
        state_.clocks = 0;
        begin_next_byte();
    } else if (state_.phase == Phase::Read) {
        const bool bit = state_.clocks == byte_bits || (state_.shift >> (7 - state_.clocks) & 1) != 0;
        pull_low(!bit);
    } else if (state_.clocks == byte_bits) {
        byte_received();
        pull_low(state_.acknowledged);
    }
}

void I2cTarget::byte_received() {
    if (state_.phase == Phase::Write) {
        state_.acknowledged = on_byte(state_.shift);
        return;
    }
    const bool reading = (state_.shift & 1) != 0;
    state_.acknowledged = state_.shift >> 1 == address_ && on_address(reading);
    if (!state_.acknowledged) {
        state_.phase = Phase::Ignored;
    } else {
        state_.phase = reading ? Phase::Read : Phase::Write;
    }
}

/// The acknowledge is over; `acknowledged` says whether it goes on.
void I2cTarget::begin_next_byte() {
    if (!state_.acknowledged) {
        on_end();
        state_.phase = Phase::Ignored;
    } else if (state_.phase == Phase::Read) {
        state_.shift = next_byte();
        pull_low((state_.shift & 0x80) == 0);
        return;
    }
    pull_low(false);
}

} // namespace peripherals::devices
