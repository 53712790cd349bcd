#include "peripherals/devices/rotary_encoder.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
// A contact beats any driver of a chip.
constexpr std::uint8_t contact_ma = 200;
constexpr std::uint16_t pull_kohm = 10;
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
    const auto contact = [this](NetPin& pin, bool closed) {
        pin.set({.drive = closed ? Drive::Low : Drive::None,
                 .pull = config_.pull_up ? Pull::Up : Pull::None,
                 .strength_ma = contact_ma,
                 .pull_kohm = pull_kohm});
    };
    contact(a_, phase == 1 || phase == 2);
    contact(b_, phase == 2 || phase == 3);
}

} // namespace peripherals::devices
