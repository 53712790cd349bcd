#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t scs = 0xe000e000;
constexpr std::uint32_t handler_base = 0x20002000;

// Pulses a line at a time.
struct Alarm final : Device {
    explicit Alarm(CpuBench& owner) : Device(owner.machine, "ALARM"), bench(owner) {}
    void reset() override {}
    void fire() {
        bench.core().on_line(0, true);
        bench.core().on_line(0, false);
    }
    CpuBench& bench;
    Event event{*this, EventClass::Timer, "alarm", handler<&Alarm::fire>};
};

struct Bench : CpuBench {
    Alarm alarm{*this};

    Bench() {
        vector(16, handler_base);
        put(handler_base, {adds_imm(r6, 1), bx(lr)});
        put({nop});
        step();
        set(r7, scs);
        set(r6, 0);
        write(0x100, 1);
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        set(r0, scs + offset);
        set(r1, value);
        run({str(r1, r0, 0)});
    }
    // Starts `code`, lets the alarm fire after 1 ms, runs 2 ms.
    void sleep(Code code) {
        code.push_back(self);
        put(code);
        set(pc, code_base);
        alarm.event.arm(simulation.now() + ps_per_ms);
        simulation.run_until(simulation.now() + ps_per_ms / 2);
    }
    void finish() { simulation.run_until(simulation.now() + ps_per_ms); }
};

} // namespace

TEST_CASE("WFI: sleeps until an interrupt, exactly, and counts the sleep") {
    Bench bench;
    const std::uint64_t instructions = bench.core().instructions();
    const std::uint64_t cycles = bench.core().cycles();
    const std::uint64_t slept = bench.core().sleeping_cycles();
    const Time begin = bench.core().next_time();
    bench.sleep({wfi, nop});
    CHECK(!bench.core().runnable());
    CHECK(bench.core().sleeping().level());
    CHECK(bench.core().instructions() - instructions == 1);
    const auto now = static_cast<std::uint64_t>((bench.simulation.now() - begin) / CpuBench::cycle);
    CHECK(bench.core().cycles() - cycles == now);
    CHECK(bench.core().sleeping_cycles() - slept == now - 2);
    bench.alarm.event.arm(begin + 80'000 * CpuBench::cycle);
    bench.core().step();
    bench.simulation.run_until(begin + ps_per_ms);
    CHECK(bench.core().sleeping_cycles() - slept == 80'000 - 2);
    CHECK(bench.core().next_time() == begin + (80'000 + 15 + 1) * CpuBench::cycle);
    CHECK(!bench.core().sleeping().level());
}

TEST_CASE("WFI: PRIMASK does not keep it from waking, but from serving") {
    Bench bench;
    bench.run({cpsid});
    bench.sleep({wfi, movs(r5, 7)});
    CHECK(bench.reg(r5) == 0);
    bench.finish();
    CHECK(bench.reg(r5) == 7);
    CHECK(bench.reg(r6) == 0);
    bench.run({wfi}); // still pending: does not sleep
    bench.run({cpsie, nop});
    CHECK(bench.reg(r6) == 1);
}

TEST_CASE("WFI: an interrupt that is disabled, or of no higher priority, does not wake") {
    Bench bench;
    bench.write(0x180, 1);
    bench.sleep({wfi});
    bench.finish();
    CHECK(!bench.core().runnable());
}

TEST_CASE("WFE: returns at once after SEV, and sleeps without") {
    Bench bench;
    bench.sleep({sev, wfe, movs(r5, 1), wfe, movs(r5, 2)});
    CHECK(bench.reg(r5) == 1);
    CHECK(!bench.core().runnable());
    bench.finish();
    CHECK(bench.reg(r5) == 2);
    CHECK(bench.reg(r6) == 1);
}

TEST_CASE("WFE: SEVONPEND makes an event of a disabled interrupt that becomes pending") {
    Bench bench;
    bench.write(0x180, 1);
    bench.write(0xd10, 1U << 4);
    bench.sleep({wfe, movs(r5, 2)});
    CHECK(bench.reg(r5) == 0);
    bench.finish();
    CHECK(bench.reg(r5) == 2);
    CHECK(bench.reg(r6) == 0);
}

TEST_CASE("WFE: what was pending before, or is cleared, is no event for SEVONPEND") {
    Bench bench;
    bench.write(0x180, 1);
    bench.run({cpsid});
    bench.write(0xd04, 1U << 28); // PENDSVSET
    bench.write(0xd10, 1U << 4);
    bench.write(0xd04, 1U << 28);
    bench.write(0xd04, 1U << 25); // PENDSTCLR
    bench.write(0x280, 1);
    bench.sleep({wfe, movs(r5, 2)});
    CHECK(!bench.core().runnable());
    CHECK(bench.reg(r5) == 0);
}

TEST_CASE("WFE: an interrupt under PRIMASK does not wake") {
    Bench bench;
    bench.run({cpsid});
    bench.sleep({wfe, movs(r5, 2)});
    bench.finish();
    CHECK(bench.reg(r5) == 0);
}

TEST_CASE("SLEEPONEXIT: the core sleeps when the last handler returns to the thread") {
    Bench bench;
    bench.write(0xd10, 1U << 1);
    bench.sleep({wfi, movs(r5, 1)});
    bench.finish();
    CHECK(bench.reg(r6) >= 1);
    CHECK(bench.reg(r5) == 0);
}

TEST_CASE("SLEEPDEEP: tells of deep sleep") {
    Bench bench;
    bench.sleep({wfi});
    CHECK(!bench.core().deep_sleep().level());
    bench.finish();
    bench.write(0xd10, 1U << 2);
    bench.sleep({wfi});
    CHECK(bench.core().deep_sleep().level());
    bench.finish();
    CHECK(!bench.core().deep_sleep().level());
}

TEST_CASE("Core: held in reset it does nothing; released it starts from 0") {
    Bench bench;
    bench.write(0xd08, 0x20003000);
    bench.put({adds_imm(r5, 1), self});
    bench.core().hold_in_reset(true);
    bench.simulation.run_until(bench.simulation.now() + ps_per_us);
    CHECK(!bench.core().runnable());
    CHECK(bench.reg(r5) == 0);
    bench.core().hold_in_reset(false);
    bench.simulation.run_until(bench.simulation.now() + ps_per_us);
    CHECK(bench.reg(r5) == 1);
    CHECK(bench.reg(sp) == CpuBench::stack_top);
}

TEST_CASE("Core: a stopped clock stops it") {
    Bench bench;
    bench.put({adds_imm(r5, 1), b(-2)});
    bench.set(pc, CpuBench::code_base);
    bench.clock.set_frequency(bench.simulation.now(), 0);
    bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    const std::uint32_t before = bench.reg(r5);
    bench.clock.set_frequency(bench.simulation.now(), 3'000'000);
    bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CHECK(before == 0);
    // Rounds of three cycles; a run ends with its quantum.
    CHECK(bench.reg(r5) >= 999);
    CHECK(bench.reg(r5) <= 1001);
}
