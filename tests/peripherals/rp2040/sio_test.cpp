#include "peripherals/rp2040/sio.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using peripherals::rp2040::Sio;

namespace {

constexpr std::uint32_t base = 0xd0000000;
enum : std::uint32_t {
    CPUID = 0x00,
    GPIO_IN = 0x04,
    GPIO_HI_IN = 0x08,
    GPIO_OUT = 0x10,
    GPIO_OE = 0x20,
    GPIO_HI_OUT = 0x30,
    GPIO_HI_OE = 0x40,
    FIFO_ST = 0x50,
    FIFO_WR = 0x54,
    FIFO_RD = 0x58,
    SPINLOCK_ST = 0x5c,
    UDIVIDEND = 0x60,
    UDIVISOR = 0x64,
    SDIVIDEND = 0x68,
    SDIVISOR = 0x6c,
    QUOTIENT = 0x70,
    REMAINDER = 0x74,
    DIV_CSR = 0x78,
    SPINLOCK0 = 0x100,
};
enum : std::uint32_t { SET = 4, CLR = 8, XOR = 12 };
enum : std::uint32_t { VLD = 1, RDY = 2, WOF = 4, ROE = 8 };
enum : std::uint32_t { READY = 1, DIRTY = 2 };

constexpr Time cycle = 8 * ps_per_ns;

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain sys{125'000'000};
    InputPins gpio, qspi, floating;
    Sio sio{machine, "SIO", sys, gpio, qspi, floating};

    Bench() {
        sio.map(machine.bus(), base);
        machine.reset();
        wait(10);
    }
    void wait(int cycles) { simulation.scheduler().set_now(simulation.now() + cycles * cycle); }
    std::uint32_t read(std::uint32_t offset, Initiator by = Initiator::Core0) {
        return machine.bus().read(base + offset, {.initiator = by}).value;
    }
    void write(std::uint32_t offset, std::uint32_t value, Initiator by = Initiator::Core0) {
        machine.bus().write(base + offset, value, {.initiator = by});
    }
    void divide(std::uint32_t dividend_register, std::uint32_t dividend, std::uint32_t divisor) {
        write(dividend_register, dividend);
        write(dividend_register + 4, divisor);
        wait(9);
    }
};

} // namespace

TEST_CASE("SIO: CPUID is the number of the core that reads it") {
    Bench bench;
    CHECK(bench.read(CPUID, Initiator::Core0) == 0);
    CHECK(bench.read(CPUID, Initiator::Core1) == 1);
    CHECK(bench.read(CPUID, Initiator::Debugger) == 0);
    CHECK(bench.machine.bus().read(base, {.initiator = Initiator::Dma}).fault);
}

TEST_CASE("SIO: what belongs to one core is mapped as private to it") {
    Bench bench;
    const auto is_private = [&](std::uint32_t offset) {
        return bench.machine.bus().find(base + offset)->core_private;
    };
    CHECK(is_private(CPUID));
    CHECK(is_private(UDIVIDEND));
    CHECK(is_private(0xfc)); // INTERP1_BASE_1AND0
    CHECK(!is_private(GPIO_IN));
    CHECK(!is_private(SPINLOCK_ST));
    CHECK(!is_private(SPINLOCK0));
}

TEST_CASE("SIO: OUT and OE are written, set, cleared and toggled, and both cores share them") {
    Bench bench;
    for (const std::uint32_t reg : {GPIO_OUT, GPIO_OE}) {
        bench.write(reg, 0xffffffff);
        CHECK(bench.read(reg) == 0x3fffffff);
        bench.write(reg, 0xf0);
        bench.write(reg + SET, 0x0f, Initiator::Core1);
        bench.write(reg + CLR, 0x81);
        bench.write(reg + XOR, 0x101);
        CHECK(bench.read(reg) == 0x17f);
        CHECK(bench.read(reg + SET) == 0);
    }
    CHECK(bench.sio.outputs().levels() == 0x17f);
    CHECK(bench.sio.outputs().enables() == 0x17f);
    for (const std::uint32_t reg : {GPIO_HI_OUT, GPIO_HI_OE}) {
        bench.write(reg + SET, 0xffffffff);
        CHECK(bench.read(reg) == 0x3f);
        bench.write(reg + CLR, 0x03);
        bench.write(reg + XOR, 0x21);
        CHECK(bench.read(reg) == 0x1d);
    }
    CHECK(bench.sio.qspi_outputs().levels() == 0x1d);
    CHECK(bench.sio.qspi_outputs().enables() == 0x1d);
    bench.machine.reset();
    CHECK(bench.sio.outputs().enables() == 0);
    CHECK(bench.sio.qspi_outputs().levels() == 0);
}

TEST_CASE("SIO: GPIO_IN shows a level two cycles late") {
    Bench bench;
    bench.gpio.set(1U << 5);
    CHECK(bench.read(GPIO_IN) == 0);
    bench.wait(1);
    bench.gpio.set(1U << 5 | 1U << 6);
    CHECK(bench.read(GPIO_IN) == 0);
    bench.wait(1);
    bench.gpio.set(0);
    CHECK(bench.read(GPIO_IN) == 1U << 5);
    bench.wait(1);
    CHECK(bench.read(GPIO_IN) == (1U << 5 | 1U << 6));
    bench.wait(1);
    CHECK(bench.read(GPIO_IN) == 0);
    bench.qspi.set(0x22);
    bench.wait(2);
    CHECK(bench.read(GPIO_HI_IN) == 0x22);
}

TEST_CASE("SIO: reading a floating input is told once for each pin, but not for pins that it drives") {
    Bench bench;
    bench.floating.set(1U << 3 | 1U << 4);
    bench.write(GPIO_OE, 1U << 4);
    CHECK(bench.read(GPIO_IN) == 0);
    CHECK(bench.read(GPIO_IN) == 0);
    const auto& entries = bench.simulation.diagnostics().entries();
    CHECK(bench.simulation.diagnostics().count("net.floating") == 1);
    CHECK(entries.contains({"net.floating", "SIO GPIO3"}));
}

TEST_CASE("SIO: a FIFO carries eight words to the other core in order") {
    Bench bench;
    CHECK(bench.read(FIFO_ST) == RDY);
    for (std::uint32_t i = 0; i < 8; ++i) {
        CHECK((bench.read(FIFO_ST) & RDY) != 0);
        bench.write(FIFO_WR, 100 + i);
    }
    CHECK(bench.read(FIFO_ST) == 0);
    CHECK(bench.read(FIFO_ST, Initiator::Core1) == (VLD | RDY));
    CHECK(bench.sio.irq(1).level());
    CHECK(!bench.sio.irq(0).level());
    for (std::uint32_t i = 0; i < 8; ++i) {
        CHECK(bench.read(FIFO_RD, Initiator::Core1) == 100 + i);
    }
    CHECK(bench.read(FIFO_ST, Initiator::Core1) == RDY);
    CHECK(!bench.sio.irq(1).level());
    bench.write(FIFO_WR, 7, Initiator::Core1);
    CHECK(bench.read(FIFO_ST) == (VLD | RDY));
    CHECK(bench.read(FIFO_RD) == 7);
}

TEST_CASE("SIO: WOF and ROE stick, interrupt their own core and clear with any write to FIFO_ST") {
    Bench bench;
    for (std::uint32_t i = 0; i < 9; ++i) {
        bench.write(FIFO_WR, i, Initiator::Core1);
    }
    CHECK(bench.read(FIFO_ST, Initiator::Core1) == WOF);
    CHECK(bench.sio.irq(1).level());
    bench.write(FIFO_ST, 0, Initiator::Core1);
    CHECK(bench.read(FIFO_ST, Initiator::Core1) == 0);
    CHECK(!bench.sio.irq(1).level());
    for (std::uint32_t i = 0; i < 8; ++i) {
        CHECK(bench.read(FIFO_RD) == i); // the ninth was not taken
    }
    CHECK(!bench.sio.irq(0).level());
    bench.read(FIFO_RD);
    CHECK(bench.read(FIFO_ST) == (ROE | RDY));
    CHECK(bench.sio.irq(0).level());
    bench.write(FIFO_ST, ROE);
    CHECK(bench.read(FIFO_ST) == RDY);
    CHECK(!bench.sio.irq(0).level());
    CHECK(bench.simulation.diagnostics().count("sio.fifo_overflow") == 1);
    CHECK(bench.simulation.diagnostics().count("sio.fifo_underflow") == 1);
}

TEST_CASE("SIO: a spinlock is claimed by a read and freed by any write of either core") {
    Bench bench;
    for (std::uint32_t lock = 0; lock < 32; ++lock) {
        const std::uint32_t offset = SPINLOCK0 + 4 * lock;
        CHECK(bench.machine.bus().peek(base + offset) == 1U << lock);
        CHECK(bench.read(offset) == 1U << lock);
        CHECK(bench.read(offset, Initiator::Core1) == 0);
        CHECK(bench.read(SPINLOCK_ST) == 1U << lock);
        bench.write(offset, 0, Initiator::Core1);
        CHECK(bench.read(SPINLOCK_ST) == 0);
    }
}

TEST_CASE("SIO: a division is ready in the ninth cycle after its operand") {
    Bench bench;
    bench.divide(UDIVIDEND, 50, 5);
    bench.write(UDIVIDEND, 1000);
    bench.write(UDIVISOR, 7);
    bench.wait(8);
    CHECK(bench.read(DIV_CSR) == DIRTY);
    CHECK(bench.read(REMAINDER) == 0);
    CHECK(bench.simulation.diagnostics().count("sio.divider_early") == 1);
    bench.wait(1);
    CHECK(bench.read(DIV_CSR) == (DIRTY | READY));
    CHECK(bench.read(REMAINDER) == 6);
    CHECK(bench.read(DIV_CSR) == (DIRTY | READY));
    CHECK(bench.read(QUOTIENT) == 142);
    CHECK(bench.read(DIV_CSR) == READY);
    CHECK(bench.simulation.diagnostics().count("sio.divider_early") == 1);
    bench.write(UDIVIDEND, 2000); // the divisor stays
    bench.wait(9);
    CHECK(bench.read(QUOTIENT) == 285);
}

TEST_CASE("SIO: divisions are signed or unsigned as the operand written last") {
    Bench bench;
    struct Case {
        std::uint32_t dividend_register;
        std::uint32_t dividend, divisor, quotient, remainder;
    };
    constexpr std::uint32_t minus = 0xffffffff; // -1
    constexpr std::uint32_t smallest = 0x80000000;
    const Case cases[] = {
        {UDIVIDEND, 0xffffffff, 10,     0x19999999, 5       },
        {UDIVIDEND, smallest,   minus,  0,          smallest},
        {UDIVIDEND, 5,          0,      0xffffffff, 5       },
        {UDIVIDEND, smallest,   0,      0xffffffff, smallest},
        {SDIVIDEND, 0U - 7,     2,      0U - 3,     minus   },
        {SDIVIDEND, 7,          0U - 2, 0U - 3,     1       },
        {SDIVIDEND, 0U - 7,     0U - 2, 3,          minus   },
        {SDIVIDEND, 5,          0,      minus,      5       },
        {SDIVIDEND, 0,          0,      minus,      0       },
        {SDIVIDEND, 0U - 5,     0,      1,          0U - 5  },
        {SDIVIDEND, smallest,   minus,  smallest,   0       },
        {SDIVIDEND, smallest,   1,      smallest,   0       },
    };
    for (const Case& one : cases) {
        CAPTURE(one.dividend);
        CAPTURE(one.divisor);
        bench.divide(one.dividend_register, one.dividend, one.divisor);
        CHECK(bench.read(REMAINDER) == one.remainder);
        CHECK(bench.read(QUOTIENT) == one.quotient);
    }
    bench.write(SDIVIDEND, 0U - 8);
    bench.write(UDIVISOR, 2);
    bench.wait(9);
    CHECK(bench.read(QUOTIENT) == 0x7ffffffc);
}

TEST_CASE("SIO: writing a result ends a division, so that a handler can restore what it found") {
    Bench bench;
    bench.divide(UDIVIDEND, 1000, 7);
    const std::uint32_t saved[] = {bench.read(UDIVIDEND), bench.read(UDIVISOR), bench.read(REMAINDER),
                                   bench.read(QUOTIENT)};
    bench.divide(SDIVIDEND, 33, 4);
    bench.write(UDIVIDEND, saved[0]);
    bench.write(UDIVISOR, saved[1]);
    bench.write(REMAINDER, saved[2]);
    bench.write(QUOTIENT, saved[3]);
    CHECK(bench.read(DIV_CSR) == (DIRTY | READY));
    CHECK(bench.read(SDIVIDEND) == 1000);
    CHECK(bench.read(SDIVISOR) == 7);
    CHECK(bench.read(REMAINDER) == 6);
    CHECK(bench.read(QUOTIENT) == 142);
    bench.wait(20);
    CHECK(bench.read(QUOTIENT) == 142);
    CHECK(bench.read(DIV_CSR) == READY);
}

TEST_CASE("SIO: each core has its own divider") {
    Bench bench;
    bench.write(UDIVIDEND, 100);
    bench.write(UDIVIDEND, 99, Initiator::Core1);
    bench.write(UDIVISOR, 10);
    bench.write(UDIVISOR, 9, Initiator::Core1);
    bench.wait(9);
    CHECK(bench.read(QUOTIENT) == 10);
    CHECK(bench.read(DIV_CSR, Initiator::Core1) == (DIRTY | READY));
    CHECK(bench.read(QUOTIENT, Initiator::Core1) == 11);
    bench.divide(UDIVIDEND, 1, 1);
    CHECK(bench.machine.bus().peek(base + QUOTIENT) == 1);
    CHECK(bench.read(DIV_CSR) == (DIRTY | READY)); // peek did not clear DIRTY
}
