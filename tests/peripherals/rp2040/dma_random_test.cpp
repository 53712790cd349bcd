#include "dma_bench.h"
#include "random.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace dma_bench;

namespace {

constexpr std::uint32_t channels = 12;

// Copies that meet in a small part of the memory, a few of them paced, some chained, some to the ports.
void start_any(Bench& bench, Random& random) {
    const std::uint32_t channel = random.below(channels);
    const std::uint32_t size = random.below(3);
    const auto address = [&] {
        const std::uint32_t place = random.below(16);
        return place == 0   ? slow_address
               : place == 1 ? port_address
                            : ram + (random.below(0x1000) >> size << size);
    };
    std::uint32_t ctrl =
        En | size << 2 | (random.next() & (IncrRead | IncrWrite | HighPriority | Bswap | SniffEn));
    ctrl |= random.one_in(2) ? (random.next() & RingWrite) | ring(2 + random.below(6)) : 0;
    ctrl |= treq(random.one_in(3) ? 0x3b + random.below(4) : permanent);
    ctrl |= chain_to(random.one_in(3) ? random.below(channels) : channel);
    bench.start(channel, address(), address(), random.below(random.one_in(3) ? 400 : 20), ctrl);
}

void disturb(Bench& bench, Random& random) {
    const std::uint32_t channel = random.below(channels);
    switch (random.below(8)) {
    case 0:
        bench.set(ChanAbort, 1U << channel);
        break;
    case 1:
        bench.write(base + 0x3000 + 0x40 * channel + Al1Ctrl, En);
        break;
    case 2:
        bench.write(base + 0x2000 + 0x40 * channel + Al1Ctrl, En);
        break;
    case 3:
        bench.set(Timer0 + 4 * random.below(4), random.below(9) << 16 | random.below(30));
        break;
    case 4:
        bench.set(SniffCtrl, (random.next() & 0xe1e) | 0xf << 5 | 1);
        break;
    default:
        start_any(bench, random);
        break;
    }
}

// One bench is left alone between disturbances; the other is looked at in each cycle, which makes it do just
// that one.
void compare(std::uint32_t seed) {
    Bench ahead;
    Bench stepped;
    for (Bench* bench : {&ahead, &stepped}) {
        Random random(seed);
        for (int round = 0; round < 30; ++round) {
            disturb(*bench, random);
            const std::uint32_t cycles = 1 + random.below(round % 4 == 0 ? 300 : 20);
            for (std::uint32_t i = 0; i < cycles && bench == &stepped; ++i) {
                bench->run(1);
                (void)bench->get(Intr);
            }
            if (bench == &ahead) {
                bench->run(cycles);
            }
        }
    }
    for (std::uint32_t offset = 0; offset < 0x40 * channels; offset += 4) {
        REQUIRE(ahead.get(offset) == stepped.get(offset));
    }
    CHECK(ahead.get(Intr) == stepped.get(Intr));
    CHECK(ahead.get(FifoLevels) == stepped.get(FifoLevels));
    CHECK(ahead.get(SniffData) == stepped.get(SniffData));
    CHECK(ahead.port.accesses == stepped.port.accesses);
    CHECK(ahead.slow.accesses == stepped.slow.accesses);
    CHECK(std::ranges::equal(ahead.memory.bytes(), stepped.memory.bytes()));
}

} // namespace

TEST_CASE("DMA: what is done in one go is what is done cycle by cycle, whatever the channels do") {
    for (std::uint32_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        compare(seed);
    }
}
