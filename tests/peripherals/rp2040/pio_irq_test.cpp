#include "pio_bench.h"

#include <doctest/doctest.h>

using namespace pio_bench;

TEST_CASE("PIO: IRQ sets a flag, interrupts, and IRQ WAIT goes on when it is cleared") {
    Bench bench;
    bench.load({0xc022,   // irq wait 2
                0xe001}); // set pins, 1
    bench.set(Pinctrl, set_pins(0, 1));
    bench.set(Irq0Inte, 1U << 10);
    bench.start();
    CHECK(!bench.pio.irq(0).level());
    bench.run(1);
    CHECK(bench.pio.irq(0).level());
    CHECK(bench.get(Irq) == 4);
    bench.run(100);
    CHECK(bench.get(Addr) == 0);
    bench.mark();
    bench.set(Irq, 4);
    CHECK(!bench.pio.irq(0).level());
    bench.run(5);
    CHECK(bench.edges_of(0) == std::vector<std::int64_t>{2});
}

TEST_CASE("PIO: an IRQ from SMx_INSTR does not wait in the place of one that does") {
    Bench bench;
    bench.load({0xc020,   // 0: irq wait 0
                0x0001}); // 1: jmp 1
    bench.set(IrqForce, 2);
    bench.start();
    bench.run(5);
    CHECK(bench.get(Irq) == 3);
    bench.set(Instr, 0xc001); // irq 1, which is set already
    bench.run(5);
    CHECK((bench.get(Execctrl) >> 31) == 0);
    CHECK(bench.get(Addr) == 0);
    bench.set(Irq, 1);
    bench.run(2);
    CHECK(bench.get(Addr) == 1);
    CHECK(bench.get(Irq) == 2);
}

TEST_CASE("PIO: WAIT 1 IRQ clears the flag, WAIT 0 IRQ leaves it") {
    Bench bench;
    bench.load({0x20c5, 0xc005, 0x2045}); // wait 1 irq 5; irq 5; wait 0 irq 5
    bench.start();
    bench.run(5);
    bench.set(IrqForce, 1U << 5);
    CHECK(bench.get(Irq) == 0x20);
    bench.run(1);
    CHECK(bench.get(Irq) == 0);
    bench.run(10);
    CHECK(bench.get(Irq) == 0x20);
    CHECK(bench.get(Addr) == 2);
    bench.set(Irq, 0x20);
    bench.run(1);
    CHECK(bench.get(Addr) == 3);
}

TEST_CASE("PIO: a relative flag number adds the machine's, within the group of four") {
    Bench bench;
    for (std::uint32_t sm = 0; sm < 4; ++sm) {
        bench.set(Instr, 0xc012, sm); // irq 2 rel
        bench.run(1);
        CHECK(bench.get(Irq) == (1U << (2 + sm) % 4));
        bench.set(Irq, 0xff);
        bench.set(Instr, 0xc017, sm); // irq 7 rel
        bench.run(1);
        CHECK(bench.get(Irq) == (1U << (4 + (3 + sm) % 4)));
        bench.set(Instr, 0xc057, sm); // irq clear 7 rel
        bench.run(1);
        CHECK(bench.get(Irq) == 0);
    }
}

TEST_CASE("PIO: two machines take turns by flags, to the cycle") {
    Bench bench;
    bench.load({0xe001,   // 0: set pins, 1
                0xc004,   // 1: irq 4
                0x20c5,   // 2: wait 1 irq 5
                0x20c4,   // 3: wait 1 irq 4
                0xe100,   // 4: set pins, 0 [1]
                0xc005}); // 5: irq 5
    for (std::uint32_t sm = 0; sm < 2; ++sm) {
        bench.set(Pinctrl, set_pins(0, 1), sm);
    }
    bench.set(Execctrl, wrap(0, 2), 0);
    bench.set(Execctrl, wrap(3, 5), 1);
    bench.set(Instr, 3, 1);
    bench.run(1);
    bench.set(Ctrl, 3);
    bench.mark();
    bench.run(16);
    // 0: pin; 1: irq 4; 2: flag seen; 3: pin off, 5: irq 5; 6: flag seen; 7: pin.
    CHECK(bench.edges_of(0) == std::vector<std::int64_t>{1, 4, 8, 11, 15});
}

TEST_CASE("PIO: two machines that wait for one flag both see it") {
    Bench bench;
    bench.load({0x20c0}); // wait 1 irq 0
    bench.set(Ctrl, 3);
    bench.run(10);
    bench.set(IrqForce, 1);
    bench.run(1);
    CHECK(bench.get(Addr, 0) == 1);
    CHECK(bench.get(Addr, 1) == 1);
    CHECK(bench.get(Irq) == 0);
}

TEST_CASE("PIO: a decoder of two shifted square waves counts the turns each way") {
    Bench bench;
    bench.load({0x2020,   // 0: wait 0 pin, 0
                0x20a0,   // 1: wait 1 pin, 0
                0x00c4,   // 2: jmp pin, 4
                0x0040,   // 3: jmp x--, 0
                0x0080}); // 4: jmp y--, 0
    bench.set(Pinctrl, in_pins(2));
    bench.set(Execctrl, wrap(0, 4) | 3U << 24);
    bench.set(Instr, 0xa02b); // mov x, !null
    bench.run(1);
    bench.set(Instr, 0xa04b); // mov y, !null
    bench.run(1);
    bench.start();
    constexpr std::uint32_t wheel[] = {0, 1, 3, 2};
    std::uint32_t position = 0;
    const auto turn = [&](std::uint32_t steps, std::uint32_t step) {
        for (std::uint32_t i = 0; i < steps; ++i) {
            position += step;
            bench.drive(wheel[position % 4] << 2);
            bench.run(7 + i % 5);
        }
    };
    turn(40, 1);
    turn(12, -1U);
    const auto count = [&](std::uint32_t move) {
        bench.set(Instr, move);
        bench.run(1);
        bench.set(Instr, 0x8020); // push
        bench.run(1);
        return bench.get(Rxf);
    };
    CHECK(count(0xa0c9) == 10); // mov isr, !x
    CHECK(count(0xa0ca) == 3);
}
