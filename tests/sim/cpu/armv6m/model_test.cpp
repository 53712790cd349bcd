#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;
using sim::cpu::armv6m::cortex_m0;
using sim::cpu::armv6m::cortex_m0_plus;

namespace {

constexpr std::uint32_t handler_base = 0x20002000;
constexpr std::uint32_t syst_csr = 0xe000e010;
constexpr std::uint32_t cpuid = 0xe000ed00;
constexpr std::uint32_t vtor = 0xe000ed08;
constexpr std::uint32_t mpu_type = 0xe000ed90;
constexpr std::uint32_t mpu_ctrl = 0xe000ed94;

struct Bench : CpuBench {
    explicit Bench(const sim::cpu::armv6m::Model& model) : CpuBench(1, {}, nullptr, model) {
        put({nop});
        step();
    }
    std::uint32_t write_and_read(std::uint32_t address, std::uint32_t value) {
        set(r0, address);
        set(r1, value);
        run({str(r1, r0, 0), ldr(r2, r0, 0)});
        return reg(r2);
    }
};

} // namespace

TEST_CASE("Model: each processor tells its name and has what belongs to it") {
    Bench plus{cortex_m0_plus};
    CHECK(plus.write_and_read(cpuid, 0) == 0x410cc601);
    CHECK(plus.write_and_read(vtor, 0x20000100) == 0x20000100);
    CHECK(plus.write_and_read(mpu_type, 0) == 0x800);
    CHECK(plus.write_and_read(mpu_ctrl, 4) == 4);
    CHECK(plus.write_and_read(syst_csr, 4) == 4);

    Bench zero{cortex_m0};
    CHECK(zero.write_and_read(cpuid, 0) == 0x410cc200);
    CHECK(zero.write_and_read(vtor, 0x20000100) == 0);
    CHECK(zero.write_and_read(mpu_type, 0) == 0);
    CHECK(zero.write_and_read(mpu_ctrl, 4) == 0);
    CHECK(zero.write_and_read(syst_csr, 7) == 0);
}

TEST_CASE("Model: a Cortex-M0 takes its vectors from 0 and its code stays privileged") {
    Bench bench{cortex_m0};
    bench.vector(16, handler_base);
    bench.put(handler_base, {nop});
    bench.write_and_read(vtor, 0x20000800);
    bench.set(r0, 0xe000e100);
    bench.set(r1, 1);
    bench.run({str(r1, r0, 0), movs(r0, 1), msr_first(r0), msr_second(control)});
    bench.set(r0, 0xe000e100);
    bench.run({ldr(r2, r0, 0)}); // the private bus is for privileged code
    CHECK(bench.reg(r2) == 1);
    const std::uint64_t before = bench.core().cycles();
    bench.core().on_line(0, true);
    bench.step();
    CHECK(bench.reg(pc) == handler_base + 2);
    CHECK(bench.core().cycles() - before == 16 + 1);
}
