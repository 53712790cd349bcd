#pragma once

#include "peripherals/nrf51/gpio.h"
#include "peripherals/nrf51/peripheral.h"
#include "sim/core/clock_domain.h"
#include "sim/core/machine.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::nrf51::testing {

using namespace sim::core;

inline constexpr Time hfclk_edge = 62'500;

/// A chip that has GPIO and a 16 MHz clock, each pin on a net "P0.n", and whatever a test adds.
struct PinsBench {
    struct Edge {
        Time time;
        bool level;
        bool operator==(const Edge&) const = default;
    };
    /// What is soldered to a pin: drives it if asked to, and writes down its edges.
    struct Probe final : NetListener {
        Simulation* simulation = nullptr;
        NetPin pin;
        std::vector<Edge> edges;
        void on_edge(unsigned, Level level) override {
            edges.push_back({simulation->now(), level == Level::High});
        }
    };
    struct Sink final : EventSink {
        std::vector<std::uint32_t> events;
        void on_event(std::uint32_t address) override { events.push_back(address); }
    };

    static constexpr std::uint32_t gpio_base = 0x50000000;

    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain hfclk{16'000'000};
    Sink sink;
    Gpio gpio{machine, "GPIO"};
    std::array<Probe, 32> probes;

    PinsBench() {
        simulation.set_quantum(1);
        machine.bus().map({.base = gpio_base, .size = 0x1000, .device = &gpio, .name = "GPIO"});
        for (unsigned pin = 0; pin < 32; ++pin) {
            Net& net = machine.net("P0." + std::to_string(pin));
            gpio.connect_net(pin, net);
            probes[pin].simulation = &simulation;
            probes[pin].pin.connect(net, &probes[pin], 0);
        }
        gpio.reset();
    }

    void map(Peripheral& peripheral) {
        machine.bus().map(
            {.base = peripheral.base(), .size = 0x1000, .device = &peripheral, .name = peripheral.name()});
        peripheral.reset();
    }
    std::uint32_t read(std::uint32_t address) { return machine.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { machine.bus().write(address, value, {}); }
    void run(Time ps) { simulation.run_until(simulation.now() + ps); }
    void run_us(std::int64_t us) { run(us * ps_per_us); }

    Level level(unsigned pin) { return probes[pin].pin.level(); }
    void drive(unsigned pin, bool high) {
        probes[pin].pin.set({.drive = high ? Drive::High : Drive::Low});
        simulation.settle();
    }
    void let_go(unsigned pin) {
        probes[pin].pin.set({});
        simulation.settle();
    }
    void add_pull_up(unsigned pin) {
        probes[pin].pin.set({.pull = Pull::Up});
        simulation.settle();
    }
    void configure(unsigned pin, std::uint32_t pin_cnf) { write(gpio_base + 0x700 + 4 * pin, pin_cnf); }
};

} // namespace peripherals::nrf51::testing
