#pragma once

#include "sim/core/machine.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <map>
#include <string>

/// Nets by name, and pins that a test drives as a chip would.
struct PinBench {
    sim::core::Simulation simulation;
    sim::core::Machine machine{simulation, "bench"};
    std::map<std::string, sim::core::NetPin> pins;

    PinBench() { simulation.set_quantum(1); }
    sim::core::Net& net(const std::string& name) { return machine.net(name); }
    sim::core::Level level(const std::string& name) { return net(name).level(); }
    bool high(const std::string& name) { return level(name) == sim::core::Level::High; }
    void contribute(const std::string& name, const sim::core::Contribution& contribution) {
        sim::core::NetPin& pin = pins[name];
        if (!pin.connected()) {
            pin.connect(net(name), nullptr, 0);
        }
        pin.set(contribution);
        simulation.settle();
    }
    void set(const std::string& name, bool high) {
        contribute(name, {.drive = high ? sim::core::Drive::High : sim::core::Drive::Low});
    }
    void release(const std::string& name) { contribute(name, {}); }
    void wait(sim::core::Time time) { simulation.run_until(simulation.now() + time); }
    void wait_us(std::int64_t us) { wait(us * sim::core::ps_per_us); }
    void wait_ms(std::int64_t ms) { wait(ms * sim::core::ps_per_ms); }
    void pulse(const std::string& name, sim::core::Time width = 100 * sim::core::ps_per_ns) {
        set(name, true);
        wait(width);
        set(name, false);
        wait(width);
    }
    std::uint64_t told(const char* id) { return simulation.diagnostics().count(id); }
};
