#include "peripherals/devices/voltage_source.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Stimulus voltage_stimuli[] = {
    {"mv", 0, 5000, stimulus<&VoltageSource::set_mv>, "against ground"},
};
} // namespace

VoltageSource::VoltageSource(Machine& machine, std::string name, Net& net, std::int64_t mv)
    : Part(machine, std::move(name)) {
    output_.connect(net);
    set_mv(mv);
}

void VoltageSource::inspect(Inspector& inspector) const {
    inspector.number("voltage", output_.microvolts() / 1000, "mV");
}

std::span<const Stimulus> VoltageSource::stimuli() const {
    return voltage_stimuli;
}

void VoltageSource::set_mv(std::int64_t mv) {
    output_.set_uv(mv * 1000);
}

} // namespace peripherals::devices
