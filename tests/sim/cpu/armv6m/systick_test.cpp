#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

// r7 points at SYST_CSR: CSR, RVR, CVR, CALIB.
struct Bench : CpuBench {
    Bench() {
        put({nop});
        step();
        set(r7, 0xe000e010);
        set(r6, 5);
    }
};

constexpr unsigned csr = 0;
constexpr unsigned rvr = 4;
constexpr unsigned cvr = 8;

} // namespace

TEST_CASE("SysTick: counts down with the core's clock and reloads after 0") {
    Bench bench;
    bench.set(r0, 9);
    // Each load comes two cycles after the one before. From CVR = 0 the next edge loads RVR.
    bench.run({str(r0, r7, rvr), str(r0, r7, cvr), str(r6, r7, csr), ldr(r1, r7, cvr), ldr(r2, r7, cvr),
               ldr(r3, r7, cvr), ldr(r4, r7, cvr), nop, ldr(r5, r7, cvr)});
    CHECK(bench.reg(r1) == 8);
    CHECK(bench.reg(r2) == 6);
    CHECK(bench.reg(r3) == 4);
    CHECK(bench.reg(r4) == 2);
    CHECK(bench.reg(r5) == 9);
}

TEST_CASE("SysTick: COUNTFLAG is set at 0, and cleared by reading CSR or writing CVR") {
    Bench bench;
    bench.set(r0, 6);
    bench.run({str(r0, r7, rvr), str(r0, r7, cvr), str(r6, r7, csr), ldr(r1, r7, csr), nop, nop, nop,
               ldr(r2, r7, csr), ldr(r3, r7, csr)});
    CHECK(bench.reg(r1) == 5);
    CHECK(bench.reg(r2) == 0x10005);
    CHECK(bench.reg(r3) == 5);
    bench.run({nop, nop, nop, nop, nop, str(r0, r7, cvr), ldr(r2, r7, csr)});
    CHECK(bench.reg(r2) == 5);
}

TEST_CASE("SysTick: interrupts at 0, at the same edge whatever the slices") {
    for (const Time quantum : {Time{1}, Simulation::default_quantum}) {
        Bench bench;
        bench.simulation.set_quantum(quantum);
        bench.vector(15, 0x20002000);
        bench.put(0x20002000, {ldr(r4, r7, cvr), mov(r5, r2), bx(lr)});
        bench.set(r0, 99);
        bench.set(r1, 7);
        bench.set(r2, 0);
        bench.put({str(r0, r7, rvr), str(r0, r7, cvr), str(r1, r7, csr), adds_imm(r2, 1), b(-2)});
        bench.set(pc, CpuBench::code_base);
        bench.simulation.run_until(bench.core().next_time() + 1500 * ps_per_ns);
        // The count is 0 100 edges after the store to CSR; that takes 2 cycles, a turn of the loop 3. The
        // branch of the 33rd turn ends at edge 101, and 15 cycles later the handler begins.
        CHECK(bench.reg(r4) == 100 - 16);
        CHECK(bench.reg(r5) == 33);
    }
}

TEST_CASE("SysTick: interrupts wake the core, and a slower clock makes it slower") {
    Bench bench;
    bench.vector(15, 0x20002000);
    bench.put(0x20002000, {adds_imm(r5, 1), bx(lr)});
    bench.set(r0, 999);
    bench.set(r1, 7);
    bench.set(r5, 0);
    bench.put({str(r0, r7, rvr), str(r0, r7, cvr), str(r1, r7, csr), wfi, b(-2)});
    bench.set(pc, CpuBench::code_base);
    const Time begin = bench.simulation.now();
    bench.simulation.run_until(begin + 101 * ps_per_us);
    CHECK(bench.reg(r5) == 10);
    bench.clock.set_frequency(bench.simulation.now(), 10'000'000);
    bench.simulation.run_until(begin + 1101 * ps_per_us);
    CHECK(bench.reg(r5) == 20);
}

TEST_CASE("SysTick: CLKSOURCE 0 counts the reference, or nothing without one") {
    Bench bench;
    bench.set(r0, 99);
    bench.set(r6, 1);
    bench.run({str(r0, r7, rvr), str(r0, r7, cvr), str(r6, r7, csr), nop, nop, ldr(r1, r7, cvr)});
    CHECK(bench.reg(r1) == 0);
    ClockDomain tick{1'000'000};
    bench.core().set_systick_reference(&tick);
    bench.run({str(r0, r7, cvr), self});
    bench.put({self});
    bench.set(pc, CpuBench::code_base);
    bench.simulation.run_until(bench.simulation.now() + 20 * ps_per_us);
    bench.run({ldr(r1, r7, cvr)});
    CHECK(bench.reg(r1) >= 78);
    CHECK(bench.reg(r1) <= 81);
}
