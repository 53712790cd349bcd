#include "peripherals/rp2040/dma.h"

#include "dma_bench.h"

#include <doctest/doctest.h>

using namespace dma_bench;

namespace {
constexpr std::uint32_t from = ram;
constexpr std::uint32_t to = ram + 0x1000;
} // namespace

TEST_CASE("DMA: registers have their reset values") {
    Bench bench;
    CHECK(bench.get(NChannels) == 12);
    CHECK(bench.get(CtrlTrig, 7) == 0);
    CHECK(bench.get(FifoLevels) == 0);
    CHECK(bench.get(ChanAbort) == 0);
}

TEST_CASE("DMA: words, half-words and bytes are copied to addresses of their size") {
    Bench bench;
    bench.start(0, to, from, 64, plain(0) | copy_words);
    bench.run(100);
    CHECK(bench.equal(to, from, 64));
    CHECK(bench.get(ReadAddr) == from + 256);
    CHECK(bench.get(WriteAddr) == to + 256);
    CHECK(bench.get(TransCount) == 0);
    CHECK(bench.get(DbgTcr) == 64);
    bench.start(1, to + 0x103, from + 2, 5, plain(1) | Bytes | IncrRead | IncrWrite);
    bench.start(2, to + 0x202, from + 4, 3, plain(2) | Halves | IncrWrite);
    bench.run(100);
    for (std::uint32_t i = 0; i < 5; ++i) {
        CHECK(bench.read(to + 0x103 + i, 1) == bench.read(from + 2 + i, 1));
    }
    CHECK(bench.read(to + 0x102, 1) == 0);
    CHECK(bench.read(to + 0x108, 1) == 0);
    CHECK(bench.read(to + 0x204) == (bench.read(from + 4) & 0xffff) * 0x10001);
    CHECK(bench.read(to + 0x208) == 0);
}

TEST_CASE("DMA: a copy in memory moves a word a clock, and registers show how far it is") {
    Bench bench;
    bench.start(0, to, from, 200, plain(0) | copy_words);
    bench.run(50);
    const std::uint32_t left = bench.get(TransCount);
    CHECK(left == 200 - 46); // issue, read, TDF, write: the first completes after 5 cycles
    CHECK(bench.get(WriteAddr) == to + 4 * (200 - left));
    CHECK(bench.get(ReadAddr) == from + 4 * (200 - left) + 8);
    CHECK(bench.equal(to, from, 200 - left));
    CHECK(bench.get(FifoLevels) != 0);
    bench.run(30);
    CHECK(bench.get(TransCount) == left - 30);
    bench.run(left - 30);
    CHECK((bench.get(CtrlTrig) & Busy) == 0);
}

TEST_CASE("DMA: the interrupt comes at the clock at which the last write completes") {
    Bench bench;
    bench.set(Inte0, 1);
    bench.start(0, to, from, 200, plain(0) | copy_words);
    const std::int64_t begun = bench.edge();
    bench.run(203);
    CHECK(!bench.dma.irq(0).level());
    bench.run(1);
    CHECK(bench.edge() == begun + 204);
    CHECK(bench.dma.irq(0).level());
    CHECK(!bench.dma.irq(1).level());
    CHECK(bench.get(Ints0) == 1);
    bench.set(Ints0, 1);
    CHECK(!bench.dma.irq(0).level());
    CHECK(bench.get(Intr) == 0);
    bench.set(Intf0, 0x10);
    CHECK(bench.dma.irq(0).level());
    CHECK(bench.get(Ints0) == 0x10);
    CHECK(bench.get(Intr) == 0);
}

TEST_CASE("DMA: a peripheral's wait states hold up its master") {
    Bench bench;
    bench.start(0, slow_address, from, 5, plain(0) | Words | IncrRead);
    bench.run(100);
    REQUIRE(bench.slow.accesses.size() == 5);
    CHECK(bench.slow.accesses[4].first - bench.slow.accesses[0].first == 16);
    CHECK(bench.slow.accesses[4].second == bench.read(from + 16));
}

TEST_CASE("DMA: each alias has the same registers and triggers by its last one") {
    Bench bench;
    bench.set(ReadAddr, from);
    bench.set(WriteAddr, to);
    bench.set(TransCount, 4);
    bench.set(Al1Ctrl, plain(0) | copy_words);
    bench.run(20);
    CHECK(bench.get(WriteAddr) == to);
    bench.set(Al2WriteAddrTrig, to + 0x100);
    bench.run(20);
    CHECK(bench.equal(to + 0x100, from, 4));
    bench.set(Al3ReadAddrTrig, from + 0x40);
    bench.run(20);
    CHECK(bench.equal(to + 0x110, from + 0x40, 4));
    bench.set(Al1TransCountTrig, 2);
    bench.run(20);
    CHECK(bench.get(WriteAddr) == to + 0x128);
    bench.set(MultiChanTrigger, 1);
    bench.run(20);
    CHECK(bench.get(WriteAddr) == to + 0x130);
    CHECK(bench.get(0x20) == bench.get(CtrlTrig)); // AL2_CTRL
    CHECK(bench.get(0x34) == to + 0x130);          // AL3_WRITE_ADDR
}

TEST_CASE("DMA: a trigger does nothing while the channel is disabled or busy") {
    Bench bench;
    bench.start(0, to, from, 4, (plain(0) | copy_words) & ~En);
    bench.run(20);
    CHECK((bench.get(CtrlTrig) & Busy) == 0);
    CHECK(bench.get(TransCount) == 0);
    bench.start(0, to, from, 40, plain(0) | copy_words);
    bench.run(10);
    bench.set(MultiChanTrigger, 1);
    bench.run(90);
    CHECK(bench.get(WriteAddr) == to + 160);
}

TEST_CASE("DMA: clearing EN pauses a busy channel, setting it goes on") {
    Bench bench;
    bench.start(0, to, from, 100, plain(0) | copy_words);
    bench.run(20);
    bench.write(base + 0x3000 + Al1Ctrl, En); // through the CLR alias
    bench.run(10);
    const std::uint32_t left = bench.get(TransCount);
    bench.run(100);
    CHECK(bench.get(TransCount) == left);
    CHECK((bench.get(CtrlTrig) & Busy) != 0);
    bench.write(base + 0x2000 + Al1Ctrl, En);
    bench.run(100);
    CHECK(bench.get(TransCount) == 0);
    CHECK(bench.equal(to, from, 100));
}

TEST_CASE("DMA: a ring wraps the address that RING_SEL says") {
    Bench bench;
    bench.start(0, to + 8, from, 6, plain(0) | copy_words | RingWrite | ring(4));
    bench.run(20);
    CHECK(bench.read(to + 8) == bench.read(from + 16));
    CHECK(bench.read(to) == bench.read(from + 8));
    CHECK(bench.read(to + 16) == 0);
    CHECK(bench.get(WriteAddr) == to);
    bench.start(1, to + 0x100, from + 4, 300, plain(1) | Bytes | IncrRead | IncrWrite | ring(3));
    bench.run(320);
    CHECK(bench.read(to + 0x100) == bench.read(from + 4));
    CHECK(bench.read(to + 0x104) == bench.read(from));
    CHECK(bench.read(to + 0x200) == bench.read(from + 4));
    CHECK(bench.get(ReadAddr, 1) == from);
}

TEST_CASE("DMA: BSWAP turns the bytes of words and half-words round") {
    Bench bench;
    bench.write(from, 0x11223344);
    bench.start(0, to, from, 1, plain(0) | Words | Bswap);
    bench.start(1, to + 4, from, 2, plain(1) | Halves | IncrRead | IncrWrite | Bswap);
    bench.start(2, to + 8, from, 4, plain(2) | Bytes | IncrRead | IncrWrite | Bswap);
    bench.run(40);
    CHECK(bench.read(to) == 0x44332211);
    CHECK(bench.read(to + 4) == 0x22114433);
    CHECK(bench.read(to + 8) == 0x11223344);
}

TEST_CASE("DMA: a channel starts the one it is chained to") {
    Bench bench;
    bench.set(0x40 + ReadAddr, from + 0x80);
    bench.set(0x40 + WriteAddr, to + 0x80);
    bench.set(0x40 + TransCount, 8);
    bench.set(0x40 + Al1Ctrl, plain(1) | copy_words);
    bench.start(0, to, from, 8, En | treq(permanent) | copy_words | chain_to(1));
    bench.run(40);
    CHECK(bench.equal(to, from, 8));
    CHECK(bench.equal(to + 0x80, from + 0x80, 8));
    CHECK(bench.get(Intr) == 3);
}

TEST_CASE("DMA: control blocks run until a null trigger, which interrupts a quiet channel") {
    Bench bench;
    const std::uint32_t list = ram + 0x2000;
    bench.write(list, from + 40);
    bench.write(list + 4, from + 20);
    bench.write(list + 8, 0);
    bench.set(0x40 + WriteAddr, to);
    bench.set(0x40 + TransCount, 2);
    bench.set(0x40 + Al1Ctrl, En | treq(permanent) | copy_words | chain_to(0) | Quiet);
    bench.set(Inte0, 2);
    bench.start(0, base + 0x40 + Al3ReadAddrTrig, list, 1, plain(0) | Words | IncrRead | Quiet);
    bench.run(20);
    CHECK(!bench.dma.irq(0).level());
    bench.run(80);
    CHECK(bench.get(Intr) == 2);
    CHECK(bench.dma.irq(0).level());
    CHECK(bench.equal(to, from + 40, 2));
    CHECK(bench.equal(to + 8, from + 20, 2));
}

TEST_CASE("DMA: a count of 0 completes at once") {
    Bench bench;
    bench.start(0, to, from, 0, plain(0) | copy_words);
    CHECK(bench.edges_until_done() == 1);
    CHECK(bench.get(Intr) == 1);
    CHECK(bench.get(WriteAddr) == to);
}

TEST_CASE("DMA: a faster clk_sys makes it faster") {
    Bench bench;
    bench.start(0, to, from, 5, plain(0) | treq(0) | Words | IncrRead | IncrWrite);
    bench.set(Inte0, 1);
    bench.clock.set_frequency(bench.simulation.now(), 250'000'000);
    bench.simulation.run_until(bench.simulation.now() + 8 * 4'000);
    CHECK(!bench.dma.irq(0).level());
    bench.simulation.run_until(bench.simulation.now() + 4'000);
    CHECK(bench.dma.irq(0).level());
}

TEST_CASE("DMA: a reset stops everything") {
    Bench bench;
    bench.start(0, to, from, 100, plain(0) | copy_words);
    bench.run(20);
    bench.dma.hold_in_reset(true);
    bench.dma.hold_in_reset(false);
    bench.run(100);
    CHECK(bench.get(CtrlTrig) == 0);
    CHECK(bench.read(to + 4 * 20) == 0);
}
