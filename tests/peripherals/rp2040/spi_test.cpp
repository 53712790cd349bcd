#include "peripherals/rp2040/spi.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using peripherals::rp2040::Spi;

namespace {

constexpr std::uint32_t cr0 = 0x00, cr1 = 0x04, dr = 0x08, sr = 0x0c, cpsr = 0x10, imsc = 0x14, ris = 0x18,
                        mis = 0x1c, icr = 0x20, dmacr = 0x24;
constexpr std::uint32_t spo = 0x40, sph = 0x80, ti = 0x10, microwire = 0x20;
constexpr std::uint32_t loop = 1, sse = 2, slave = 4, sod = 8;
constexpr std::uint32_t tfe = 1, tnf = 2, rne = 4, rff = 8, bsy = 16;
constexpr std::uint32_t irq_overrun = 1, irq_timeout = 2, irq_rx = 4, irq_tx = 8;
constexpr Time cycle = 100'000; // clk_peri 10 MHz

// Block `a` as a master may be wired to `b` as a slave.
struct Bench final : OutputSink {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clk_peri{10'000'000};
    Spi a{machine, "SPI0", clk_peri};
    Spi b{machine, "SPI1", clk_peri};
    bool wired = true;
    static constexpr std::uint32_t base_a = 0x4003c000, base_b = 0x40040000;

    Bench() {
        simulation.set_quantum(1);
        map(base_a, a);
        map(base_b, b);
        a.outputs().connect(*this, 0);
        b.outputs().connect(*this, 1);
        machine.reset();
        on_outputs(0, 7);
    }
    void map(std::uint32_t base, Spi& spi) {
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &spi, .name = spi.name(), .atomic_aliases = true});
    }
    void on_outputs(unsigned source, std::uint32_t changed) override {
        if (!wired) {
            return;
        }
        if (source == 1) {
            a.on_line(Spi::RxInput, (b.outputs().levels() & Spi::tx_output) != 0);
            return;
        }
        const std::uint32_t levels = a.outputs().levels();
        // Data before clock, as they are on the wire when both change at one edge.
        b.on_line(Spi::RxInput, (levels & Spi::tx_output) != 0);
        if ((changed & Spi::csn_output) != 0) {
            b.on_line(Spi::CsnInput, (levels & Spi::csn_output) != 0);
        }
        b.on_line(Spi::SclkInput, (levels & Spi::sclk_output) != 0);
    }
    std::uint32_t read(std::uint32_t offset, std::uint32_t base = base_a) {
        return machine.bus().read(base + offset, {}).value;
    }
    void write(std::uint32_t offset, std::uint32_t value, std::uint32_t base = base_a) {
        machine.bus().write(base + offset, value, {});
    }
    void run(int cycles) { simulation.run_until(simulation.now() + cycles * cycle); }
    /// SCLK of 2 cycles: a cycle each half period.
    void open(std::uint32_t format, int bits, std::uint32_t control = 0) {
        write(cpsr, 2);
        write(cr0, format | static_cast<std::uint32_t>(bits - 1));
        write(cr1, sse | control);
    }
    void open_slave(std::uint32_t format, int bits, std::uint32_t control = 0) {
        write(cpsr, 2, base_b);
        write(cr0, format | static_cast<std::uint32_t>(bits - 1), base_b);
        write(cr1, slave, base_b);
        write(cr1, sse | slave | control, base_b);
    }
    /// What the wires do, a character a half period, after `lead` cycles.
    struct Wires {
        std::string csn, sclk, tx;
    };
    Wires trace(int cycles, int lead = 1) {
        Wires wires;
        run(lead);
        for (int i = 0; i < cycles; ++i) {
            const std::uint32_t levels = a.outputs().levels();
            wires.csn += (levels & Spi::csn_output) != 0 ? '#' : '.';
            wires.sclk += (levels & Spi::sclk_output) != 0 ? '#' : '.';
            const bool driven = (a.outputs().enables() & Spi::tx_output) != 0;
            wires.tx += !driven ? 'z' : (levels & Spi::tx_output) != 0 ? '#' : '.';
            run(1);
        }
        return wires;
    }
};

} // namespace

TEST_CASE("SPI: mode 0 brings data half a period before the rise, CSn high between frames") {
    Bench bench;
    bench.open(0, 4);
    bench.write(dr, 0xa);
    bench.write(dr, 0x3);
    const auto wires = bench.trace(23);
    CHECK(wires.csn == "..........#..........##");
    CHECK(wires.sclk == "..#.#.#.#....#.#.#.#...");
    CHECK(wires.tx == ".##..##...z.....#####zz");
}

TEST_CASE("SPI: mode 1 brings data with the rise, frames follow each other") {
    Bench bench;
    bench.open(sph, 4);
    bench.write(dr, 0xa);
    bench.write(dr, 0x3);
    const auto wires = bench.trace(20);
    CHECK(wires.csn == "..................##");
    CHECK(wires.sclk == ".#.#.#.#.#.#.#.#....");
    CHECK(wires.tx == ".##..##......#####zz");
}

TEST_CASE("SPI: SPO inverts the clock") {
    Bench bench;
    bench.open(spo, 4);
    CHECK((bench.a.outputs().levels() & Spi::sclk_output) != 0);
    bench.write(dr, 0xa);
    CHECK(bench.trace(12).sclk == "##.#.#.#.###");
}

TEST_CASE("SPI: TI frames begin with a pulse, the next one over the last bit") {
    Bench bench;
    bench.open(ti, 4);
    CHECK((bench.a.outputs().levels() & Spi::csn_output) == 0);
    bench.write(dr, 0x9);
    bench.write(dr, 0xf);
    const auto wires = bench.trace(20);
    CHECK(wires.csn == "##......##..........");
    CHECK(wires.sclk == "#.#.#.#.#.#.#.#.#...");
    CHECK(wires.tx == "..##....##########zz");
}

TEST_CASE("SPI: Microwire sends 8 bits, waits one and receives") {
    Bench bench;
    bench.wired = false;
    bench.open(microwire, 4);
    bench.write(dr, 0x81);
    const auto before = bench.trace(18);
    bench.a.on_line(Spi::RxInput, true);
    const auto after = bench.trace(11, 0);
    CHECK(before.tx == "##............##..");
    CHECK(before.sclk + after.sclk == ".#.#.#.#.#.#.#.#.#.#.#.#.#...");
    CHECK(after.csn == ".........##");
    CHECK(bench.read(dr) == 0xf);
}

TEST_CASE("SPI: a period is CPSDVSR times 1 + SCR") {
    Bench bench;
    bench.write(cpsr, 5); // even: 4
    CHECK(bench.read(cpsr) == 4);
    bench.write(cr0, 2 << 8 | 7);
    bench.write(cr1, sse | loop);
    bench.write(dr, 0x5a);
    bench.run(1 + 9 * 12 - 1);
    CHECK((bench.read(sr) & bsy) != 0);
    bench.run(1);
    CHECK((bench.read(sr) & bsy) == 0);
    CHECK(bench.read(dr) == 0x5a);
}

TEST_CASE("SPI: nothing moves without a prescaler or SSE; what was written waits") {
    Bench bench;
    bench.write(cr0, 7);
    bench.write(cr1, sse | loop);
    bench.write(dr, 0x12);
    bench.run(100);
    CHECK((bench.read(sr) & (bsy | tfe)) == bsy);
    bench.write(cr1, loop);
    bench.write(cpsr, 2);
    bench.run(100);
    CHECK((bench.read(sr) & (bsy | tfe)) == bsy);
    bench.write(cr1, loop | sse);
    bench.run(100);
    CHECK(bench.read(dr) == 0x12);
}

TEST_CASE("SPI: frames of 4 to 16 bits come back through the loop in all formats") {
    for (const std::uint32_t format : {0U, spo, sph, spo | sph, ti}) {
        for (int bits = 4; bits <= 16; ++bits) {
            CAPTURE(format);
            CAPTURE(bits);
            Bench bench;
            bench.open(format, bits, loop);
            bench.write(dr, 0xcafe);
            bench.write(dr, 0x1234);
            bench.run(100);
            CHECK(bench.read(dr) == (0xcafeU & ((1U << bits) - 1)));
            CHECK(bench.read(dr) == (0x1234U & ((1U << bits) - 1)));
            CHECK(bench.read(sr) == (tfe | tnf));
        }
    }
}

TEST_CASE("SPI: master and slave exchange frames in Motorola's modes and TI's") {
    for (const std::uint32_t format : {0U, spo, sph, spo | sph, ti}) {
        CAPTURE(format);
        Bench bench;
        bench.open(format, 8);
        bench.open_slave(format, 8);
        for (std::uint32_t i = 0; i < 3; ++i) {
            bench.write(dr, 0x51 + i, Bench::base_b);
        }
        for (std::uint32_t i = 0; i < 3; ++i) {
            bench.write(dr, 0xa1 + i);
        }
        bench.run(100);
        for (std::uint32_t i = 0; i < 3; ++i) {
            CHECK(bench.read(dr) == 0x51 + i);
            CHECK(bench.read(dr, Bench::base_b) == 0xa1 + i);
        }
        CHECK((bench.read(sr, Bench::base_b) & (rne | bsy)) == 0);
    }
}

TEST_CASE("SPI: a slave drives TX while it is selected, unless SOD") {
    for (const std::uint32_t control : {0U, sod}) {
        Bench bench;
        bench.open(0, 8);
        bench.open_slave(0, 8, control);
        CHECK(bench.b.outputs().enables() == 0);
        bench.write(dr, 0);
        bench.run(5);
        CHECK(bench.b.outputs().enables() == (control == 0 ? Spi::tx_output : 0));
        bench.run(50);
        CHECK(bench.b.outputs().enables() == 0);
    }
}

TEST_CASE("SPI: MS changes only without SSE") {
    Bench bench;
    bench.write(cr1, sse);
    bench.write(cr1, sse | slave);
    CHECK(bench.read(cr1) == sse);
    bench.write(cr1, 0);
    bench.write(cr1, slave);
    CHECK(bench.read(cr1) == slave);
}

TEST_CASE("SPI: FIFOs of 8, half-full interrupts, overrun") {
    Bench bench;
    bench.open(sph, 8, loop);
    CHECK(bench.read(ris) == irq_tx);
    for (std::uint32_t i = 0; i < 9; ++i) { // one is on its way at once
        bench.write(dr, i);
    }
    CHECK((bench.read(sr) & tnf) == 0);
    CHECK(bench.read(ris) == 0);
    bench.write(dr, 9);
    CHECK(bench.simulation.diagnostics().count("spi.tx_overflow") == 1);
    bench.write(imsc, irq_rx);
    bench.run(3 * 16 + 10);
    CHECK(!bench.a.irq().level());
    bench.run(16);
    CHECK(bench.a.irq().level());
    CHECK(bench.read(mis) == irq_rx);
    bench.run(100);
    CHECK((bench.read(sr) & (rff | rne)) == (rff | rne));
    CHECK((bench.read(ris) & irq_overrun) != 0);
    bench.write(icr, irq_overrun);
    CHECK((bench.read(ris) & irq_overrun) == 0);
    for (std::uint32_t i = 0; i < 8; ++i) {
        CHECK(bench.read(dr) == i);
    }
    CHECK((bench.read(sr) & rne) == 0);
}

TEST_CASE("SPI: data that is left for 32 idle bits is a receive timeout") {
    Bench bench;
    bench.open(0, 8, loop);
    bench.write(dr, 1);
    bench.write(dr, 2);
    bench.run(1 + 19 + 18 + 63);
    CHECK((bench.read(ris) & irq_timeout) == 0);
    bench.run(1);
    CHECK((bench.read(ris) & irq_timeout) != 0);
    bench.write(icr, irq_timeout);
    CHECK((bench.read(ris) & irq_timeout) == 0);
    bench.read(dr); // begins anew
    bench.run(64);
    CHECK((bench.read(ris) & irq_timeout) != 0);
    bench.read(dr);
    CHECK((bench.read(ris) & irq_timeout) == 0);
}

TEST_CASE("SPI: DMA requests follow the FIFOs") {
    Bench bench;
    bench.open(0, 8, loop);
    bench.write(dmacr, 3);
    CHECK(bench.a.tx_dreq().level());
    for (int i = 0; i < 9; ++i) {
        bench.write(dr, 0);
    }
    CHECK(!bench.a.tx_dreq().level());
    CHECK(!bench.a.rx_dreq().level());
    bench.run(20);
    CHECK(bench.a.rx_dreq().level());
    CHECK(bench.a.tx_dreq().level());
}

TEST_CASE("SPI: a block held in reset lets go and forgets its frame") {
    Bench bench;
    bench.open(0, 8);
    bench.write(dr, 0);
    bench.run(5);
    bench.a.hold_in_reset(true);
    bench.a.hold_in_reset(false);
    CHECK((bench.a.outputs().levels() & Spi::csn_output) != 0);
    bench.run(50);
    CHECK(bench.read(sr) == (tfe | tnf));
    CHECK(bench.read(0xfe0) == 0x22);
}
