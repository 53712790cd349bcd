#include "peripherals/devices/dht22.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::Dht22;
using Bytes = std::vector<std::uint8_t>;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& wire = machine.net("SDA");
    NetPin pin;
    Dht22 part;

    explicit Bench(const Dht22::Config& config = {}) : part(machine, "air", wire, config) {
        simulation.set_quantum(1);
        pin.connect(wire, nullptr, 0);
        machine.reset();
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    bool high() const { return wire.level() == Level::High; }
    void start(std::int64_t low_us = 1000) {
        pin.set({.drive = Drive::Low});
        simulation.settle();
        wait_us(low_us);
        pin.set({});
        simulation.settle();
    }
    /// Lengths in us of what the wire does from now on, level by level.
    std::vector<int> lengths() {
        std::vector<int> result;
        bool last = high();
        int length = 0;
        while (length < 200) {
            wait_us(1);
            ++length;
            if (high() != last) {
                result.push_back(length);
                length = 0;
                last = high();
            }
        }
        return result;
    }
    Bytes ask() {
        start();
        const std::vector<int> pulses = lengths();
        if (pulses.size() != 84) {
            return {};
        }
        Bytes bytes(5);
        for (std::size_t bit = 0; bit < 40; ++bit) {
            const bool one = pulses[4 + 2 * bit] > 48;
            bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] << 1 | (one ? 1 : 0));
        }
        return bytes;
    }
    std::uint64_t told(const char* id) { return simulation.diagnostics().count(id); }
};

} // namespace

TEST_CASE("DHT22: the product manual's examples, sum and sign included") {
    Bench bench({.temperature_mc = 35'100, .humidity_permille = 652});
    bench.wait_us(2'000'000);
    CHECK(bench.ask() == Bytes{0x02, 0x8c, 0x01, 0x5f, 0xee});
    bench.part.stimulate(*bench.part.find_stimulus("temperature_mc"), -10'100);
    bench.part.stimulate(*bench.part.find_stimulus("humidity_permille"), 999);
    bench.wait_us(2'000'000);
    CHECK(bench.ask() == Bytes{0x03, 0xe7, 0x80, 0x65, 0xcf});
    CHECK(bench.told("dht22.start") == 0);
    CHECK(bench.told("dht22.too_soon") == 0);
}

TEST_CASE("DHT22: an answer has the typical times of the manual") {
    Bench bench({.temperature_mc = 0, .humidity_permille = 1});
    bench.wait_us(2'000'000);
    bench.start();
    const std::vector<int> pulses = bench.lengths();
    REQUIRE(pulses.size() == 84);
    CHECK(std::vector(pulses.begin(), pulses.begin() + 5) == std::vector{30, 80, 80, 50, 26});
    CHECK(pulses[4 + 2 * 15] == 70); // the lowest bit of the humidity
    CHECK(pulses[4 + 2 * 16] == 26);
    CHECK(pulses[83] == 50);
    CHECK(bench.high());
}

TEST_CASE("DHT22: an answer is the measurement before it, taken 2 s after the last answer") {
    Bench bench({.temperature_mc = 20'000});
    bench.wait_us(2'000'000);
    bench.ask();
    bench.wait_us(3'000'000);
    bench.part.stimulate(*bench.part.find_stimulus("temperature_mc"), 30'000);
    CHECK(bench.ask()[3] == 200);
    bench.wait_us(2'000'000);
    CHECK(bench.ask()[3] == 300 - 256);
}

TEST_CASE("DHT22: is silent for 2 s after power-on and repeats itself within 2 s of an answer") {
    Bench bench;
    bench.wait_us(1'000'000);
    CHECK(bench.ask().empty());
    CHECK(bench.told("dht22.too_soon") == 1);
    bench.wait_us(1'000'000);
    const Bytes first = bench.ask();
    CHECK(first.size() == 5);
    bench.part.stimulate(*bench.part.find_stimulus("temperature_mc"), 30'000);
    bench.wait_us(1'000'000);
    CHECK(bench.ask() == first);
    CHECK(bench.told("dht22.too_soon") == 2);
    bench.wait_us(1'000'000);
    CHECK(bench.ask() != first);
}

TEST_CASE("DHT22: a start signal lasts 0.8 to 20 ms") {
    Bench bench;
    bench.wait_us(2'000'000);
    bench.start(799);
    CHECK(bench.lengths().empty());
    CHECK(bench.told("dht22.start") == 1);
    bench.start(800);
    CHECK(bench.lengths().size() == 84);
    CHECK(bench.told("dht22.start") == 1);
    bench.wait_us(2'000'000);
    bench.start(25'000);
    CHECK(bench.lengths().size() == 84);
    CHECK(bench.told("dht22.start") == 2);
}

TEST_CASE("DHT22: without its resistor somebody else has to pull the wire up") {
    Bench bench({.pull_up = false});
    CHECK(bench.wire.level() == Level::Floating);
}
