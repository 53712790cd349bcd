#include "peripherals/devices/max7219.h"

#include "inspected.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace sim::core;
using peripherals::devices::Max7219;
using peripherals::devices::Max7219Digits;
using peripherals::devices::Max7219Matrix;

namespace {

struct Bench : PinBench {
    Bench() {
        for (const char* name : {"DIN", "CLK"}) {
            set(name, false);
        }
        set("LOAD", true);
    }
    Max7219::Nets nets() { return {net("DIN"), net("CLK"), net("LOAD"), &net("DOUT")}; }
    void bits(unsigned value, unsigned count, Time half = 50 * ps_per_ns) {
        for (unsigned bit = count; bit-- > 0;) {
            set("DIN", (value >> bit & 1) != 0);
            pulse("CLK", half);
        }
    }
    void words(std::initializer_list<unsigned> values) {
        set("LOAD", false);
        for (const unsigned value : values) {
            bits(value, 16);
        }
        set("LOAD", true);
    }
};

} // namespace

TEST_CASE("MAX7219: is shut down after power-on and scans one digit") {
    Bench bench;
    Max7219Matrix part(bench.machine, "matrix", bench.nets(), 1, 0xff0000);
    bench.machine.reset();
    bench.words({0x0181});
    bench.words({0x02ff});
    CHECK(part.colour(0, 0) == 0);
    bench.words({0x0c01});
    CHECK(part.colour(0, 0) != 0);
    CHECK(part.colour(7, 0) != 0);
    CHECK(part.colour(1, 0) == 0);
    CHECK(part.colour(0, 1) == 0);
    bench.words({0x0b07});
    CHECK(inspected(part, "picture") ==
          "#......#:########:........:........:........:........:........:........");
    bench.words({0x0c00}); // keeps what it has
    CHECK(part.colour(0, 1) == 0);
    bench.words({0x0c01});
    CHECK(part.colour(0, 1) != 0);
}

TEST_CASE("MAX7219: intensity is from 1/32 to 31/32, the test shows all at full") {
    Bench bench;
    Max7219Matrix part(bench.machine, "matrix", bench.nets(), 1, 0xff0000);
    bench.machine.reset();
    bench.words({0x0180});
    bench.words({0x0c01});
    CHECK(part.colour(0, 0) == 0x2d0000); // a 31st of the light
    bench.words({0x0a0f});
    CHECK(part.colour(0, 0) == 0xff0000);
    bench.words({0x0a00});
    bench.words({0x0c00});
    bench.words({0x0f01});
    CHECK(part.colour(7, 7) == 0xff0000);
    bench.words({0x0f00});
    CHECK(part.colour(7, 7) == 0);
}

TEST_CASE("MAX7219: a chain takes a word each, the first sent at the left; no operation keeps") {
    Bench bench;
    Max7219Matrix part(bench.machine, "matrix", bench.nets(), 2, 0xff0000);
    bench.machine.reset();
    CHECK(part.width() == 16);
    bench.words({0x0c01, 0x0c01});
    bench.words({0x0180, 0x0101});
    CHECK(part.colour(0, 0) != 0);
    CHECK(part.colour(15, 0) != 0);
    CHECK(part.colour(8, 0) == 0);
    bench.words({0x0000, 0x0100});
    CHECK(part.colour(0, 0) != 0);
    CHECK(part.colour(15, 0) == 0);
}

TEST_CASE("MAX7219: DOUT gives what came in 16 clocks before, while CLK falls") {
    Bench bench;
    Max7219Matrix part(bench.machine, "matrix", bench.nets(), 1, 0xff0000);
    bench.machine.reset();
    bench.bits(0x8001, 16);
    CHECK(bench.level("DOUT") == Level::High);
    bench.set("CLK", true);
    CHECK(bench.level("DOUT") == Level::High);
    bench.set("CLK", false);
    CHECK(bench.level("DOUT") == Level::Low);
}

TEST_CASE("MAX7219: digits, decoded by code B or as segments") {
    Bench bench;
    Max7219Digits part(bench.machine, "digits", bench.nets(), 1, 0xff0000);
    bench.machine.reset();
    bench.words({0x0c01});
    bench.words({0x0b07});
    for (unsigned digit = 1; digit <= 8; ++digit) {
        bench.words({digit << 8 | 0x0f}); // blank in code B
    }
    bench.words({0x09fe}); // digit 0 as segments
    bench.words({0x0877});
    bench.words({0x0783});
    bench.words({0x060a});
    bench.words({0x050b});
    bench.words({0x040c});
    bench.words({0x030d});
    bench.words({0x020e});
    bench.words({0x0177});
    CHECK(inspected(part, "text") == "73.-EHLPA");
    CHECK(part.colour(7 + 6, 8) != 0); // the point behind the second one
}

TEST_CASE("MAX7219: wrong numbers of bits, registers and clocks are told of") {
    Bench bench;
    Max7219Matrix part(bench.machine, "matrix", bench.nets(), 1, 0xff0000);
    bench.machine.reset();
    bench.words({0x0c01});
    CHECK(bench.told("max7219.load") == 0);
    CHECK(bench.told("max7219.clock") == 0);
    bench.set("LOAD", false);
    bench.bits(0x01, 8);
    bench.set("LOAD", true);
    CHECK(bench.told("max7219.load") == 1);
    bench.words({0x0d00});
    CHECK(bench.told("max7219.register") == 1);
    bench.set("LOAD", false);
    bench.bits(0x0000, 16, 40 * ps_per_ns);
    CHECK(bench.told("max7219.clock") == 15);
    CHECK_THROWS_AS(Max7219Matrix(bench.machine, "none", bench.nets(), 0, 0), Error);
}
