#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <string>
#include <utility>

namespace peripherals::devices {

/// A resistor from a net to the supply or to ground: what an I2C bus needs on both of its lines.
class PullResistor final : public sim::core::Part {
public:
    PullResistor(sim::core::Machine& machine, std::string name, sim::core::Net& net, sim::core::Pull pull)
        : Part(machine, std::move(name)) {
        pin_.connect(net, nullptr, 0);
        pin_.set({.pull = pull, .pull_kohm = kohm});
    }

    void reset() override {}

private:
    static constexpr std::uint16_t kohm = 10; // far less than a chip's own pulls

    sim::core::NetPin pin_;
};

} // namespace peripherals::devices
