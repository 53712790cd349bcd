#include "peripherals/devices/stepper.h"

#include "peripherals/devices/step_angles.h"
#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::int64_t tenths_per_turn = 3600;
constexpr int half_cycle = microsteps_per_cycle / 2;

/// From one angle to another on the shorter way; -half_cycle for opposite ones.
int turn(std::int64_t from, std::int64_t to) {
    const std::int64_t ahead =
        ((to - from) % microsteps_per_cycle + microsteps_per_cycle) % microsteps_per_cycle;
    return static_cast<int>(ahead < half_cycle ? ahead : ahead - microsteps_per_cycle);
}
} // namespace

Stepper::Stepper(Machine& machine, std::string name, const std::vector<Net*>& nets, const Config& config)
    : Part(machine, std::move(name)), config_(config), pins_(nets.size()) {
    if (nets.size() != 4) {
        throw Error(Device::name() + ": a stepper motor has four wires");
    }
    for (unsigned pin = 0; pin < pins_.size(); ++pin) {
        pins_[pin].connect(*nets[pin], this, pin);
        pins_[pin].watch_drive();
    }
    on_drive(0);
}

void Stepper::inspect(Inspector& inspector) const {
    const std::int64_t per_turn = config_.steps_per_turn * microsteps_per_step;
    inspector.number("position", position(), "sixteenths of a step");
    inspector.number("angle", position() * tenths_per_turn / per_turn, "tenths of a degree");
    inspector.number("lost", lost_steps(), "steps");
}

std::int64_t Stepper::position() const {
    const std::int64_t turned =
        muldiv(now() - state_.since, config_.highest_steps_per_s * microsteps_per_step, ps_per_s);
    return state_.to >= state_.from ? std::min(state_.from + turned, state_.to)
                                    : std::max(state_.from - turned, state_.to);
}

std::int64_t Stepper::lost_steps() const {
    return (state_.wanted - state_.to) / microsteps_per_step;
}

/// Pins change one after the other at one time.
void Stepper::on_drive(unsigned) {
    follow_.arm(now());
}

/// How much current goes from this pin to the next one, or through its coil.
int Stepper::coil_percent(unsigned pin) const {
    const auto share = [this](unsigned number) {
        return static_cast<int>(std::min(pins_[number].net().drive_ma(), 100U));
    };
    const Level here = pins_[pin].level();
    if (config_.unipolar) {
        return here == Level::High ? share(pin) : 0;
    }
    const Level there = pins_[pin + 1].level();
    if (here == there || here == Level::Floating || there == Level::Floating) {
        return 0;
    }
    const int current = std::min(share(pin), share(pin + 1));
    return here == Level::High ? current : -current;
}

int Stepper::field() const {
    const int a = config_.unipolar ? coil_percent(0) - coil_percent(2) : coil_percent(0);
    const int b = config_.unipolar ? coil_percent(1) - coil_percent(3) : coil_percent(2);
    if (a == 0 && b == 0) {
        return no_field;
    }
    const auto along = [a, b](int angle) { return a * cosine_permille(angle) + b * sine_permille(angle); };
    int best = 0;
    for (int angle = 1; angle < microsteps_per_cycle; ++angle) {
        best = along(angle) > along(best) ? angle : best;
    }
    return best;
}

void Stepper::follow_field() {
    const int now_at = field();
    if (now_at == no_field || now_at == state_.field) {
        return;
    }
    const std::int64_t lost = lost_steps();
    const std::int64_t rotor = position();
    if (state_.field == no_field) { // the first time there is current
        state_.wanted = rotor + turn(rotor, now_at);
    } else {
        state_.wanted += turn(state_.field, now_at);
    }
    state_.field = now_at;
    state_.from = rotor;
    state_.since = now();
    const int way = turn(rotor, now_at);
    state_.to = way == -half_cycle ? rotor : rotor + way; // nothing moves it to the opposite
    if (lost_steps() != lost) {
        report("stepper.lost_steps", "the field turned faster than the rotor follows");
    }
}

} // namespace peripherals::devices
