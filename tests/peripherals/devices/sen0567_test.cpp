#include "peripherals/devices/sen0567.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Sen0567;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& net = machine.net("OUT");
    Sen0567 sensor;

    explicit Bench(bool warm) : sensor(machine, "ammonia", net, {.warm = warm}) { machine.reset(); }
    void run_s(std::int64_t seconds) { simulation.run_until(simulation.now() + seconds * ps_per_s); }
    void ammonia(std::int64_t ppm) { sensor.stimulate(*sensor.find_stimulus("ammonia_ppm"), ppm); }
    std::int64_t mv() const { return sensor.microvolts() / 1000; }
};

} // namespace

TEST_CASE("SEN0567: more ammonia, more volts, below the supply") {
    Bench bench(true);
    std::int64_t last = 0;
    for (const std::int64_t ppm : {0, 1, 5, 20, 100, 300, 1000}) {
        bench.ammonia(ppm);
        bench.run_s(21);
        CHECK(bench.mv() > last);
        last = bench.mv();
    }
    CHECK(last < 3300);
    bench.ammonia(0);
    bench.run_s(21);
    CHECK(bench.mv() == 198);
}

TEST_CASE("SEN0567: a change takes 20 s; one in between goes on from what it feels") {
    Bench bench(true);
    bench.ammonia(100);
    CHECK(bench.mv() == 198);
    bench.run_s(10);
    const std::int64_t half = bench.mv();
    CHECK(half == 620); // 50 ppm
    bench.ammonia(0);
    CHECK(bench.mv() == half);
    bench.run_s(20);
    CHECK(bench.mv() == 198);
}

TEST_CASE("SEN0567: warms up for five minutes from power-on, without any event") {
    Bench bench(false);
    CHECK(bench.mv() == 1980);
    bench.run_s(150);
    CHECK(bench.mv() > 198);
    CHECK(bench.mv() < 1000);
    bench.run_s(150);
    CHECK(bench.mv() == 198);
    CHECK_FALSE(bench.simulation.anything_to_come());
    bench.machine.reset();
    CHECK(bench.mv() == 1980);
}
