#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t voltage = vreg_base, bod = vreg_base + 4, chip_reset = vreg_base + 8;
constexpr std::uint32_t rok = 1U << 12, psm_restart_flag = 1U << 24, had_psm_restart = 1U << 20,
                        had_run = 1U << 16, had_por = 1U << 8;
} // namespace

TEST_CASE("VREG: 1.10 V and in regulation out of reset; a new voltage takes a while") {
    Bench bench;
    CHECK(bench.read(voltage) == (rok | 0xb1));
    CHECK(bench.read(bod) == 0x91);
    bench.write(voltage, 0xd1);
    CHECK(bench.read(voltage) == 0xd1);
    bench.run(30 * ps_per_us);
    CHECK(bench.read(voltage) == (rok | 0xd1));
    bench.write(voltage, 0xd0);
    bench.run(30 * ps_per_us);
    CHECK(bench.read(voltage) == 0xd0);
    CHECK(bench.simulation.diagnostics().count("vreg.off") == 1);
}

TEST_CASE("CHIP_RESET: tells the cause, and keeps it over a reset by the watchdog") {
    Bench bench;
    CHECK(bench.read(chip_reset) == had_por);
    bench.write(psm_base + 8, 1 << 13);
    bench.write(watchdog_base, 1U << 31);
    bench.run(20 * ps_per_us);
    CHECK(bench.read(chip_reset) == had_por);
    bench.vreg.set_cause(ResetCause::RunPin);
    bench.machine.reset();
    bench.run(20 * ps_per_us);
    CHECK(bench.read(chip_reset) == had_run);
    bench.vreg.set_cause(ResetCause::DebugPort);
    bench.machine.reset();
    bench.run(20 * ps_per_us);
    CHECK(bench.read(chip_reset) == (had_psm_restart | psm_restart_flag));
    bench.write(chip_reset, psm_restart_flag);
    CHECK(bench.read(chip_reset) == had_psm_restart);
}
