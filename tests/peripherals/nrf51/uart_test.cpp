#include "peripherals/nrf51/uart.h"

#include "peripherals/devices/uart_adapter.h"
#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::devices::UartAdapter;
using peripherals::nrf51::Uart;

namespace {

constexpr std::uint32_t base = 0x40002000;
constexpr std::uint32_t startrx = base, stoprx = base + 0x004, starttx = base + 0x008, stoptx = base + 0x00c,
                        suspend = base + 0x01c;
constexpr std::uint32_t cts_event = base + 0x100, ncts_event = base + 0x104, rxdrdy = base + 0x108,
                        txdrdy = base + 0x11c, error = base + 0x124, rxto = base + 0x144;
constexpr std::uint32_t shorts = base + 0x200, intenset = base + 0x304, errorsrc = base + 0x480,
                        enable = base + 0x500, pselrts = base + 0x508, pseltxd = base + 0x50c,
                        pselcts = base + 0x510, pselrxd = base + 0x514, rxd = base + 0x518,
                        txd = base + 0x51c, baudrate = base + 0x524, config = base + 0x56c;
constexpr std::uint32_t overrun = 1, parity_error = 2, framing_error = 4, break_error = 8;
constexpr std::uint32_t baud_115200 = 0x01d7e000, baud_1m = 0x10000000;
constexpr std::uint32_t even_parity = 7 << 1, hwfc = 1;
constexpr unsigned tx_pin = 24, rx_pin = 25, rts_pin = 8, cts_pin = 9;

struct Bench : PinsBench {
    Uart uart{machine, "UART0", 2, &sink, gpio, hfclk};
    Bench() { map(uart); }

    void open(std::uint32_t baud = baud_1m, std::uint32_t format = 0) {
        drive(rx_pin, true);
        write(pseltxd, tx_pin);
        write(pselrxd, rx_pin);
        write(pselrts, rts_pin);
        write(pselcts, cts_pin);
        write(baudrate, baud);
        write(config, format);
        write(enable, 4);
        write(starttx, 1);
        write(startrx, 1);
        run_us(1);
        probes[tx_pin].edges.clear();
    }
    /// Drives RXD at 1 Mbaud, the first bit lowest.
    void receive(std::uint32_t levels, int bits) {
        for (int i = 0; i < bits; ++i) {
            drive(rx_pin, (levels >> i & 1) != 0);
            run_us(1);
        }
        drive(rx_pin, true);
    }
    void receive_byte(std::uint32_t data) { receive(data << 1 | 0x200, 10); }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "UART: a character is start, data and stop bits at exact times, then TXDRDY") {
    open();
    const Time start = simulation.now();
    write(txd, 0x53); // 0101 0011, low bit first
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
    run(10 * ps_per_us - 1);
    CHECK(probes[tx_pin].edges == wanted);
    CHECK(read(txdrdy) == 0);
    run(1);
    CHECK(read(txdrdy) == 1);
    CHECK(sink.events == std::vector<std::uint32_t>{txdrdy});
}

TEST_CASE_FIXTURE(Bench, "UART: a bit lasts 2^32 / BAUDRATE edges of 16 MHz, without drift") {
    open(baud_115200);
    const Time start = simulation.now();
    write(txd, 0x55);
    run_us(100);
    const auto& edges = probes[tx_pin].edges;
    REQUIRE(edges.size() == 10);
    for (std::size_t bit = 0; bit < edges.size(); ++bit) {
        const std::int64_t parts = static_cast<std::int64_t>(bit) << 32;
        CHECK(edges[bit].time - start == (parts + baud_115200 - 1) / baud_115200 * hfclk_edge);
    }
}

TEST_CASE_FIXTURE(Bench, "UART: an adapter at 115200 baud understands it, and it the adapter") {
    UartAdapter adapter(machine, "SERIAL", "uart0", machine.net("P0.24"), machine.net("P0.25"));
    std::vector<std::uint8_t> heard;
    adapter.set_output(
        [&](std::span<const std::uint8_t> bytes) { heard.insert(heard.end(), bytes.begin(), bytes.end()); });
    open(baud_115200);
    let_go(rx_pin);
    for (const std::uint32_t byte : {0x00U, 0xffU, 0x5aU}) {
        write(txd, byte);
        run_us(100);
    }
    CHECK(heard == std::vector<std::uint8_t>{0x00, 0xff, 0x5a});
    const std::uint8_t sent[] = {0xa5, 0x00, 0xff};
    adapter.send(sent);
    run_us(300);
    CHECK(read(rxd) == 0xa5);
    CHECK(read(rxd) == 0x00);
    CHECK(read(rxd) == 0xff);
    CHECK(read(errorsrc) == 0);
}

TEST_CASE_FIXTURE(Bench, "UART: TXD holds a byte that follows at once; a third one is lost and told") {
    open();
    const Time start = simulation.now();
    write(txd, 0xff);
    write(txd, 0xff);
    write(txd, 0x7f);
    run_us(30);
    const auto& edges = probes[tx_pin].edges;
    REQUIRE(edges.size() == 6);
    CHECK(edges[2].time == start + 10 * ps_per_us);
    CHECK(edges[4].time == start + 18 * ps_per_us);
    CHECK(sink.events == std::vector<std::uint32_t>{txdrdy, txdrdy});
    CHECK(simulation.diagnostics().count("uart.txd_overwritten") == 1);
}

TEST_CASE_FIXTURE(
    Bench, "UART: nothing goes out before STARTTX; STOPTX ends a character, SUSPEND waits for its end") {
    open();
    write(stoptx, 1);
    write(txd, 0x00);
    run_us(20);
    CHECK(probes[tx_pin].edges.empty());
    write(starttx, 1);
    run_us(3);
    CHECK(level(tx_pin) == Level::Low);
    write(stoptx, 1);
    CHECK(level(tx_pin) == Level::High);
    run_us(20);
    CHECK(sink.events.empty());
    write(starttx, 1);
    write(txd, 0x00);
    write(txd, 0x00);
    run_us(3);
    write(suspend, 1);
    run_us(30);
    CHECK(sink.events == std::vector<std::uint32_t>{txdrdy});
    write(starttx, 1);
    run_us(10);
    CHECK(sink.events == std::vector<std::uint32_t>{txdrdy, txdrdy, rxto}); // SUSPEND stops the receiver too
}

TEST_CASE_FIXTURE(
    Bench, "UART: RXDRDY comes in the middle of the stop bit, and again for each byte that moves to RXD") {
    open();
    write(intenset, 1 << 2);
    receive(0x53 << 1 | 0x200, 9);
    CHECK(read(rxdrdy) == 0);
    run(500 * ps_per_ns);
    CHECK(read(rxdrdy) == 1);
    CHECK(uart.irq().level());
    write(rxdrdy, 0);
    run_us(1);
    receive_byte(0x11);
    CHECK(read(rxdrdy) == 0); // it waits behind the first
    CHECK(read(rxd) == 0x53);
    CHECK(read(rxdrdy) == 1);
    write(rxdrdy, 0);
    CHECK(read(rxd) == 0x11);
    CHECK(read(rxdrdy) == 0);
    CHECK(read(rxd) == 0x11);
    CHECK(machine.bus().peek(rxd) == 0x11);
}

TEST_CASE_FIXTURE(Bench, "UART: six bytes are kept, a seventh is an overrun") {
    open();
    for (std::uint32_t byte = 0; byte < 6; ++byte) {
        receive_byte(byte);
    }
    CHECK(read(error) == 0);
    receive_byte(6);
    CHECK(read(error) == 1);
    CHECK(read(errorsrc) == overrun);
    write(errorsrc, overrun);
    CHECK(read(errorsrc) == 0);
    for (std::uint32_t byte = 0; byte < 6; ++byte) {
        CHECK(read(rxd) == byte);
    }
}

TEST_CASE_FIXTURE(Bench, "UART: even parity goes out and is checked") {
    open(baud_1m, even_parity);
    const Time start = simulation.now();
    write(txd, 0x01);
    run_us(20);
    const auto& edges = probes[tx_pin].edges;
    REQUIRE(edges.size() == 4);
    CHECK(edges[3] == Edge{start + 9 * ps_per_us, true}); // the parity bit, and the stop bit
    CHECK(read(txdrdy) == 1);
    receive(0x301 << 1, 11);
    receive(0x303 << 1, 11);
    CHECK(read(errorsrc) == parity_error);
    CHECK(read(rxd) == 0x01);
    CHECK(read(rxd) == 0x03);
    write(errorsrc, parity_error);
    receive(0x203 << 1, 11);
    CHECK(read(errorsrc) == 0);
}

TEST_CASE_FIXTURE(Bench, "UART: no stop bit is a framing error, a line that stays low a break after it") {
    open();
    receive(0x53 << 1, 10);
    CHECK(read(errorsrc) == framing_error);
    write(errorsrc, framing_error);
    write(error, 0);
    run_us(5);
    drive(rx_pin, false);
    run(9'600 * ps_per_ns);
    CHECK(read(errorsrc) == framing_error);
    write(error, 0);
    run(400 * ps_per_ns);
    CHECK(read(errorsrc) == (framing_error | break_error));
    CHECK(read(error) == 1);
    drive(rx_pin, true);
}

TEST_CASE_FIXTURE(Bench, "UART: a spike is no start bit, and a receiver that was not started hears nothing") {
    open();
    drive(rx_pin, false);
    run(400 * ps_per_ns);
    drive(rx_pin, true);
    run_us(20);
    CHECK(read(rxdrdy) == 0);
    CHECK(read(errorsrc) == 0);
    write(stoprx, 1);
    run_us(41);
    receive_byte(0x42);
    CHECK(read(rxdrdy) == 0);
}

TEST_CASE_FIXTURE(Bench, "UART: RXTO comes four characters after STOPRX, which still are received") {
    open();
    write(stoprx, 1);
    receive_byte(0x42);
    CHECK(read(rxdrdy) == 1);
    run(30 * ps_per_us - 1);
    CHECK(read(rxto) == 0);
    run(1);
    CHECK(read(rxto) == 1);
}

TEST_CASE_FIXTURE(Bench, "UART: RTS goes high when two bytes wait and low again when all are read") {
    drive(cts_pin, false);
    open(baud_1m, hwfc);
    CHECK(level(rts_pin) == Level::Low);
    receive_byte(1);
    CHECK(level(rts_pin) == Level::Low);
    receive_byte(2);
    CHECK(level(rts_pin) == Level::High);
    read(rxd);
    CHECK(level(rts_pin) == Level::High);
    read(rxd);
    CHECK(level(rts_pin) == Level::Low);
    write(stoprx, 1);
    CHECK(level(rts_pin) == Level::High);
}

TEST_CASE_FIXTURE(Bench, "UART: CTS holds characters back between two, with events and their shorts") {
    drive(cts_pin, false);
    open(baud_1m, hwfc);
    write(txd, 0x00);
    write(txd, 0x00);
    run_us(2);
    drive(cts_pin, true);
    CHECK(read(ncts_event) == 1);
    run_us(30);
    CHECK(probes[tx_pin].edges.size() == 2);
    drive(cts_pin, false);
    CHECK(read(cts_event) == 1);
    run_us(10);
    CHECK(probes[tx_pin].edges.size() == 4);
    write(shorts, 1 << 3 | 1 << 4);
    drive(cts_pin, true);
    CHECK(level(rts_pin) == Level::High); // NCTS_STOPRX
    drive(cts_pin, false);
    CHECK(level(rts_pin) == Level::Low); // CTS_STARTRX
}

TEST_CASE_FIXTURE(Bench, "UART: it has its pins while it is enabled, idle high") {
    open();
    CHECK(level(tx_pin) == Level::High);
    CHECK(level(rts_pin) == Level::Floating); // no flow control
    write(enable, 0);
    CHECK(level(tx_pin) == Level::Floating);
    receive_byte(0x42);
    CHECK(read(rxdrdy) == 0);
    write(txd, 1);
    write(enable, 4);
    uart.reset();
    CHECK(level(tx_pin) == Level::Floating);
    CHECK(read(baudrate) == 0x04000000);
}

TEST_CASE_FIXTURE(Bench,
                  "UART: a pin that is chosen while a character goes out has the level of its present bit") {
    open();
    write(pseltxd, ~0U);
    write(txd, 0x0c); // start bit and two zeros, two ones
    run_us(1);
    write(pseltxd, tx_pin);
    CHECK_FALSE(gpio.level(tx_pin));
    run_us(3);
    CHECK(gpio.level(tx_pin));
    write(pseltxd, ~0U);
    run_us(3);
    write(pseltxd, tx_pin);
    CHECK_FALSE(gpio.level(tx_pin));
}

TEST_CASE_FIXTURE(Bench, "UART: a BAUDRATE of 0 sends nothing and is told") {
    open(0);
    write(txd, 0x55);
    run_us(100);
    CHECK(probes[tx_pin].edges.empty());
    CHECK(simulation.diagnostics().count("uart.baudrate") == 1);
}
