#include "peripherals/devices/pir.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Stimulus pir_stimuli[] = {
    {"motion", 0, 1, stimulus<&Pir::set_motion>, "in front of it"},
};
} // namespace

Pir::Pir(Machine& machine, std::string name, Net& out, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    out_.connect(out, nullptr, 0);
    out_.set({.drive = Drive::Low});
}

void Pir::reset() {
    state_ = {};
    out_.set({.drive = Drive::Low});
    end_.arm(now() + config_.warm_up_ms * ps_per_ms);
}

void Pir::inspect(Inspector& inspector) const {
    inspector.number("alarm", state_.phase == Phase::Alarm ? 1 : 0);
    inspector.number("alarms", state_.alarms);
}

std::span<const Stimulus> Pir::stimuli() const {
    return pir_stimuli;
}

void Pir::set_motion(std::int64_t moving) {
    const bool was_moving = moving_;
    moving_ = moving != 0;
    if (state_.phase == Phase::Watching) {
        watch();
    } else if (state_.phase == Phase::Alarm && config_.retrigger && moving_ != was_moving) {
        // The time to hold begins when the motion ends.
        end_.arm(moving_ ? never : now() + config_.hold_ms * ps_per_ms);
    }
}

void Pir::watch() {
    state_.phase = Phase::Watching;
    if (moving_) {
        raise_alarm();
    }
}

void Pir::raise_alarm() {
    state_.phase = Phase::Alarm;
    ++state_.alarms;
    out_.set({.drive = Drive::High});
    end_.arm(config_.retrigger ? never : now() + config_.hold_ms * ps_per_ms);
}

void Pir::end_phase() {
    if (state_.phase == Phase::Blind) {
        watch();
        return;
    }
    state_.phase = Phase::Blind;
    out_.set({.drive = Drive::Low});
    end_.arm(now() + config_.block_ms * ps_per_ms);
}

} // namespace peripherals::devices
