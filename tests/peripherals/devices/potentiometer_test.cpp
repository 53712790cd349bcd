#include "peripherals/devices/potentiometer.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Potentiometer;

TEST_CASE("Potentiometer: its position is a share of the supply, and a level for inputs") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    Net& net = machine.net("WIPER");
    Potentiometer part(machine, "dial", net, {.position_permille = 240});
    CHECK(part.microvolts() == 792'000);
    CHECK(net.level() == Level::Low);
    part.stimulate(*part.find_stimulus("position_permille"), 610);
    CHECK(part.microvolts() == 2'013'000);
    CHECK(net.level() == Level::High);
    part.stimulate(*part.find_stimulus("position_permille"), 2000);
    CHECK(net.driven_mv() == 3300);
    machine.reset();
    CHECK(part.microvolts() == 3'300'000);
}
