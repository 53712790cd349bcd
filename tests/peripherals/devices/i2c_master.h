#pragma once

#include "sim/core/machine.h"
#include "sim/core/net.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

/// Moves two pins as a master at 100 kHz does, on a bus with pull-ups.
struct I2cMaster {
    sim::core::Simulation simulation;
    sim::core::Machine machine{simulation, "bench"};
    sim::core::Net& scl = machine.net("SCL");
    sim::core::Net& sda = machine.net("SDA");
    sim::core::NetPin scl_pin, sda_pin, scl_pull, sda_pull;
    sim::core::Time quarter = 2'500 * sim::core::ps_per_ns;

    I2cMaster() {
        scl_pin.connect(scl, nullptr, 0);
        sda_pin.connect(sda, nullptr, 0);
        scl_pull.connect(scl, nullptr, 0);
        sda_pull.connect(sda, nullptr, 0);
        scl_pull.set({.pull = sim::core::Pull::Up});
        sda_pull.set({.pull = sim::core::Pull::Up});
    }

    void wait(sim::core::Time time) { simulation.run_until(simulation.now() + time); }
    void set(sim::core::NetPin& pin, bool high) {
        pin.set({.drive = high ? sim::core::Drive::None : sim::core::Drive::Low});
        simulation.settle();
        wait(quarter);
    }
    bool line() const { return sda.level() == sim::core::Level::High; }

    void start() {
        set(sda_pin, true);
        set(scl_pin, true);
        set(sda_pin, false);
        set(scl_pin, false);
    }
    void stop() {
        set(sda_pin, false);
        set(scl_pin, true);
        set(sda_pin, true);
    }
    bool clock_bit(bool bit) {
        set(sda_pin, bit);
        set(scl_pin, true);
        const bool seen = line();
        set(scl_pin, false);
        return seen;
    }
    /// True for an acknowledge.
    bool send(std::uint8_t byte) {
        for (int bit = 7; bit >= 0; --bit) {
            clock_bit((byte >> bit & 1) != 0);
        }
        return !clock_bit(true);
    }
    std::uint8_t receive(bool acknowledge) {
        unsigned byte = 0;
        for (int bit = 0; bit < 8; ++bit) {
            byte = byte << 1 | (clock_bit(true) ? 1U : 0U);
        }
        clock_bit(!acknowledge);
        return static_cast<std::uint8_t>(byte);
    }

    bool write(std::uint8_t address, std::initializer_list<std::uint8_t> bytes) {
        start();
        bool acknowledged = send(static_cast<std::uint8_t>(address << 1));
        for (const std::uint8_t byte : bytes) {
            acknowledged = send(byte) && acknowledged;
        }
        stop();
        return acknowledged;
    }
    std::vector<std::uint8_t> read(std::uint8_t address, std::uint8_t first, std::size_t count) {
        start();
        send(static_cast<std::uint8_t>(address << 1));
        send(first);
        start();
        send(static_cast<std::uint8_t>(address << 1 | 1));
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0; i < count; ++i) {
            bytes.push_back(receive(i + 1 < count));
        }
        stop();
        return bytes;
    }
    std::uint8_t read(std::uint8_t address, std::uint8_t first) { return read(address, first, 1).front(); }
};
