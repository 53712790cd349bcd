#include "peripherals/devices/sen0567.h"

#include <cstddef>
#include <iterator>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {

// Estimate: the output in millionths of the supply; straight lines in between.
struct Point {
    std::int64_t ppb;
    std::int64_t share_ppm;
};
constexpr Point curve[] = {
    {0,         60'000 },
    {1000,      70'000 },
    {5000,      91'000 },
    {10'000,    109'000},
    {50'000,    188'000},
    {100'000,   242'000},
    {300'000,   364'000},
    {1'000'000, 500'000},
};
constexpr std::int64_t cold_share_ppm = 600'000;
constexpr Time warm_up_time = 300 * ps_per_s;
constexpr Time response_time = 20 * ps_per_s;
constexpr std::int64_t ppb_per_ppm = 1000;

std::int64_t share_of(std::int64_t ppb) {
    for (std::size_t i = 1; i < std::size(curve); ++i) {
        const Point& low = curve[i - 1];
        const Point& high = curve[i];
        if (ppb <= high.ppb) {
            return low.share_ppm + muldiv(high.share_ppm - low.share_ppm, ppb - low.ppb, high.ppb - low.ppb);
        }
    }
    return std::end(curve)[-1].share_ppm;
}

constexpr Stimulus sensor_stimuli[] = {
    {"ammonia_ppm", 0, 1000, stimulus<&Sen0567::set_ammonia>, "in the air"},
};

} // namespace

Sen0567::Sen0567(Machine& machine, std::string name, Net& net, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    pin_.connect(net, nullptr, 0);
    pin_.set({.drive = Drive::Low});
}

void Sen0567::reset() {
    state_.powered_at = now();
}

void Sen0567::inspect(Inspector& inspector) const {
    inspector.number("ammonia", state_.to_ppb / ppb_per_ppm, "ppm");
    inspector.number("voltage", microvolts() / 1000, "mV");
}

std::span<const Stimulus> Sen0567::stimuli() const {
    return sensor_stimuli;
}

void Sen0567::set_ammonia(std::int64_t ppm) {
    state_.from_ppb = felt_ppb();
    state_.to_ppb = ppm * ppb_per_ppm;
    state_.changed_at = now();
}

std::int64_t Sen0567::felt_ppb() const {
    const Time passed = now() - state_.changed_at;
    return passed >= response_time
               ? state_.to_ppb
               : state_.from_ppb + muldiv(state_.to_ppb - state_.from_ppb, passed, response_time);
}

std::int64_t Sen0567::microvolts() const {
    std::int64_t share = share_of(felt_ppb());
    const Time left = warm_up_time - (now() - state_.powered_at);
    if (!config_.warm && left > 0) {
        // The square of the time that is left: fast at first.
        share += muldiv(muldiv(cold_share_ppm - share, left, warm_up_time), left, warm_up_time);
    }
    return config_.supply_mv * share / 1000;
}

} // namespace peripherals::devices
