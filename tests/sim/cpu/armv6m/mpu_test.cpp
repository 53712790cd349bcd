#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t handler_base = 0x20002000;
constexpr std::uint32_t data = 0x20004000;
constexpr std::uint32_t mpu = 0xe000ed90; // TYPE, CTRL, RNR, RBAR, RASR

constexpr std::uint32_t no_access = 0;
constexpr std::uint32_t privileged_only = 1U << 24;
constexpr std::uint32_t user_reads = 2U << 24;
constexpr std::uint32_t full = 3U << 24;
constexpr std::uint32_t read_only = 6U << 24;
constexpr std::uint32_t execute_never = 1U << 28;

constexpr std::uint32_t region(unsigned log2_size, std::uint32_t attributes) {
    return attributes | (log2_size - 1) << 1 | 1;
}

// The HardFault handler counts in r6 and skips the instruction.
struct Bench : CpuBench {
    Bench() {
        vector(3, handler_base);
        put(handler_base, {adds_imm(r6, 1), ldr_sp(r0, 24), adds_imm(r0, 2), str_sp(r0, 24), bx(lr)});
        put({nop});
        step();
        poke(data, 0x1234);
        set(r7, data);
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        set(r0, mpu + offset);
        set(r1, value);
        run({str(r1, r0, 0)});
    }
    void set_region(std::uint32_t number, std::uint32_t address, std::uint32_t attributes) {
        write(12, address | 0x10 | number);
        write(16, attributes);
    }
    std::uint32_t faults(const Code& code) {
        set(r6, 0);
        run(code);
        return reg(r6);
    }
    void unprivileged(bool on) {
        set(r0, on ? 1 : 0);
        run({msr_first(r0), msr_second(control)});
    }
};

} // namespace

TEST_CASE("MPU: has eight regions whose registers read back") {
    Bench bench;
    bench.set_region(3, 0x20004567, region(12, full) | 0xa500);
    bench.set(r0, mpu);
    bench.run({ldr(r1, r0, 0), ldr(r2, r0, 8), ldr(r3, r0, 12), ldr(r4, r0, 16)});
    CHECK(bench.reg(r1) == 0x800);
    CHECK(bench.reg(r2) == 7); // VALID took the region out of the address as it was written
    bench.set_region(3, 0x20004500, region(12, full) | 0xa500);
    bench.run({ldr(r2, r0, 8), ldr(r3, r0, 12), ldr(r4, r0, 16)});
    CHECK(bench.reg(r2) == 0);
}

TEST_CASE("MPU: while it is off, or for privileged code with the default map, all is as without") {
    Bench bench;
    bench.set_region(0, data, region(8, no_access));
    CHECK(bench.faults({ldr(r1, r7, 0)}) == 0);
    bench.write(4, 5); // ENABLE, PRIVDEFENA
    CHECK(bench.faults({ldr(r1, r7, 0)}) == 1);
    bench.set(r5, data + 0x100);
    CHECK(bench.faults({ldr(r1, r5, 0), str(r1, r5, 4)}) == 0);
    bench.write(4, 4);
    CHECK(bench.faults({ldr(r1, r7, 0)}) == 0);
}

TEST_CASE("MPU: permissions hold for privileged and unprivileged loads and stores") {
    struct Row {
        std::uint32_t permission;
        std::uint32_t privileged_faults; // 1: store, 2: both
        std::uint32_t unprivileged_faults;
    };
    for (const Row row : {
             Row{no_access,       2, 2},
             Row{privileged_only, 0, 2},
             Row{user_reads,      0, 1},
             Row{full,            0, 0},
             Row{5U << 24,        1, 2},
             Row{read_only,       1, 1},
             Row{7U << 24,        1, 1}
    }) {
        CAPTURE(row.permission);
        Bench bench;
        bench.set_region(0, 0x20000000, region(16, full)); // all RAM
        bench.set_region(1, 0x00000000, region(12, read_only));
        bench.set_region(7, data, region(8, row.permission));
        bench.write(4, 1);
        CHECK(bench.faults({ldr(r1, r7, 0), str(r1, r7, 4)}) == row.privileged_faults);
        bench.unprivileged(true);
        CHECK(bench.faults({ldr(r1, r7, 0), str(r1, r7, 4)}) == row.unprivileged_faults);
    }
}

TEST_CASE("MPU: a disabled sub-region lets the regions below show") {
    Bench bench;
    bench.set_region(0, 0x20000000, region(16, full));
    bench.set_region(1, 0, region(12, full));
    bench.set_region(2, data, region(11, no_access) | 0x0200); // 2 KiB, the second eighth left out
    bench.write(4, 1);
    bench.set(r5, data + 0x100);
    bench.set(r4, data + 0x200);
    CHECK(bench.faults({ldr(r1, r5, 0)}) == 0);
    CHECK(bench.faults({ldr(r1, r4, 0)}) == 1);
}

TEST_CASE("MPU: code in a region that is not to be executed faults, and so does code outside of all") {
    Bench bench;
    bench.put(data, {bx(lr)});
    bench.set_region(0, data, region(8, full | execute_never));
    bench.vector(3, 0x20002100); // returns to lr
    bench.put(0x20002100, {adds_imm(r6, 1), ldr_sp(r0, 20), str_sp(r0, 24), bx(lr)});
    bench.set(r5, data + 1);
    CHECK(bench.faults({blx(r5)}) == 0);
    bench.write(4, 5);
    CHECK(bench.faults({blx(r5)}) == 1);
}

TEST_CASE("MPU: HardFault runs without it unless HFNMIENA is set") {
    Bench bench;
    bench.put(handler_base,
              {ldr(r4, r7, 0), adds_imm(r6, 1), ldr_sp(r0, 24), adds_imm(r0, 2), str_sp(r0, 24), bx(lr)});
    bench.set_region(0, data, region(8, no_access));
    bench.write(4, 5);
    CHECK(bench.faults({ldr(r1, r7, 0)}) == 1);
    CHECK(bench.reg(r4) == 0x1234);
    bench.write(4, 7);
    bench.put({ldr(r1, r7, 0)});
    bench.set(pc, CpuBench::code_base);
    CHECK(bench.simulation.run_until(bench.simulation.now() + ps_per_us).cause == StopCause::Lockup);
}
