#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t ctrl = watchdog_base, load = watchdog_base + 4, reason = watchdog_base + 8,
                        scratch0 = watchdog_base + 0xc, scratch7 = watchdog_base + 0x28,
                        tick = watchdog_base + 0x2c;
constexpr std::uint32_t trigger = 1U << 31, enable = 1U << 30, pause_dbg0 = 1U << 25, time_mask = 0xffffff;

struct Fired final : LineSink {
    explicit Fired(Bench& bench) { bench.watchdog.reset_request().connect(*this, 0); }
    void on_line(unsigned, bool level) override { count += level ? 1 : 0; }
    int count = 0;
};
} // namespace

TEST_CASE("WATCHDOG: counts down by two a tick (RP2040-E1) and fires at 0") {
    Bench bench;
    bench.start_clocks();
    Fired fired(bench);
    bench.write(load, 2'000);
    bench.set(ctrl, enable);
    bench.run(500 * ps_per_us);
    CHECK((bench.read(ctrl) & time_mask) == 1'000);
    bench.write(load, 2'000);
    bench.run(999 * ps_per_us);
    CHECK(fired.count == 0);
    bench.run(2 * ps_per_us);
    CHECK(fired.count == 1);
    CHECK(bench.read(reason) == 1);
    bench.run(10 * ps_per_ms);
    CHECK(fired.count == 1);
}

TEST_CASE("WATCHDOG: keeps SCRATCH and REASON when it fires, nothing else") {
    Bench bench;
    bench.start_clocks();
    bench.write(scratch0, 0x12345678);
    bench.write(scratch7, 0x9abcdef0);
    bench.write(ctrl, trigger | enable);
    bench.run(ps_per_us);
    CHECK(bench.read(reason) == 2);
    CHECK(bench.read(scratch0) == 0x12345678);
    CHECK(bench.read(scratch7) == 0x9abcdef0);
    CHECK(bench.read(ctrl) == 0x07000000);
    CHECK(bench.read(tick) == 0x200);
    bench.machine.reset();
    CHECK(bench.read(reason) == 0);
    CHECK(bench.read(scratch0) == 0);
}

TEST_CASE("WATCHDOG: is paused without ENABLE and while a debugger halts a processor") {
    Bench bench;
    bench.start_clocks();
    bench.write(load, 2'000);
    bench.run(5 * ps_per_ms);
    CHECK((bench.read(ctrl) & time_mask) == 2'000);
    bench.set(ctrl, enable);
    bench.run(100 * ps_per_us);
    bench.watchdog.on_line(Watchdog::Debug0, true);
    bench.run(5 * ps_per_ms);
    CHECK((bench.read(ctrl) & time_mask) == 1'800);
    bench.clear(ctrl, pause_dbg0);
    bench.run(100 * ps_per_us);
    CHECK((bench.read(ctrl) & time_mask) == 1'600);
    bench.clear(ctrl, enable);
    bench.run(5 * ps_per_ms);
    CHECK((bench.read(ctrl) & time_mask) == 1'600);
}

TEST_CASE("WATCHDOG: TICK divides clk_ref by CYCLES and tells where it is") {
    Bench bench;
    bench.start_clocks();
    CHECK(bench.watchdog.tick().hz() == 1'000'000);
    CHECK((bench.read(tick) & 0x7ff) == (1 << 10 | 1 << 9 | 12));
    std::uint32_t seen = 0;
    for (int i = 0; i < 24; ++i) {
        bench.run(83'334);
        seen |= 1U << (bench.read(tick) >> 11);
    }
    CHECK(seen == 0x1ffe); // 1 to 12
    bench.write(tick, 1 << 9 | 6);
    CHECK(bench.watchdog.tick().hz() == 2'000'000);
    bench.write(tick, 6);
    CHECK(!bench.watchdog.tick().running());
    CHECK(bench.read(tick) == 6);
}

TEST_CASE("Watchdog: where the boot ROM is to start is in SCRATCH4 to 7") {
    Bench bench;
    bench.watchdog.set_start(0x20000001, 0x20042000);
    CHECK(bench.read(scratch0 + 16) == 0xb007c0d3);
    CHECK(bench.read(scratch0 + 20) == (0x4ff83f2d ^ 0x20000001));
    CHECK(bench.read(scratch0 + 24) == 0x20042000);
    CHECK(bench.read(scratch7) == 0x20000001);
}
