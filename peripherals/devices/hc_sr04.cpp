#include "peripherals/devices/hc_sr04.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time shortest_trigger = 10 * ps_per_us;
constexpr Time to_echo = 460 * ps_per_us; // Estimate
constexpr Time no_echo = 38 * ps_per_ms;
constexpr std::int64_t nearest_mm = 20;
constexpr std::int64_t farthest_mm = 4000;
constexpr std::int64_t sound_mm_per_s = 343'000;

constexpr Stimulus distance_stimuli[] = {
    {"distance_mm", 0, 10'000, stimulus<&HcSr04::set_distance_mm>,
     "to what reflects; over 4000: nothing does"},
};
} // namespace

HcSr04::HcSr04(Machine& machine, std::string name, Net& trigger, Net& echo, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    trigger_.connect(trigger, this, 0);
    echo_.connect(echo, nullptr, 0);
    drive(false);
}

void HcSr04::reset() {
    state_ = {};
    state_.triggered = trigger_.level() == Level::High;
    state_.rise = now();
    edge_.disarm();
    drive(false);
}

void HcSr04::inspect(Inspector& inspector) const {
    inspector.number("measurements", state_.measurements);
}

std::span<const Stimulus> HcSr04::stimuli() const {
    return distance_stimuli;
}

void HcSr04::drive(bool high) {
    state_.echo = high;
    echo_.set(
        {.drive = high ? Drive::High : Drive::Low, .high_mv = static_cast<std::int16_t>(config_.echo_mv)});
}

void HcSr04::on_edge(unsigned, Level level) {
    const bool high = level == Level::High;
    if (high == state_.triggered) {
        return;
    }
    state_.triggered = high;
    if (high) {
        state_.rise = now();
        return;
    }
    if (now() - state_.rise < shortest_trigger) {
        report("hc_sr04.trigger", "a trigger of less than 10 us is not seen");
    } else if (edge_.armed()) {
        report("hc_sr04.busy", "a trigger while a measurement is under way is not seen");
    } else {
        edge_.arm(now() + to_echo);
    }
}

void HcSr04::next_edge() {
    if (state_.echo) {
        ++state_.measurements;
        drive(false);
        return;
    }
    drive(true);
    const std::int64_t mm = std::max(config_.distance_mm, nearest_mm);
    edge_.arm(now() + (mm > farthest_mm ? no_echo : muldiv(2 * mm, ps_per_s, sound_mm_per_s)));
}

} // namespace peripherals::devices
