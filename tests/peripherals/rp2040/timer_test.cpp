#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t timehw = timer_base, timelw = timer_base + 4, timehr = timer_base + 8,
                        timelr = timer_base + 0xc, alarm0 = timer_base + 0x10, alarm3 = timer_base + 0x1c,
                        armed = timer_base + 0x20, timerawh = timer_base + 0x24, timerawl = timer_base + 0x28,
                        dbgpause = timer_base + 0x2c, paused = timer_base + 0x30, intr = timer_base + 0x34,
                        inte = timer_base + 0x38, intf = timer_base + 0x3c, ints = timer_base + 0x40;

struct TimerBench : Bench {
    TimerBench() { start_clocks(); }
    std::uint64_t time() {
        const std::uint32_t low = read(timelr);
        return std::uint64_t{read(timehr)} << 32 | low;
    }
};
} // namespace

TEST_CASE("TIMER: begins at 0 when it leaves reset, and counts ticks") {
    TimerBench bench;
    CHECK(bench.time() == 0);
    bench.run(1'234 * ps_per_us);
    CHECK(bench.time() == 1'234);
    bench.write(watchdog_base + 0x2c, 1 << 9 | 6);
    bench.run(100 * ps_per_us);
    CHECK(bench.time() == 1'434);
}

TEST_CASE("TIMER: TIMELW waits for TIMEHW; TIMELR latches TIMEHR, the raw registers do not") {
    TimerBench bench;
    bench.write(timelw, 0xfffffff0);
    CHECK(bench.read(timerawl) == 0);
    bench.write(timehw, 0x12);
    CHECK(bench.read(timelr) == 0xfffffff0);
    bench.run(20 * ps_per_us);
    CHECK(bench.read(timehr) == 0x12);
    CHECK(bench.read(timerawh) == 0x13);
    CHECK(bench.read(timerawl) == 4);
    CHECK(bench.read(timehr) == 0x12);
    CHECK(bench.read(timelr) == 4);
    CHECK(bench.read(timehr) == 0x13);
}

TEST_CASE("TIMER: an alarm fires when the lower half equals it, disarms and interrupts") {
    TimerBench bench;
    bench.write(inte, 0xf);
    bench.write(alarm0, 100);
    bench.write(alarm3, 50);
    CHECK(bench.read(armed) == 9);
    bench.run(49 * ps_per_us);
    CHECK(!bench.timer.irq(3).level());
    bench.run(1 * ps_per_us);
    CHECK(bench.timer.irq(3).level());
    CHECK(!bench.timer.irq(0).level());
    CHECK(bench.read(armed) == 1);
    CHECK(bench.read(intr) == 8);
    bench.write(intr, 8);
    CHECK(!bench.timer.irq(3).level());
    bench.run(50 * ps_per_us);
    CHECK(bench.read(ints) == 1);
    CHECK(bench.timer.irq(0).level());
}

TEST_CASE("TIMER: an alarm in the past waits for the wrap, one for now fires at once") {
    TimerBench bench;
    bench.run(100 * ps_per_us);
    bench.write(alarm0, 99);
    bench.run(10 * ps_per_ms);
    CHECK(bench.read(armed) == 1);
    bench.write(timelw, 0xfffffff0);
    bench.write(timehw, 0);
    bench.run(115 * ps_per_us);
    CHECK(bench.read(intr) == 1);
    bench.write(intr, 1);
    bench.write(alarm3, bench.read(timerawl));
    bench.run(ps_per_ns);
    CHECK(bench.read(intr) == 8);
}

TEST_CASE("TIMER: ones written to ARMED disarm; a new ALARM moves one") {
    TimerBench bench;
    bench.write(alarm0, 50);
    bench.write(alarm3, 50);
    bench.write(armed, 1);
    bench.write(alarm3, 200);
    bench.run(100 * ps_per_us);
    CHECK(bench.read(intr) == 0);
    CHECK(bench.read(armed) == 8);
    bench.run(101 * ps_per_us);
    CHECK(bench.read(intr) == 8);
}

TEST_CASE("TIMER: PAUSE, a halted processor and a gated clock stop it, and alarms with it") {
    TimerBench bench;
    bench.write(alarm0, 50);
    bench.run(10 * ps_per_us);
    bench.write(paused, 1);
    bench.run(100 * ps_per_us);
    CHECK(bench.time() == 10);
    bench.write(paused, 0);
    bench.timer.on_line(Timer::Debug1, true);
    bench.run(100 * ps_per_us);
    CHECK(bench.time() == 10);
    bench.write(dbgpause, 0);
    bench.run(10 * ps_per_us);
    CHECK(bench.time() == 20);
    bench.write(clocks_base + 0xac, 0); // SLEEP_EN1
    bench.clocks.on_line(Clocks::Core0DeepSleep, true);
    bench.clocks.on_line(Clocks::Core1DeepSleep, true);
    bench.run(100 * ps_per_us);
    bench.clocks.on_line(Clocks::Core1DeepSleep, false);
    CHECK(bench.time() == 20);
    CHECK(bench.read(intr) == 0);
    bench.run(31 * ps_per_us);
    CHECK(bench.read(intr) == 1);
}

TEST_CASE("TIMER: INTF forces, INTE masks") {
    TimerBench bench;
    bench.write(intf, 4);
    CHECK(bench.read(ints) == 4);
    CHECK(bench.timer.irq(2).level());
    bench.write(intf, 0);
    CHECK(!bench.timer.irq(2).level());
    bench.write(alarm0, 5);
    bench.run(10 * ps_per_us);
    CHECK(bench.read(intr) == 1);
    CHECK(bench.read(ints) == 0);
    bench.write(inte, 1);
    CHECK(bench.timer.irq(0).level());
}
