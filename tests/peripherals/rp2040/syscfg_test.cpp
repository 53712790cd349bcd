#include "peripherals/rp2040/syscfg.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace peripherals::rp2040;

namespace {

constexpr std::uint32_t base = 0x40004000;

struct Bench final : NmiSink {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Syscfg syscfg{machine, "SYSCFG", *this};
    std::uint32_t masks[2] = {};

    Bench() {
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &syscfg, .name = "SYSCFG", .atomic_aliases = true});
        machine.reset();
    }
    void on_nmi_mask(unsigned core, std::uint32_t irqs) override { masks[core] = irqs; }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
};

} // namespace

TEST_CASE("SYSCFG: each processor is told its NMI mask, and that a reset clears it") {
    Bench bench;
    bench.write(0x00, 0x00000010);
    bench.write(0x04, 0x80000000);
    CHECK(bench.masks[0] == 0x10);
    CHECK(bench.masks[1] == 0x80000000);
    bench.syscfg.hold_in_reset(true);
    CHECK(bench.masks[0] == 0);
    CHECK(bench.masks[1] == 0);
}

TEST_CASE("SYSCFG: PROC_CONFIG tells which processors a debugger halts") {
    Bench bench;
    CHECK(bench.read(0x08) == 0x10000000);
    bench.syscfg.on_line(Syscfg::Halted1, true);
    CHECK(bench.read(0x08) == 0x10000002);
    bench.syscfg.on_line(Syscfg::Halted0, true);
    bench.syscfg.on_line(Syscfg::Halted1, false);
    CHECK(bench.read(0x08) == 0x10000001);
}

TEST_CASE("SYSCFG: what has no effect is kept, and told once") {
    Bench bench;
    bench.write(0x0c, 0xffffffff);
    CHECK(bench.read(0x0c) == 0x3fffffff);
    CHECK(bench.read(0x14) == 0x66);
    bench.write(0x18, 0x81);
    CHECK(bench.read(0x18) == 0x81);
    CHECK(bench.simulation.diagnostics().count("register.not_modelled") == 2);
}
