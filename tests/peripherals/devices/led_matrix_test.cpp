#include "peripherals/devices/led_matrix.h"

#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <array>

using namespace sim::core;
using peripherals::devices::LedMatrix;

namespace {

// Two rows, two columns, a picture of one line: (row 1, column 1), (2, 2), (1, 2).
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    std::array<NetPin, 4> pins;
    LedMatrix matrix{
        machine,
        "display",
        {&machine.net("ROW1"),  &machine.net("ROW2")},
        {          &machine.net("COL1"), &machine.net("COL2")                    },
        { .width = 3,  .pixels = {{0, 0}, {1, 1}, {0, 1}},                      .window_us = 10'000}
    };

    Bench() {
        simulation.set_quantum(1);
        unsigned number = 0;
        for (const char* name : {"ROW1", "ROW2", "COL1", "COL2"}) {
            pins[number++].connect(machine.net(name), nullptr, 0);
        }
        set(0, false);
        set(1, false);
        set(2, true);
        set(3, true);
    }
    void set(unsigned pin, bool high) {
        pins[pin].set({.drive = high ? Drive::High : Drive::Low});
        simulation.settle();
    }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void flash_row(unsigned row, unsigned column, std::int64_t lit_us) {
        set(row, true);
        set(column, false);
        run_us(lit_us);
        set(column, true);
        run_us(5000 - lit_us);
        set(row, false);
    }
};

} // namespace

TEST_CASE("LED matrix: a pixel shines while its row is high and its column low") {
    Bench bench;
    CHECK(bench.matrix.frame() == "000");
    bench.set(0, true);
    bench.run_us(20'000);
    CHECK(bench.matrix.frame() == "000");
    bench.set(2, false);
    bench.run_us(20'000);
    CHECK(bench.matrix.frame() == "900");
    CHECK(bench.matrix.share_ppm(0, 0) == 1'000'000);
    bench.set(3, false);
    bench.run_us(20'000);
    CHECK(bench.matrix.frame() == "909");
    bench.set(0, false);
    bench.run_us(20'000);
    CHECK(bench.matrix.frame() == "000");
}

TEST_CASE("LED matrix: brightness is the share of the latest complete window") {
    Bench bench;
    bench.flash_row(0, 2, 5000);
    bench.flash_row(1, 3, 1250);
    CHECK(bench.matrix.share_ppm(0, 0) == 500'000);
    CHECK(bench.matrix.share_ppm(1, 0) == 125'000);
    CHECK(bench.matrix.frame() == "970");
    bench.run_us(9000);
    CHECK(bench.matrix.frame() == "970");
    bench.run_us(1000);
    CHECK(bench.matrix.frame() == "000");
}

TEST_CASE("LED matrix: each level below a row's full share is 1.9 times dimmer") {
    Bench bench;
    char level = '9';
    for (const std::int64_t lit_us : {5000, 2653, 1360, 707, 373, 200, 107, 53, 27}) {
        bench.flash_row(0, 2, lit_us);
        bench.run_us(5000);
        CHECK(bench.matrix.frame()[0] == level--);
    }
    bench.flash_row(0, 2, 1);
    bench.run_us(5000);
    CHECK(bench.matrix.frame() == "100");
}

TEST_CASE("LED matrix: whole windows without an edge are lit or dark as the last edge left them") {
    Bench bench;
    bench.set(0, true);
    bench.run_us(5000);
    bench.set(2, false);
    bench.run_us(5000);
    CHECK(bench.matrix.share_ppm(0, 0) == 500'000);
    bench.run_us(10'000);
    CHECK(bench.matrix.share_ppm(0, 0) == 1'000'000);
    bench.run_us(95'000);
    bench.set(2, true);
    CHECK(bench.matrix.share_ppm(0, 0) == 1'000'000);
    bench.run_us(5000);
    CHECK(bench.matrix.share_ppm(0, 0) == 500'000);
}

TEST_CASE("LED matrix: lines that float light nothing") {
    Bench bench;
    bench.set(0, true);
    bench.set(2, false);
    bench.pins[0].set({});
    bench.simulation.settle();
    bench.run_us(20'000);
    CHECK(bench.matrix.frame() == "000");
}

TEST_CASE("LED matrix: a picture that does not fit is refused") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    Net& net = machine.net("ROW1");
    CHECK_THROWS_AS(LedMatrix(machine, "m", {&net}, {&net}, {.width = 0, .pixels = {{0, 0}}}), Error);
    CHECK_THROWS_AS(LedMatrix(machine, "m", {&net}, {&net}, {.width = 2, .pixels = {{0, 0}}}), Error);
    CHECK_THROWS_AS(LedMatrix(machine, "m", {&net}, {&net}, {.width = 1, .pixels = {{0, 1}}}), Error);
}

TEST_CASE("LED matrix: light takes the charge of a column that floats; none is there without it") {
    Bench bench;
    const AnalogSource& column = bench.matrix.column(0);
    const Stimulus& light = *bench.matrix.find_stimulus("light");
    const auto volts_after_4073us = [&](std::int64_t level) {
        bench.set(2, true);
        bench.matrix.stimulate(light, level);
        bench.pins[2].set({});
        bench.simulation.settle();
        bench.run_us(4073);
        return static_cast<double>(column.microvolts()) / 1e6;
    };
    bench.set(2, false);
    CHECK(column.microvolts() == 0);
    bench.pins[2].set({});
    bench.simulation.settle();
    CHECK(column.microvolts() == 0);
    bench.set(2, true);
    CHECK(column.microvolts() == 3'300'000);
    CHECK(volts_after_4073us(0) == doctest::Approx(1.089).epsilon(0.001));
    CHECK(volts_after_4073us(255) == doctest::Approx(0.2417).epsilon(0.001));
    CHECK(volts_after_4073us(1000) == doctest::Approx(0.2417).epsilon(0.001)); // at its limit
    bench.run_us(4073);
    CHECK(column.microvolts() == 0);
    CHECK(bench.matrix.column(1).microvolts() == 3'300'000);
}

TEST_CASE("LED matrix: light that changes while a column floats counts from then on") {
    Bench bench;
    const Stimulus& light = *bench.matrix.find_stimulus("light");
    bench.pins[2].set({});
    bench.simulation.settle();
    bench.run_us(1000);
    const std::int64_t before = bench.matrix.column(0).microvolts();
    bench.matrix.stimulate(light, 255);
    CHECK(bench.matrix.column(0).microvolts() == before);
    bench.run_us(1000);
    CHECK(before - bench.matrix.column(0).microvolts() == doctest::Approx(750'855).epsilon(0.001));
}
