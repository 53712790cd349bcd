#include "peripherals/devices/servo.h"

#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Servo;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    NetPin pin;
    Servo part;

    explicit Bench(const Servo::Config& config = {}) : part(machine, "servo", machine.net("PWM"), config) {
        simulation.set_quantum(1);
        pin.connect(machine.net("PWM"), nullptr, 0);
        pin.set({.drive = Drive::Low});
        machine.reset();
        wait_us(100);
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void pulse(std::int64_t us) {
        pin.set({.drive = Drive::High});
        simulation.settle();
        wait_us(us);
        pin.set({.drive = Drive::Low});
        simulation.settle();
        wait_us(20'000 - us);
    }
};

} // namespace

TEST_CASE("Servo: 500 to 2500 us are 0 to 180 degrees") {
    Bench bench;
    const std::pair<std::int64_t, std::int64_t> table[] = {
        {1500, 900 },
        {2500, 1800},
        {2600, 1800},
        {500,  0   },
        {450,  0   },
        {1000, 450 }
    };
    for (const auto& [us, tenths] : table) {
        for (int i = 0; i < 20; ++i) {
            bench.pulse(us);
        }
        CHECK(bench.part.angle_tenths() == tenths);
    }
}

TEST_CASE("Servo: takes 100 ms for 60 degrees, and turns round on its way") {
    Bench bench;
    bench.pulse(2500); // 17.5 ms ago
    CHECK(bench.part.angle_tenths() == 105);
    bench.pulse(2500);
    CHECK(bench.part.angle_tenths() == 225);
    bench.pulse(500); // 0.5 ms more upwards, then 19.5 ms back
    CHECK(bench.part.angle_tenths() == 225 + 3 - 117);
}

TEST_CASE("Servo: what is no pulse for it is told of and left out") {
    Bench bench;
    bench.pulse(100);
    bench.pulse(5000);
    CHECK(bench.simulation.diagnostics().count("servo.pulse") == 2);
    CHECK(bench.part.angle_tenths() == 0);
    CHECK_THROWS_AS(Bench({.shortest_us = 2000, .longest_us = 1000}), Error);
}
