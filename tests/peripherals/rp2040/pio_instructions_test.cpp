#include "pio_bench.h"

#include <doctest/doctest.h>

using namespace pio_bench;

namespace {

// Executes instructions on a machine that is not enabled, and tells what is in a register by MOV ISR and
// PUSH.
struct Executor : Bench {
    void exec(std::initializer_list<std::uint16_t> instructions) {
        for (const std::uint16_t instruction : instructions) {
            set(Instr, instruction);
            run(1);
        }
    }
    std::uint32_t pushed() {
        exec({0x8020});
        return get(Rxf);
    }
    std::uint32_t x() {
        exec({0xa0c1});
        return pushed();
    }
    std::uint32_t y() {
        exec({0xa0c2});
        return pushed();
    }
    std::uint32_t osr() {
        exec({0xa0c7});
        return pushed();
    }
};

constexpr std::uint16_t pull = 0x80a0;
constexpr std::uint16_t push = 0x8020;

} // namespace

TEST_CASE("PIO: a disabled machine executes what is written to SMx_INSTR, whatever its divider") {
    Executor bench;
    bench.set(Clkdiv, 0);
    bench.exec({0xe02d}); // set x, 13
    CHECK(bench.x() == 13);
    CHECK(bench.get(Addr) == 0);
    bench.exec({0x0011}); // jmp 17
    CHECK(bench.get(Addr) == 17);
    bench.load({0x1234}, 17);
    CHECK(bench.get(Instr) == 0x1234);
}

TEST_CASE("PIO: a stalled instruction from SMx_INSTR is latched until it completes") {
    Executor bench;
    bench.exec({pull});
    bench.run(10);
    CHECK((bench.get(Execctrl) >> 31) == 1);
    bench.set(Txf, 77);
    bench.run(2);
    CHECK((bench.get(Execctrl) >> 31) == 0);
    CHECK(bench.osr() == 77);
}

TEST_CASE("PIO: MOV copies, inverts and reverses") {
    Executor bench;
    bench.exec({0xe033, 0xa049}); // set x, 19; mov y, !x
    CHECK(bench.y() == ~19U);
    bench.exec({0xa051}); // mov y, ::x
    CHECK(bench.y() == 0xc8000000);
    bench.drive(0x12345678);
    bench.set(Pinctrl, in_pins(8));
    bench.run(3);
    bench.exec({0xa020}); // mov x, pins
    CHECK(bench.x() == 0x78123456);
    bench.exec({0xa023, 0xa04b}); // mov x, null; mov y, !null
    CHECK(bench.x() == 0);
    CHECK(bench.y() == 0xffffffff);
    bench.exec({0xa0a1}); // mov pc, x
    CHECK(bench.get(Addr) == 0);
    bench.exec({0xe027, 0xa0a1});
    CHECK(bench.get(Addr) == 7);
}

TEST_CASE("PIO: MOV STATUS compares a FIFO's level with STATUS_N") {
    Executor bench;
    bench.set(Execctrl, 2); // TX < 2
    bench.exec({0xa025});
    CHECK(bench.x() == 0xffffffff);
    bench.set(Txf, 1);
    bench.set(Txf, 2);
    bench.exec({0xa025});
    CHECK(bench.x() == 0);
    bench.set(Execctrl, 1U << 4 | 1); // RX < 1
    bench.exec({0xa025});
    CHECK(bench.x() == 0xffffffff);
    bench.exec({push, 0xa025});
    (void)bench.get(Rxf);
    CHECK(bench.x() == 0);
}

TEST_CASE("PIO: IN and OUT shift both ways") {
    Executor bench;
    bench.exec({0xa0eb}); // mov osr, !null
    bench.set(Txf, 0x87654321);
    bench.exec({pull, 0x6028, 0x6044}); // out x, 8; out y, 4
    CHECK(bench.x() == 0x21);
    CHECK(bench.y() == 0x3);
    CHECK(bench.osr() == 0x87654);
    bench.exec({0x4028, 0x4041}); // in x, 8; in y, 1
    CHECK(bench.pushed() == 0x90800000);
    bench.set(Shiftctrl, 0);
    bench.set(Txf, 0x87654321);
    bench.exec({pull, 0x6028, 0x6044});
    CHECK(bench.x() == 0x87);
    CHECK(bench.y() == 0x6);
    CHECK(bench.osr() == 0x54321000);
    bench.exec({0x4028, 0x4041, 0x4063}); // in null, 3
    CHECK(bench.pushed() == 0x870);
    bench.exec({0x4020, 0x40c4}); // in x, 32; in isr, 4
    CHECK(bench.pushed() == 0x877);
    bench.set(Txf, 0xdeadbeef);
    bench.exec({pull, 0x60d0}); // out isr, 16
    CHECK(bench.pushed() == 0xdead);
}

TEST_CASE("PIO: each condition of JMP") {
    Executor bench;
    const auto jumps = [&](std::uint16_t instruction) {
        bench.exec({0x0001, static_cast<std::uint16_t>(instruction | 9)});
        return bench.get(Addr) == 9;
    };
    bench.exec({0xe020, 0xe041});
    CHECK(jumps(0x0000));
    CHECK(jumps(0x0020));  // !x
    CHECK(!jumps(0x0060)); // !y
    CHECK(jumps(0x00a0));  // x != y
    CHECK(!jumps(0x0040)); // x--, of 0
    CHECK(bench.x() == 0xffffffff);
    CHECK(jumps(0x0080)); // y--, of 1
    CHECK(bench.y() == 0);
    bench.set(Execctrl, wrap(0, 31) | 5U << 24);
    CHECK(!jumps(0x00c0)); // pin
    bench.drive(1U << 5);
    bench.run(3);
    CHECK(jumps(0x00c0));
    CHECK(!jumps(0x00e0)); // !osre
    bench.set(Txf, 0);
    bench.exec({pull});
    CHECK(jumps(0x00e0));
    bench.set(Shiftctrl, right | pull_thresh(8));
    bench.exec({0x6067}); // out null, 7
    CHECK(jumps(0x00e0));
    bench.exec({0x6061});
    CHECK(!jumps(0x00e0));
}

TEST_CASE("PIO: PUSH and PULL, conditional and without blocking") {
    Executor bench;
    bench.exec({0xe025, 0x8080}); // set x, 5; pull noblock of an empty FIFO takes x
    CHECK(bench.osr() == 5);
    bench.set(Txf, 6);
    bench.exec({0x80e0}); // pull ifempty: OSR is full after MOV or PULL
    CHECK(bench.level(0, false) == 1);
    bench.exec({0x6060, 0x80e0}); // out null, 32
    CHECK(bench.osr() == 6);
    bench.set(Shiftctrl, right | push_thresh(8));
    bench.exec({0x4027, 0x8060}); // in x, 7; push iffull
    CHECK(bench.level(0, true) == 0);
    bench.exec({0x4021, 0x8060});
    CHECK(bench.level(0, true) == 1);
    for (int i = 0; i < 3; ++i) {
        bench.exec({push});
    }
    CHECK((bench.get(Fdebug) & 1) == 0);
    bench.exec({0xa0c1, 0x8000}); // push noblock into a full FIFO drops the word
    CHECK((bench.get(Fdebug) & 1) == 1);
    CHECK(bench.level(0, true) == 4);
    bench.exec({push}); // blocks
    CHECK((bench.get(Execctrl) >> 31) == 1);
    CHECK(bench.get(Rxf) == 0x85000000);
    bench.run(2);
    CHECK((bench.get(Execctrl) >> 31) == 0);
    for (int i = 0; i < 4; ++i) {
        CHECK(bench.get(Rxf) == 0);
    }
}

TEST_CASE("PIO: OUT EXEC and MOV EXEC execute data next, without their own delay") {
    Bench bench;
    bench.load({0x80a0,   // 0: pull block
                0x7ff0,   // 1: out exec, 16 [31]
                0x60f0,   // 2: out exec, 16
                0xa0c1,   // 3: mov isr, x
                0x8020}); // 4: push
    bench.start();
    bench.set(Txf, 0xe043'e133); // set x, 19 [1]; set y, 3
    bench.run(6);
    CHECK(bench.get(Addr) == 3);
    bench.run(2);
    CHECK(bench.get(Rxf) == 19);
    bench.set(Ctrl, 0);
    bench.set(Instr, 0xa0c2);
    bench.run(1);
    bench.set(Instr, 0x8020);
    bench.run(1);
    CHECK(bench.get(Rxf) == 3);
    bench.load({0xe02a,   // 0: set x, 10
                0xbf81}); // 1: mov exec, x [31] (jmp 10)
    bench.start();
    bench.run(3);
    CHECK(bench.get(Addr) == 10);
}

TEST_CASE("PIO: OUT PC jumps") {
    Bench bench;
    bench.load({0x80a0, 0x60a5}); // pull block; out pc, 5
    bench.start();
    bench.set(Txf, 0x2c);
    bench.run(2);
    CHECK(bench.get(Addr) == 0xc);
}

TEST_CASE("PIO: an instruction from SMx_INSTR takes the place of one that stalls, which goes on after it") {
    Bench bench;
    bench.load({0x80a0, 0xe03f}); // pull block; set x, 31
    bench.start();
    bench.run(5);
    bench.set(Instr, 0xe025); // set x, 5
    bench.run(5);
    CHECK(bench.get(Addr) == 0);
    bench.set(Instr, 0x0005); // jmp 5
    bench.run(1);
    CHECK(bench.get(Addr) == 5);
}

TEST_CASE("PIO: SM_RESTART empties both shift registers and ends delays and stalls, and keeps X, Y and OSR") {
    Executor bench;
    bench.set(Txf, 0x1234);
    bench.exec({0xe027, pull, 0x4027, 0x20c3}); // set x, 7; pull; in x, 7; wait 1 irq 3
    CHECK((bench.get(Execctrl) >> 31) == 1);
    bench.set(Ctrl, 0x10);
    CHECK((bench.get(Execctrl) >> 31) == 0);
    CHECK(bench.pushed() == 0);
    CHECK(bench.x() == 7);
    CHECK(bench.osr() == 0x1234);
    bench.load({0x00e5}, 0); // jmp !osre, 5
    bench.set(Ctrl, 0x11);
    bench.run(1);
    CHECK(bench.get(Addr) == 1);
}
