#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t stable = 1U << 31, badwrite = 1U << 24, enabled = 1U << 12;
} // namespace

TEST_CASE("XOSC: gives its clock after 256 * DELAY periods of the crystal") {
    Bench bench;
    CHECK(bench.read(xosc_status) == 0);
    bench.write(xosc_startup, 47);
    bench.write(xosc_ctrl, 0xfabaa0);
    bench.run(1'002 * ps_per_us);
    CHECK(bench.read(xosc_status) == enabled);
    CHECK(!bench.xosc.clock().running());
    bench.run(1 * ps_per_us); // 47 * 256 / 12 MHz is 1002.7 us
    CHECK(bench.read(xosc_status) == (stable | enabled));
    CHECK(bench.xosc.clock().hz() == 12'000'000);
}

TEST_CASE("XOSC: X4 makes that four times as long, also when it is written while the crystal starts") {
    Bench bench;
    bench.write(xosc_startup, 1);
    bench.write(xosc_ctrl, 0xfabaa0);
    bench.set(xosc_startup, 1 << 20);
    bench.run(85 * ps_per_us);
    CHECK((bench.read(xosc_status) & stable) == 0);
    bench.run(1 * ps_per_us);
    CHECK((bench.read(xosc_status) & stable) != 0);
}

TEST_CASE("XOSC: the code of DISABLE stops it, any other enables it and is a bad write") {
    Bench bench;
    bench.start_crystal();
    bench.write(xosc_ctrl, 0xd1eaa0);
    CHECK(bench.read(xosc_status) == 0);
    CHECK(!bench.xosc.clock().running());
    bench.write(xosc_ctrl, 0x000aa0);
    CHECK(bench.read(xosc_status) == (badwrite | enabled));
    bench.write(xosc_status, badwrite);
    CHECK(bench.read(xosc_status) == enabled);
    bench.write(xosc_ctrl, 0xfab123);
    CHECK(bench.read(xosc_status) == (badwrite | enabled));
}

TEST_CASE("XOSC: DORMANT stops it until a wake input is high, then it starts up anew") {
    Bench bench;
    bench.start_crystal();
    bench.write(xosc_dormant, coma);
    CHECK(bench.read(xosc_dormant) == coma);
    CHECK(!bench.xosc.clock().running());
    bench.run(ps_per_ms);
    CHECK(!bench.xosc.clock().running());
    bench.xosc.on_line(1, true);
    CHECK(bench.read(xosc_dormant) == wake);
    CHECK(!bench.xosc.clock().running());
    bench.run(22 * ps_per_us);
    CHECK(bench.xosc.clock().running());
    // It does not fall asleep while an input is high.
    bench.write(xosc_dormant, coma);
    CHECK(bench.xosc.clock().running());
    bench.xosc.on_line(1, false);
    bench.write(xosc_dormant, 0x12345678);
    CHECK(bench.read(xosc_dormant) == wake);
    CHECK(bench.xosc.clock().running());
    CHECK((bench.read(xosc_status) & badwrite) != 0);
}

TEST_CASE("XOSC: COUNT falls at the crystal's frequency and stops at 0") {
    Bench bench;
    bench.start_crystal();
    bench.write(xosc_count, 240);
    bench.run(10 * ps_per_us);
    CHECK(bench.read(xosc_count) == 120);
    bench.run(50 * ps_per_us);
    CHECK(bench.read(xosc_count) == 0);
}
