#include "pio_bench.h"

#include <doctest/doctest.h>

using namespace pio_bench;

TEST_CASE("PIO: a full RX FIFO holds up PUSH, and then PULL") {
    Bench bench;
    bench.load({0x80a0, 0x6020, 0xa0c9, 0x8020}); // pull block; out x, 32; mov isr, !x; push block
    bench.set(Execctrl, wrap(0, 3));
    bench.start();
    for (std::uint32_t i = 0; i < 8; ++i) {
        bench.set(Txf, i);
        bench.run(10);
    }
    CHECK((bench.get(Flevel) & 0xff) == (4 << 4 | 3));
    CHECK((bench.get(Fstat) & 0x00010001) == 0x00000001); // RXFULL, TX not
    CHECK((bench.get(Fdebug) & 1) == 1);                  // RXSTALL
    bench.set(Txf, 8);
    bench.set(Txf, 9);
    CHECK((bench.get(Fdebug) >> 16 & 1) == 1); // TXOVER
    for (std::uint32_t i = 0; i < 9; ++i) {
        CHECK(bench.get(Rxf) == ~i);
        bench.run(10);
    }
    CHECK((bench.get(Fdebug) >> 8 & 1) == 0);
    (void)bench.get(Rxf);
    CHECK((bench.get(Fdebug) >> 8 & 1) == 1); // RXUNDER
    bench.set(Fdebug, 0x0f0f0f0f);
    bench.run(1);
    CHECK(bench.get(Fdebug) == (1U << 24)); // the stalled pull sets TXSTALL again
}

TEST_CASE("PIO: joined FIFOs are twice as deep, the other one is both full and empty, and both are emptied") {
    Bench bench;
    bench.set(Txf, 1);
    bench.set(Shiftctrl, right | 1U << 30);
    CHECK(bench.level(0, false) == 0);
    for (std::uint32_t i = 0; i < 8; ++i) {
        CHECK(bench.pio.tx_dreq(0).level());
        bench.set(Txf, i);
    }
    CHECK(!bench.pio.tx_dreq(0).level());
    CHECK(bench.level(0, false) == 8);
    CHECK((bench.get(Fstat) & 0x0101) == 0x0101); // RX
    bench.set(Shiftctrl, right | 1U << 31);
    CHECK((bench.get(Fstat) >> 16 & 0x0101) == 0x0101); // TX
    CHECK(!bench.pio.tx_dreq(0).level());
    bench.set(Txf, 1);
    CHECK((bench.get(Fdebug) >> 16 & 1) == 1);
    for (int i = 0; i < 8; ++i) {
        bench.set(Instr, 0x8020); // push
        bench.run(1);
    }
    CHECK(bench.level(0, true) == 8);
    CHECK((bench.get(Execctrl) >> 31) == 0);
}

TEST_CASE("PIO: autopush pushes when the threshold is reached, and stalls IN while the FIFO is full") {
    Bench bench;
    bench.load({0x4008}); // in pins, 8
    bench.set(Execctrl, wrap(0, 0));
    bench.set(Shiftctrl, 1U << 19 | autopush | push_thresh(16)); // to the left
    bench.drive(0x11);
    bench.run(3);
    bench.start();
    bench.run(8);
    CHECK(bench.level(0, true) == 4);
    bench.run(1);
    CHECK((bench.get(Fdebug) & 1) == 0);
    bench.run(1);
    CHECK((bench.get(Fdebug) & 1) == 1);
    bench.drive(0x22);
    bench.run(10);
    for (int i = 0; i < 4; ++i) {
        CHECK(bench.get(Rxf) == 0x1111);
    }
    bench.run(1);
    CHECK(bench.get(Rxf) == 0x1122); // the stalled IN looks again
}

TEST_CASE("PIO: autopull refills in the cycle of the last OUT, but an empty OSR costs one") {
    Bench bench;
    bench.load({0x6010}); // out pins, 16
    bench.set(Execctrl, wrap(0, 0));
    bench.set(Pinctrl, out_pins(0, 16));
    bench.set(Shiftctrl, right | autopull);
    bench.start();
    bench.run(3);
    CHECK((bench.get(Fdebug) >> 24 & 1) == 1);
    bench.mark();
    bench.set(Txf, 0x00020001);
    bench.set(Txf, 0x00040003);
    bench.run(20);
    REQUIRE(bench.changes.size() == 4);
    for (std::uint32_t i = 0; i < 4; ++i) {
        CHECK(bench.changes[i].levels == i + 1);
        CHECK(bench.changes[i].edge - bench.begun == 2 + i);
    }
}

TEST_CASE("PIO: the OSR is refilled behind other instructions and delays, and PULL is a barrier") {
    Bench bench;
    bench.load({0x6060,   // 0: out null, 32
                0xbf42,   // 1: nop [31]
                0x80a0,   // 2: pull block (nothing, the OSR is full by then)
                0x6020,   // 3: out x, 32
                0x0004}); // 4: jmp 4
    bench.set(Shiftctrl, right | autopull);
    bench.start();
    bench.set(Txf, 1);
    bench.run(10);
    CHECK(bench.level(0, false) == 0);
    bench.set(Txf, 2);
    bench.run(2);
    CHECK(bench.level(0, false) == 0); // taken in the middle of the delay
    bench.set(Txf, 3);
    bench.run(40);
    CHECK(bench.get(Addr) == 4);
    bench.set(Ctrl, 0);
    bench.set(Instr, 0xa0c1);
    bench.run(1);
    bench.set(Instr, 0x8020);
    bench.run(1);
    CHECK(bench.get(Rxf) == 2);
}

TEST_CASE("PIO: DREQ and interrupts follow the FIFOs at the cycle") {
    Bench bench;
    bench.load({0x80a0, 0xa0c7, 0x8020}); // pull block; mov isr, osr; push
    bench.set(Execctrl, wrap(0, 2));
    bench.set(Irq0Inte, 1);       // RXNEMPTY
    bench.set(Irq1Inte, 1U << 4); // TXNFULL
    CHECK(bench.pio.irq(1).level());
    bench.set(Clkdiv, 10U << 16);
    for (int i = 0; i < 4; ++i) {
        bench.set(Txf, 5);
    }
    CHECK(!bench.pio.tx_dreq(0).level());
    CHECK(!bench.pio.irq(1).level());
    bench.start();
    bench.line_changes.clear();
    bench.run(30);
    using Seen = std::tuple<std::int64_t, unsigned, bool>;
    const std::vector<Seen> expected{
        {bench.begun + 1 + 8,  0, true},
        {bench.begun + 1 + 8,  9, true},
        {bench.begun + 21 + 8, 4, true},
        {bench.begun + 21 + 8, 8, true}
    };
    REQUIRE(bench.line_changes.size() == 4);
    // CLKDIV_RESTART made ticks at multiples of ten from two edges before the mark.
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(std::get<1>(bench.line_changes[i]) == std::get<1>(expected[i]));
        CHECK(std::get<0>(bench.line_changes[i]) == std::get<0>(expected[i]) + 1);
    }
    CHECK(bench.get(Irq0Ints) == 1);
    (void)bench.get(Rxf);
    CHECK(!bench.pio.irq(0).level());
    CHECK(!bench.pio.rx_dreq(0).level());
    bench.set(Irq0Intf, 0x800);
    CHECK(bench.pio.irq(0).level());
    CHECK(bench.get(Irq0Ints) == 0x800);
}

TEST_CASE("PIO: the FIFOs tell the DMA how many requests they stand for") {
    Bench bench;
    CHECK(bench.pio.requests(2) == 4);
    bench.set(Txf, 1, 2);
    CHECK(bench.pio.requests(2) == 3);
    CHECK(bench.pio.requests(6) == 0);
    bench.set(Instr, 0x8020, 2);
    bench.run(1);
    CHECK(bench.pio.requests(6) == 1);
}
