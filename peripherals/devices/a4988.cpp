#include "peripherals/devices/a4988.h"

#include "peripherals/devices/step_angles.h"

#include <cstdlib>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
enum Pins : unsigned { Step, Dir, Ms, Enable, Sleep, Reset };
constexpr Time shortest_step = ps_per_us;        // tA, tB
constexpr Time shortest_setup = 200 * ps_per_ns; // tC, tD
constexpr Time wake_up = ps_per_ms;
constexpr int home = microsteps_per_step / 2; // "Home State": 45 degrees
constexpr std::uint16_t ms_kohm = 100;
// "Microstep Resolution Truth Table", by MS3, MS2, MS1. Others are not in it; Estimate: MS3 alone is a
// sixteenth, too.
constexpr int microsteps_of[] = {1, 2, 4, 8, 16, 16, 16, 16};
} // namespace

A4988::A4988(Machine& machine, std::string name, const Nets& nets) : Part(machine, std::move(name)) {
    const auto connect = [this](NetPin& pin, Net* net, unsigned number) {
        if (net != nullptr) {
            pin.connect(*net, this, number);
        }
    };
    connect(step_, &nets.step, Step);
    connect(dir_, &nets.dir, Dir);
    for (std::size_t i = 0; i < ms_.size(); ++i) {
        connect(ms_[i], nets.ms[i], Ms);
        ms_[i].set({.pull = Pull::Down, .pull_kohm = ms_kohm});
    }
    connect(enable_, nets.enable, Enable);
    connect(sleep_, nets.sleep, Sleep);
    connect(reset_, nets.reset, Reset);
    for (std::size_t i = 0; i < outputs; ++i) {
        if (nets.coils[i] != nullptr) {
            coils_[i].connect(*nets.coils[i], nullptr, 0);
        }
    }
}

void A4988::reset() {
    state_ = {};
    state_.step = step_.level() == Level::High;
    go_home();
}

void A4988::inspect(Inspector& inspector) const {
    inspector.number("steps", state_.steps, "sixteenths");
    inspector.number("microsteps", microsteps());
    inspector.number("enabled", is_low(enable_) || !enable_.connected() ? 1 : 0);
}

int A4988::microsteps() const {
    unsigned number = 0;
    for (std::size_t i = 0; i < ms_.size(); ++i) {
        number |= ms_[i].level() == Level::High ? 1U << i : 0U;
    }
    return microsteps_of[number];
}

void A4988::go_home() {
    state_.angle = home;
    drive();
}

void A4988::drive_coil(std::size_t first, int permille) {
    const int percent = (std::abs(permille) + 5) / 10;
    const auto strength = static_cast<std::uint8_t>(percent);
    const Contribution high{.drive = Drive::High, .strength_ma = strength};
    const Contribution low{.drive = Drive::Low, .strength_ma = strength};
    coils_[first].set(percent == 0 ? Contribution{} : permille > 0 ? high : low);
    coils_[first + 1].set(percent == 0 ? Contribution{} : permille > 0 ? low : high);
}

void A4988::drive() {
    const bool enabled = !enable_.connected() || is_low(enable_);
    const bool on = enabled && !sleeping() && !in_reset();
    drive_coil(0, on ? cosine_permille(state_.angle) : 0);
    drive_coil(2, on ? sine_permille(state_.angle) : 0);
}

void A4988::require(Time since, Time at_least, const char* what) {
    if (since != never && now() - since < at_least) {
        report("a4988.timing", what);
    }
}

void A4988::on_edge(unsigned pin, Level level) {
    switch (pin) {
    case Step:
        on_step(level == Level::High);
        break;
    case Dir:
    case Ms:
        on_setting();
        break;
    case Sleep:
        state_.awake_since = sleeping() ? never : now();
        go_home();
        break;
    case Reset:
        go_home();
        break;
    default:
        drive();
        break;
    }
}

void A4988::on_setting() {
    require(state_.step_rise, shortest_setup, "DIR and MS1 to MS3 are to hold for 200 ns after STEP rises");
    state_.setting_edge = now();
}

/// Full steps are where both coils have the same current; other modes begin at 0 degrees.
int A4988::next_angle(bool forward) const {
    const int size = microsteps_per_step / microsteps();
    const int offset = size == microsteps_per_step ? home : 0;
    int angle = state_.angle;
    do {
        angle += forward ? 1 : -1;
    } while ((angle - offset) % size != 0);
    return angle;
}

void A4988::on_step(bool high) {
    if (high == state_.step) {
        return;
    }
    state_.step = high;
    require(state_.step_edge, shortest_step, "STEP is to stay for 1 us");
    state_.step_edge = now();
    if (!high || sleeping() || in_reset()) {
        return;
    }
    if (state_.awake_since != never && now() - state_.awake_since < wake_up) {
        report("a4988.timing", "a step within 1 ms of waking up is lost");
        return;
    }
    require(state_.setting_edge, shortest_setup, "DIR and MS1 to MS3 are to be set 200 ns before STEP rises");
    state_.step_rise = now();
    const int next = next_angle(dir_.level() != Level::High);
    state_.steps += next - state_.angle;
    state_.angle = (next + microsteps_per_cycle) % microsteps_per_cycle;
    drive();
}

} // namespace peripherals::devices
