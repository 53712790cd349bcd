#include "peripherals/devices/joystick.h"

#include "pin_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Joystick;

TEST_CASE("Joystick: axes are volts around half of the supply, the button is a contact to ground") {
    PinBench bench;
    Joystick stick(bench.machine, "stick", {bench.net("X"), bench.net("Y"), &bench.net("SW")},
                   {.supply_mv = 3000});
    const auto move = [&stick](const char* what, std::int64_t value) {
        stick.stimulate(*stick.find_stimulus(what), value);
    };
    CHECK(stick.x().microvolts() == 1'500'000);
    CHECK(stick.y().microvolts() == 1'500'000);
    CHECK(bench.high("SW"));
    move("x_permille", 1000);
    move("y_permille", -500);
    move("pressed", 1);
    CHECK(stick.x().microvolts() == 3'000'000);
    CHECK(stick.y().microvolts() == 750'000);
    CHECK(bench.high("X"));
    CHECK(bench.level("Y") == Level::Low);
    CHECK(bench.level("SW") == Level::Low);
    move("y_permille", -2000); // to its end
    CHECK(stick.y().microvolts() == 0);
}
