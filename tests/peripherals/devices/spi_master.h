#pragma once

#include "sim/core/machine.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <vector>

/// Moves the pins of an SPI bus as a master in mode 0 or 3 does, at 10 MHz.
struct SpiMaster {
    using Bytes = std::vector<std::uint8_t>;

    sim::core::Simulation simulation;
    sim::core::Machine machine{simulation, "bench"};
    sim::core::Net& sck = machine.net("SCK");
    sim::core::Net& mosi = machine.net("MOSI");
    sim::core::Net& miso = machine.net("MISO");
    sim::core::Net& cs = machine.net("CS");
    sim::core::NetPin sck_pin, mosi_pin, cs_pin;
    sim::core::Time half = 50 * sim::core::ps_per_ns;
    bool idle_high = false; // mode 3

    SpiMaster() {
        sck_pin.connect(sck, nullptr, 0);
        mosi_pin.connect(mosi, nullptr, 0);
        cs_pin.connect(cs, nullptr, 0);
        set(sck_pin, false);
        set(cs_pin, true);
    }

    void wait(sim::core::Time time) { simulation.run_until(simulation.now() + time); }
    void set(sim::core::NetPin& pin, bool high) {
        pin.set({.drive = high ? sim::core::Drive::High : sim::core::Drive::Low});
        simulation.settle();
        wait(half);
    }
    void select(bool selected) {
        set(sck_pin, idle_high);
        set(cs_pin, !selected);
    }
    /// What stands on MISO meanwhile.
    std::uint8_t exchange(std::uint8_t byte) {
        unsigned in = 0;
        for (int bit = 7; bit >= 0; --bit) {
            set(sck_pin, false);
            set(mosi_pin, (byte >> bit & 1) != 0);
            in = in << 1 | (miso.level() == sim::core::Level::High ? 1U : 0U);
            set(sck_pin, true);
        }
        set(sck_pin, idle_high);
        return static_cast<std::uint8_t>(in);
    }
    Bytes transfer(const Bytes& bytes) {
        Bytes received;
        select(true);
        for (const std::uint8_t byte : bytes) {
            received.push_back(exchange(byte));
        }
        select(false);
        return received;
    }
};
