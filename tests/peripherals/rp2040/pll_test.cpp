#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t cs = pll_sys_base, pwr = pll_sys_base + 4, fbdiv = pll_sys_base + 8,
                        prim = pll_sys_base + 0xc;
constexpr std::uint32_t lock = 1U << 31, bypass = 1U << 8, vcopd = 0x20, postdivpd = 8, pd = 1;
} // namespace

TEST_CASE("PLL: gives reference / REFDIV * FBDIV / (POSTDIV1 * POSTDIV2) once it has locked") {
    Bench bench;
    bench.start_crystal();
    bench.release(ResetBlock::PllSys);
    bench.write(fbdiv, 133);
    bench.write(prim, 6 << 16 | 2 << 12);
    bench.clear(pwr, pd | vcopd);
    CHECK((bench.read(cs) & lock) == 0);
    bench.run(100 * ps_per_us);
    CHECK((bench.read(cs) & lock) != 0);
    CHECK(!bench.pll_sys.clock().running()); // the post divider is still off
    bench.clear(pwr, postdivpd);
    CHECK(bench.pll_sys.clock().frequency() == Frequency{133'000'000, 1});
    bench.write(cs, 2);
    CHECK(bench.pll_sys.clock().frequency() == Frequency{66'500'000, 1});
    CHECK((bench.read(cs) & lock) == 0);
    bench.run(100 * ps_per_us);
    CHECK((bench.read(cs) & lock) != 0);
    bench.write(prim, 7 << 16 | 1 << 12);
    CHECK(bench.pll_sys.clock().frequency() == Frequency{114'000'000, 1});
    CHECK((bench.read(cs) & lock) != 0); // the post dividers are outside the loop
}

TEST_CASE("PLL: powered down, in reset or without its reference it stops") {
    Bench bench;
    bench.start_crystal();
    for (const std::uint32_t bit : {pd, vcopd}) {
        bench.start_pll(pll_sys_base, 125, 6, 2);
        CHECK(bench.pll_sys.clock().hz() == 125'000'000);
        bench.set(pwr, bit);
        CHECK(!bench.pll_sys.clock().running());
        CHECK((bench.read(cs) & lock) == 0);
    }
    bench.start_pll(pll_sys_base, 125, 6, 2);
    bench.set(resets_base, 1 << 12);
    CHECK(!bench.pll_sys.clock().running());
    bench.start_pll(pll_sys_base, 125, 6, 2);
    bench.write(xosc_ctrl, 0xd1eaa0);
    CHECK(!bench.pll_sys.clock().running());
}

TEST_CASE("PLL: BYPASS passes the reference") {
    Bench bench;
    bench.start_crystal();
    bench.release(ResetBlock::PllSys);
    bench.set(cs, bypass);
    CHECK(bench.pll_sys.clock().hz() == 12'000'000);
}

TEST_CASE("PLL: what is out of range works and is a diagnostic") {
    Bench bench;
    const Diagnostics& diagnostics = bench.simulation.diagnostics();
    bench.start_crystal();
    bench.start_pll(pll_sys_base, 125, 6, 2);
    CHECK(diagnostics.count("pll.vco") == 0);
    bench.write(fbdiv, 150);
    bench.run(ps_per_ms);
    CHECK(bench.pll_sys.clock().hz() == 150'000'000);
    CHECK(diagnostics.count("pll.vco") == 1);
    CHECK(diagnostics.count("pll.reference") == 0);
    bench.write(fbdiv, 340);
    bench.write(cs, 4);
    bench.run(ps_per_ms);
    CHECK(diagnostics.count("pll.reference") == 1);
    CHECK(diagnostics.count("pll.fbdiv") == 1);
}
