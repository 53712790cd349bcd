#include "peripherals/devices/spi_target.h"

#include "sim/core/wiring.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned sck_pin = 0;
constexpr unsigned mosi_pin = 1;
constexpr unsigned cs_pin = 2;
} // namespace

SpiTarget::SpiTarget(Machine& machine, std::string name, const Nets& nets) : Part(machine, std::move(name)) {
    sck_.connect(nets.sck, this, sck_pin);
    mosi_.connect(nets.mosi, nullptr, mosi_pin);
    cs_.connect(nets.cs, this, cs_pin);
    if (nets.miso != nullptr) {
        miso_.connect(*nets.miso, nullptr, 0);
    }
}

void SpiTarget::describe_wiring(Wiring& wiring) const {
    std::vector<SerialBus::Pin> pins{
        {"sck",  &sck_.net() },
        {"mosi", &mosi_.net()},
        {"cs",   &cs_.net()  }
    };
    if (miso_.connected()) {
        pins.push_back({"miso", &miso_.net()});
    }
    wiring.buses.push_back({SerialBus::Kind::Spi, name(), std::move(pins), {}});
}

void SpiTarget::reset() {
    state_ = {};
    state_.clock = sck_.level() == Level::High;
    miso_.set({});
}

void SpiTarget::on_edge(unsigned pin, Level level) {
    if (pin == cs_pin) {
        select(level == Level::Low);
        return;
    }
    const bool clock = level == Level::High;
    if (clock == state_.clock) {
        return;
    }
    state_.clock = clock;
    if (!state_.selected) {
        return;
    }
    if (!clock) {
        drive_bit();
        return;
    }
    state_.in = static_cast<std::uint8_t>(state_.in << 1 | (mosi_.level() == Level::High ? 1 : 0));
    if (++state_.bits == 8) {
        state_.bits = 0;
        on_byte(state_.in);
    }
}

void SpiTarget::select(bool selected) {
    if (selected == state_.selected) {
        return;
    }
    state_.selected = selected;
    state_.bits = 0;
    if (!selected) {
        miso_.set({});
        return;
    }
    on_select();
    if (!state_.clock) { // mode 0: the first bit has no edge of its own
        drive_bit();
    }
}

void SpiTarget::drive_bit() {
    if (!miso_.connected()) {
        return;
    }
    if (state_.bits == 0) {
        state_.out = next_byte();
    }
    const bool bit = (state_.out >> (7 - state_.bits) & 1) != 0;
    miso_.set({.drive = bit ? Drive::High : Drive::Low});
}

} // namespace peripherals::devices
