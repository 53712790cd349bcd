#include "peripherals/rp2040/uart.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::rp2040::Uart;

namespace {

constexpr std::uint32_t base = 0x40034000;
constexpr std::uint32_t dr = 0x00, rsr = 0x04, fr = 0x18, ibrd = 0x24, fbrd = 0x28, lcr_h = 0x2c, cr = 0x30,
                        ifls = 0x34, imsc = 0x38, ris = 0x3c, mis = 0x40, icr = 0x44, dmacr = 0x48;
constexpr std::uint32_t send_break = 1, pen = 2, eps = 4, stp2 = 8, fen = 0x10, bits_8 = 0x60, sps = 0x80;
constexpr std::uint32_t uarten = 1, lbe = 0x80, txe = 0x100, rxe = 0x200, rts = 0x800, rtsen = 0x4000,
                        ctsen = 0x8000;
constexpr std::uint32_t busy = 8, rxfe = 0x10, txff = 0x20, rxff = 0x40, txfe = 0x80;
constexpr std::uint32_t irq_cts = 2, irq_rx = 0x10, irq_tx = 0x20, irq_timeout = 0x40, irq_fe = 0x80,
                        irq_pe = 0x100, irq_be = 0x200, irq_oe = 0x400;

struct Edge {
    Time time;
    bool level;
    bool operator==(const Edge&) const = default;
};

struct Wire final : OutputSink {
    explicit Wire(Simulation& simulation_of, Uart& uart_of) : simulation(simulation_of), uart(uart_of) {
        uart.outputs().connect(*this, 0);
    }
    void on_outputs(unsigned, std::uint32_t changed) override {
        if ((changed & Uart::tx_output) != 0) {
            edges.push_back({simulation.now(), (uart.outputs().levels() & Uart::tx_output) != 0});
        }
    }
    Simulation& simulation;
    Uart& uart;
    std::vector<Edge> edges;
};

// clk_peri 16 MHz: a divisor of 1 is 1 Mbaud, a microsecond a bit.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clk_peri{16'000'000};
    Uart uart{machine, "UART0", clk_peri};
    Wire tx{simulation, uart};

    Bench() {
        simulation.set_quantum(1);
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &uart, .name = "UART0", .atomic_aliases = true});
        machine.reset();
        uart.on_line(Uart::RxInput, true);
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void open(std::uint32_t format, std::uint32_t control = 0) {
        write(ibrd, 1);
        write(fbrd, 0);
        write(lcr_h, format);
        write(cr, uarten | txe | rxe | control);
    }
    /// Drives RX, a microsecond a bit, the first bit lowest.
    void drive(std::uint64_t levels, int bits) {
        for (int i = 0; i < bits; ++i) {
            uart.on_line(Uart::RxInput, (levels >> i & 1) != 0);
            run_us(1);
        }
        uart.on_line(Uart::RxInput, true);
    }
    void drive_8n1(std::uint32_t data) { drive(data << 1 | 0x200, 10); }
};

} // namespace

TEST_CASE("UART: a character is start, data and stop bits at exact times") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.write(dr, 0x53); // 0101 0011, low bit first
    CHECK((bench.read(fr) & (busy | txfe)) == (busy | txfe));
    bench.run_us(20);
    REQUIRE(bench.tx.edges.size() == 8);
    const Time start = bench.tx.edges[0].time;
    CHECK(start == 62'500); // the next tick of Baud16
    const std::vector<Edge> wanted = {
        {start,                 false},
        {start + 1 * ps_per_us, true },
        {start + 3 * ps_per_us, false},
        {start + 5 * ps_per_us, true },
        {start + 6 * ps_per_us, false},
        {start + 7 * ps_per_us, true },
        {start + 8 * ps_per_us, false},
        {start + 9 * ps_per_us, true }
    };
    CHECK(bench.tx.edges == wanted);
    CHECK((bench.read(fr) & busy) == 0);
}

TEST_CASE("UART: the divisor has 6 fractional bits") {
    Bench bench;
    bench.write(ibrd, 8);
    bench.write(fbrd, 44); // 16 MHz / 16 / 8.6875 = 115108 baud
    bench.write(lcr_h, fen | bits_8);
    bench.write(cr, uarten | txe);
    bench.write(dr, 0x00);
    bench.write(dr, 0x00);
    bench.run_us(400);
    REQUIRE(bench.tx.edges.size() == 4);
    // 8.6875 * 16 edges a bit, back to back: ten bits from start to start.
    CHECK(bench.tx.edges[2].time - bench.tx.edges[0].time == 1390 * 62'500);
    CHECK(bench.tx.edges[1].time - bench.tx.edges[0].time == 1251 * 62'500);
}

TEST_CASE("UART: IBRD and FBRD count from the next write of LCR_H") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.write(ibrd, 100);
    bench.write(dr, 0xff);
    bench.run_us(3);
    REQUIRE(bench.tx.edges.size() == 2);
    CHECK(bench.tx.edges[1].time - bench.tx.edges[0].time == ps_per_us);
}

TEST_CASE("UART: without a divisor nothing is sent") {
    Bench bench;
    bench.write(lcr_h, fen | bits_8);
    bench.write(cr, uarten | txe);
    bench.write(dr, 0x55);
    bench.run_us(1000);
    CHECK(bench.tx.edges.empty());
    CHECK((bench.read(fr) & busy) != 0);
}

TEST_CASE("UART: parity even, odd and stick, and two stop bits") {
    struct Case {
        std::uint32_t format;
        bool parity;
    };
    for (const Case& test : {
             Case{eps,       true },
             Case{0,         false},
             Case{eps | sps, false},
             Case{sps,       true }
    }) {
        CAPTURE(test.format);
        Bench bench;
        bench.open(fen | bits_8 | pen | stp2 | test.format, lbe);
        bench.write(dr, 0x07);
        bench.run_us(10);
        CHECK(((bench.uart.outputs().levels() & Uart::tx_output) != 0) == test.parity);
        bench.run_us(1);
        CHECK((bench.read(fr) & busy) != 0); // the second stop bit
        bench.run_us(2);
        CHECK((bench.read(fr) & busy) == 0);
        CHECK(bench.read(dr) == 0x07);
    }
}

TEST_CASE("UART: words of 5 to 8 bits come back through the loop") {
    for (std::uint32_t length = 0; length < 4; ++length) {
        Bench bench;
        bench.open(fen | length << 5, lbe);
        bench.write(dr, 0xff);
        bench.run_us(20);
        CHECK(bench.read(dr) == (1U << (5 + length)) - 1);
    }
}

TEST_CASE("UART: RX is sampled in the middle of its bits") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.drive_8n1(0xa5);
    bench.drive_8n1(0x3c);
    CHECK(bench.read(dr) == 0xa5);
    CHECK(bench.read(dr) == 0x3c);
    CHECK((bench.read(fr) & rxfe) != 0);
}

TEST_CASE("UART: a low of less than half a bit is no start bit") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.uart.on_line(Uart::RxInput, false);
    bench.simulation.run_until(400 * ps_per_ns);
    bench.uart.on_line(Uart::RxInput, true);
    bench.run_us(2);
    bench.drive_8n1(0x77);
    bench.run_us(10);
    CHECK(bench.read(dr) == 0x77);
    CHECK((bench.read(fr) & rxfe) != 0);
}

TEST_CASE("UART: parity and framing errors and breaks come with their character and interrupt") {
    Bench bench;
    bench.open(fen | bits_8 | pen | eps);
    bench.drive(0x01 << 1 | 0 << 9 | 1 << 10, 11);
    bench.drive(0x01 << 1 | 1 << 9 | 0 << 10, 11);
    bench.run_us(2);
    bench.drive(0, 40);
    bench.run_us(4);
    CHECK(bench.read(ris) == (irq_pe | irq_fe | irq_be | irq_timeout));
    CHECK(bench.read(dr) == 0x201);
    CHECK(bench.read(rsr) == 2);
    CHECK(bench.read(dr) == 0x101);
    CHECK(bench.read(rsr) == 1);
    CHECK(bench.read(dr) == 0x500);
    CHECK((bench.read(fr) & rxfe) != 0); // one character for a break, however long
    bench.write(rsr, 0);
    CHECK(bench.read(rsr) == 0);
    bench.write(icr, irq_pe);
    CHECK(bench.read(ris) == (irq_fe | irq_be));
}

TEST_CASE("UART: a character too many is an overrun and keeps the others") {
    Bench bench;
    bench.open(fen | bits_8);
    for (std::uint32_t i = 0; i < 33; ++i) {
        bench.drive_8n1(i);
    }
    CHECK((bench.read(fr) & rxff) != 0);
    CHECK((bench.read(ris) & irq_oe) != 0);
    CHECK(bench.read(rsr) == 8);
    CHECK(bench.read(dr) == 0x800);
    CHECK(bench.read(dr) == 0x001);
}

TEST_CASE("UART: without FEN the FIFOs hold one character") {
    Bench bench;
    bench.open(bits_8);
    bench.write(imsc, irq_tx | irq_rx);
    bench.write(dr, 1);
    CHECK((bench.read(fr) & txff) == 0);
    CHECK(bench.read(mis) == irq_tx);
    bench.write(dr, 2);
    CHECK((bench.read(fr) & txff) != 0);
    CHECK(!bench.uart.irq().level());
    bench.write(dr, 3);
    CHECK(bench.simulation.diagnostics().count("uart.tx_overflow") == 1);
    bench.run_us(30);
    bench.write(icr, irq_tx);
    bench.drive_8n1(9);
    CHECK(bench.uart.irq().level());
    bench.read(dr);
    CHECK(!bench.uart.irq().level());
}

TEST_CASE("UART: FIFO interrupts come when a level is passed") {
    Bench bench;
    bench.open(fen | bits_8, lbe);
    bench.write(ifls, 0 << 3 | 1); // RX at 4, TX at 8
    for (int i = 0; i < 10; ++i) {
        bench.write(dr, 0x11);
    }
    CHECK((bench.read(ris) & irq_tx) == 0); // nine in the FIFO
    bench.run_us(12);
    CHECK((bench.read(ris) & irq_tx) != 0);
    CHECK((bench.read(ris) & irq_rx) == 0);
    bench.run_us(30);
    CHECK((bench.read(ris) & irq_rx) != 0);
    bench.write(icr, irq_rx);
    bench.run_us(30);
    CHECK((bench.read(ris) & irq_rx) == 0); // still above the mark: no transition
}

TEST_CASE("UART: characters left for 32 bits are a receive timeout") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.write(imsc, irq_timeout);
    bench.drive_8n1(1);
    bench.run_us(31);
    CHECK(!bench.uart.irq().level());
    bench.run_us(2);
    CHECK(bench.uart.irq().level());
    bench.read(dr);
    CHECK(!bench.uart.irq().level());
}

TEST_CASE("UART: BRK holds TX low after the present character") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.write(dr, 0xff);
    bench.run_us(2);
    bench.write(lcr_h, fen | bits_8 | send_break);
    bench.run_us(5);
    CHECK((bench.uart.outputs().levels() & Uart::tx_output) != 0);
    bench.run_us(10);
    CHECK((bench.uart.outputs().levels() & Uart::tx_output) == 0);
    bench.write(lcr_h, fen | bits_8);
    CHECK((bench.uart.outputs().levels() & Uart::tx_output) != 0);
}

TEST_CASE("UART: CTS holds back the next character, RTS follows the FIFO") {
    Bench bench;
    bench.uart.on_line(Uart::CtsInput, true);
    bench.open(fen | bits_8, ctsen | rtsen);
    CHECK((bench.uart.outputs().levels() & Uart::rts_output) == 0);
    bench.write(dr, 0x55);
    bench.run_us(20);
    CHECK(bench.tx.edges.empty());
    CHECK((bench.read(fr) & 1) == 0);
    CHECK((bench.read(ris) & irq_cts) != 0);
    bench.uart.on_line(Uart::CtsInput, false);
    bench.run_us(20);
    CHECK(bench.tx.edges.size() == 10);
    for (int i = 0; i < 16; ++i) {
        bench.drive_8n1(0);
    }
    CHECK((bench.uart.outputs().levels() & Uart::rts_output) != 0);
    bench.read(dr);
    CHECK((bench.uart.outputs().levels() & Uart::rts_output) == 0);
    bench.write(cr, uarten);
    CHECK((bench.uart.outputs().levels() & Uart::rts_output) != 0);
    bench.write(cr, uarten | rts);
    CHECK((bench.uart.outputs().levels() & Uart::rts_output) == 0);
}

TEST_CASE("UART: DMA requests follow the FIFOs") {
    Bench bench;
    bench.open(fen | bits_8, lbe);
    CHECK(!bench.uart.tx_dreq().level());
    bench.write(dmacr, 3);
    CHECK(bench.uart.tx_dreq().level());
    CHECK(!bench.uart.rx_dreq().level());
    for (int i = 0; i < 33; ++i) {
        bench.write(dr, 0);
    }
    CHECK(!bench.uart.tx_dreq().level());
    bench.run_us(15);
    CHECK(bench.uart.tx_dreq().level());
    CHECK(bench.uart.rx_dreq().level());
    bench.read(dr);
    CHECK(!bench.uart.rx_dreq().level());
}

TEST_CASE("UART: a faster clock shortens the bits that are left") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.write(dr, 0x00);
    bench.run_us(4);
    bench.clk_peri.set_frequency(bench.simulation.now(), 32'000'000);
    bench.run_us(20);
    REQUIRE(bench.tx.edges.size() == 2);
    const Time length = bench.tx.edges[1].time - bench.tx.edges[0].time;
    CHECK(length > 6 * ps_per_us);
    CHECK(length < 7 * ps_per_us);
}

TEST_CASE("UART: a block held in reset idles high and forgets its characters") {
    Bench bench;
    bench.open(fen | bits_8);
    bench.write(dr, 0x00);
    bench.write(dr, 0x00);
    bench.run_us(4);
    bench.uart.hold_in_reset(true);
    CHECK((bench.uart.outputs().levels() & Uart::tx_output) != 0);
    bench.uart.hold_in_reset(false);
    bench.run_us(40);
    CHECK(bench.tx.edges.size() == 2);
    CHECK((bench.read(fr) & ~1U) == (txfe | rxfe));
    CHECK(bench.read(cr) == 0x300);
    CHECK(bench.read(0xfe0) == 0x11);
}
