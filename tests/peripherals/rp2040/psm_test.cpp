#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t frce_on = psm_base, frce_off = psm_base + 4, wdsel = psm_base + 8,
                        done = psm_base + 12;
constexpr std::uint32_t proc0 = 1U << 15, proc1 = 1U << 16, all = 0x1ffff;

struct Held final : LineSink {
    void on_line(unsigned core, bool level) override { held[core] = level; }
    bool held[2] = {};
};
} // namespace

TEST_CASE("PSM: brings the stages up one after the other, the processors last") {
    Bench bench;
    Held cores;
    bench.psm.reset_line(PsmStage::Proc0).connect(cores, 0);
    bench.psm.reset_line(PsmStage::Proc1).connect(cores, 1);
    bench.machine.reset();
    CHECK(cores.held[0]);
    CHECK(bench.read(done) == 0);
    bench.run(3'500 * ps_per_ns);
    CHECK(bench.read(done) == 7); // ROSC, XOSC, CLOCKS
    CHECK(cores.held[0]);
    bench.run(12 * ps_per_us);
    CHECK(!cores.held[0]);
    CHECK(cores.held[1]);
    bench.run(2 * ps_per_us);
    CHECK(!cores.held[1]);
    CHECK(bench.read(done) == all);
}

TEST_CASE("PSM: FRCE_OFF holds a processor in reset until it is cleared") {
    Bench bench;
    Held cores;
    bench.psm.reset_line(PsmStage::Proc0).connect(cores, 0);
    bench.psm.reset_line(PsmStage::Proc1).connect(cores, 1);
    bench.set(frce_off, proc1);
    CHECK(cores.held[1]);
    CHECK(!cores.held[0]);
    CHECK(bench.read(frce_off) == proc1);
    CHECK(bench.read(done) == (all & ~proc1));
    bench.run(10 * ps_per_us);
    CHECK(cores.held[1]);
    bench.clear(frce_off, proc1);
    CHECK(!cores.held[1]);
    bench.run(2 * ps_per_us);
    CHECK(bench.read(done) == all);
}

TEST_CASE("PSM: a stage in reset takes those behind it along, but for FRCE_ON") {
    Bench bench;
    bench.set(frce_on, proc0);
    bench.set(frce_off, 1 << 12); // XIP
    CHECK(bench.read(done) == (0xfff | proc0 | proc1));
    CHECK(!bench.psm.reset_line(PsmStage::Proc0).level());
    CHECK(bench.psm.reset_line(PsmStage::Sio).level());
    bench.clear(frce_off, 1 << 12);
    bench.run(10 * ps_per_us);
    CHECK(bench.read(done) == all);
}

TEST_CASE("PSM: the watchdog restarts the sequence where WDSEL says, its registers stay") {
    Bench bench;
    bench.start_clocks();
    bench.write(wdsel, 1 << 2); // CLOCKS and so all behind
    bench.write(watchdog_base + 0xc, 0xcafe);
    bench.write(watchdog_base, 1U << 31);
    bench.run(500 * ps_per_ns);
    CHECK(bench.read(done) == 3);
    CHECK(bench.clocks.sys().hz() == 6'500'000);
    CHECK(bench.xosc.clock().running()); // before CLOCKS: untouched
    CHECK(bench.psm.reset_line(PsmStage::Proc0).level());
    bench.run(20 * ps_per_us);
    CHECK(bench.read(done) == all);
    CHECK(bench.read(wdsel) == 1 << 2);
    CHECK(bench.read(resets_base) == 0x1ffffff);
    CHECK(bench.read(watchdog_base + 0xc) == 0xcafe);
}

TEST_CASE("PSM: a processor's SYSRESETREQ resets both processors and nothing else") {
    Bench bench;
    bench.start_clocks();
    bench.psm.on_line(Psm::SystemResetRequest, true);
    bench.psm.on_line(Psm::SystemResetRequest, false);
    bench.run(500 * ps_per_ns);
    CHECK(bench.read(done) == (all & ~proc0 & ~proc1));
    bench.run(3 * ps_per_us);
    CHECK(bench.read(done) == all);
    CHECK(bench.clocks.sys().hz() == 125'000'000);
}

TEST_CASE("PSM: a chip in reset holds all stages and forgets its registers, then begins anew") {
    Bench bench;
    Held cores;
    bench.psm.reset_line(PsmStage::Proc0).connect(cores, 0);
    bench.set(frce_off, proc1);
    bench.set(wdsel, all);
    bench.psm.on_line(Psm::ChipInReset, true);
    CHECK(cores.held[0]);
    bench.run(1 * ps_per_ms);
    CHECK(cores.held[0]);
    bench.psm.on_line(Psm::ChipInReset, false);
    CHECK(bench.read(done) == 0);
    CHECK(bench.read(wdsel) == 0);
    bench.run(20 * ps_per_us);
    CHECK(!cores.held[0]);
    CHECK(bench.read(done) == all);
}
