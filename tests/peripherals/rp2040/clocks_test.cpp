#include "system_bench.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace system_bench;

namespace {
constexpr std::uint32_t gpout0_ctrl = clocks_base, gpout0_div = clocks_base + 4,
                        gpout2_ctrl = clocks_base + 0x18;
constexpr std::uint32_t ref_ctrl = clocks_base + 0x30, ref_div = clocks_base + 0x34,
                        ref_selected = clocks_base + 0x38, sys_ctrl = clocks_base + 0x3c,
                        sys_div = clocks_base + 0x40, sys_selected = clocks_base + 0x44,
                        peri_ctrl = clocks_base + 0x48, peri_selected = clocks_base + 0x50,
                        adc_ctrl = clocks_base + 0x60, rtc_ctrl = clocks_base + 0x6c,
                        rtc_div = clocks_base + 0x70, resus_ctrl = clocks_base + 0x78,
                        resus_status = clocks_base + 0x7c, wake_en0 = clocks_base + 0xa0,
                        sleep_en0 = clocks_base + 0xa8, sleep_en1 = clocks_base + 0xac,
                        enabled0 = clocks_base + 0xb0, enabled1 = clocks_base + 0xb4,
                        intr = clocks_base + 0xb8, inte = clocks_base + 0xbc, intf = clocks_base + 0xc0,
                        ints = clocks_base + 0xc4;
constexpr std::uint32_t enable = 1U << 11, kill = 1U << 10, dc50 = 1U << 12, nudge = 1U << 20;
constexpr std::uint32_t resus_enable = 1U << 8, resus_force = 1U << 12, resus_clear = 1U << 16;

struct Edges final : OutputSink {
    explicit Edges(Bench& of) : bench(of) { bench.clocks.outputs().connect(*this, 0); }
    void on_outputs(unsigned, std::uint32_t changed) override {
        if ((changed & 1) != 0) {
            at.emplace_back(bench.simulation.now(), bench.clocks.outputs().levels() & 1);
        }
    }
    Bench& bench;
    std::vector<std::pair<Time, std::uint32_t>> at;
};
} // namespace

TEST_CASE("CLOCKS: out of reset clk_ref and clk_sys run from the ring oscillator, the others stand still") {
    Bench bench;
    CHECK(bench.clocks.ref().hz() == 6'500'000);
    CHECK(bench.clocks.sys().hz() == 6'500'000);
    for (const Generator which :
         {Generator::Gpout0, Generator::Peri, Generator::Usb, Generator::Adc, Generator::Rtc}) {
        CHECK(!bench.clocks.generator(which).running());
    }
    CHECK(bench.read(ref_selected) == 1);
    CHECK(bench.read(sys_selected) == 1);
}

TEST_CASE("CLOCKS: glitchless multiplexers switch after a few edges, and tell in SELECTED") {
    Bench bench;
    bench.start_crystal();
    bench.write(ref_ctrl, 2);
    CHECK(bench.read(ref_selected) == 1);
    bench.run(ps_per_us);
    CHECK(bench.read(ref_selected) == 4);
    CHECK(bench.clocks.ref().hz() == 12'000'000);
    CHECK(bench.clocks.sys().hz() == 12'000'000); // still from clk_ref
    bench.start_pll(pll_sys_base, 125, 6, 2);
    bench.write(sys_ctrl, 1);
    bench.run(ps_per_us);
    CHECK(bench.read(sys_selected) == 2);
    CHECK(bench.clocks.sys().hz() == 125'000'000);
}

TEST_CASE("CLOCKS: a glitchless multiplexer neither enters nor leaves a source that stands still") {
    Bench bench;
    bench.write(ref_ctrl, 2);
    bench.run(ps_per_ms);
    CHECK(bench.read(ref_selected) == 1);
    bench.start_crystal();
    CHECK(bench.read(ref_selected) == 4); // it has waited for the crystal
    bench.write(xosc_ctrl, 0xd1eaa0);
    bench.write(ref_ctrl, 0);
    bench.run(ps_per_ms);
    CHECK(bench.read(ref_selected) == 4);
    CHECK(bench.simulation.diagnostics().count("clocks.dead_source") == 1);
}

TEST_CASE("CLOCKS: dividers divide by integer and 256ths, by 65536 for 0, and change on the fly") {
    Bench bench;
    bench.start_clocks();
    bench.write(sys_div, 2 << 8 | 0x80);
    CHECK(bench.clocks.sys().hz() == 50'000'000);
    bench.write(sys_div, 1 << 8);
    CHECK(bench.clocks.sys().hz() == 125'000'000);
    bench.write(sys_div, 0);
    CHECK(bench.clocks.sys().hz() == 125'000'000 / 65'536);
    bench.write(sys_div, 1 << 8);
    bench.write(rtc_div, 1024 << 8);
    bench.write(rtc_ctrl, enable);
    CHECK(bench.clocks.generator(Generator::Rtc).hz() == 46'875);
    bench.write(ref_div, 3 << 8);
    CHECK(bench.clocks.ref().hz() == 4'000'000);
    const std::int64_t before = bench.clocks.sys().edges_at(bench.simulation.now());
    bench.run(ps_per_ms);
    CHECK(bench.clocks.sys().edges_at(bench.simulation.now()) - before == 125'000);
}

TEST_CASE("CLOCKS: ENABLE and KILL start and stop a generator, AUXSRC chooses its source") {
    Bench bench;
    bench.start_clocks();
    bench.write(peri_ctrl, enable);
    CHECK(bench.clocks.generator(Generator::Peri).hz() == 125'000'000); // from clk_sys
    bench.write(sys_div, 2 << 8);
    CHECK(bench.clocks.generator(Generator::Peri).hz() == 62'500'000);
    bench.write(peri_ctrl, enable | 4 << 5);
    CHECK(bench.clocks.generator(Generator::Peri).hz() == 12'000'000);
    CHECK(bench.read(peri_selected) == 1);
    bench.write(peri_ctrl, enable | kill | 4 << 5);
    CHECK(!bench.clocks.generator(Generator::Peri).running());
    bench.write(peri_ctrl, 4 << 5);
    CHECK(!bench.clocks.generator(Generator::Peri).running());
    bench.write(adc_ctrl, enable | 4 << 5); // GPIN0
    CHECK(!bench.clocks.generator(Generator::Adc).running());
    bench.clocks.gpin(0).set_frequency(bench.simulation.now(), 1'000'000);
    CHECK(bench.clocks.generator(Generator::Adc).hz() == 1'000'000);
    bench.write(gpout2_ctrl, enable | 4 << 5);
    CHECK(bench.clocks.generator(Generator::Gpout2).hz() == 6'500'000);
    bench.write(gpout2_ctrl, 0);
}

TEST_CASE("CLOCKS: a faster PLL makes clk_sys faster at once") {
    Bench bench;
    bench.start_clocks();
    bench.write(pll_sys_base + 0xc, 3 << 16 | 2 << 12);
    CHECK(bench.clocks.sys().hz() == 250'000'000);
    CHECK(bench.clocks.gate(ClockGate::SysPwm).hz() == 250'000'000);
}

TEST_CASE("CLOCKS: with both processors in deep sleep SLEEP_EN says which clocks run, else WAKE_EN") {
    Bench bench;
    bench.start_clocks();
    bench.write(adc_ctrl, enable);
    bench.write(sleep_en0, 1 << 1);  // CLK_ADC_ADC
    bench.write(sleep_en1, 1 << 12); // CLK_SYS_WATCHDOG
    bench.clocks.on_line(Clocks::Core0DeepSleep, true);
    CHECK(bench.clocks.gate(ClockGate::SysPwm).running());
    bench.clocks.on_line(Clocks::Core1DeepSleep, true);
    CHECK(!bench.clocks.gate(ClockGate::SysPwm).running());
    CHECK(!bench.clocks.gate(ClockGate::SysTimer).running());
    CHECK(bench.clocks.gate(ClockGate::AdcAdc).hz() == 48'000'000);
    CHECK(bench.clocks.gate(ClockGate::SysWatchdog).hz() == 125'000'000);
    CHECK(bench.read(enabled0) == 1 << 1);
    CHECK(bench.read(enabled1) == 1 << 12);
    bench.clocks.on_line(Clocks::Core0DeepSleep, false);
    CHECK(bench.clocks.gate(ClockGate::SysPwm).running());
    CHECK(bench.read(enabled0) == 0xffffffff);
    bench.clear(wake_en0, 1 << 17); // CLK_SYS_PWM
    CHECK(!bench.clocks.gate(ClockGate::SysPwm).running());
}

TEST_CASE("CLOCKS: resus puts a dead clk_sys on clk_ref and interrupts until CLEAR") {
    Bench bench;
    bench.start_clocks();
    bench.write(inte, 1);
    bench.write(resus_ctrl, resus_enable | 0xff);
    bench.set(pll_sys_base + 4, 1);
    CHECK(!bench.clocks.sys().running());
    bench.run(21 * ps_per_us); // 255 periods of 12 MHz are 21.25 us
    CHECK(!bench.clocks.sys().running());
    bench.run(1 * ps_per_us);
    CHECK(bench.clocks.sys().hz() == 12'000'000);
    CHECK(bench.read(resus_status) == 1);
    CHECK(bench.read(sys_selected) == 1);
    CHECK(bench.read(intr) == 1);
    CHECK(bench.read(ints) == 1);
    CHECK(bench.clocks.irq().level());
    bench.clear(sys_ctrl, 1);
    bench.set(resus_ctrl, resus_clear);
    bench.clear(resus_ctrl, resus_clear);
    CHECK(bench.read(resus_status) == 0);
    CHECK(!bench.clocks.irq().level());
    bench.run(ps_per_ms);
    CHECK(bench.clocks.sys().hz() == 12'000'000);
    // Without ENABLE it stays dead; FRCE acts at once.
    bench.start_pll(pll_sys_base, 125, 6, 2);
    bench.write(sys_ctrl, 1);
    bench.run(10 * ps_per_us);
    CHECK(bench.read(sys_selected) == 2);
    bench.write(resus_ctrl, 0xff | resus_force);
    CHECK(bench.clocks.sys().hz() == 12'000'000);
    bench.write(resus_ctrl, 0xff | resus_clear);
    bench.run(10 * ps_per_us);
    CHECK(bench.clocks.sys().hz() == 125'000'000);
    bench.set(pll_sys_base + 4, 1);
    bench.run(ps_per_ms);
    CHECK(!bench.clocks.sys().running());
}

TEST_CASE("CLOCKS: INTF forces the interrupt") {
    Bench bench;
    bench.write(intf, 1);
    CHECK(bench.read(ints) == 1);
    CHECK(bench.clocks.irq().level());
    bench.write(intf, 0);
    CHECK(!bench.clocks.irq().level());
}

TEST_CASE("CLOCKS: GPOUT is a square wave; odd divisors are even with DC50; NUDGE delays by an input clock") {
    Bench bench;
    bench.start_crystal();
    bench.write(gpout0_div, 3 << 8);
    Edges edges(bench);
    bench.write(gpout0_ctrl, enable | 5 << 5); // 12 MHz / 3
    bench.run(1 * ps_per_us);
    REQUIRE(edges.at.size() >= 8);
    CHECK(edges.at[0].second == 1);
    CHECK(edges.at[2].first - edges.at[0].first == 250'000);
    CHECK(edges.at[1].first - edges.at[0].first == 83'333); // one of three input clocks
    edges.at.clear();
    bench.write(gpout0_ctrl, enable | dc50 | 5 << 5);
    bench.run(1 * ps_per_us);
    REQUIRE(edges.at.size() >= 8);
    CHECK(edges.at[4].first - edges.at[3].first == 125'000);
    const Time before = edges.at[edges.at.size() - 1].first;
    bench.set(gpout0_ctrl, nudge);
    edges.at.clear();
    bench.run(1 * ps_per_us);
    REQUIRE(edges.at.size() >= 8);
    const Time shift = (edges.at.back().first - before) % 125'000;
    CHECK(shift >= 83'332);
    CHECK(shift <= 83'334);
    bench.write(gpout0_ctrl, 0);
    CHECK((bench.clocks.outputs().levels() & 1) == 0);
}
