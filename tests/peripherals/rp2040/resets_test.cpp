#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t reset = resets_base, wdsel = resets_base + 4, reset_done = resets_base + 8;
constexpr std::uint32_t timer_bit = 1U << 21;
constexpr std::uint32_t timer_alarm0 = timer_base + 0x10;
} // namespace

TEST_CASE("RESETS: all blocks are in reset at power-on") {
    Bench bench;
    CHECK(bench.read(reset) == 0x1ffffff);
    CHECK(bench.read(reset_done) == 0);
    CHECK(bench.timer.held_in_reset());
}

TEST_CASE("RESETS: a released block is done; put into reset, it comes back with its reset values") {
    Bench bench;
    bench.clear(reset, timer_bit);
    CHECK(bench.read(reset_done) == timer_bit);
    bench.write(timer_alarm0, 1'234);
    CHECK(bench.read(timer_alarm0) == 1'234);
    bench.set(reset, timer_bit);
    CHECK(bench.read(reset_done) == 0);
    CHECK(bench.read(timer_alarm0) == 0);
    CHECK(bench.simulation.diagnostics().count("register.in_reset") == 1);
    bench.clear(reset, timer_bit);
    CHECK(bench.read(timer_alarm0) == 0);
}

TEST_CASE("RESETS: a block is done two edges of its clock after its release") {
    Bench bench;
    ClockDomain clock;
    bench.resets.connect(ResetBlock::Adc, bench.vreg, &clock);
    bench.clear(reset, 1);
    bench.run(ps_per_ms);
    CHECK(bench.read(reset_done) == 0);
    clock.set_frequency(bench.simulation.now(), 1'000'000);
    bench.run(1'500 * ps_per_ns);
    CHECK(bench.read(reset_done) == 0);
    bench.run(1'000 * ps_per_ns);
    CHECK(bench.read(reset_done) == 1);
}

TEST_CASE("RESETS: the watchdog puts the blocks of WDSEL into reset") {
    Bench bench;
    bench.clear(reset, 0x1ffffff);
    bench.write(wdsel, timer_bit | 1);
    bench.write(watchdog_base, 1U << 31);
    bench.run(ps_per_us);
    CHECK(bench.read(reset) == (timer_bit | 1));
    CHECK(bench.read(wdsel) == (timer_bit | 1));
    CHECK(bench.timer.held_in_reset());
}
