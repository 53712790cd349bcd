// Cycles of the Cortex-M0+ (Technical Reference Manual, table 3-1) with zero wait states.

#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t data = 0x20004000;

class Register final : public BusDevice {
public:
    std::uint32_t read(std::uint32_t, const Access&) override { return ++reads; }
    void write(std::uint32_t, std::uint32_t written, const Access&) override { value = written; }
    std::uint32_t peek(std::uint32_t) const override { return 0; }
    std::uint32_t reads = 0;
    std::uint32_t value = 0;
};

struct Bench : CpuBench {
    Register apb;
    Register io_port;

    explicit Bench(const sim::cpu::armv6m::Model& model = sim::cpu::armv6m::cortex_m0_plus)
        : CpuBench(1, {}, nullptr, model) {
        machine.bus().map({.base = 0x40000000,
                           .size = 0x1000,
                           .device = &apb,
                           .name = "APB",
                           .read_cycles = 3,
                           .write_cycles = 4});
        machine.bus().map({.base = 0xd0000000, .size = 0x1000, .device = &io_port, .name = "SIO"});
        put({nop});
        step();
        set(r7, data);
        set(r6, 0x40000000);
        set(r5, 0xd0000000);
        set(r4, code_base + 5);
        set(lr, code_base + 5);
    }
};

} // namespace

TEST_CASE("Core: stores of bytes and half-words drive all lanes of the bus") {
    Bench bench;
    bench.set(r0, 0x1234d6a5);
    bench.run({strb(r0, r6, 0)});
    CHECK(bench.apb.value == 0xa5a5a5a5);
    bench.run({strh(r0, r6, 0)});
    CHECK(bench.apb.value == 0xd6a5d6a5);
    bench.run({str(r0, r6, 0)});
    CHECK(bench.apb.value == 0x1234d6a5);
}

TEST_CASE("Core: stacks outside of memory go over the bus word by word") {
    Bench bench;
    bench.apb.reads = 10;
    bench.run({mov(sp, r6), pop({r0, r2, r3})});
    CHECK(bench.reg(r0) == 11);
    CHECK(bench.reg(r2) == 12);
    CHECK(bench.reg(r3) == 13);
    CHECK(bench.reg(sp) == 0x4000000c);
    bench.apb.reads = CpuBench::code_base;
    bench.run({b(4), self, mov(sp, r6), pop({r0, r2, pc})}); // the third word is the address of `self`
    CHECK(bench.reg(r2) == CpuBench::code_base + 2);
    CHECK(bench.reg(pc) == CpuBench::code_base + 2);
    bench.set(r0, 5);
    bench.set(r2, 6);
    bench.set(sp, 0x40000010);
    bench.run({push({r0, r2})});
    CHECK(bench.apb.value == 6);
    CHECK(bench.reg(sp) == 0x40000008);
}

TEST_CASE("Core: cycles of each instruction are the Cortex-M0+'s") {
    Bench bench;
    CHECK(bench.run({movs(r0, 1)}) == 1);
    CHECK(bench.run({adds(r0, r0, r1)}) == 1);
    CHECK(bench.run({op(muls, r0, r1)}) == 1);
    CHECK(bench.run({op(lsls_r, r0, r1)}) == 1);
    CHECK(bench.run({cmp_imm(r0, 1)}) == 1);
    CHECK(bench.run({mov(r0, r8)}) == 1);
    CHECK(bench.run({sub_sp(8), add_sp(8)}) == 2);
    CHECK(bench.run({rev(r0, r1)}) == 1);
    CHECK(bench.run({nop}) == 1);
    CHECK(bench.run({ldr(r0, r7, 0)}) == 2);
    CHECK(bench.run({strb(r0, r7, 0)}) == 2);
    CHECK(bench.run({ldr_pc(r0, 0)}) == 2);
    CHECK(bench.run({ldm(r7, {r0, r1, r2})}) == 4);
    CHECK(bench.run({stm(r7, {r0, r1})}) == 3);
    CHECK(bench.run({push({r0, r1, lr}), pop({r0, r1})}) == 4 + 3);
    bench.set(sp, CpuBench::stack_top);
    CHECK(bench.run({push({r0, lr}), pop({r0, pc}), nop}) == 3 + 5 + 1);
    CHECK(bench.run({b(4), nop}) == 2);
    bench.run({movs(r0, 0)});
    CHECK(bench.run({b(eq, 4), nop}) == 2);
    CHECK(bench.run({b(ne, 4), nop}) == 2); // not taken, then the nop
    CHECK(bench.run({bl_first(4), bl_second(4)}) == 3);
    CHECK(bench.run({bx(r4), nop}) == 2);
    CHECK(bench.run({blx(r4), nop}) == 2);
    CHECK(bench.run({mov(pc, r4), nop}) == 2);
    CHECK(bench.run({mrs_first, mrs_second(r0, apsr)}) == 3);
    CHECK(bench.run({msr_first(r0), msr_second(apsr)}) == 3);
    CHECK(bench.run({0xf3bf, 0x8f4f}) == 3); // dsb
    CHECK(bench.run({cpsid, cpsie}) == 2);
    CHECK(bench.run({sev}) == 1);
    CHECK(bench.run({sev, wfe}) == 3);
}

TEST_CASE("Core: a Cortex-M0 takes a cycle more wherever the pipeline fills again, and has no I/O port") {
    Bench bench{sim::cpu::armv6m::cortex_m0};
    CHECK(bench.run({movs(r0, 1)}) == 1);
    CHECK(bench.run({op(muls, r0, r1)}) == 1);
    CHECK(bench.run({ldr(r0, r7, 0)}) == 2);
    CHECK(bench.run({ldm(r7, {r0, r1, r2})}) == 4);
    bench.set(sp, CpuBench::stack_top);
    CHECK(bench.run({push({r0, lr}), pop({r0, pc}), nop}) == 3 + 6 + 1);
    CHECK(bench.run({b(4), nop}) == 3);
    bench.run({movs(r0, 0)});
    CHECK(bench.run({b(eq, 4), nop}) == 3);
    CHECK(bench.run({b(ne, 4), nop}) == 2); // not taken, then the nop
    CHECK(bench.run({bl_first(4), bl_second(4)}) == 4);
    CHECK(bench.run({bx(r4), nop}) == 3);
    CHECK(bench.run({blx(r4), nop}) == 3);
    CHECK(bench.run({mov(pc, r4), nop}) == 3);
    CHECK(bench.run({mrs_first, mrs_second(r0, apsr)}) == 4);
    CHECK(bench.run({msr_first(r0), msr_second(apsr)}) == 4);
    CHECK(bench.run({0xf3bf, 0x8f4f}) == 4); // dsb
    CHECK(bench.run({ldr(r0, r5, 0)}) == 2);
}

TEST_CASE("Core: accesses cost the wait states of their bus, and one cycle on the I/O port") {
    Bench bench;
    CHECK(bench.run({ldr(r0, r6, 0)}) == 4);
    CHECK(bench.run({str(r0, r6, 0)}) == 5);
    CHECK(bench.run({ldr(r0, r5, 0)}) == 1);
    CHECK(bench.run({str(r0, r5, 0)}) == 1);
    CHECK(bench.run({ldm(r5, {r0, r1})}) == 3);
    CHECK(bench.io_port.reads == 3);
    CHECK(bench.reg(r1) == 3);
    CHECK(bench.run({stm(r5, {r0, r1})}) == 3);
    CHECK(bench.run({ldm(r6, {r0, r1})}) == 1 + 2 * 3);
    bench.set(r6, 0x40000000);
    CHECK(bench.run({stm(r6, {r0, r1})}) == 1 + 2 * 4);
    bench.set(r3, 0); // memory that is none of the core's own RAM, without wait states
    CHECK(bench.run({ldm(r3, {r0, r1})}) == 3);
    bench.set(r5, 0xe000e000);
    CHECK(bench.run({ldr(r0, r5, 0x14)}) == 2); // the private bus
}

TEST_CASE("Core: instructions and cycles do not depend on the slices they run in") {
    const Code code{movs(r0, 0),      adds_imm(r0, 1), ldr(r1, r7, 0), str(r1, r7, 4),
                    cmp_imm(r0, 200), b(ne, -8),       b(-12)};
    std::vector<std::uint64_t> counts;
    for (const Time quantum : {Time{1}, 16 * ps_per_ns, Simulation::default_quantum}) {
        Bench bench;
        bench.put(code);
        bench.set(pc, CpuBench::code_base);
        bench.simulation.set_quantum(quantum);
        for (std::int64_t until = 0; until <= 102'400; until += quantum == 1 ? 51'200 : 10'240) {
            bench.run_to(until);
        }
        counts.push_back(bench.core().instructions());
        counts.push_back(bench.core().cycles());
    }
    for (std::size_t i = 2; i < counts.size(); ++i) {
        CHECK(counts[i] == counts[i % 2]);
    }
}
