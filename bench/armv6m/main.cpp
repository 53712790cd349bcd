// How many instructions a second the interpreter runs, for several mixes, from RAM and through a cache.
//
//   bench_armv6m [million instructions]

#include "tests/sim/cpu/armv6m/bench.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace {

using namespace sim::core;
using namespace thumb;

// Misses once a line.
class WarmCache final : public ReadCache {
public:
    using ReadCache::ReadCache;

private:
    unsigned miss(std::uint32_t offset, unsigned words) override {
        tags_.fill(offset / CacheTags::line_bytes, 0);
        tags_.fill(offset / CacheTags::line_bytes, 1);
        tags_.misses += words;
        tags_.accesses += words;
        return 12 * words;
    }
};

struct Program {
    const char* name;
    Code code;
};

// r7: data, r6: a table of branches, r5 and r4: a byte code.
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
    {"byte-code interpreter",
     {ldrb(r0, r4, 0), adds_imm(r4, 1), lsls(r0, r0, 2), transfer(ldr_r, r1, r6, r0), mov(pc, r1), // at 0
      ldr(r2, r7, 0), adds_imm(r2, 1), str(r2, r7, 0), b(-16),                                     // at 10
      ldr(r2, r7, 0), subs_imm(r2, 1), str(r2, r7, 0), b(-24),                                     // at 18
      movs(r2, 7), str(r2, r7, 4), b(-30),                                                         // at 26
      mov(r4, r5), b(-34)}                                                                }, // at 32
};
constexpr std::uint32_t handlers[] = {10, 18, 26, 32};
constexpr std::uint32_t data = 0x20004000;

double mips(const Program& program, bool cached, unsigned cores, std::uint64_t instructions) {
    Memory flash{0x10000, Memory::Kind::Rom};
    CacheTags tags;
    WarmCache cache{tags};
    MemoryWindow window{.base = 0x10000000, .size = 0x10000, .memory = &flash, .cache = &cache};
    CpuBench bench(cores, {&window});
    const std::uint32_t base = cached ? window.base : CpuBench::code_base;
    std::uint32_t address = 0;
    for (const std::uint16_t half_word : program.code) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(half_word),
                                      static_cast<std::uint8_t>(half_word >> 8)};
        flash.load(address, bytes);
        address += 2;
    }
    bench.put(program.code);
    bench.step();
    for (std::uint32_t i = 0; i < 4; ++i) {
        bench.poke(data + 0x100 + 4 * i, base + handlers[i]);
    }
    bench.poke(data + 0x200, 0x02010100);
    bench.poke(data + 0x204, 0x03000201);
    for (auto& core : bench.cores) {
        core->set_register(r7, data);
        core->set_register(r6, data + 0x100);
        core->set_register(r5, data + 0x200);
        core->set_register(r4, data + 0x200);
        core->set_register(pc, base);
    }
    const auto done = [&] {
        std::uint64_t sum = 0;
        for (auto& core : bench.cores) {
            sum += core->instructions();
        }
        return sum;
    };
    const std::uint64_t before = done();
    const std::clock_t begin = std::clock(); // of this process: others may be busy
    for (Time until = bench.simulation.now(); done() - before < instructions;) {
        until += ps_per_ms;
        const Stop stop = bench.simulation.run_until(until);
        if (stop.cause != StopCause::None) {
            std::fprintf(stderr, "%s: %s\n", program.name, stop.text.c_str());
            return 0;
        }
    }
    const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    return static_cast<double>(done() - before) / seconds / 1e6;
}

} // namespace

int main(int argc, char** argv) {
    const std::uint64_t instructions = (argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 100) * 1'000'000;
    for (const Program& program : programs) {
        std::printf("%-40s RAM %6.0f MIPS, cached %6.0f MIPS, two cores %6.0f MIPS\n", program.name,
                    mips(program, false, 1, instructions), mips(program, true, 1, instructions),
                    mips(program, false, 2, instructions));
    }
    return 0;
}
