#include "peripherals/devices/divider_sensor.h"

#include "peripherals/devices/exponential.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr double kelvin_at_0_c = 273.15;
constexpr double reference_k = 298.15;
constexpr double reference_lx = 10;
constexpr double darkness_lx = 0.1;

constexpr Stimulus ntc_stimuli[] = {
    {"temperature_mc", -55'000, 200'000, stimulus<&Ntc::set_temperature_mc>, "in thousandths of a degree"},
};
constexpr Stimulus light_stimuli[] = {
    {"light_lx", 0, 100'000, stimulus<&Photoresistor::set_light_lx>, "that falls on it"},
};
} // namespace

DividerSensor::DividerSensor(Machine& machine, std::string name, Net& net, const Divider& divider)
    : Part(machine, std::move(name)), divider_(divider) {
    output_.connect(net);
}

void DividerSensor::set_resistance(double ohm) {
    ohm_ = std::max<std::int64_t>(std::llround(ohm), 1);
    const std::int64_t lower = divider_.to_supply ? divider_.series_ohm : ohm_;
    output_.set_uv(muldiv(divider_.supply_mv * 1000, lower, ohm_ + divider_.series_ohm));
}

void DividerSensor::inspect(Inspector& inspector) const {
    inspector.number("resistance", ohm_, "Ohm");
    inspector.number("voltage", output_.microvolts() / 1000, "mV");
}

Ntc::Ntc(Machine& machine, std::string name, Net& net, const Config& config)
    : DividerSensor(machine, std::move(name), net, config.divider), config_(config) {
    set_temperature_mc(config.temperature_mc);
}

std::span<const Stimulus> Ntc::stimuli() const {
    return ntc_stimuli;
}

void Ntc::set_temperature_mc(std::int64_t mc) {
    const double kelvin = kelvin_at_0_c + static_cast<double>(mc) / 1000;
    set_resistance(static_cast<double>(config_.r25_ohm) *
                   exponential(static_cast<double>(config_.beta_k) * (1 / kelvin - 1 / reference_k)));
}

Photoresistor::Photoresistor(Machine& machine, std::string name, Net& net, const Config& config)
    : DividerSensor(machine, std::move(name), net, config.divider), config_(config) {
    set_light_lx(config.light_lx);
}

std::span<const Stimulus> Photoresistor::stimuli() const {
    return light_stimuli;
}

void Photoresistor::set_light_lx(std::int64_t lx) {
    const double ratio = reference_lx / std::max(static_cast<double>(lx), darkness_lx);
    const double gamma = static_cast<double>(config_.gamma_permille) / 1000;
    set_resistance(static_cast<double>(config_.r10_ohm) * exponential(gamma * natural_logarithm(ratio)));
}

} // namespace peripherals::devices
