#include "pio_bench.h"
#include "random.h"

#include <doctest/doctest.h>

#include <cstddef>

using namespace pio_bench;

namespace {

// Any program, but waits and stalls kept rare enough that machines get somewhere.
std::uint32_t any_instruction(Random& random) {
    std::uint32_t instruction = random.next() & 0xffff;
    if (random.one_in(2)) {
        instruction &= 0xe0ff; // no delay, no side-set
    }
    if (instruction >> 13 == 1 && random.one_in(2)) {
        instruction ^= 0x2000 ^ 0xe000; // wait becomes set
    }
    return instruction;
}

void set_up(Bench& bench, Random& random) {
    for (std::uint32_t i = 0; i < 32; ++i) {
        bench.set(InstrMem + 4 * i, any_instruction(random));
    }
    // Loops that count, with instructions in them that do nothing to the counters.
    for (std::uint32_t loop = random.below(4); loop > 0; --loop) {
        const std::uint32_t first = random.below(24);
        const std::uint32_t last = first + 1 + random.below(5);
        const bool x = random.one_in(2);
        bench.set(InstrMem + 4 * first, (x ? 0xe020 : 0xe040) | random.below(32));
        for (std::uint32_t i = first + 1; i < last; ++i) {
            const std::uint32_t target = random.one_in(2) ? i + 1 : last + random.below(2);
            const std::uint32_t fillers[] = {0xa042,
                                             0xe000,
                                             0x00a0 | target,
                                             0x00c0 | target,
                                             x ? 0xa041U : 0xa022U,
                                             (x ? 0x0080 : 0x0040) | target};
            bench.set(InstrMem + 4 * i, fillers[random.below(6)] | (random.next() & 0x300));
        }
        bench.set(InstrMem + 4 * last, (x ? 0x0040 : 0x0080) | (random.next() & 0x300) | (first + 1));
    }
    const bool own_pins = random.one_in(2);
    for (std::uint32_t sm = 0; sm < 4; ++sm) {
        bench.set(Clkdiv, random.one_in(2) ? 0x10000 : (1 + random.below(5)) << 16 | random.below(256) << 8,
                  sm);
        bench.set(Execctrl,
                  (random.next() & 0x7f04001f) | wrap(random.below(8), 8 + random.below(24)) |
                      (random.one_in(4) ? 1U << 17 : 0),
                  sm);
        bench.set(Shiftctrl, random.next() & 0x3fff0000, sm);
        std::uint32_t pinctrl = random.next() & ~(7U << 29) & ~(7U << 26) & ~(31U << 20);
        pinctrl |= random.below(4) << 29 | random.below(6) << 26;
        if (own_pins) {
            const std::uint32_t base = 8 * sm;
            pinctrl = set_pins(base, 2) | out_pins(base + 2, 3) | side_pins(base + 5, random.below(4)) |
                      (pinctrl & 31U << 15);
        } else {
            pinctrl |= random.below(10) << 20;
        }
        bench.set(Pinctrl, pinctrl, sm);
        bench.set(Instr, random.below(32), sm);
    }
    bench.set(InputSyncBypass, random.next() & random.next());
    bench.looped = random.next() & random.next();
    bench.run(1);
    bench.set(Ctrl, 0xff0 | (1 + random.below(15)));
}

// What firmware and the outside do at one moment.
void disturb(Bench& bench, Random& random) {
    const std::uint32_t sm = random.below(4);
    switch (random.below(10)) {
    case 0:
    case 1:
        bench.set(Txf, random.next(), sm);
        break;
    case 2:
    case 3:
        (void)bench.get(Rxf, sm);
        break;
    case 4:
    case 5:
    case 6:
        bench.drive(random.next());
        break;
    case 7:
        bench.set(random.one_in(2) ? Irq : IrqForce, random.next() & 0xff);
        break;
    case 8:
        bench.set(Instr, any_instruction(random), sm);
        break;
    default:
        bench.set(Ctrl, (random.next() & 0x1ff) | 0xf);
        break;
    }
}

std::uint32_t digest(Bench& bench) {
    std::uint32_t sum = bench.get(Flevel) ^ bench.get(Fdebug) * 3 ^ bench.get(Irq) * 5 ^
                        bench.get(DbgPadout) * 7 ^ bench.get(DbgPadoe) * 11;
    for (std::uint32_t sm = 0; sm < 4; ++sm) {
        sum = sum * 31 + bench.get(Addr, sm) + bench.get(Execctrl, sm);
    }
    return sum;
}

// One bench is left alone between disturbances; the other is made to forget at each cycle what it foresaw.
void compare(std::uint32_t seed) {
    Bench ahead;
    Bench stepped;
    for (Bench* bench : {&ahead, &stepped}) {
        Random random(seed);
        set_up(*bench, random);
        bench->line_changes.clear();
        bench->mark();
        for (int round = 0; round < 40; ++round) {
            const std::uint32_t cycles = 1 + random.below(round % 8 == 0 ? 700 : 40);
            for (std::uint32_t i = 0; i < cycles && bench == &stepped; ++i) {
                bench->run(1);
                bench->set(Fdebug, 0);
            }
            if (bench == &ahead) {
                bench->run(cycles);
            }
            disturb(*bench, random);
        }
    }
    REQUIRE(ahead.edge() == stepped.edge());
    CHECK(digest(ahead) == digest(stepped));
    CHECK(ahead.line_changes == stepped.line_changes);
    REQUIRE(ahead.changes.size() == stepped.changes.size());
    for (std::size_t i = 0; i < ahead.changes.size(); ++i) {
        REQUIRE(ahead.changes[i] == stepped.changes[i]);
    }
}

} // namespace

TEST_CASE("PIO: what is foreseen is what happens step by step, whatever the programs") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        compare(seed);
    }
}
