#include "peripherals/devices/stepper.h"

#include "inspected.h"
#include "peripherals/devices/a4988.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::A4988;
using peripherals::devices::Stepper;

namespace {

struct Motor : PinBench {
    Stepper motor;

    explicit Motor(const Stepper::Config& config = {})
        : motor(machine, "motor", {&net("W1"), &net("W2"), &net("W3"), &net("W4")}, config) {
        machine.reset();
    }
    /// "1100": a level for each wire.
    void wires(const std::string& levels, std::int64_t us = 5000) {
        for (std::size_t i = 0; i < 4; ++i) {
            set("W" + std::to_string(i + 1), levels[i] == '1');
        }
        wait_us(us);
    }
};

struct Driven : PinBench {
    std::vector<Net*> coils = {&net("1A"), &net("1B"), &net("2A"), &net("2B")};
    A4988 driver;
    Stepper motor{machine, "motor", coils, {}};

    Driven()
        : driver(machine, "driver",
                 {
                     net("STEP"),
                     net("DIR"),
                     {&net("MS1"), &net("MS2"), &net("MS3")},
                     &net("ENABLE"),
                     &net("SLEEP"),
                     &net("RESET"),
                     { coils[0],   coils[1],    coils[2],    coils[3]}
    }) {
        for (const char* pin : {"STEP", "DIR", "ENABLE"}) {
            set(pin, false);
        }
        for (const char* pin : {"SLEEP", "RESET"}) {
            set(pin, true);
        }
        machine.reset();
        wait_ms(20);
    }
    void mode(bool ms1, bool ms2, bool ms3) {
        set("MS1", ms1);
        set("MS2", ms2);
        set("MS3", ms3);
        wait_us(1);
    }
    void steps(int count, std::int64_t period_us = 2000) {
        for (int i = 0; i < count; ++i) {
            set("STEP", true);
            wait_us(2);
            set("STEP", false);
            wait_us(period_us - 2);
        }
    }
};

} // namespace

TEST_CASE("Stepper: bipolar full steps, both coils on") {
    Motor bench;
    bench.wires("1010"); // 45 degrees
    CHECK(bench.motor.position() == 8);
    for (const char* levels : {"0110", "0101", "1001", "1010"}) {
        bench.wires(levels);
    }
    CHECK(bench.motor.position() == 8 + 4 * 16);
    CHECK(inspected(bench.motor, "angle") == "81"); // 4.5 steps of 1.8 degrees
    bench.wires("1001");
    CHECK(bench.motor.position() == 8 + 3 * 16);
    CHECK(bench.motor.lost_steps() == 0);
}

TEST_CASE("Stepper: unipolar half steps, and without current it stays") {
    Motor bench({.unipolar = true, .steps_per_turn = 2048});
    for (const char* levels : {"1000", "1100", "0100", "0110", "0010", "0011", "0001", "1001", "1000"}) {
        bench.wires(levels);
    }
    CHECK(bench.motor.position() == 64);
    bench.wires("0000");
    CHECK(bench.motor.position() == 64);
    bench.wires("0001");
    CHECK(bench.motor.position() == 48);
    CHECK(bench.told("stepper.lost_steps") == 0);
}

TEST_CASE("Stepper: turns no faster than it can, and loses a whole turn of the field if that runs away") {
    Motor bench({.unipolar = true, .highest_steps_per_s = 500});
    const char* const wave[] = {"1000", "0100", "0010", "0001"};
    bench.wires("1000");
    for (int i = 1; i <= 8; ++i) {
        bench.wires(wave[i % 4], 2000); // 500 steps a second
    }
    CHECK(bench.motor.position() == 8 * 16);
    for (int i = 1; i <= 8; ++i) {
        bench.wires(wave[i % 4], 200);
    }
    bench.wait_ms(50);
    CHECK(bench.motor.position() < 16 * 16);
    CHECK(bench.motor.position() % 64 == 0);
    CHECK(bench.motor.lost_steps() % 4 == 0);
    CHECK(bench.motor.lost_steps() > 0);
    CHECK(bench.told("stepper.lost_steps") > 0);
    CHECK(bench.motor.position() / 16 + bench.motor.lost_steps() == 16);
}

TEST_CASE("Stepper: nothing turns it to the opposite at once") {
    Motor bench({.unipolar = true});
    bench.wires("1000");
    bench.wires("0010");
    CHECK(bench.motor.position() == 0);
    CHECK(bench.motor.lost_steps() == -2);
    CHECK_THROWS_AS(Stepper(bench.machine, "none", {&bench.net("W1")}, {}), Error);
}

TEST_CASE("A4988: full steps from its home at 45 degrees, DIR low forward") {
    Driven bench;
    CHECK(bench.motor.position() == 8);
    bench.steps(10);
    CHECK(bench.motor.position() == 8 + 160);
    bench.set("DIR", true);
    bench.wait_us(1);
    bench.steps(3);
    CHECK(bench.motor.position() == 8 + 112);
    CHECK(inspected(bench.driver, "steps") == "112");
    CHECK(bench.told("a4988.timing") == 0);
}

TEST_CASE("A4988: half, quarter, eighth and sixteenth steps reach the rotor") {
    Driven bench;
    std::int64_t wanted = 8;
    const int table[][4] = {
        {1, 0, 0, 8},
        {0, 1, 0, 4},
        {1, 1, 0, 2},
        {1, 1, 1, 1}
    };
    for (const auto& [ms1, ms2, ms3, size] : table) {
        bench.mode(ms1 != 0, ms2 != 0, ms3 != 0);
        bench.steps(8);
        wanted += 8 * size;
        CHECK(bench.motor.position() == wanted);
    }
    CHECK(bench.motor.position() == 8 + 120); // no place of full steps
    bench.mode(false, false, false);
    bench.steps(1);
    CHECK(bench.motor.position() == 8 + 128);
    bench.steps(1);
    CHECK(bench.motor.position() == 8 + 144);
    CHECK(bench.motor.lost_steps() == 0);
}

TEST_CASE("A4988: outputs float while ENABLE is high, steps go on") {
    Driven bench;
    bench.set("ENABLE", true);
    CHECK(bench.level("1A") == Level::Floating);
    bench.steps(1);
    CHECK(bench.motor.position() == 8);
    bench.set("ENABLE", false);
    bench.wait_ms(20);
    CHECK(bench.motor.position() == 8 + 16);
}

TEST_CASE("A4988: reset and sleep are its home; a step needs 1 ms after sleep") {
    Driven bench;
    bench.steps(1);
    bench.set("RESET", false);
    CHECK(bench.level("1A") == Level::Floating);
    bench.steps(2);
    bench.set("RESET", true);
    bench.wait_ms(20);
    CHECK(bench.motor.position() == 8);
    bench.set("SLEEP", false);
    bench.wait_us(10);
    bench.set("SLEEP", true);
    bench.wait_us(500);
    bench.steps(1);
    CHECK(bench.motor.position() == 8);
    CHECK(bench.told("a4988.timing") == 1);
    bench.steps(1);
    bench.wait_ms(20);
    CHECK(bench.motor.position() == 24);
}

TEST_CASE("A4988: pulses under 1 us, and settings within 200 ns of a step, are told of") {
    Driven bench;
    bench.set("STEP", true);
    bench.wait(900 * ps_per_ns);
    bench.set("STEP", false);
    CHECK(bench.told("a4988.timing") == 1);
    bench.wait_us(5);
    bench.set("DIR", true);
    bench.wait(100 * ps_per_ns);
    bench.set("STEP", true);
    CHECK(bench.told("a4988.timing") == 2);
    bench.wait(100 * ps_per_ns);
    bench.set("DIR", false);
    CHECK(bench.told("a4988.timing") == 3);
}
