// What debuggers do must not change what the firmware does.

#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

#include <map>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t data = 0x20004000;

struct Bench : CpuBench {
    explicit Bench(unsigned count = 1) : CpuBench(count) {
        put({nop, self});
        simulation.run_until(ps_per_us);
        for (unsigned i = 0; i < count; ++i) {
            core(i).set_register(r7, data);
            core(i).set_register(pc, code_base);
        }
    }
    Stop go() { return simulation.run_until(simulation.now() + ps_per_ms); }
};

const Code loop{adds_imm(r0, 1), str(r0, r7, 0), ldr(r1, r7, 4), b(-6)};

} // namespace

TEST_CASE("Debugger: a breakpoint stops before its instruction, every time, and not in memory") {
    Bench bench;
    bench.put(loop);
    bench.core().set_breakpoint(CpuBench::code_base + 2, true);
    for (std::uint32_t i = 1; i <= 3; ++i) {
        const Stop stop = bench.go();
        CHECK(stop.cause == StopCause::Breakpoint);
        CHECK(stop.address == CpuBench::code_base + 2);
        CHECK(bench.reg(pc) == CpuBench::code_base + 2);
        CHECK(bench.reg(r0) == i);
        CHECK(bench.peek(data) == i - 1);
    }
    CHECK((bench.peek(CpuBench::code_base) >> 16) == str(r0, r7, 0));
    bench.core().set_breakpoint(CpuBench::code_base + 2, false);
    CHECK(bench.go().cause == StopCause::None);
}

TEST_CASE(
    "Debugger: registers set before the first instruction stay, the others come from the vector table") {
    CpuBench bench;
    bench.put(0x20002000, {adds_imm(r0, 1), self});
    bench.set(pc, 0x20002000);
    bench.step();
    CHECK(bench.reg(pc) == 0x20002002);
    CHECK(bench.reg(sp) == CpuBench::stack_top);
    CHECK(bench.reg(lr) == 0xffffffff);
    bench.machine.reset();
    bench.put({adds_imm(r0, 1), self});
    bench.set(sp, 0x20007000);
    bench.set(r0, 5);
    bench.step();
    CHECK(bench.reg(sp) == 0x20007000);
    CHECK(bench.reg(r0) == 6);
    CHECK(bench.reg(pc) == CpuBench::code_base + 2);
}

TEST_CASE("Debugger: a step over a removed breakpoint, put back, stops there again") {
    Bench bench;
    bench.put(loop);
    bench.core().set_breakpoint(CpuBench::code_base, true);
    CHECK(bench.go().cause == StopCause::Breakpoint);
    bench.core().set_breakpoint(CpuBench::code_base, false);
    bench.step();
    bench.core().set_breakpoint(CpuBench::code_base, true);
    CHECK(bench.go().cause == StopCause::Breakpoint);
    CHECK(bench.reg(r0) == 1);
    CHECK(bench.step().cause == StopCause::Step); // a step does not stop where it stands
    CHECK(bench.reg(r0) == 2);
}

TEST_CASE("Debugger: breakpoints are of one core each") {
    Bench bench(2);
    bench.put(loop);
    bench.core(1).set_breakpoint(CpuBench::code_base + 4, true);
    const Stop stop = bench.go();
    CHECK(stop.core == 1);
    bench.core(0).set_breakpoint(CpuBench::code_base + 4, true);
    bench.core(1).set_breakpoint(CpuBench::code_base + 4, false);
    CHECK(bench.go().core == 0);
}

TEST_CASE("Debugger: watchpoints see loads, stores or both, of any size that touches them") {
    Bench bench;
    bench.put(loop);
    bench.core().set_watchpoint(data + 2, 1, WatchKind::Write, true);
    Stop stop = bench.go();
    CHECK(stop.cause == StopCause::Watchpoint);
    CHECK(stop.address == data + 2);
    CHECK(bench.reg(pc) == CpuBench::code_base + 4); // after the store
    CHECK(bench.peek(data) == 1);
    bench.core().set_watchpoint(data + 2, 1, WatchKind::Write, false);
    bench.core().set_watchpoint(data + 4, 4, WatchKind::Read, true);
    stop = bench.go();
    CHECK(bench.reg(pc) == CpuBench::code_base + 6);
    bench.core().set_watchpoint(data + 4, 4, WatchKind::Read, false);
    bench.core().set_watchpoint(data, 8, WatchKind::Access, true);
    bench.go();
    CHECK(bench.reg(pc) == CpuBench::code_base + 4);
    bench.go();
    CHECK(bench.reg(pc) == CpuBench::code_base + 6);
    bench.core().set_watchpoint(data, 8, WatchKind::Access, false);
    CHECK(bench.go().cause == StopCause::None);
}

TEST_CASE("Debugger: while something is watched, memory reaches to its last byte") {
    Bench bench;
    bench.core().set_watchpoint(data, 4, WatchKind::Access, true);
    bench.set(r2, 0x2000ffff);
    bench.set(r3, 0xa5);
    bench.run({strb(r3, r2, 0), ldrb(r4, r2, 0)});
    CHECK(bench.reg(r4) == 0xa5);
    CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == 0);
}

TEST_CASE("Debugger: literals and lists are watched too") {
    Bench bench;
    bench.put({ldr_pc(r0, 1), nop, nop, nop, push({r0, r1}), self});
    bench.core().set_watchpoint(CpuBench::code_base + 8, 4, WatchKind::Read, true);
    bench.core().set_watchpoint(CpuBench::stack_top - 4, 4, WatchKind::Write, true);
    CHECK(bench.go().address == CpuBench::code_base + 8);
    CHECK(bench.go().address == CpuBench::stack_top - 4);
}

TEST_CASE("Debugger: a step is one instruction, over WFI too") {
    Bench bench;
    bench.put({wfi, nop, self});
    CHECK(bench.step().cause == StopCause::Step);
    CHECK(bench.reg(pc) == CpuBench::code_base + 2);
    CHECK(!bench.core().runnable());
    bench.core().step();
    CHECK(bench.simulation.run_until(bench.simulation.now() + ps_per_us).cause == StopCause::None);
    bench.core().send_event();
    CHECK(!bench.core().runnable()); // WFI is not WFE
}

TEST_CASE("Debugger: breakpoints, watchpoints, steps and pauses leave all counts as they were") {
    std::map<int, std::vector<std::uint64_t>> counts;
    for (int kind = 0; kind < 4; ++kind) {
        Bench bench;
        bench.vector(15, 0x20002000);
        bench.put(0x20002000, {adds_imm(r5, 1), bx(lr)});
        bench.put({ldr(r3, r6, 0), str(r2, r6, 4), str(r2, r6, 8), movs(r3, 7), str(r3, r6, 0),
                   adds_imm(r0, 1), str(r0, r7, 0), ldr(r1, r7, 4), b(-6)});
        bench.set(r6, 0xe000e010);
        bench.set(r2, 36);
        if (kind == 1) {
            bench.core().set_breakpoint(CpuBench::code_base + 12, true);
            bench.core().set_breakpoint(0x20002000, true);
        } else if (kind == 2) {
            bench.core().set_watchpoint(data, 4, WatchKind::Access, true);
        }
        const Time end = 10 * 1024 * ps_per_ns;
        while (bench.simulation.now() < end) {
            if (kind == 3) {
                bench.core().step();
            }
            if (bench.simulation.run_until(end).cause == StopCause::None) {
                break;
            }
        }
        counts[kind] = {bench.core().instructions(), bench.core().cycles(), bench.simulation.trace().hash(),
                        bench.reg(r0), bench.reg(r5)};
        CHECK(bench.reg(r5) > 10);
        CHECK(counts[kind] == counts[0]);
    }
}

TEST_CASE("Debugger: registers are read and written in GDB's order") {
    Bench bench;
    for (unsigned i = 0; i < 13; ++i) {
        bench.set(i, 100 + i);
    }
    bench.set(lr, 114);
    bench.set(16, 0xf1000000);
    bench.set(18, 0x20006000);
    bench.set(19, 1);
    bench.set(20, 2);
    const std::vector<std::uint32_t> values = bench.core().registers();
    REQUIRE(values.size() == 21);
    for (unsigned i = 0; i < 13; ++i) {
        CHECK(values[i] == 100 + i);
    }
    CHECK(values[13] == 0x20006000);
    CHECK(values[14] == 114);
    CHECK(values[15] == CpuBench::code_base);
    CHECK(values[16] == 0xf1000000);
    CHECK(values[17] == CpuBench::stack_top);
    CHECK(values[18] == 0x20006000);
    CHECK(values[19] == 1);
    CHECK(values[20] == 2);
}

TEST_CASE("Debugger: BKPT stops when one is there, and runs on behind when told to") {
    Bench bench;
    bench.core().set_halt_on_bkpt(true);
    bench.put({bkpt(3), movs(r0, 1), self});
    const Stop stop = bench.go();
    CHECK(stop.cause == StopCause::Breakpoint);
    CHECK(stop.address == CpuBench::code_base);
    CHECK(bench.reg(pc) == CpuBench::code_base);
    bench.set(pc, CpuBench::code_base + 2);
    bench.go();
    CHECK(bench.reg(r0) == 1);
}
