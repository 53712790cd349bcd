#include "peripherals/devices/pcf8523.h"

#include "i2c_master.h"
#include "inspected.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::Pcf8523;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x68;

struct Bench : I2cMaster {
    Pcf8523 part{machine, "clock", scl, sda};

    Bench() { machine.reset(); }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
    Bytes time() { return read(address, 3, 7); }
};

} // namespace

TEST_CASE("PCF8523: new, it counts from 2000-01-01, and says that its oscillator has stopped") {
    Bench bench;
    CHECK(bench.time() == Bytes{0x80, 0, 0, 1, 6, 1, 0});
    bench.wait_ms(2000);
    CHECK(bench.time() == Bytes{0x82, 0, 0, 1, 6, 1, 0});
    CHECK(bench.read(address, 0, 3) == Bytes{0, 0, 0xe0});
}

TEST_CASE("PCF8523: counts from the write of the seconds on, over leap days and years") {
    Bench bench;
    CHECK(bench.write(address, {3, 0x58, 0x59, 0x23, 0x28, 6, 0x02, 0x24}));
    bench.wait_ms(900);
    CHECK(bench.time() == Bytes{0x58, 0x59, 0x23, 0x28, 6, 0x02, 0x24});
    bench.wait_ms(1200);
    CHECK(bench.time() == Bytes{0x00, 0x00, 0x00, 0x29, 0, 0x02, 0x24});
    CHECK(inspected(bench.part, "date") == "2024-02-29");
    CHECK(bench.write(address, {3, 0x59, 0x59, 0x23, 0x31, 3, 0x12, 0x99}));
    bench.wait_ms(1100);
    CHECK(bench.time() == Bytes{0x00, 0x00, 0x00, 0x01, 4, 0x01, 0x00});
}

TEST_CASE("PCF8523: twelve hours pass noon and midnight") {
    Bench bench;
    CHECK(bench.write(address, {0, 0x08}));
    CHECK(bench.write(address, {3, 0x59, 0x59, 0x11}));
    bench.wait_ms(1100);
    CHECK(bench.time()[2] == 0x32);
    CHECK(bench.write(address, {3, 0x59, 0x59, 0x32}));
    bench.wait_ms(1100);
    CHECK(bench.time()[2] == 0x21);
    CHECK(bench.write(address, {3, 0x59, 0x59, 0x31}));
    bench.wait_ms(1100);
    CHECK(bench.time()[2] == 0x12);
    CHECK(bench.time()[3] == 2);
}

TEST_CASE("PCF8523: the alarm is of all enabled parts, and AF is cleared by a 0") {
    Bench bench;
    CHECK(bench.write(address, {3, 0x59, 0x29, 0x11}));
    CHECK(bench.write(address, {10, 0x30, 0x12, 0x80, 0x80})); // 12:30
    bench.wait_ms(1100);
    CHECK(bench.read(address, 1) == 0);
    CHECK(bench.write(address, {3, 0x59, 0x29, 0x12}));
    CHECK(bench.read(address, 1) == 0);
    bench.wait_ms(1100);
    CHECK(bench.read(address, 1) == 0x08);
    CHECK(bench.write(address, {1, 0x0a})); // a 1 leaves it, AIE is set
    CHECK(bench.read(address, 1) == 0x0a);
    CHECK(bench.write(address, {1, 0x02}));
    CHECK(bench.read(address, 1) == 0x02);
}

TEST_CASE("PCF8523: STOP holds the clock, 58h resets all but the time") {
    Bench bench;
    CHECK(bench.write(address, {0, 0x20}));
    CHECK(bench.write(address, {3, 0x10, 0x20, 0x30}));
    bench.wait_ms(2000);
    CHECK(bench.time()[0] == 0x10);
    CHECK(bench.write(address, {0, 0x00}));
    bench.wait_ms(1100);
    CHECK(bench.time()[0] == 0x11);
    CHECK(bench.write(address, {10, 0x30}));
    CHECK(bench.write(address, {0, 0x58}));
    CHECK(bench.read(address, 10) == 0x80);
    CHECK(bench.time()[1] == 0x20);
    CHECK(bench.read(address, 0x13, 2) == Bytes{0, 0}); // goes round
}
