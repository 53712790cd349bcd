#include "peripherals/devices/ir_receiver.h"

#include "inspected.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::IrReceiver;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& out = machine.net("OUT");
    Net& light = machine.net("LED");
    NetPin led;
    IrReceiver part{machine, "eye", out, light, {}};

    Bench() {
        led.connect(light, nullptr, 0);
        led.set({.drive = Drive::Low});
        machine.reset();
        simulation.settle();
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void shine(int cycles, std::int64_t period_us) {
        for (int i = 0; i < cycles; ++i) {
            led.set({.drive = Drive::High});
            simulation.settle();
            wait_us(period_us / 3);
            led.set({.drive = Drive::Low});
            simulation.settle();
            wait_us(period_us - period_us / 3);
        }
    }
};

} // namespace

TEST_CASE("IR receiver: is low while it sees its carrier, a few cycles late at both ends") {
    Bench bench;
    CHECK(bench.out.level() == Level::High);
    bench.shine(6, 26);
    CHECK(bench.out.level() == Level::High);
    bench.shine(10, 26);
    CHECK(bench.out.level() == Level::Low);
    bench.wait_us(150); // 26 of them within the last period
    CHECK(bench.out.level() == Level::Low);
    bench.wait_us(20);
    CHECK(bench.out.level() == Level::High);
    CHECK(inspected(bench.part, "bursts") == "1");
}

TEST_CASE("IR receiver: a jump of phase does not end a burst") {
    Bench bench;
    bench.shine(21, 26);
    bench.wait_us(12);
    bench.shine(21, 26);
    CHECK(bench.out.level() == Level::Low);
    CHECK(inspected(bench.part, "bursts") == "1");
}

TEST_CASE("IR receiver: neither steady light nor another carrier is one") {
    Bench bench;
    bench.shine(30, 36); // 28 kHz
    CHECK(bench.out.level() == Level::High);
    bench.led.set({.drive = Drive::High});
    bench.simulation.settle();
    bench.wait_us(10'000);
    CHECK(bench.out.level() == Level::High);
}
