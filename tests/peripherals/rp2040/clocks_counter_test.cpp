#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t sys_div = clocks_base + 0x40, ref_khz = clocks_base + 0x80,
                        min_khz = clocks_base + 0x84, max_khz = clocks_base + 0x88,
                        delay = clocks_base + 0x8c, interval = clocks_base + 0x90, src = clocks_base + 0x94,
                        status = clocks_base + 0x98, result = clocks_base + 0x9c;
constexpr std::uint32_t died = 1U << 28, fast = 1U << 24, slow = 1U << 20, fail = 1U << 16,
                        waiting = 1U << 12, running = 1U << 8, done = 1U << 4, pass = 1;

struct CounterBench : Bench {
    CounterBench() {
        start_clocks();
        write(ref_khz, 12'000);
        write(interval, 10);
        write(delay, 1);
    }
};
} // namespace

TEST_CASE("FC0: counts each of its sources, in 1/32 kHz, over the interval") {
    CounterBench bench;
    const std::pair<std::uint32_t, std::uint32_t> wanted[] = {
        {1,   125'000},
        {2,   48'000 },
        {3,   6'500  },
        {4,   6'500  },
        {5,   12'000 },
        {8,   12'000 },
        {9,   125'000},
        {0xb, 48'000 }
    };
    for (const auto& [source, khz] : wanted) {
        bench.write(src, source);
        CHECK(bench.read(status) == running);
        bench.run(1'000 * ps_per_us);
        CHECK(bench.read(status) == running);
        bench.run(2 * ps_per_us);
        CHECK(bench.read(status) == (done | pass));
        CHECK(bench.read(result) == khz << 5);
    }
}

TEST_CASE("FC0: the longest interval is 32 ms and resolves 1/32 kHz, the shortest about 1 us") {
    CounterBench bench;
    bench.write(sys_div, 1 << 8 | 3); // 123.552 MHz
    bench.write(interval, 15);
    bench.write(src, 9);
    bench.run(31'990 * ps_per_us);
    CHECK(bench.read(status) == running);
    bench.run(20 * ps_per_us);
    const std::uint32_t whole = 125'000ULL * 256 * 32 / 259;
    CHECK((bench.read(result) == whole || bench.read(result) == whole + 1));
    bench.write(interval, 0);
    bench.write(src, 9);
    bench.run(2 * ps_per_us);
    CHECK(bench.read(status) == (done | pass));
    const std::uint32_t khz = bench.read(result) >> 5;
    CHECK(khz >= 120'000);
    CHECK(khz <= 127'000);
}

TEST_CASE("FC0: tells slow, fast and passed") {
    CounterBench bench;
    bench.write(min_khz, 13'000);
    bench.write(src, 5);
    bench.run(2 * ps_per_ms);
    CHECK(bench.read(status) == (done | fail | slow));
    bench.write(min_khz, 0);
    bench.write(max_khz, 11'000);
    bench.write(src, 5);
    bench.run(2 * ps_per_ms);
    CHECK(bench.read(status) == (done | fail | fast));
    bench.write(src, 0);
    CHECK(bench.read(status) == 0);
}

TEST_CASE("FC0: waits an interval for a clock that stands still, and tells when it dies") {
    CounterBench bench;
    bench.set(pll_usb_base + 4, 1);
    bench.write(src, 2);
    bench.run(500 * ps_per_us);
    CHECK(bench.read(status) == (running | waiting));
    bench.clear(pll_usb_base + 4, 1);
    bench.run(100 * ps_per_us);
    CHECK(bench.read(status) == running);
    bench.set(pll_usb_base + 4, 1);
    CHECK((bench.read(status) & (done | fail | died | pass)) == (done | fail | died));
}

TEST_CASE("FC0: a clock that never starts is 0 kHz, done and died") {
    CounterBench bench;
    bench.set(pll_usb_base + 4, 1);
    bench.write(src, 2);
    bench.run(1'010 * ps_per_us);
    CHECK(bench.read(status) == (done | fail | died));
    CHECK(bench.read(result) == 0);
    bench.write(min_khz, 1);
    bench.write(src, 2);
    bench.run(1'010 * ps_per_us);
    CHECK(bench.read(status) == (done | fail | died | slow));
}
