#include "peripherals/devices/seven_segment.h"

#include "inspected.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::SevenSegment;

namespace {

const std::vector<std::string> segment_names = {"A", "B", "C", "D", "E", "F", "G", "DP"};

struct Bench : PinBench {
    std::vector<Net*> nets(const std::vector<std::string>& names) {
        std::vector<Net*> result;
        result.reserve(names.size());
        for (const std::string& name : names) {
            result.push_back(&net(name));
        }
        return result;
    }
    void segments(unsigned mask, bool active = true) {
        for (std::size_t i = 0; i < segment_names.size(); ++i) {
            set(segment_names[i], ((mask >> i & 1) != 0) == active);
        }
    }
    /// Each digit for 2 ms, its common `active`.
    void show(const std::vector<unsigned>& masks, bool active, bool segment_active, int rounds = 10) {
        for (int round = 0; round < rounds; ++round) {
            for (std::size_t i = 0; i < masks.size(); ++i) {
                segments(masks[i], segment_active);
                set("DIG" + std::to_string(i), active);
                wait_us(2000);
                set("DIG" + std::to_string(i), !active);
            }
        }
    }
};

} // namespace

TEST_CASE("Seven segments: one digit with its cathode at ground") {
    Bench bench;
    SevenSegment part(bench.machine, "digit", {bench.nets(segment_names), {}, nullptr}, {});
    bench.segments(0x3f);
    bench.wait_ms(40);
    CHECK(part.text() == "0");
    bench.segments(0xdb);
    bench.wait_ms(40);
    CHECK(inspected(part, "text") == "2.");
    bench.segments(0x12);
    bench.wait_ms(40);
    CHECK(part.text() == "?");
}

TEST_CASE("Seven segments: multiplexed digits are seen together, with the colon") {
    Bench bench;
    SevenSegment part(
        bench.machine, "clock",
        {bench.nets(segment_names), bench.nets({"DIG0", "DIG1", "DIG2", "DIG3"}), &bench.net("CLN")},
        {.window_us = 16'000});
    bench.set("CLN", true);
    bench.show({0x06, 0x5b, 0x4f, 0xe6}, false, true);
    CHECK(part.text() == "12:34.");
    CHECK(part.width() == 4 * 7);
    CHECK(part.colour(5, 1) == 0xff3020); // B of the first digit, a quarter of the time
    CHECK(part.colour(1, 0) == 0);        // its A
    CHECK(part.colour(7 + 6, 2) == 0xff3020);
    bench.wait_ms(40);
    CHECK(part.text() == "  :  ");
}

TEST_CASE("Seven segments: a common anode is high for its digit, segments low") {
    Bench bench;
    SevenSegment part(bench.machine, "clock",
                      {bench.nets(segment_names), bench.nets({"DIG0", "DIG1"}), nullptr},
                      {.common_anode = true, .window_us = 16'000});
    bench.show({0x07, 0x7f}, true, false);
    CHECK(part.text() == "78");
}

TEST_CASE("Seven segments: transistors at the commons turn their lines round") {
    Bench bench;
    SevenSegment part(bench.machine, "clock",
                      {bench.nets(segment_names), bench.nets({"DIG0", "DIG1"}), nullptr},
                      {.inverted_digits = true, .window_us = 16'000});
    bench.show({0x6f, 0x40}, true, true);
    CHECK(part.text() == "9-");
}

TEST_CASE("Seven segments: short ghosts do not read as lit") {
    Bench bench;
    SevenSegment part(bench.machine, "clock",
                      {bench.nets(segment_names), bench.nets({"DIG0", "DIG1"}), nullptr},
                      {.window_us = 16'000});
    for (int i = 0; i < 20; ++i) {
        bench.segments(0x06);
        bench.set("DIG0", false);
        bench.set("DIG1", true);
        bench.wait_us(2000);
        bench.segments(0x7f); // before the digit changes
        bench.wait_us(50);
        bench.set("DIG0", true);
        bench.set("DIG1", false);
        bench.wait_us(1950);
    }
    CHECK(part.text() == "18");
    CHECK(part.colour(1, 0) != 0);
}

TEST_CASE("Seven segments: a digit has seven or eight") {
    Bench bench;
    CHECK_THROWS_AS(SevenSegment(bench.machine, "none", {bench.nets({"A"}), {}, nullptr}, {}), Error);
}
