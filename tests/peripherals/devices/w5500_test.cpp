#include "peripherals/devices/w5500.h"

#include "peripherals/devices/ethernet_gateway.h"
#include "w5500_bench.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using Bytes = SpiMaster::Bytes;

TEST_CASE("W5500: VERSIONR, resets, and data of fixed and variable length") {
    LanBench bench;
    CHECK(bench.get(0x39) == 0x04);
    CHECK(bench.get_word(0x19) == 2000);
    CHECK(bench.get(0x1b) == 8);
    CHECK(bench.socket_get(3, 0x16) == 0x80);
    CHECK(bench.socket_word(3, 0x20) == 2048);
    bench.transfer({0x00, 0x0f, 0x07, 10, 0, 2, 99}); // FDM of four bytes: a frame of its own
    CHECK(bench.transfer({0x00, 0x0f, 0x03, 0, 0, 0, 0})[6] == 99);
    // Two frames of one byte while it stays selected.
    CHECK(bench.transfer({0x00, 0x39, 0x01, 0, 0x00, 0x12, 0x01, 0})[7] == 99);
    bench.put(0x00, {0x80});
    CHECK(bench.get(0x12) == 0);
    bench.put(0x39, {0x55});
    CHECK(bench.get(0x39) == 0x04);
}

TEST_CASE("W5500: the link comes up, goes with the cable, and RSTn resets") {
    LanBench bench(false);
    CHECK((bench.get(0x2e) & 7) == 0);
    bench.wait(1600 * ps_per_ms);
    CHECK((bench.get(0x2e) & 7) == 7);
    bench.part.stimulate(*bench.part.find_stimulus("link"), 0);
    CHECK((bench.get(0x2e) & 1) == 0);
    bench.put(0x0f, {1, 2, 3, 4});
    bench.set(bench.reset_pin, false);
    CHECK(bench.get(0x39) == 0); // nobody listens
    bench.set(bench.reset_pin, true);
    CHECK(bench.get(0x39) == 4);
    CHECK(bench.get(0x0f) == 0);
}

TEST_CASE("W5500: a UDP socket asks for the address, sends, and receives with a header of 8 bytes") {
    LanBench bench;
    bench.begin();
    bench.open(2, 2, 5000);
    CHECK(bench.status(2) == 0x22);
    bench.peer(2, 0x0a000202, 7);
    bench.send(2, "datagram");
    bench.wait(ps_per_ms);
    CHECK((bench.socket_get(2, 0x02) & 0x14) == 0x14); // SENDOK, RECV
    CHECK(bench.socket_word(2, 0x26) == 16);
    CHECK(bench.receive(2) == std::string("\x0a\x00\x02\x02\x00\x07\x00\x08"
                                          "datagram",
                                          16));
    CHECK(bench.socket_word(2, 0x26) == 0);
    CHECK(bench.socket_word(2, 0x20) == 2048);
}

TEST_CASE("W5500: where nobody answers, ARP times out after RCR tries") {
    LanBench bench;
    bench.begin();
    bench.put(0x19, {0, 100}); // 10 ms
    bench.put(0x1b, {3});
    bench.open(0, 2, 5000);
    bench.peer(0, 0x0a000263, 7);
    bench.send(0, "x");
    bench.wait(35 * ps_per_ms);
    CHECK(bench.socket_get(0, 0x02) == 0);
    bench.wait(10 * ps_per_ms);
    CHECK(bench.socket_get(0, 0x02) == 0x08);
    CHECK(bench.status(0) == 0x22);
    bench.open(1, 1, 5001);
    bench.peer(1, 0x0a000263, 7);
    bench.command(1, 0x04);
    bench.wait(45 * ps_per_ms);
    CHECK(bench.socket_get(1, 0x02) == 0x08);
    CHECK(bench.status(1) == 0x00);
}

TEST_CASE("W5500: a TCP client connects, sends, receives and disconnects") {
    LanBench bench;
    bench.begin();
    bench.open(1, 1, 5000);
    CHECK(bench.status(1) == 0x13);
    bench.peer(1, 0x0a000202, 7);
    bench.command(1, 0x04);
    bench.wait(ps_per_ms);
    CHECK(bench.status(1) == 0x17);
    CHECK(bench.socket_get(1, 0x02) == 0x01);
    bench.socket_put(1, 0x02, {0xff});
    const std::string text(5000, 'q');
    std::string heard;
    for (std::size_t at = 0; at < text.size(); at += 1000) { // in a buffer of 2048 bytes
        bench.send(1, text.substr(at, 1000));
        bench.wait(2 * ps_per_ms);
        CHECK((bench.socket_get(1, 0x02) & 0x10) == 0x10);
        CHECK(bench.socket_word(1, 0x20) == 2048);
        heard += bench.receive(1);
    }
    CHECK(heard == text);
    bench.command(1, 0x08);
    bench.wait(300 * ps_per_ms);
    CHECK(bench.status(1) == 0x00);
    CHECK((bench.socket_get(1, 0x02) & 0x02) == 0x02);
}

TEST_CASE("W5500: a port where nobody listens resets, and closes the socket") {
    LanBench bench;
    bench.begin();
    bench.open(1, 1, 5000);
    bench.peer(1, 0x0a000202, 81);
    bench.command(1, 0x04);
    bench.wait(ps_per_ms);
    CHECK(bench.status(1) == 0x00);
    CHECK(bench.socket_get(1, 0x02) == 0x08);
}

TEST_CASE("W5500: a TCP server listens; a receive buffer that is full closes the window until RECV") {
    LanBench bench;
    bench.begin();
    bench.open(4, 1, 80);
    bench.command(4, 0x02);
    CHECK(bench.status(4) == 0x14);
    ConsolePort& host = *bench.gateway.consoles()[0];
    std::string heard;
    host.set_output(
        [&heard](std::span<const std::uint8_t> bytes) { heard.append(bytes.begin(), bytes.end()); });
    const std::string request(4000, 'r');
    CHECK(host.space() >= request.size());
    host.send({reinterpret_cast<const std::uint8_t*>(request.data()), request.size()});
    bench.wait(5 * ps_per_ms);
    CHECK(bench.status(4) == 0x17);
    CHECK(bench.socket_word(4, 0x26) == 2048);
    std::string got = bench.receive(4);
    bench.wait(500 * ps_per_ms);
    got += bench.receive(4);
    CHECK(got == request);
    bench.send(4, "answer");
    bench.wait(ps_per_ms);
    CHECK(heard == "answer");
    bench.command(4, 0x08);
    bench.wait(300 * ps_per_ms);
    CHECK(bench.status(4) == 0x00);
}

TEST_CASE("W5500: the gateway's port takes what a guest sends to the host") {
    LanBench bench;
    bench.begin();
    ConsolePort& host = *bench.gateway.consoles()[1];
    std::string heard;
    host.set_output(
        [&heard](std::span<const std::uint8_t> bytes) { heard.append(bytes.begin(), bytes.end()); });
    bench.open(1, 1, 5000);
    bench.peer(1, 0x0a000202, 1883);
    bench.command(1, 0x04);
    bench.wait(ps_per_ms);
    bench.send(1, "from the guest");
    bench.wait(ps_per_ms);
    CHECK(heard == "from the guest");
    const std::string_view answer = "from the host";
    host.send({reinterpret_cast<const std::uint8_t*>(answer.data()), answer.size()});
    bench.wait(ps_per_ms);
    CHECK(bench.receive(1) == answer);
}

TEST_CASE("W5500: INTn is low while SIR has a bit of SIMR, and Sn_IMR lets it through") {
    LanBench bench;
    bench.begin();
    bench.put(0x18, {0x04});
    bench.socket_put(2, 0x2c, {0x04}); // RECV
    bench.open(2, 2, 5000);
    bench.peer(2, 0x0a000202, 7);
    CHECK(bench.interrupt.level() == Level::High);
    bench.send(2, "ping");
    bench.wait(ps_per_ms);
    CHECK(bench.interrupt.level() == Level::Low);
    CHECK(bench.get(0x17) == 0x04);
    bench.socket_put(2, 0x02, {0x04});
    CHECK(bench.interrupt.level() == Level::High);
    CHECK(bench.socket_get(2, 0x02) == 0x10); // SENDOK stays
}

TEST_CASE("W5500: in MACRAW mode socket 0 sends and gets whole frames, and MFEN filters") {
    using namespace peripherals::devices::ethernet;
    LanBench bench;
    bench.put(0x09, {2, 0, 0, 0, 0, 1}); // SHAR alone
    bench.socket_put(0, 0x00, {0x84});
    bench.command(0, 0x01);
    CHECK(bench.status(0) == 0x42);
    const Address own{
        {2, 0, 0, 0, 0, 1},
        0x0a00020f, 0
    };
    const auto request = arp_frame(false, own, {.ip = 0x0a000202});
    bench.send(0, std::string(request.begin(), request.end()));
    bench.wait(ps_per_ms);
    const std::string got = bench.receive(0);
    CHECK(got.size() == 62);
    CHECK(got.substr(0, 2) == std::string("\0\x3e", 2)); // with its own two bytes
    const auto reply = parse({reinterpret_cast<const std::uint8_t*>(got.data()) + 2, got.size() - 2});
    REQUIRE(reply);
    CHECK(reply->arp_reply);
    CHECK(reply->source.ip == 0x0a000202);
    const Address other{
        {2, 0, 0, 0, 0, 9},
        0x0a00020f, 0
    };
    const auto for_other = arp_frame(false, other, {.ip = 0x0a000202});
    bench.send(0, std::string(for_other.begin(), for_other.end()));
    bench.wait(ps_per_ms);
    CHECK(bench.socket_word(0, 0x26) == 0);
    bench.socket_put(1, 0x00, {0x04}); // socket 0's alone
    bench.command(1, 0x01);
    CHECK(bench.status(1) == 0x00);
}

TEST_CASE("W5500: two of them on a wire: one asks, the other answers") {
    LanBench bench;
    bench.begin();
    OtherBench other(bench);
    other.begin(0x0a000214);
    other.open(0, 1, 4000);
    other.command(0, 0x02);
    bench.open(0, 1, 5000);
    bench.peer(0, 0x0a000214, 4000);
    bench.command(0, 0x04);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.status(0) == 0x17);
    CHECK(other.status(0) == 0x17);
    CHECK(other.socket_word(0, 0x10) == 5000);
    bench.send(0, "hello");
    bench.wait(ps_per_ms);
    CHECK(other.receive(0) == "hello");
    other.send(0, "world");
    bench.wait(ps_per_ms);
    CHECK(bench.receive(0) == "world");
    other.command(0, 0x08);
    bench.wait(ps_per_ms);
    CHECK(bench.status(0) == 0x1c); // CLOSE_WAIT
    CHECK((bench.socket_get(0, 0x02) & 0x02) == 0x02);
    bench.command(0, 0x08);
    bench.wait(300 * ps_per_ms);
    CHECK(bench.status(0) == 0x00);
    CHECK(other.status(0) == 0x00);
}
