#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace thumb;

TEST_CASE("Core: starts with SP and PC from the vector table at 0") {
    CpuBench bench;
    bench.put({movs(r0, 42), self});
    bench.step();
    CHECK(bench.reg(sp) == CpuBench::stack_top);
    CHECK(bench.reg(r0) == 42);
    CHECK(bench.reg(pc) == CpuBench::code_base + 2);
}
