#include "peripherals/devices/hc_sr04.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::HcSr04;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& echo = machine.net("ECHO");
    NetPin trigger;
    HcSr04 part;

    explicit Bench(const HcSr04::Config& config = {})
        : part(machine, "distance", machine.net("TRIG"), echo, config) {
        simulation.set_quantum(1);
        trigger.connect(machine.net("TRIG"), nullptr, 0);
        machine.reset();
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void pulse(std::int64_t us = 10) {
        trigger.set({.drive = Drive::High});
        simulation.settle();
        wait_us(us);
        trigger.set({.drive = Drive::Low});
        simulation.settle();
    }
    /// Length of the echo in us.
    std::int64_t measure() {
        pulse();
        wait_us(60'000);
        return (echo.last_edge() - risen()) / ps_per_us;
    }
    Time risen() const { return simulation.now() - 60'000 * ps_per_us + 460 * ps_per_us; }
    void stimulate(std::int64_t mm) { part.stimulate(*part.find_stimulus("distance_mm"), mm); }
};

} // namespace

TEST_CASE("HC-SR04: Echo is high for the time that sound takes there and back") {
    Bench bench;
    CHECK(bench.measure() == 5830); // 2 m at 343 m/s
    bench.stimulate(343);
    CHECK(bench.measure() == 2000);
    CHECK(bench.echo.edges() == 1 + 4);
}

TEST_CASE("HC-SR04: nothing nearer than 20 mm, and 38 ms without an echo") {
    Bench bench;
    bench.stimulate(5);
    CHECK(bench.measure() == 116);
    bench.stimulate(4001);
    CHECK(bench.measure() == 38'000);
}

TEST_CASE("HC-SR04: Echo rises 460 us after a trigger of at least 10 us") {
    Bench bench;
    bench.pulse(9);
    bench.wait_us(1000);
    CHECK(bench.echo.level() == Level::Low);
    CHECK(bench.simulation.diagnostics().count("hc_sr04.trigger") == 1);
    bench.pulse(10);
    bench.wait_us(459);
    CHECK(bench.echo.level() == Level::Low);
    bench.wait_us(1);
    CHECK(bench.echo.level() == Level::High);
}

TEST_CASE("HC-SR04: a trigger during a measurement is not seen") {
    Bench bench;
    bench.pulse();
    bench.wait_us(1000);
    bench.pulse();
    bench.wait_us(50'000);
    CHECK(bench.echo.edges() == 1 + 2);
    CHECK(bench.simulation.diagnostics().count("hc_sr04.busy") == 1);
}

TEST_CASE("HC-SR04: drives Echo as high as its board does") {
    Bench bench({.distance_mm = 1000, .echo_mv = 5000});
    bench.pulse();
    bench.wait_us(500);
    CHECK(bench.echo.driven_mv() == 5000);
}
