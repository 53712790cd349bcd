#include "peripherals/rp2040/io_bank.h"
#include "peripherals/rp2040/io_registers.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using namespace peripherals::rp2040;

namespace {

constexpr std::uint32_t base = 0x40014000;
constexpr std::uint32_t qspi_base = 0x40018000;
constexpr std::uint32_t INTR = 0xf0;
enum : std::uint32_t { PROC0_INTE = 0x100, PROC0_INTF = 0x110, PROC0_INTS = 0x120 };
constexpr std::uint32_t next_target = 0x30;
enum : std::uint32_t { LEVEL_LOW = 1, LEVEL_HIGH = 2, EDGE_LOW = 4, EDGE_HIGH = 8 };
enum : std::uint32_t { OUTOVER = 8, OEOVER = 12, INOVER = 16, IRQOVER = 28 };
enum : std::uint32_t {
    OUTFROMPERI = 1U << 8,
    OUTTOPAD = 1U << 9,
    OEFROMPERI = 1U << 12,
    OETOPAD = 1U << 13,
    INFROMPAD = 1U << 17,
    INTOPERI = 1U << 19,
    IRQFROMPAD = 1U << 24,
    IRQTOPROC = 1U << 26,
};

struct Recorder final : LineSink {
    void on_line(unsigned input, bool level) override { seen.emplace_back(input, level); }
    std::vector<std::pair<unsigned, bool>> seen;
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    InputPins pads;
    IoBank io{machine, "IO_BANK0", io::bank0_registers, 30, pads};
    OutputPins block, other;
    Recorder sink;

    Bench() {
        map(machine, io, base, "IO_BANK0");
        for (unsigned pin = 0; pin < 30; ++pin) {
            io.connect_output(pin, 5, block, pin);
        }
        io.connect_output(4, 2, other, 0);
        io.connect_output(12, 2, other, 0);
        io.connect_input(4, 2, sink, 7, true);
        io.connect_input(12, 2, sink, 7, true);
        machine.reset();
    }
    static void map(Machine& machine, IoBank& io, std::uint32_t address, const char* name) {
        machine.bus().map(
            {.base = address, .size = 0x4000, .device = &io, .name = name, .atomic_aliases = true});
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
    std::uint32_t status(unsigned pin) { return read(8 * pin); }
    void ctrl(unsigned pin, std::uint32_t value) { write(8 * pin + 4, value); }
    std::uint32_t raw(unsigned pin) { return read(INTR + pin / 8 * 4) >> (pin % 8 * 4) & 15; }
};

} // namespace

TEST_CASE("IO_BANK0: a pin is driven by the block that FUNCSEL names") {
    Bench bench;
    bench.block.set(1U << 4, 1U << 4);
    bench.other.set(0, 1);
    CHECK(bench.read(8 * 4 + 4) == 0x1f);
    CHECK(bench.io.to_pads().enables() == 0);
    bench.ctrl(4, 5);
    CHECK(bench.io.to_pads().enables() == 1U << 4);
    CHECK(bench.io.to_pads().levels() == 1U << 4);
    CHECK((bench.status(4) & 0xffff) == (OUTFROMPERI | OUTTOPAD | OEFROMPERI | OETOPAD));
    bench.ctrl(4, 2);
    bench.ctrl(12, 2);
    CHECK(bench.io.to_pads().enables() == (1U << 4 | 1U << 12));
    CHECK(bench.io.to_pads().levels() == 0);
    bench.other.set(1, 1);
    CHECK(bench.io.to_pads().levels() == (1U << 4 | 1U << 12)); // one signal on two pins
    bench.ctrl(12, 0);                                          // nothing is connected there
    CHECK(bench.io.to_pads().enables() == 1U << 4);
    bench.block.set(0, 0); // not selected any more
    CHECK(bench.io.to_pads().enables() == 1U << 4);
    bench.io.hold_in_reset(true);
    CHECK(bench.io.to_pads().enables() == 0);
}

TEST_CASE("IO_BANK0: a block is told which of its signals somebody looks at") {
    Bench bench;
    CHECK(bench.block.watched() == 0);
    bench.ctrl(4, 5);
    bench.ctrl(7, 5);
    CHECK(bench.block.watched() == (1U << 4 | 1U << 7));
    bench.ctrl(4, 2);
    bench.ctrl(12, 2);
    CHECK(bench.block.watched() == 1U << 7);
    CHECK(bench.other.watched() == 1);
    bench.ctrl(4, 0x1f);
    CHECK(bench.other.watched() == 1); // GPIO12 is left
    bench.io.hold_in_reset(true);
    CHECK(bench.other.watched() == 0);
}

TEST_CASE("IO_BANK0: overrides invert, lower and raise outputs, enables, inputs and interrupts") {
    Bench bench;
    const auto output = [&](std::uint32_t over, bool level, bool enable) {
        bench.ctrl(9, 5 | over);
        bench.block.set(std::uint32_t{level} << 9, std::uint32_t{enable} << 9);
        return bench.status(9) & (OUTFROMPERI | OUTTOPAD | OEFROMPERI | OETOPAD);
    };
    CHECK(output(0, true, false) == (OUTFROMPERI | OUTTOPAD));
    CHECK(output(1U << OUTOVER, true, false) == OUTFROMPERI);
    CHECK(output(1U << OUTOVER, false, false) == OUTTOPAD);
    CHECK(output(2U << OUTOVER, true, false) == OUTFROMPERI);
    CHECK(output(3U << OUTOVER, false, false) == OUTTOPAD);
    CHECK(output(1U << OEOVER, false, true) == OEFROMPERI);
    CHECK(output(2U << OEOVER, false, true) == OEFROMPERI);
    CHECK(output(3U << OEOVER, false, false) == OETOPAD);
    CHECK(bench.io.to_pads().enables() == 1U << 9);

    const auto input = [&](std::uint32_t over, bool level) {
        bench.ctrl(9, 5 | over);
        bench.pads.set(std::uint32_t{level} << 9);
        CHECK((bench.io.inputs().levels() != 0) == ((bench.status(9) & INTOPERI) != 0));
        return bench.status(9) & (INFROMPAD | INTOPERI | IRQFROMPAD | IRQTOPROC);
    };
    CHECK(input(0, false) == 0);
    CHECK(input(0, true) == (INFROMPAD | INTOPERI | IRQFROMPAD | IRQTOPROC));
    CHECK(input(1U << INOVER, true) == (INFROMPAD | IRQFROMPAD | IRQTOPROC));
    CHECK(input(2U << INOVER, true) == (INFROMPAD | IRQFROMPAD | IRQTOPROC));
    CHECK(input(3U << INOVER, false) == INTOPERI);
    CHECK(input(1U << IRQOVER, true) == (INFROMPAD | INTOPERI | IRQFROMPAD));
    CHECK(input(3U << IRQOVER, false) == IRQTOPROC);
}

TEST_CASE("IO_BANK0: an input signal is the OR of the pins that select it, idle without any") {
    Bench bench;
    using Seen = std::vector<std::pair<unsigned, bool>>;
    CHECK(bench.sink.seen == Seen{
                                 {7, true}
    }); // idle, told when it was connected
    bench.ctrl(4, 2);
    CHECK(bench.sink.seen.back() == std::pair{7U, false});
    bench.ctrl(12, 2);
    bench.pads.set(1U << 4);
    bench.pads.set(1U << 4 | 1U << 12);
    bench.pads.set(1U << 12);
    bench.pads.set(0);
    CHECK(bench.sink.seen == Seen{
                                 {7, true },
                                 {7, false},
                                 {7, true },
                                 {7, false}
    });
    bench.ctrl(4, 5);
    CHECK(bench.sink.seen.size() == 4);
    bench.ctrl(12, 5);
    CHECK(bench.sink.seen.back() == std::pair{7U, true});
}

TEST_CASE("IO_BANK0: INTR latches edges until they are written and follows levels") {
    Bench bench;
    for (const unsigned pin : {0U, 7U, 13U, 22U, 29U}) {
        CAPTURE(pin);
        CHECK(bench.raw(pin) == LEVEL_LOW);
        bench.pads.set(1U << pin);
        CHECK(bench.raw(pin) == (LEVEL_HIGH | EDGE_HIGH));
        bench.pads.set(0);
        CHECK(bench.raw(pin) == (LEVEL_LOW | EDGE_HIGH | EDGE_LOW));
        bench.write(INTR + pin / 8 * 4, EDGE_LOW << (pin % 8 * 4));
        CHECK(bench.raw(pin) == (LEVEL_LOW | EDGE_HIGH));
        bench.write(INTR + pin / 8 * 4, 0xffffffff);
        CHECK(bench.raw(pin) == LEVEL_LOW);
    }
    CHECK(bench.read(INTR + 12) == 0x00111111); // six pins in the last one
    bench.ctrl(3, 5 | 1U << IRQOVER);
    CHECK(bench.raw(3) == (LEVEL_HIGH | EDGE_HIGH));
}

TEST_CASE("IO_BANK0: each of three targets enables, forces and sees for itself") {
    Bench bench;
    for (std::uint32_t target = 0; target < IoBank::targets; ++target) {
        CAPTURE(target);
        const Line& line = bench.io.irq(static_cast<IoBank::Target>(target));
        const std::uint32_t at = target * next_target;
        CHECK(!line.level());
        bench.write(PROC0_INTE + 4 + at, EDGE_HIGH << 8 | LEVEL_HIGH << 8); // GPIO10
        bench.pads.set(1U << 10);
        CHECK(bench.read(PROC0_INTS + 4 + at) == (EDGE_HIGH | LEVEL_HIGH) << 8);
        CHECK(line.level());
        bench.pads.set(0);
        CHECK(line.level());
        bench.write(INTR + 4, EDGE_HIGH << 8);
        CHECK(!line.level());
        bench.write(PROC0_INTF + at, EDGE_LOW);
        CHECK(bench.read(PROC0_INTS + at) == EDGE_LOW);
        CHECK((bench.read(INTR) & EDGE_LOW) == 0);
        CHECK(line.level());
        bench.write(PROC0_INTF + at, 0);
        CHECK(!line.level());
        bench.write(PROC0_INTE + 4 + at, 0);
        bench.write(INTR + 4, 0xffffffff);
    }
}

TEST_CASE("IO_BANK0: edges while it is held in reset are not latched") {
    Bench bench;
    bench.io.hold_in_reset(true);
    bench.pads.set(1U << 2);
    bench.io.hold_in_reset(false);
    CHECK(bench.raw(2) == LEVEL_HIGH);
    CHECK(bench.io.inputs().levels() == 1U << 2);
    bench.pads.set(0);
    CHECK(bench.raw(2) == (LEVEL_LOW | EDGE_LOW));
}

TEST_CASE("IO_QSPI: six pins have their registers by name and one group of interrupts") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    InputPins pads;
    IoBank io(machine, "IO_QSPI", io::qspi_registers, 6, pads);
    Bench::map(machine, io, qspi_base, "IO_QSPI");
    OutputPins block;
    io.connect_output(1, 0, block, 3);
    machine.reset();
    const auto read = [&](std::uint32_t offset) { return machine.bus().read(qspi_base + offset, {}).value; };
    const auto write = [&](std::uint32_t offset, std::uint32_t value) {
        machine.bus().write(qspi_base + offset, value, {});
    };
    block.set(8, 8);
    write(0x0c, 2U << OUTOVER); // GPIO_QSPI_SS_CTRL, function 0
    CHECK(read(0x08) == (OUTFROMPERI | OEFROMPERI | OETOPAD));
    CHECK(io.to_pads().enables() == 2);
    CHECK(read(0x30) == 0x111111);
    write(0x40, EDGE_HIGH << 20); // PROC1_INTE, SD3
    pads.set(1U << 5);
    CHECK(read(0x48) == EDGE_HIGH << 20);
    CHECK(io.irq(IoBank::Proc1).level());
    CHECK(!io.irq(IoBank::Proc0).level());
    write(0x30, 0xffffffff);
    CHECK(!io.irq(IoBank::Proc1).level());
    write(0x50, LEVEL_LOW); // DORMANT_WAKE_INTF
    CHECK(io.irq(IoBank::DormantWake).level());
    CHECK(read(0x54) == LEVEL_LOW);
}
