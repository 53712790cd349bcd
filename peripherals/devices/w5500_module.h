#pragma once

#include "peripherals/devices/ethernet_gateway.h"
#include "peripherals/devices/w5500.h"
#include "sim/core/console_port.h"

#include <string>
#include <vector>

namespace peripherals::devices {

/// The network behind a board's jack.
struct W5500Lan {
    W5500Lan(sim::core::Machine& machine, const std::string& name,
             const std::vector<EthernetGateway::Forward>& forwards)
        : wire(machine, name + "_wire"), gateway(machine, name + "_gateway", wire, {}, forwards) {}

    EthernetWire wire;
    EthernetGateway gateway;
};

/// A W5500 on a board, with a cable to a gateway of its own.
class W5500Module final : private W5500Lan, public W5500, public sim::core::ConsoleSource {
public:
    W5500Module(sim::core::Machine& machine, const std::string& name, const Nets& nets, const Pins& pins,
                const std::vector<EthernetGateway::Forward>& forwards)
        : W5500Lan(machine, name, forwards), W5500(machine, name, nets, pins, wire) {}

    std::vector<sim::core::ConsolePort*> consoles() override { return gateway.consoles(); }
};

} // namespace peripherals::devices
