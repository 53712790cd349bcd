#include "peripherals/devices/button.h"

#include "peripherals/devices/contact_pin.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Stimulus button_stimuli[] = {
    {"pressed", 0, 1, stimulus<&Button::set_pressed>, "a finger on it"},
};
constexpr Stimulus switch_stimuli[] = {
    {"closed", 0, 1, stimulus<&Button::set_pressed>, "where it was put"},
};
} // namespace

Button::Button(Machine& machine, std::string name, Net& net, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    pin_.connect(net, nullptr, 0);
    close_contact(false);
}

void Button::inspect(Inspector& inspector) const {
    inspector.number(config_.latching ? "closed" : "pressed", state_.pressed ? 1 : 0);
}

std::span<const Stimulus> Button::stimuli() const {
    return config_.latching ? std::span(switch_stimuli) : std::span(button_stimuli);
}

void Button::set_pressed(std::int64_t pressed) {
    if ((pressed != 0) == state_.pressed) {
        return;
    }
    state_.pressed = pressed != 0;
    state_.moves_left = 2 * config_.bounces;
    move_contact();
}

/// It closes and opens by turns, and ends as the finger wants it.
void Button::move_contact() {
    close_contact(state_.moves_left % 2 == 0 ? state_.pressed : !state_.pressed);
    if (state_.moves_left == 0) {
        bounce_.disarm();
        return;
    }
    --state_.moves_left;
    bounce_.arm(now() + config_.bounce_us * ps_per_us / (2 * config_.bounces));
}

void Button::close_contact(bool closed) {
    state_.closed = closed;
    if (config_.series_kohm != 0 && closed) {
        pin_.set({.pull = Pull::Down, .pull_kohm = config_.series_kohm});
        return;
    }
    pin_.set(contact_to_ground(closed, config_.pull_up));
}

} // namespace peripherals::devices
