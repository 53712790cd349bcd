#include "peripherals/devices/uart_adapter.h"

#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::UartAdapter;

namespace {

// A megabaud: a microsecond a bit. The adapter's own output may be looped back to its input.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& chip_tx = machine.net("GPIO0");
    Net& chip_rx;
    UartAdapter adapter;
    NetPin chip;
    std::string heard;
    std::vector<Time> times;

    explicit Bench(bool looped, UartAdapter::Config config = {.baud = 1'000'000})
        : chip_rx(looped ? chip_tx : machine.net("GPIO1")),
          adapter(machine, "SERIAL", "uart0", chip_tx, chip_rx, config) {
        simulation.set_quantum(1);
        if (!looped) {
            chip.connect(chip_tx, nullptr, 0);
        }
        machine.reset();
    }
    void attach() {
        adapter.set_output([this](std::span<const std::uint8_t> bytes) {
            heard.append(bytes.begin(), bytes.end());
            times.push_back(simulation.now());
        });
    }
    void send(const std::string& text) {
        adapter.send({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void drive(std::uint32_t levels, int bits) {
        for (int i = 0; i < bits; ++i) {
            chip.set({.drive = (levels >> i & 1) != 0 ? Drive::High : Drive::Low});
            simulation.settle();
            run_us(1);
        }
    }
};

} // namespace

TEST_CASE("UartAdapter: decodes what the chip sends, in the middle of the stop bit") {
    Bench bench(false);
    bench.attach();
    bench.drive(1, 1);
    bench.drive('H' << 1 | 0x200, 10);
    bench.drive('i' << 1 | 0x200, 10);
    CHECK(bench.heard == "Hi");
    CHECK(bench.times[0] == 10'500 * ps_per_ns);
    CHECK(bench.times[1] == 20'500 * ps_per_ns);
}

TEST_CASE("UartAdapter: sends what the host says, and hears it in a loop") {
    for (const auto parity :
         {UartAdapter::Parity::None, UartAdapter::Parity::Even, UartAdapter::Parity::Odd}) {
        Bench bench(true, {.baud = 1'000'000, .parity = parity, .stop_bits = 2});
        bench.attach();
        CHECK(bench.chip_rx.level() == Level::High);
        bench.send("hello \xff world");
        bench.run_us(14 * 12);
        CHECK(bench.heard == "hello \xff world");
        CHECK(bench.simulation.diagnostics().entries().empty());
    }
}

TEST_CASE("UartAdapter: takes no more than it has space for") {
    Bench bench(true);
    bench.attach();
    const std::size_t space = bench.adapter.space();
    bench.send(std::string(space, 'x'));
    CHECK(bench.adapter.space() == 1); // one is on the wire already
    bench.run_us(10 * 17);
    CHECK(bench.adapter.space() == space);
    CHECK(bench.heard == std::string(space, 'x'));
}

TEST_CASE("UartAdapter: without a host it neither drives nor decodes") {
    Bench bench(false);
    bench.drive(0x01, 10);
    CHECK(bench.chip_rx.level() == Level::Floating);
    CHECK(bench.simulation.diagnostics().entries().empty());
    bench.attach();
    CHECK(bench.chip_rx.level() == Level::High);
    bench.adapter.set_output({});
    CHECK(bench.chip_rx.level() == Level::Floating);
}

TEST_CASE("UartAdapter: a missing stop bit is a diagnostic") {
    Bench bench(false);
    bench.attach();
    bench.drive(1, 1);
    bench.drive('j' << 1, 10);
    CHECK(bench.simulation.diagnostics().count("uart_adapter.framing") == 1);
    bench.drive(3, 2);
    bench.drive('k' << 1 | 0x200, 10);
    CHECK(bench.heard == "jk");
}

TEST_CASE("UartAdapter: a break reaches the host as a 0, which is no mistake") {
    Bench bench(false, {.baud = 1'000'000, .parity = UartAdapter::Parity::Odd});
    bench.attach();
    bench.drive(1, 1);
    bench.drive(0, 20);
    CHECK(bench.simulation.diagnostics().entries().empty());
    CHECK(bench.heard == std::string(1, '\0'));
}

TEST_CASE("UartAdapter: a wrong parity is a diagnostic") {
    Bench bench(false, {.baud = 1'000'000, .data_bits = 7, .parity = UartAdapter::Parity::Even});
    bench.attach();
    bench.drive(1, 1);
    bench.drive(0x01 << 1 | 0x200, 10);
    CHECK(bench.simulation.diagnostics().count("uart_adapter.parity") == 1);
}

TEST_CASE("UartAdapter: a format that does not exist is an error") {
    CHECK_THROWS_AS(Bench(false, {.baud = 0}), Error);
    CHECK_THROWS_AS(Bench(false, {.data_bits = 9}), Error);
    CHECK_THROWS_AS(Bench(false, {.stop_bits = 0}), Error);
}

TEST_CASE("UartAdapter: tells when the last byte that it was given arrives") {
    Bench bench(true);
    bench.attach();
    CHECK(bench.adapter.last_arrival() == 0);
    bench.run_us(3);
    bench.send("abc");
    CHECK(bench.adapter.last_arrival() == 33 * ps_per_us);
    bench.run_us(15);
    CHECK(bench.adapter.last_arrival() == 33 * ps_per_us);
    bench.run_us(100);
    CHECK(bench.heard == "abc");
    CHECK(bench.adapter.last_arrival() == 33 * ps_per_us);
}
