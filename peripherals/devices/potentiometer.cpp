#include "peripherals/devices/potentiometer.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Stimulus potentiometer_stimuli[] = {
    {"position_permille", 0, 1000, stimulus<&Potentiometer::set_position>, "of its way, from ground"},
};
} // namespace

Potentiometer::Potentiometer(Machine& machine, std::string name, Net& net, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    output_.connect(net);
    set_position(config.position_permille);
}

void Potentiometer::inspect(Inspector& inspector) const {
    inspector.number("position", config_.position_permille, "permille");
    inspector.number("voltage", output_.microvolts() / 1000, "mV");
}

std::span<const Stimulus> Potentiometer::stimuli() const {
    return potentiometer_stimuli;
}

void Potentiometer::set_position(std::int64_t permille) {
    config_.position_permille = permille;
    output_.set_uv(permille * config_.supply_mv);
}

} // namespace peripherals::devices
