// How many instructions a second the interpreter runs, for several mixes, from RAM and through a cache.
//
//   bench_armv6m [million instructions]

#include "tests/sim/cpu/armv6m/bench.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace {

using namespace sim::core;
using namespace thumb;

// All hits after the first pass: what the cache costs the host.
class WarmCache final : public ReadCache {
public:
    using ReadCache::ReadCache;

private:
    unsigned miss(std::uint32_t offset, unsigned words) override {
        const std::uint32_t line = offset / CacheTags::line_bytes;
        CacheTags::Set& set = tags_.sets[line % CacheTags::set_count];
        const std::uint8_t way = set.older;
        set.lines[way] = line;
        set.valid[way] = 3;
        set.older = way ^ 1U;
        tags_.accesses += words;
        return 12 * words;
    }
};

struct Program {
    const char* name;
    Code code;
};

// r7 is where data lies, r6 counts.
const Program programs[] = {
    {"add, compare and branch",
     {movs(r0, 0), adds_imm(r0, 1), op(eors, r1, r0), cmp_imm(r0, 200), b(ne, -6), b(-10)}},
    {"mix of ALU, loads, stores, branches",
     {movs(r0, 100), ldr(r1, r7, 0), adds(r1, r1, r0), str(r1, r7, 0), ldrb(r2, r7, 5), lsls(r3, r2, 4),
      op(orrs, r3, r1), strh(r3, r7, 8), cmp_imm(r2, 7), b(eq, 4), adds_imm(r4, 3), subs_imm(r0, 1),
      b(ne, -22), b(-26)}                                                                 },
    {"calls with push and pop",
     {bl_first(8), bl_second(8), adds_imm(r0, 1), b(-6), push({r4, r5, r6, lr}), adds(r4, r0, r1),
      adds(r5, r4, r0), op(muls, r5, r4), pop({r4, r5, r6, pc})}                          },
 // A byte code: ldrb, a table of branches, work on a stack in memory.
    {"byte-code interpreter",
     {mov(r8, r7),     mov(r5, r8),     ldrb(r0, r5, 0), adds_imm(r5, 1), mov(r8, r5),
      cmp_imm(r0, 3),  b(cs, 12),       lsls(r0, r0, 3), adr(r1, 2),      adds(r1, r1, r0),
      adds_imm(r1, 1), bx(r1),          mov(r8, r7),     b(-22),          ldr(r2, r7, 16),
      adds_imm(r2, 1), str(r2, r7, 16), b(-32),          ldr(r2, r7, 20), subs_imm(r2, 1),
      str(r2, r7, 20), b(-40),          movs(r2, 7),     str(r2, r7, 24), nop,
      b(-48)}                                                                             },
};

double mips(const Program& program, bool cached, std::int64_t instructions) {
    Memory flash{0x10000, Memory::Kind::Rom};
    CacheTags tags;
    WarmCache cache{tags};
    MemoryWindow window{.base = 0x10000000, .size = 0x10000, .memory = &flash, .cache = &cache};
    CpuBench bench(1, {&window});
    const std::uint32_t base = cached ? window.base : CpuBench::code_base;
    std::uint32_t address = 0;
    for (const std::uint16_t half_word : program.code) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(half_word),
                                      static_cast<std::uint8_t>(half_word >> 8)};
        flash.load(address, bytes);
        address += 2;
    }
    bench.put(program.code);
    bench.poke(4, base + 1);
    bench.core().reset();
    bench.step();
    bench.core().set_register(7, 0x20004000);
    bench.poke(0x20004000, 0x00020100);
    bench.poke(0x20004004, 0x01000201);
    bench.poke(0x20004008, 0xff020100);
    const std::uint64_t before = bench.core().instructions();
    const auto begin = std::chrono::steady_clock::now();
    Time until = bench.simulation.now();
    while (bench.core().instructions() - before < static_cast<std::uint64_t>(instructions)) {
        until += ps_per_ms;
        const Stop stop = bench.simulation.run_until(until);
        if (stop.cause != StopCause::None) {
            std::fprintf(stderr, "%s: %s\n", program.name, stop.text.c_str());
            return 0;
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    return static_cast<double>(bench.core().instructions() - before) / took.count() / 1e6;
}

} // namespace

int main(int argc, char** argv) {
    const std::int64_t instructions = (argc > 1 ? std::atol(argv[1]) : 100) * 1'000'000;
    for (const Program& program : programs) {
        std::printf("%-40s RAM %6.0f MIPS, cached %6.0f MIPS\n", program.name,
                    mips(program, false, instructions), mips(program, true, instructions));
    }
    return 0;
}
