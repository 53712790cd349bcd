#include "sim/core/machine.h"

#include "sim/core/device.h"
#include "sim/core/processor.h"
#include "sim/core/simulation.h"

#include <utility>

namespace sim::core {

Machine::Machine(Simulation& simulation, std::string name)
    : simulation_(simulation), name_(std::move(name)), bus_(*this) {
    simulation_.add_machine(*this);
}

Machine::~Machine() {
    simulation_.remove_machine(*this);
}

void Machine::add_processor(Processor& processor) {
    processors_.push_back(&processor);
    simulation_.list_cores();
}

void Machine::reset() {
    for (Device* device : devices_) {
        device->reset();
    }
}

Device* Machine::find_device(std::string_view name) const {
    for (Device* device : devices_) {
        if (device->name() == name) {
            return device;
        }
    }
    return nullptr;
}

Net& Machine::net(std::string_view name) {
    for (Net& net : nets_) {
        if (net.name() == name) {
            return net;
        }
    }
    return nets_.emplace_back(*this, std::string(name));
}

Place Machine::place() const {
    if (initiator_core_ < 0) {
        return {};
    }
    return {initiator_core_, processors_[static_cast<std::size_t>(initiator_core_)]->pc()};
}

void Machine::report(std::string_view id, std::string_view subject, std::string_view text) {
    Diagnostics& diagnostics = simulation_.diagnostics();
    if (simulation_.machines().size() == 1) {
        diagnostics.report(id, subject, simulation_.now(), place(), text);
    } else {
        diagnostics.report(id, name_ + "." + std::string(subject), simulation_.now(), place(), text);
    }
}

} // namespace sim::core
