#include "peripherals/devices/apa102.h"

#include "inspected.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Apa102;

namespace {

struct Bench : PinBench {
    Apa102 strip;

    explicit Bench(std::size_t pixels)
        : strip(machine, "strip", net("DI"), net("CI"), {.layout = {.columns = pixels}}) {
        set("DI", false);
        set("CI", false);
        machine.reset();
    }
    void bits(std::uint32_t value, unsigned count = 32) {
        for (unsigned bit = count; bit-- > 0;) {
            set("DI", (value >> bit & 1) != 0);
            pulse("CI");
        }
    }
    std::string pixels() const { return inspected(strip, "pixels"); }
};

} // namespace

TEST_CASE("APA102: a frame is brightness, blue, green, red") {
    Bench bench(2);
    bench.bits(0);
    bench.bits(0xff332211);
    bench.bits(0xe5ff0080);
    bench.bits(0xffffffff);
    CHECK(bench.pixels() == "#112233 #8000ff*5");
    CHECK(bench.strip.colour(0, 0) == 0x112233);
    CHECK(bench.strip.colour(1, 0) == 0x330066); // 5/31 of the light
}

TEST_CASE(
    "APA102: each pixel is half a clock later, so that 65 need more than 32 clocks after their frames") {
    Bench bench(65);
    bench.bits(0);
    for (int i = 0; i < 65; ++i) {
        bench.bits(0xff0000ff);
    }
    CHECK(bench.strip.colour(1, 0) == 0xff0000);
    CHECK(bench.strip.colour(2, 0) == 0xff0000);
    CHECK(bench.strip.colour(64, 0) == 0);
    bench.bits(0xffffffff, 31);
    CHECK(bench.strip.colour(63, 0) == 0xff0000);
    CHECK(bench.strip.colour(64, 0) == 0);
    bench.bits(1, 1);
    CHECK(bench.strip.colour(64, 0) == 0xff0000);
}

TEST_CASE(
    "APA102: a start frame begins anew, further zeros belong to it; what follows the last pixel is left") {
    Bench bench(2);
    bench.bits(0);
    bench.bits(0xff0000ff);
    bench.bits(0xff0000ff);
    bench.bits(0xff00ff00); // for a third pixel
    bench.bits(0);
    bench.bits(0, 16);
    bench.bits(0xff00ff00);
    bench.bits(0xffffffff, 8);
    CHECK(bench.pixels() == "#00ff00 #ff0000");
    CHECK(bench.told("apa102.frame") == 0);
}

TEST_CASE("APA102: no frames without 32 zeros, and three ones begin each") {
    Bench bench(1);
    bench.bits(0xffffffff);
    bench.bits(0, 31);
    bench.bits(0xff0000ff);
    CHECK(bench.pixels() == "#000000*0");
    bench.bits(0);
    bench.bits(0x9f0000ff);
    CHECK(bench.told("apa102.frame") == 1);
    CHECK_THROWS_AS(Bench(0), Error);
}
