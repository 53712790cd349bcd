#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t handler_base = 0x20002000;
[[maybe_unused]] constexpr std::uint32_t data = 0x20004000;
constexpr std::uint32_t scs = 0xe000e000;

// The HardFault handler counts in r6, keeps the stacked PC and xPSR in r8 and r9, and goes on at r7.
struct Bench : CpuBench {
    Bench() {
        vector(3, handler_base);
        put(handler_base,
            {adds_imm(r6, 1), ldr_sp(r5, 24), mov(r8, r5), ldr_sp(r5, 28), mov(r9, r5), str_sp(r7, 24),
             movs(r4, 1), lsls(r4, r4, 24), op(orrs, r5, r4), str_sp(r5, 28), bx(lr)});
        put({nop});
        step();
    }
    // Number of HardFaults that `code` causes; it must not come to its last instruction otherwise.
    std::uint32_t faults(Code code) {
        set(r6, 0);
        code.push_back(self);
        code.push_back(nop);
        set(r7, code_base + static_cast<std::uint32_t>(2 * code.size()));
        set(sp, stack_top);
        const std::uint32_t end = reg(r7);
        run(code);
        CHECK(reg(pc) == end);
        return reg(r6);
    }
    std::uint32_t stacked(unsigned word) { return peek(stack_top - 32 + 4 * word); }
};

} // namespace

TEST_CASE("HardFault: accesses to nothing and unaligned ones change nothing and stack their address") {
    Bench bench;
    const std::uint16_t accesses[] = {ldr(r1, r0, 0),  str(r1, r0, 0),    ldrh(r1, r0, 0),
                                      strh(r1, r0, 0), ldm(r0, {r1, r2}), stm(r0, {r1, r2})};
    for (const std::uint32_t address : {0x30000000U, 0x20004001U, 0xe0100000U, 0xf0000000U, 0x2000fffdU}) {
        for (const std::uint16_t access : accesses) {
            CAPTURE(address);
            CAPTURE(access);
            bench.set(r0, address);
            bench.set(r1, 0x11);
            bench.set(r2, 0x22);
            CHECK(bench.faults({nop, access}) == 1);
            CHECK(bench.stacked(0) == address);
            CHECK(bench.stacked(1) == 0x11);
            CHECK(bench.stacked(2) == 0x22);
            CHECK(bench.reg(r8) == CpuBench::code_base + 2);
        }
    }
    bench.set(r0, 0x20004002);
    CHECK(bench.faults({ldr(r1, r0, 0)}) == 1);
    bench.set(sp, 0x20010000);
    bench.set(r1, 0x11);
    CHECK(bench.reg(sp) == 0x20010000);
}

TEST_CASE("HardFault: a list that begins in memory and ends outside leaves the base") {
    Bench bench;
    bench.set(r0, 0x2000fffc);
    bench.set(r1, 0x11);
    CHECK(bench.faults({ldm(r0, {r1, r2})}) == 1);
    CHECK(bench.stacked(0) == 0x2000fffc);
}

TEST_CASE("HardFault: undefined instructions") {
    Bench bench;
    for (const Code& code : {
             Code{udf    },
             Code{0xb100 },
             Code{0xba80 },
             Code{0xbf01 },
             Code{0xb654 },
             Code{0x47f8 },
             Code{0xe800,  0},
             Code{0xf7f0,       0xa000},
             Code{0xffff,0xffff},
             Code{0xf000,  0x8000},
             Code{bkpt(0)      }
    }) {
        CAPTURE(code[0]);
        CHECK(bench.faults(code) == 1);
        CHECK(bench.reg(r8) == CpuBench::code_base);
    }
}

TEST_CASE("HardFault: branches into ARM state, to nothing, and to where code must not be") {
    Bench bench;
    bench.set(r0, CpuBench::code_base);
    CHECK(bench.faults({bx(r0)}) == 1);
    CHECK((bench.reg(r9) & 1U << 24) == 0);
    CHECK(bench.reg(r8) == CpuBench::code_base);
    for (const std::uint32_t target : {0x30000001U, 0x40000001U, 0xe0000001U, 0x20010001U, 0xfffffff9U}) {
        bench.set(r0, target);
        CHECK(bench.faults({blx(r0)}) == 1);
        CHECK(bench.reg(r8) == target - 1);
        CHECK(bench.stacked(5) == CpuBench::code_base + 3);
    }
    CHECK(bench.faults({bx(pc)}) == 1);
    CHECK((bench.reg(r9) & 1U << 24) == 0);
}

TEST_CASE("HardFault: code that runs over the end of its memory") {
    Bench bench;
    bench.put(0x2000fffc, {nop, 0xf000});
    bench.set(r0, 0x2000fffd);
    CHECK(bench.faults({bx(r0)}) == 1);
    CHECK(bench.reg(r8) == 0x2000fffe);
    bench.put(0x2000fffe, {nop});
    CHECK(bench.faults({bx(r0)}) == 1);
    CHECK(bench.reg(r8) == 0x20010000);
}

TEST_CASE("HardFault: code that runs over the end of its window, though the memory goes on") {
    Bench bench;
    bench.put(0xffe, {nop});
    bench.set(pc, 0xffe);
    bench.step();
    CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == 0);
    bench.step();
    CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == 1);
    CHECK(bench.stacked(6) == 0x1000);
}

TEST_CASE("HardFault: the default memory map has code, RAM and external RAM to execute") {
    Memory memory(0x1000, Memory::Kind::Ram);
    const std::vector<std::uint8_t> zeros(0x1000); // movs r0, r0
    memory.load(0, zeros);
    for (const std::uint32_t half_gigabyte : {2U, 3U, 4U, 5U}) {
        MemoryWindow first{.base = half_gigabyte << 29, .size = 0x1000, .memory = &memory};
        MemoryWindow last{.base = first.base + 0x1ffff000, .size = 0x1000, .memory = &memory};
        for (const std::uint32_t address : {first.base, last.base + 0xffc}) {
            CAPTURE(address);
            CpuBench bench(1, {&first, &last});
            bench.vector(3, handler_base);
            bench.set(pc, address);
            bench.step();
            const bool executable = half_gigabyte == 3 || half_gigabyte == 4;
            CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == (executable ? 0 : 1));
        }
    }
}

TEST_CASE("HardFault: an SVC that PRIMASK or its priority keeps from being taken") {
    Bench bench;
    CHECK(bench.faults({cpsid, svc(0)}) == 1);
    CHECK(bench.reg(r8) == CpuBench::code_base + 2);
    bench.run({cpsie});
    bench.vector(11, 0x20002100);
    bench.put(0x20002100, {svc(0), bx(lr)});
    bench.vector(3, 0x20002200);
    bench.put(0x20002200, {adds_imm(r6, 1), ldr_sp(r0, 24), adds_imm(r0, 2), str_sp(r0, 24), bx(lr)});
    bench.set(r6, 0);
    bench.run({svc(0)});
    CHECK(bench.reg(r6) == 1);
}

TEST_CASE("HardFault: unprivileged code cannot reach the private bus, nor change what is privileged") {
    Bench bench;
    bench.set(r0, 1);
    bench.set(r1, scs);
    CHECK(bench.faults({msr_first(r0), msr_second(control), ldr(r2, r1, 0x10)}) == 1);
    bench.set(r0, 0x20006000);
    bench.run({cpsid, msr_first(r0), msr_second(msp), mrs_first, mrs_second(r2, primask), mrs_first,
               mrs_second(r3, control), movs(r0, 0), msr_first(r0), msr_second(control)});
    CHECK(bench.reg(sp) == CpuBench::stack_top);
    CHECK(bench.reg(r2) == 0);
    CHECK(bench.reg(r3) == 1);
    CHECK(bench.reg(20) == 1);
    CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == 1);
}

TEST_CASE("Lockup: a fault in the HardFault handler stops the run with a report") {
    Bench bench;
    bench.put(handler_base, {udf});
    bench.put({push({r4, lr}), udf});
    bench.set(pc, CpuBench::code_base);
    bench.set(lr, CpuBench::code_base + 1);
    const Stop stop = bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CHECK(stop.cause == StopCause::Lockup);
    CHECK(stop.core == 0);
    CHECK(bench.core().locked_up());
    CHECK(!bench.core().runnable());
    for (const char* part : {"lockup of PROC0: pc=0x20002000 lr=0xfffffff9", "an undefined instruction",
                             "HardFault before", "at pc=0x20001002", "interrupted at pc=0x20001002", "r0="}) {
        CAPTURE(stop.text);
        CHECK(stop.text.find(part) != std::string::npos);
    }
    const std::uint64_t cycles = bench.core().cycles();
    CHECK(bench.simulation.run_until(bench.simulation.now() + ps_per_ms).cause == StopCause::None);
    CHECK(bench.core().lockup().level());
    CHECK(bench.core().cycles() == cycles);
    CHECK(bench.core().sleeping_cycles() == 0);
    bench.core().hold_in_reset(true);
    bench.core().hold_in_reset(false);
    CHECK(!bench.core().locked_up());
    CHECK(!bench.core().lockup().level());
}

TEST_CASE("Lockup: a reset before the cycle behind it keeps its line low") {
    Bench bench;
    bench.put(handler_base, {udf});
    bench.put({udf});
    bench.set(pc, CpuBench::code_base);
    REQUIRE(bench.simulation.run_until(bench.simulation.now() + ps_per_ms).cause == StopCause::Lockup);
    CHECK(!bench.core().lockup().level());
    bench.core().hold_in_reset(true);
    bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CHECK(!bench.core().lockup().level());
}

TEST_CASE("Lockup: the backtrace finds return addresses on the stack") {
    Bench bench;
    bench.put(handler_base, {udf});
    bench.put(0x20003000, {push({r4, lr}), udf});
    const int distance = 0x20003000 - static_cast<int>(CpuBench::code_base);
    bench.put({bl_first(distance), bl_second(distance)});
    bench.set(pc, CpuBench::code_base);
    const Stop stop = bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CAPTURE(stop.text);
    CHECK(stop.text.find("called from 0x20001000") != std::string::npos);
}

TEST_CASE("Lockup: what is no return address is not in the backtrace") {
    Bench bench;
    bench.put(handler_base, {udf});
    bench.put({bl_first(4), bl_second(4), push({r0, r1, r2}), udf});
    bench.set(r0, CpuBench::code_base + 4); // behind the call, but not Thumb
    bench.set(r1, 0x30000005);              // in no memory
    bench.set(r2, CpuBench::code_base + 7); // behind no call
    bench.set(pc, CpuBench::code_base);
    const Stop stop = bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CAPTURE(stop.text);
    CHECK(stop.text.find("lockup of PROC0") != std::string::npos);
    CHECK(stop.text.find("called from") == std::string::npos);
}

TEST_CASE("Lockup: a stack or a vector that cannot be used") {
    Bench bench;
    bench.set(sp, 0x30000000);
    bench.put({udf});
    bench.set(pc, CpuBench::code_base);
    CHECK(bench.simulation.run_until(bench.simulation.now() + ps_per_ms).cause == StopCause::Lockup);
    Bench other;
    other.vector(3, 0);
    other.poke(12, 0);
    other.put({udf});
    other.set(pc, CpuBench::code_base);
    CHECK(other.simulation.run_until(other.simulation.now() + ps_per_ms).cause == StopCause::Lockup);
}

TEST_CASE("Lockup: an NMI gets out of the HardFault handler's") {
    Bench bench;
    bench.put(handler_base, {udf});
    bench.vector(2, 0x20002100);
    bench.put(0x20002100, {movs(r5, 9), self});
    bench.put({udf});
    bench.set(pc, CpuBench::code_base);
    bench.simulation.run_until(bench.simulation.now() + ps_per_us);
    REQUIRE(bench.core().locked_up());
    bench.core().set_nmi_mask(1);
    bench.core().on_line(0, true);
    bench.simulation.run_until(bench.simulation.now() + ps_per_us);
    CHECK(bench.reg(r5) == 9);
}

// Handlers and stacks that cannot be used when an interrupt comes: HardFault runs in its place.
namespace {

constexpr std::uint32_t other_handler = 0x20002100;
constexpr std::uint32_t xpsr_register = 16;
constexpr std::uint32_t nvic_iser = 0xe000e100;
constexpr std::uint32_t vtor = 0xe000ed08;

// Before the bench, which makes its windows from it.
struct SmallMemory {
    Memory small{0x80, Memory::Kind::Ram};
    MemoryWindow small_window{.base = 0x10000000, .size = 0x80, .memory = &small};
};

/// Interrupt 16. A small memory holds a copy of the vector table, which ends before its vector.
struct InterruptBench : SmallMemory, CpuBench {
    InterruptBench() : CpuBench(1, {&small_window}) {
        vector(3, handler_base);
        put(handler_base, {adds_imm(r6, 1), self});
        vector(32, other_handler);
        put(other_handler, {adds_imm(r5, 1), self});
        small.load(0, ram.bytes().first(0x80));
        set(r0, nvic_iser);
        set(r1, 1U << 16);
        run({str(r1, r0, 0)});
        set(r6, 0);
        set(r5, 0);
    }
    // The interrupt comes while `self` runs in thread mode.
    Stop interrupt() {
        put({self});
        set(pc, code_base);
        core().on_line(16, true);
        core().on_line(16, false);
        return simulation.run_until(simulation.now() + ps_per_us);
    }
};

} // namespace

TEST_CASE("HardFault: comes instead of an interrupt whose frame has no place, without a frame") {
    InterruptBench bench;
    bench.set(20, 2); // SPSEL
    bench.set(sp, 0x30000020);
    CHECK(bench.interrupt().cause == StopCause::None);
    CHECK(bench.reg(r6) == 1);
    CHECK((bench.reg(xpsr_register) & 0x3f) == 3);
    CHECK(bench.reg(lr) == 0xfffffffd);
    CHECK(bench.reg(sp) == CpuBench::stack_top);
    CHECK(bench.reg(r5) == 0);
    CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == 1);
}

TEST_CASE("HardFault: comes instead of an interrupt whose vector cannot be read, with its frame") {
    InterruptBench bench;
    bench.set(r0, vtor);
    bench.set(r1, 0x10000000);
    bench.run({str(r1, r0, 0)});
    CHECK(bench.interrupt().cause == StopCause::None);
    CHECK(bench.reg(r6) == 1);
    CHECK((bench.reg(xpsr_register) & 0x3f) == 3);
    CHECK(bench.reg(lr) == 0xfffffff9);
    CHECK(bench.reg(sp) == CpuBench::stack_top - 32);
    CHECK(bench.peek(CpuBench::stack_top - 32 + 24) == CpuBench::code_base);
}

TEST_CASE(
    "HardFault: comes when a handler returns by a value that is none, or to a frame that does not fit") {
    for (const std::uint32_t value : {0xfffffff5U, 0xf0000009U, 0xfffffff1U}) {
        CAPTURE(value);
        InterruptBench bench;
        bench.set(r7, value);
        bench.put(other_handler, {adds_imm(r5, 1), bx(r7)});
        CHECK(bench.interrupt().cause == StopCause::None);
        CHECK(bench.reg(r5) == 1);
        CHECK(bench.reg(r6) == 1);
        CHECK((bench.reg(xpsr_register) & 0x3f) == 3);
        CHECK(bench.reg(sp) == CpuBench::stack_top - 32);
    }
}

TEST_CASE("HardFault: comes when the frame to return to cannot be read") {
    InterruptBench bench;
    bench.set(r7, 0x30000020);
    bench.put(other_handler, {adds_imm(r5, 1), mov(sp, r7), bx(lr)});
    CHECK(bench.interrupt().cause == StopCause::None);
    CHECK(bench.reg(r6) == 1);
    CHECK(bench.reg(sp) == 0x30000020);
    CHECK(bench.reg(lr) == 0xfffffff9);
}

TEST_CASE("Lockup: an NMI whose frame has no place, and HardFault's own return") {
    InterruptBench bench;
    bench.core().set_nmi_mask(1U << 16);
    bench.set(sp, 0x30000020);
    CHECK(bench.interrupt().cause == StopCause::Lockup);
    InterruptBench other;
    other.put(handler_base, {adds_imm(r6, 1), mov(sp, r7), udf});
    other.set(r7, 0x30000020);
    other.put({udf});
    other.set(pc, CpuBench::code_base);
    CHECK(other.simulation.run_until(other.simulation.now() + ps_per_us).cause == StopCause::Lockup);
}
