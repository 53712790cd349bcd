#include "peripherals/rp2040/pio.h"

#include "pio_bench.h"

#include <doctest/doctest.h>

#include <utility>

using namespace pio_bench;

TEST_CASE("PIO: registers have their reset values") {
    Bench bench;
    CHECK(bench.get(DbgCfginfo) == (32 << 16 | 4 << 8 | 4));
    CHECK(bench.get(Fstat) == 0x0f000f00);
    CHECK(bench.get(Clkdiv, 3) == 0x10000);
    CHECK(bench.get(Pinctrl, 2) == 0x14000000);
    CHECK(bench.get(Intr) == 0xf0);
    CHECK(bench.pio.tx_dreq(1).level());
    CHECK(!bench.pio.rx_dreq(1).level());
}

TEST_CASE("PIO: set pins makes a square wave, a change a cycle after its instruction") {
    Bench bench;
    bench.load({0xe081,   // set pindirs, 1
                0xe101,   // 1: set pins, 1 [1]
                0xe000}); // 2: set pins, 0
    bench.set(Pinctrl, set_pins(7, 1));
    bench.set(Execctrl, wrap(1, 2));
    bench.start();
    bench.run(10);
    CHECK(bench.pio.outputs().enables() == (1U << 7));
    CHECK(bench.edges_of(7) == std::vector<std::int64_t>{2, 4, 5, 7, 8, 10});
}

TEST_CASE("PIO: the divider makes ticks of INT + FRAC / 256 cycles") {
    Bench bench;
    bench.load({0xe001, 0xe000}); // set pins, 1; set pins, 0
    bench.set(Pinctrl, set_pins(0, 1));
    bench.set(Execctrl, wrap(0, 1));
    bench.set(Clkdiv, 2U << 16 | 0x80U << 8);
    bench.start();
    bench.run(25);
    const auto edges = bench.edges_of(0);
    REQUIRE(edges.size() >= 10);
    for (std::size_t i = 2; i < edges.size(); ++i) {
        CHECK(edges[i] - edges[i - 2] == 5); // 2 and 3 in turn
    }
    bench.set(Clkdiv, 0); // 65536
    bench.run(10);
    bench.mark();
    bench.run(4 * 65536);
    CHECK(bench.changes.size() == 4);
}

TEST_CASE("PIO: clock dividers run on while a machine is disabled, and restart in step") {
    Bench bench;
    bench.load({0xe001, 0xe000});
    bench.set(Pinctrl, set_pins(0, 1), 0);
    bench.set(Pinctrl, set_pins(1, 1), 1);
    for (std::uint32_t sm = 0; sm < 2; ++sm) {
        bench.set(Execctrl, wrap(0, 1), sm);
        bench.set(Clkdiv, (3 + 4 * sm) << 16, sm);
    }
    bench.set(Ctrl, 3);
    bench.run(50);
    bench.set(Clkdiv, 5U << 16, 0);
    bench.set(Clkdiv, 5U << 16, 1);
    bench.set(Ctrl, 0x303);
    bench.run(2);
    bench.mark();
    bench.run(100);
    CHECK(bench.changes.size() == 20); // both at once
    bench.set(Ctrl, 1);
    bench.run(13);
    bench.set(Ctrl, 3);
    bench.mark();
    bench.run(100);
    CHECK(bench.changes.size() == 20);
}

TEST_CASE("PIO: a UART sends words that have their start and stop bits in them") {
    Bench bench;
    // Optional side-set: pin 5 tells that it sends.
    bench.load({0x90a0,   // 0: pull block    side 0
                0xf829,   // 1: set x, 9      side 1
                0x6601,   // 2: out pins, 1          [6]
                0x0042}); // 3: jmp x--, 2
    bench.set(Pinctrl, side_pins(5, 2) | out_pins(4, 1));
    bench.set(Execctrl, wrap(0, 3) | 1U << 30);
    bench.start();
    bench.run(20);
    CHECK((bench.get(Fdebug) >> 24 & 1) == 1); // TXSTALL
    bench.mark();
    bench.set(Txf, 0x55U << 1 | 1U << 9);
    bench.run(100);
    // The first bit is 0 like the pin before, then each cell of 8 cycles is an edge.
    CHECK(bench.edges_of(4) == std::vector<std::int64_t>{11, 19, 27, 35, 43, 51, 59, 67, 75});
    CHECK(bench.edges_of(5) == std::vector<std::int64_t>{2, 83});
}

TEST_CASE("PIO: an LED string gets pulses whose length is the bit, with autopull at 24 bits") {
    Bench bench;
    bench.load({0x6021,   // 0: out x, 1
                0xe101,   // 1: set pins, 1 [1]
                0xa401,   // 2: mov pins, x [4]
                0xe100}); // 3: set pins, 0 [1]
    bench.set(Pinctrl, set_pins(2, 1) | out_pins(2, 1));
    bench.set(Execctrl, wrap(0, 3));
    bench.set(Shiftctrl, 1U << 18 | autopull | pull_thresh(24)); // out to the left
    bench.start();
    bench.run(5);
    CHECK(!bench.pin(2));
    bench.mark();
    bench.set(Txf, 0xa0000000);
    bench.set(Txf, 0x80000000);
    bench.run(600);
    const auto edges = bench.edges_of(2);
    REQUIRE(edges.size() == 2 * 48);
    const auto high = [&](std::size_t cell) { return edges[2 * cell + 1] - edges[2 * cell]; };
    CHECK(high(0) == 7);
    CHECK(high(1) == 2);
    CHECK(high(2) == 7);
    CHECK(high(23) == 2);
    CHECK(high(24) == 7);
    for (std::size_t cell = 1; cell < 48; ++cell) {
        CHECK(edges[2 * cell] - edges[2 * cell - 2] == 10); // also from one word to the next
    }
}

TEST_CASE("PIO: a pin is seen after the two cycles of its synchroniser, or at once with the bypass") {
    for (const bool bypass : {false, true}) {
        Bench bench;
        bench.load({0x20a3,   // wait 1 pin, 3
                    0xe001}); // set pins, 1
        bench.set(Pinctrl, in_pins(30) | set_pins(0, 1));
        bench.set(InputSyncBypass, bypass ? 1U << 1 : 0);
        bench.start();
        bench.run(20);
        CHECK(bench.get(Addr) == 0);
        bench.mark();
        bench.drive(1U << 1); // pin 30 + 3 wraps
        bench.run(10);
        CHECK(bench.edges_of(0) == std::vector<std::int64_t>{bypass ? 2 : 4});
    }
}

TEST_CASE("PIO: a pulse of one cycle comes through the synchroniser as one cycle") {
    Bench bench;
    bench.load({0x4001}); // in pins, 1
    bench.set(Shiftctrl, 1U << 19);
    bench.set(Execctrl, wrap(0, 0));
    bench.start();
    bench.run(10);
    bench.drive(1);
    bench.run(1);
    bench.drive(0);
    bench.run(7);
    bench.set(Ctrl, 0);
    bench.set(Instr, 0x8020); // push
    bench.run(1);
    CHECK(bench.get(Rxf) == (1U << 5));
}

TEST_CASE("PIO: of machines that write one pin in one cycle the highest wins, else the last") {
    Bench bench;
    bench.load({0xe001, 0xe000, 0xe000, 0xe001});
    for (std::uint32_t sm = 0; sm < 2; ++sm) {
        bench.set(Pinctrl, set_pins(0, 1), sm);
    }
    bench.set(Execctrl, wrap(0, 1), 0);
    bench.set(Execctrl, wrap(2, 3), 1);
    bench.set(Instr, 2, 1);
    bench.run(1);
    bench.set(Ctrl, 3);
    bench.mark();
    bench.run(6);
    CHECK(bench.edges_of(0) == std::vector<std::int64_t>{2, 3, 4, 5, 6});
}

TEST_CASE("PIO: OUT_STICKY repeats a write that another machine overrode") {
    Bench bench;
    bench.load({0xe001, 0x0001,   // set pins, 1; 1: jmp 1
                0xe700, 0x0002}); // 2: set pins, 0 [7]; jmp 2
    bench.set(Pinctrl, set_pins(0, 1), 0);
    bench.set(Pinctrl, set_pins(0, 1), 1);
    bench.set(Execctrl, wrap(0, 31) | 1U << 17, 0);
    bench.set(Execctrl, wrap(0, 31), 1);
    bench.set(Instr, 2, 1);
    bench.run(1);
    bench.set(Ctrl, 3);
    bench.mark();
    bench.run(14);
    CHECK(bench.edges_of(0) == std::vector<std::int64_t>{2, 10, 11});
    bench.set(Execctrl, wrap(0, 31), 0);
    bench.run(20);
    CHECK(!bench.pin(0));
}

TEST_CASE("PIO: INLINE_OUT_EN writes pins only if the chosen bit of the data is set") {
    Bench bench;
    bench.load({0x6004}); // out pins, 4
    bench.set(Pinctrl, out_pins(8, 3));
    bench.set(Execctrl, wrap(0, 0) | 1U << 18 | 3U << 19);
    bench.set(Shiftctrl, right | autopull);
    bench.start();
    bench.set(Txf, 0x0000'5f3a);
    bench.run(2);
    CHECK(bench.pio.outputs().levels() == (2U << 8));
    bench.run(1);
    CHECK(bench.pio.outputs().levels() == (2U << 8)); // 3: not enabled
    bench.run(1);
    CHECK(bench.pio.outputs().levels() == (7U << 8));
}

TEST_CASE("PIO: pin windows wrap from 31 to 0 and the pads that do not exist read 0") {
    Bench bench;
    bench.load({0xe01f,   // set pins, 31
                0xe09f}); // set pindirs, 31
    bench.set(Pinctrl, set_pins(29, 5));
    bench.start();
    bench.run(3);
    CHECK(bench.pio.outputs().levels() == 0xe0000003);
    CHECK(bench.get(DbgPadout) == 0x20000003);
    CHECK(bench.get(DbgPadoe) == 0x20000003);
}

TEST_CASE(
    "PIO: side-set may set directions, is done while an instruction stalls, and wins over the instruction") {
    Bench bench;
    bench.load({0x90a0,   // pull block side 1
                0xf001,   // set pins, 1 side 1
                0xe000}); // set pins, 0 side 0
    bench.set(Pinctrl, side_pins(3, 1) | set_pins(3, 1));
    bench.set(Execctrl, wrap(0, 31) | 1U << 29);
    bench.start();
    bench.run(4);
    CHECK(bench.pio.outputs().enables() == (1U << 3));
    bench.set(Execctrl, wrap(0, 31));
    bench.load({0xf000}, 1); // set pins, 0 side 1
    bench.set(Txf, 0);
    bench.run(2);
    CHECK(bench.pin(3));
}

TEST_CASE("PIO: nobody looks at a pin, and yet it is right when somebody does") {
    Bench bench;
    bench.load({0xe101, 0xe100}); // set pins, 1 [1]; set pins, 0 [1]
    bench.set(Pinctrl, set_pins(0, 1));
    bench.set(Execctrl, wrap(0, 1));
    bench.pio.outputs().watch(2);
    bench.start();
    bench.run(1'000'001);
    CHECK(bench.changes.empty());
    CHECK(bench.get(DbgPadout) == 1);
    bench.run(2);
    bench.pio.outputs().watch(1);
    CHECK(!bench.pin(0));
    bench.run(1);
    CHECK(!bench.pin(0));
    bench.run(1);
    CHECK(bench.pin(0));
}

TEST_CASE("PIO: long loops that count come to their end at the right cycle") {
    Bench bench;
    bench.load({0x80a0,   // 0: pull block
                0x6020,   // 1: out x, 32
                0x80a0,   // 2: pull block
                0x6040,   // 3: out y, 32
                0xe001,   // 4: set pins, 1
                0xa142,   // 5: nop [1]
                0x00a8,   // 6: jmp x!=y, 8
                0xe000,   // 7: set pins, 0
                0x0085}); // 8: jmp y--, 5
    bench.set(Pinctrl, set_pins(0, 1));
    bench.set(Execctrl, wrap(0, 8));
    bench.start();
    constexpr std::pair<std::uint32_t, std::uint32_t> cases[] = {
        {300, 1000},
        {0,   500 },
        {999, 1000},
        {7,   7   },
        {500, 40  },
        {1,   0   }
    };
    for (const auto& [level, top] : cases) {
        bench.set(Txf, level);
        bench.set(Txf, top);
        bench.mark();
        bench.run(30'000);
        // Rounds take 4 cycles; the one that finds x equal to y takes 5, which is the pin's change.
        std::vector<std::int64_t> expected{5};
        if (level <= top) {
            expected.push_back(9 + 4 * std::int64_t{top - level});
        }
        CHECK(bench.edges_of(0) == expected);
        bench.set(Instr, 0xe000);
        bench.run(1);
    }
    bench.load({0xe03f, 0xe01f, 0xa041, 0x0042, 0xe000,
                0x0005}); // set x, 31; 1: pins; 2: mov y, x; jmp x--, 2; 4: pins
    bench.start();
    bench.run(100);
    CHECK(bench.edges_of(0) == std::vector<std::int64_t>{2, 67});
    bench.set(Ctrl, 0);
    bench.set(Instr, 0xa0c2);
    bench.run(1);
    bench.set(Instr, 0x8020);
    bench.run(1);
    CHECK(bench.get(Rxf) == 0);
}

TEST_CASE("PIO: steps of a program counter are told at their cycles") {
    using Steps = std::vector<std::pair<std::int64_t, std::uint32_t>>;
    Bench bench;
    Steps steps;
    bench.load({0x20a0,   // 0: wait 1 pin, 0
                0x2020,   // 1: wait 0 pin, 0
                0xa042}); // 2: nop
    bench.set(Execctrl, wrap(0, 2));
    bench.pio.follow([&](Time time, const std::string&, std::uint32_t value) {
        steps.emplace_back(bench.clock.edges_at(time) - bench.begun, value);
    });
    bench.set(Clkdiv, 10 << 16);
    bench.set(Ctrl, 0x100);
    bench.mark();
    bench.set(Instr, 0x0001); // jmp 1
    bench.run(3);
    bench.set(Instr, 0x0002);
    bench.run(30);
    CHECK(bench.get(Addr) == 2);
    CHECK(steps == Steps{
                       {1, 1},
                       {4, 2}
    }); // of a stopped machine, whatever its divider
    bench.set(Instr, 0x0000);
    bench.set(Clkdiv, 1 << 16);
    bench.run(30);
    bench.set(Ctrl, 0x101);
    bench.run(10);
    bench.mark();
    steps.clear();
    bench.drive(1);
    bench.run(2);
    bench.drive(0); // it waits for this in the cycle before it sees it
    bench.run(20);
    CHECK(bench.get(Addr) == 0);
    CHECK(steps == Steps{
                       {3, 1},
                       {5, 2},
                       {6, 0}
    });
    bench.load({0xa042}); // nop: it goes on
    bench.mark();
    steps.clear();
    bench.run(2);
    bench.pio.hold_in_reset(true); // after what was done
    CHECK(steps == Steps{
                       {1, 1},
                       {2, 2}
    });
}

TEST_CASE("PIO: machines go on with clk_sys") {
    Bench bench;
    bench.load({0xe401, 0xe400});
    bench.set(Pinctrl, set_pins(0, 1));
    bench.set(Execctrl, wrap(0, 1));
    bench.start();
    bench.run(8);
    bench.clock.set_frequency(bench.simulation.now(), 1'000'000);
    bench.simulation.run_until(bench.simulation.now() + 10 * ps_per_us);
    CHECK(bench.edges_of(0) == std::vector<std::int64_t>{1, 6, 11, 16});
}

TEST_CASE("PIO: a reset stops the machines, lets go of the pins and empties the FIFOs") {
    Bench bench;
    bench.load({0xe09f, 0xe11f, 0xe100});
    bench.set(Txf, 1, 2);
    bench.start();
    bench.run(8);
    bench.pio.hold_in_reset(true);
    CHECK(bench.pio.outputs().enables() == 0);
    bench.pio.hold_in_reset(false);
    bench.mark();
    bench.run(20);
    CHECK(bench.changes.empty());
    CHECK(bench.get(Flevel) == 0);
    CHECK(bench.get(Ctrl) == 0);
}
