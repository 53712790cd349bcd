#include "peripherals/devices/servo.h"

#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::int64_t tenths_per_60_degrees = 600;
} // namespace

Servo::Servo(Machine& machine, std::string name, Net& net, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    if (config.shortest_us < 1 || config.longest_us <= config.shortest_us || config.degrees < 1 ||
        config.ms_per_60_degrees < 1) {
        throw Error(Device::name() + ": its pulses and angles have to rise");
    }
    pin_.connect(net, this, 0);
}

void Servo::reset() {
    state_.high = pin_.level() == Level::High;
    state_.rise = now();
}

std::int64_t Servo::angle_tenths() const {
    const std::int64_t turned =
        muldiv(now() - state_.since, tenths_per_60_degrees, config_.ms_per_60_degrees * ps_per_ms);
    return state_.to >= state_.from ? std::min(state_.from + turned, state_.to)
                                    : std::max(state_.from - turned, state_.to);
}

void Servo::inspect(Inspector& inspector) const {
    inspector.number("angle", angle_tenths(), "tenths of a degree");
    inspector.number("pulse", state_.pulse_us, "us");
}

void Servo::on_edge(unsigned, Level level) {
    const bool high = level == Level::High;
    if (high == state_.high) {
        return;
    }
    state_.high = high;
    if (high) {
        state_.rise = now();
        return;
    }
    const Time length = now() - state_.rise;
    const Time shortest = config_.shortest_us * ps_per_us;
    const Time longest = config_.longest_us * ps_per_us;
    if (length < shortest / 3 || length > longest * 3 / 2) {
        report("servo.pulse", "a pulse that no servo understands");
        return;
    }
    const Time held = std::clamp(length, shortest, longest);
    state_.pulse_us = (length + ps_per_us / 2) / ps_per_us;
    state_.from = angle_tenths();
    state_.since = now();
    state_.to = muldiv(held - shortest, 10 * config_.degrees, longest - shortest);
}

} // namespace peripherals::devices
