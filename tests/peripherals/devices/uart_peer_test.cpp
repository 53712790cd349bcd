#include "peripherals/devices/uart_peer.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>

using namespace sim::core;
using peripherals::devices::DescribedMessage;
using peripherals::devices::UartAdapter;
using peripherals::devices::UartPeer;
using Kind = DescribedMessage::Kind;

namespace {

DescribedMessage text(std::string_view words) {
    DescribedMessage message;
    for (const char c : words) {
        message.items.push_back({Kind::Byte, static_cast<unsigned char>(c), 0});
    }
    return message;
}
DescribedMessage operator+(DescribedMessage message, DescribedMessage::Item item) {
    message.items.push_back(item);
    return message;
}

/// The chip's side is another adapter, the wires crossed.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& chip_tx = machine.net("TX");
    Net& chip_rx = machine.net("RX");
    UartAdapter chip;
    UartPeer part;
    std::string heard;
    std::vector<Time> times;

    explicit Bench(const UartPeer::Config& config)
        : chip(machine, "CHIP", "chip", chip_rx, chip_tx, config.line),
          part(machine, "peer", chip_tx, chip_rx, config) {
        chip.set_output([this](std::span<const std::uint8_t> bytes) {
            heard.append(bytes.begin(), bytes.end());
            times.push_back(simulation.now());
        });
        machine.reset();
    }
    void run_ms(std::int64_t ms) { simulation.run_until(simulation.now() + ms * ps_per_ms); }
    void send(std::string_view words) {
        chip.send({reinterpret_cast<const std::uint8_t*>(words.data()), words.size()});
    }
    std::string take() { return std::exchange(heard, {}); }
};

constexpr UartAdapter::Config baud_9600 = {.baud = 9600};

} // namespace

TEST_CASE("UART peer: sends in periods, without gaps within a message") {
    UartPeer::Config config{.line = baud_9600};
    config.periodic.push_back({100 * ps_per_ms, text("a line longer than what an adapter takes\r\n")});
    Bench bench(config);
    bench.run_ms(99);
    CHECK(bench.take().empty());
    CHECK(bench.chip_rx.level() == Level::High);
    bench.run_ms(50);
    CHECK(bench.take() == "a line longer than what an adapter takes\r\n");
    CHECK(bench.times[41] - bench.times[0] == doctest::Approx(41.0 * 10 * ps_per_s / 9600));
    bench.run_ms(100);
    CHECK(bench.take() == "a line longer than what an adapter takes\r\n");
}

TEST_CASE("UART peer: quantities go into what it sends, as digits and as bytes") {
    UartPeer::Config config{.line = {.baud = 115'200}};
    config.quantities = {
        {"temperature_cdeg", -4000, 8500, 2150, "of the air"},
        {"co2_ppm",          0,     5000, 400,  "of the air"}
    };
    config.periodic.push_back({
        10 * ps_per_ms, text("t=") + DescribedMessage::Item{Kind::Decimal, 0,   2}
             +
                            DescribedMessage::Item{Kind::Byte,    ' ', 0}
             +
                            DescribedMessage::Item{Kind::Decimal, 1,   0}
    });
    Bench bench(config);
    bench.run_ms(15);
    CHECK(bench.take() == "t=21.50 400");
    bench.part.stimulate(*bench.part.find_stimulus("temperature_cdeg"), -5);
    bench.part.stimulate(*bench.part.find_stimulus("co2_ppm"), 9999);
    bench.machine.reset(); // the world stays
    bench.run_ms(15);
    CHECK(bench.take() == "t=-0.05 5000");
}

TEST_CASE("UART peer: answers a CO2 sensor's request with its sum") {
    UartPeer::Config config{.line = baud_9600};
    config.quantities = {
        {"co2_ppm", 0, 5000, 0x0260, ""}
    };
    DescribedMessage answer = text("\xff\x86") + DescribedMessage::Item{Kind::QuantityByte, 0, 1} +
                              DescribedMessage::Item{Kind::QuantityByte, 0, 0} +
                              DescribedMessage::Item{Kind::Byte, 0x47, 0};
    for (int i = 0; i < 3; ++i) {
        answer = answer + DescribedMessage::Item{Kind::Byte, 0, 0};
    }
    answer = answer + DescribedMessage::Item{Kind::SumChecksum, 0, 0};
    const std::string_view request("\xff\x01\x86\0\0\0\0\0\x79", 9);
    config.replies.push_back({
        {request.begin(), request.end()},
        20 * ps_per_ms, answer
    });
    Bench bench(config);
    bench.send("\xff\x01"); // noise before
    bench.run_ms(5);
    bench.send(request);
    bench.run_ms(25); // 9.4 ms for the request
    CHECK(bench.take().empty());
    bench.run_ms(20);
    CHECK(bench.take() == std::string("\xff\x86\x02\x60\x47\0\0\0\xd1", 9)); // as MH-Z19 documents show it
    bench.send("something else");
    bench.run_ms(100);
    CHECK(bench.take().empty());
}

TEST_CASE("UART peer: checksums of NMEA sentences and of Modbus frames") {
    DescribedMessage nmea = text("$GPGLL,5300.97914,N,00259.98174,E,125926,A*") +
                            DescribedMessage::Item{Kind::NmeaChecksum, 0, 0};
    const auto sentence = nmea.bytes({});
    CHECK(std::string(sentence.end() - 3, sentence.end()) == "*28");
    DescribedMessage modbus =
        text(std::string_view("\x01\x04\x02\xff\xff", 5)) + DescribedMessage::Item{Kind::ModbusCrc, 0, 0};
    const auto frame = modbus.bytes({});
    CHECK(frame[5] == 0xb8);
    CHECK(frame[6] == 0x80);
}

TEST_CASE("UART peer: says what it is told to, after what is on the way") {
    UartPeer::Config config{
        .line = {.baud = 9600, .data_bits = 7, .parity = UartAdapter::Parity::Even}
    };
    config.periodic.push_back({100 * ps_per_ms, text("periodic message of many bytes")});
    Bench bench(config);
    bench.run_ms(105);
    bench.part.stimulate(*bench.part.find_stimulus("say"), "+hello");
    bench.run_ms(60);
    CHECK(bench.take() == "periodic message of many bytes+hello");
    CHECK(bench.simulation.diagnostics().entries().empty());
}
