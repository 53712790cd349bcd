#include "peripherals/devices/rotary_encoder.h"

#include "peripherals/devices/contact_pin.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Stimulus encoder_stimuli[] = {
    {"detent", -100'000, 100'000, stimulus<&RotaryEncoder::turn_to>, "clockwise from where it began"},
};
} // namespace

RotaryEncoder::RotaryEncoder(Machine& machine, std::string name, Net& a, Net& b, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    a_.connect(a, nullptr, 0);
    b_.connect(b, nullptr, 0);
    close_contacts();
}

void RotaryEncoder::inspect(Inspector& inspector) const {
    inspector.number("detent", state_.step / steps_per_detent);
}

std::span<const Stimulus> RotaryEncoder::stimuli() const {
    return encoder_stimuli;
}

void RotaryEncoder::turn_to(std::int64_t detent) {
    state_.wanted = detent * steps_per_detent;
    if (state_.wanted != state_.step && !step_.armed()) {
        step_.arm(now() + step_time());
    }
}

void RotaryEncoder::next_step() {
    state_.step += state_.wanted > state_.step ? 1 : state_.wanted < state_.step ? -1 : 0;
    close_contacts();
    if (state_.step != state_.wanted) {
        step_.arm(now() + step_time());
    }
}

void RotaryEncoder::close_contacts() {
    const std::int64_t phase = (state_.step % steps_per_detent + steps_per_detent) % steps_per_detent;
    a_.set(contact_to_ground(phase == 1 || phase == 2, config_.pull_up));
    b_.set(contact_to_ground(phase == 2 || phase == 3, config_.pull_up));
}

} // namespace peripherals::devices
