#include "peripherals/devices/rotary_encoder.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using peripherals::devices::RotaryEncoder;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& a = machine.net("A");
    Net& b = machine.net("B");
    RotaryEncoder part{machine, "knob", a, b, {.detent_us = 4000}};

    Bench() { simulation.set_quantum(1); }
    void turn(std::int64_t detent) { part.stimulate(*part.find_stimulus("detent"), detent); }
    /// Levels of A and B each millisecond.
    std::string levels(int ms) {
        std::string text;
        for (int i = 0; i < ms; ++i) {
            simulation.run_until(simulation.now() + ps_per_ms);
            text += a.level() == Level::High ? '1' : '0';
            text += b.level() == Level::High ? '1' : '0';
            text += ' ';
        }
        return text;
    }
};

} // namespace

TEST_CASE("Rotary encoder: clockwise A closes first, a detent is four edges of 1 ms") {
    Bench bench;
    CHECK(bench.levels(1) == "11 ");
    bench.turn(1);
    CHECK(bench.levels(6) == "01 00 10 11 11 11 ");
}

TEST_CASE("Rotary encoder: back, B closes first, until it is where it was turned to") {
    Bench bench;
    bench.turn(-1);
    CHECK(bench.levels(5) == "10 00 01 11 11 ");
    bench.turn(1);
    CHECK(bench.levels(9) == "01 00 10 11 01 00 10 11 11 ");
}

TEST_CASE("Rotary encoder: turns round where it is") {
    Bench bench;
    bench.turn(5);
    bench.levels(2);
    bench.turn(0);
    CHECK(bench.levels(3) == "01 11 11 ");
}
