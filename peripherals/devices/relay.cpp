#include "peripherals/devices/relay.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::uint16_t optocoupler_kohm = 1; // its diode and resistor
constexpr std::uint16_t base_kohm = 10;
} // namespace

Relay::Relay(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    in_.connect(nets.in, this, 0);
    in_.set({.pull = config.active_low ? Pull::Up : Pull::Down,
             .pull_kohm = config.active_low ? optocoupler_kohm : base_kohm});
    if (nets.common != nullptr && nets.normally_open != nullptr) {
        open_ = std::make_unique<Contact>(*nets.common, *nets.normally_open);
    }
    if (nets.common != nullptr && nets.normally_closed != nullptr) {
        closed_ = std::make_unique<Contact>(*nets.common, *nets.normally_closed);
    }
    connect_contacts();
}

void Relay::reset() {
    state_ = {};
    move_.disarm();
    connect_contacts();
    on_edge(0, in_.level());
}

void Relay::inspect(Inspector& inspector) const {
    inspector.number("coil", state_.coil ? 1 : 0);
    inspector.number("pulled_in", state_.pulled_in ? 1 : 0);
    inspector.number("switched", state_.switched, "times");
}

void Relay::on_edge(unsigned, Level level) {
    const bool coil = level == (config_.active_low ? Level::Low : Level::High);
    if (coil == state_.coil) {
        return;
    }
    state_.coil = coil;
    if (coil == state_.pulled_in) {
        move_.disarm();
    } else {
        move_.arm(now() + (coil ? config_.operate_ms : config_.release_ms) * ps_per_ms);
    }
}

void Relay::move_contacts() {
    state_.pulled_in = state_.coil;
    ++state_.switched;
    connect_contacts();
}

/// Breaks before it makes.
void Relay::connect_contacts() {
    Contact* const made = (state_.pulled_in ? open_ : closed_).get();
    Contact* const broken = (state_.pulled_in ? closed_ : open_).get();
    if (broken != nullptr) {
        broken->close(false);
    }
    if (made != nullptr) {
        made->close(true);
    }
}

} // namespace peripherals::devices
