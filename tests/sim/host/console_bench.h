#pragma once

#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/host/consoles.h"

#include <deque>
#include <functional>
#include <string>
#include <string_view>

/// A console whose guest is a function of what it has received.
class GuestPort final : public sim::core::ConsolePort {
public:
    explicit GuestPort(std::string name = "usb", std::size_t burst = 0)
        : ConsolePort(std::move(name)), burst_bytes(burst) {}

    bool connected() const override { return is_connected; }
    std::size_t space() const override { return free_bytes; }
    void send(std::span<const std::uint8_t> bytes) override {
        const std::string text(bytes.begin(), bytes.end());
        received += text;
        if (on_text) {
            on_text(text);
        }
    }
    std::size_t burst() const override { return burst_bytes; }
    void print(std::string_view text) {
        output({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }

    bool is_connected = true;
    std::size_t free_bytes = 64;
    std::size_t burst_bytes;
    std::string received;
    std::function<void(const std::string&)> on_text;
};

struct ConsoleBench {
    sim::core::Simulation simulation;
    sim::core::Machine machine{simulation, "bench"};
    GuestPort port;
    sim::host::Consoles consoles{machine, {&port}};

    void send(std::string_view text) {
        consoles.send(0, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    void run_ms(sim::core::Time ms) { simulation.run_until(simulation.now() + ms * sim::core::ps_per_ms); }
};
