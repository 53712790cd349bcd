#include "peripherals/devices/voltage_source.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::VoltageSource;

TEST_CASE("VoltageSource: gives its volts to analogue inputs, a level to digital ones, also over a reset") {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& net = machine.net("P1");
    VoltageSource source(machine, "slider", net, 500);
    CHECK(source.microvolts() == 500'000);
    CHECK(net.level() == Level::Low);
    const Stimulus* mv = source.find_stimulus("mv");
    REQUIRE(mv != nullptr);
    source.stimulate(*mv, 800);
    CHECK(net.level() == Level::Low);
    source.stimulate(*mv, 1650); // neither
    CHECK(net.between_limits());
    source.stimulate(*mv, 2000);
    CHECK(net.level() == Level::High);
    CHECK(net.driven_mv() == 2000);
    machine.reset();
    CHECK(source.microvolts() == 2'000'000);
    source.stimulate(*mv, 9999);
    CHECK(source.microvolts() == 5'000'000);
}
