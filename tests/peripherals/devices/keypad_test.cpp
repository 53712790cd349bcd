#include "peripherals/devices/keypad.h"

#include "inspected.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::Keypad;

namespace {

struct Bench : PinBench {
    std::vector<Net*> rows = {&net("R1"), &net("R2"), &net("R3"), &net("R4")};
    std::vector<Net*> columns = {&net("C1"), &net("C2"), &net("C3"), &net("C4")};
    Keypad pad;

    explicit Bench(const Keypad::Config& config = {}) : pad(machine, "pad", rows, columns, config) {
        for (const char* column : {"C1", "C2", "C3", "C4"}) {
            contribute(column, {.pull = Pull::Up});
        }
    }
    void hold(const char* labels) { pad.stimulate(*pad.find_stimulus("keys"), labels); }
    /// As a program scans: one row low after the other, the columns that follow.
    std::string scan() {
        constexpr char labels[] = "123A456B789C*0#D";
        std::string seen;
        for (std::size_t row = 0; row < 4; ++row) {
            const std::string name = "R" + std::to_string(row + 1);
            set(name, false);
            for (std::size_t column = 0; column < 4; ++column) {
                if (!high("C" + std::to_string(column + 1))) {
                    seen += labels[4 * row + column];
                }
            }
            release(name);
        }
        return seen;
    }
};

} // namespace

TEST_CASE("Keypad: a key connects its row with its column") {
    Bench bench;
    CHECK(bench.scan() == "");
    bench.hold("6");
    CHECK(bench.scan() == "6");
    CHECK(inspected(bench.pad, "keys") == "6");
    bench.hold("D1");
    CHECK(bench.scan() == "1D");
    bench.hold("");
    CHECK(bench.scan() == "");
}

TEST_CASE("Keypad: three corners of a rectangle look like four") {
    Bench bench;
    bench.hold("12");
    CHECK(bench.scan() == "12");
    bench.hold("124");
    CHECK(bench.scan() == "1245");
}

TEST_CASE("Keypad: two rows driven against each other through keys of one column are a short circuit") {
    Bench bench;
    bench.hold("14");
    bench.set("R1", false);
    CHECK(bench.told("net.contention") == 0);
    bench.set("R2", true);
    CHECK(bench.told("net.contention") > 0);
}

TEST_CASE("Keypad: keys bounce as often as told, then stay") {
    Bench bench({.bounces = 3, .bounce_us = 600});
    bench.set("R1", false);
    const auto edges = bench.net("C1").edges();
    bench.hold("1");
    bench.wait_ms(1);
    CHECK(bench.net("C1").edges() - edges == 7);
    CHECK(bench.net("C1").last_edge() == 600 * ps_per_us);
    CHECK_FALSE(bench.high("C1"));
    bench.hold("12");
    bench.wait_ms(1);
    CHECK(bench.net("C1").edges() - edges == 7); // only what changes bounces
    CHECK_FALSE(bench.high("C2"));
}

TEST_CASE("Keypad: each key has a label, and unknown ones are told of") {
    Bench bench;
    bench.hold("1x");
    CHECK(bench.told("keypad.key") == 1);
    CHECK(bench.scan() == "1");
    CHECK_THROWS_AS(Bench({.labels = "123"}), Error);
    CHECK_THROWS_AS(Bench({.labels = "123A456B789C*0#1"}), Error);
}
