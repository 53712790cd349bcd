#include "sim/core/device.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <utility>

namespace sim::core {

Device::Device(Machine& machine, std::string name)
    : machine_(machine), scheduler_(machine.simulation().scheduler()), name_(std::move(name)),
      instance_(machine.simulation().next_instance()) {
    machine_.add_device(*this);
}

Device::~Device() {
    machine_.remove_device(*this);
}

Trace& Device::trace() const {
    return machine_.simulation().trace();
}

void Device::report(std::string_view id, std::string_view text, std::string_view detail) const {
    std::string subject = name_;
    if (!detail.empty()) {
        subject += ' ';
        subject += detail;
    }
    machine_.report(id, subject, text);
}

} // namespace sim::core
