#include "peripherals/devices/pir.h"

#include "pin_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Pir;

namespace {

struct Bench : PinBench {
    Pir pir;

    explicit Bench(const Pir::Config& config) : pir(machine, "pir", net("OUT"), config) {
        machine.reset();
        wait_ms(1);
    }
    void motion(bool moving) { pir.stimulate(*pir.find_stimulus("motion"), moving ? 1 : 0); }
};

} // namespace

TEST_CASE("PIR: with retrigger it is high as long as something moves and for the time to hold") {
    Bench bench({.hold_ms = 3000});
    CHECK_FALSE(bench.high("OUT"));
    bench.motion(true);
    CHECK(bench.high("OUT"));
    bench.wait_ms(10'000);
    CHECK(bench.high("OUT"));
    bench.motion(false);
    bench.wait_ms(2'000);
    bench.motion(true); // begins anew
    bench.motion(false);
    bench.wait_ms(2'990);
    CHECK(bench.high("OUT"));
    bench.wait_ms(20);
    CHECK_FALSE(bench.high("OUT"));
}

TEST_CASE(
    "PIR: without retrigger it is high for the time to hold, then blind, then sees again what still moves") {
    Bench bench({.hold_ms = 3000, .block_ms = 2500, .retrigger = false});
    bench.motion(true);
    bench.wait_ms(2'990);
    CHECK(bench.high("OUT"));
    bench.wait_ms(20);
    CHECK_FALSE(bench.high("OUT"));
    bench.wait_ms(2'470);
    CHECK_FALSE(bench.high("OUT"));
    bench.wait_ms(30);
    CHECK(bench.high("OUT"));
}

TEST_CASE("PIR: what has ended while it was blind is not seen; nothing is while it warms up") {
    Bench bench({.hold_ms = 1000, .block_ms = 2500, .warm_up_ms = 100, .retrigger = false});
    bench.motion(true);
    bench.motion(false);
    bench.wait_ms(200);
    CHECK_FALSE(bench.high("OUT"));
    bench.motion(true);
    CHECK(bench.high("OUT"));
    bench.wait_ms(1'500);
    bench.motion(false);
    bench.wait_ms(5'000);
    CHECK(bench.net("OUT").edges() == 1 + 2);
}
