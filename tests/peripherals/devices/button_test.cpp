#include "peripherals/devices/button.h"

#include "peripherals/devices/pull_resistor.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Button;
using peripherals::devices::PullResistor;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& net = machine.net("P5");
};

} // namespace

TEST_CASE("Button: pulls its net low while it is pressed") {
    Bench bench;
    Button button(bench.machine, "button_a", bench.net, {});
    CHECK(bench.net.level() == Level::High);
    const Stimulus* pressed = button.find_stimulus("pressed");
    REQUIRE(pressed != nullptr);
    CHECK(button.find_stimulus("force") == nullptr);
    button.stimulate(*pressed, 1);
    CHECK(bench.net.level() == Level::Low);
    button.stimulate(*pressed, 99);
    CHECK(button.pressed());
    button.stimulate(*pressed, 0);
    CHECK(bench.net.level() == Level::High);
}

TEST_CASE("Button: stays pressed over a reset") {
    Bench bench;
    Button button(bench.machine, "button_a", bench.net, {});
    button.set_pressed(1);
    bench.machine.reset();
    CHECK(bench.net.level() == Level::Low);
}

TEST_CASE("Button: without its resistor the chip has to pull") {
    Bench bench;
    Button button(bench.machine, "button_a", bench.net, {.pull_up = false});
    CHECK(bench.net.level() == Level::Floating);
    PullResistor resistor(bench.machine, "R1", bench.net, Pull::Up);
    CHECK(bench.net.level() == Level::High);
    button.set_pressed(1);
    CHECK(bench.net.level() == Level::Low);
}

TEST_CASE("Button: bounces as often as told, then stays") {
    Bench bench;
    Button button(bench.machine, "button_a", bench.net, {.bounces = 3, .bounce_us = 600});
    const auto edges = bench.net.edges();
    button.set_pressed(1);
    CHECK(bench.net.level() == Level::Low);
    bench.simulation.run_until(ps_per_ms);
    CHECK(bench.net.edges() - edges == 7);
    CHECK(bench.net.last_edge() == 600 * ps_per_us);
    CHECK(bench.net.level() == Level::Low);
    button.set_pressed(0);
    bench.simulation.run_until(2 * ps_per_ms);
    CHECK(bench.net.edges() - edges == 14);
    CHECK(bench.net.level() == Level::High);
}

TEST_CASE("Button: behind a resistor it is stronger than a chip's pull and weaker than a driver") {
    Bench bench;
    NetPin pad;
    pad.connect(bench.net, nullptr, 0);
    Button button(bench.machine, "bootsel", bench.net, {.pull_up = false, .series_kohm = 1});
    pad.set({.pull = Pull::Up});
    button.set_pressed(1);
    CHECK(bench.net.level() == Level::Low);
    pad.set({.drive = Drive::High});
    CHECK(bench.net.level() == Level::High);
    CHECK(bench.simulation.diagnostics().count("net.contention") == 0);
    pad.set({.pull = Pull::Up});
    button.set_pressed(0);
    CHECK(bench.net.level() == Level::High);
}
