#pragma once

#include "peripherals/devices/ethernet_gateway.h"
#include "peripherals/devices/w5500.h"
#include "spi_master.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

/// A W5500's registers by SPI frames of variable length.
template <class Bus> struct W5500Master {
    Bus& bus() { return static_cast<Bus&>(*this); }
    using Bytes = std::vector<std::uint8_t>;

    Bytes frame(std::uint16_t address, unsigned block, bool write, const Bytes& data) {
        Bytes bytes = {static_cast<std::uint8_t>(address >> 8), static_cast<std::uint8_t>(address),
                       static_cast<std::uint8_t>(block << 3 | (write ? 4U : 0U))};
        bytes.insert(bytes.end(), data.begin(), data.end());
        Bytes got = bus().transfer(bytes);
        got.erase(got.begin(), got.begin() + 3);
        return got;
    }
    std::uint8_t get(std::uint16_t address) { return frame(address, 0, false, {0})[0]; }
    unsigned get_word(std::uint16_t address) {
        const Bytes got = frame(address, 0, false, {0, 0});
        return unsigned{got[0]} << 8 | got[1];
    }
    void put(std::uint16_t address, const Bytes& data) { frame(address, 0, true, data); }
    std::uint8_t socket_get(unsigned n, std::uint16_t address) {
        return frame(address, 4 * n + 1, false, {0})[0];
    }
    unsigned socket_word(unsigned n, std::uint16_t address) {
        const Bytes got = frame(address, 4 * n + 1, false, {0, 0});
        return unsigned{got[0]} << 8 | got[1];
    }
    void socket_put(unsigned n, std::uint16_t address, const Bytes& data) {
        frame(address, 4 * n + 1, true, data);
    }
    void put_word(unsigned n, std::uint16_t address, unsigned value) {
        socket_put(n, address, {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)});
    }

    void begin(std::uint32_t ip = 0x0a00020f) {
        put(0x01, {10, 0, 2, 2, 255, 255, 255, 0, 2, 0, 0, 0, 0, static_cast<std::uint8_t>(ip), 10, 0, 2,
                   static_cast<std::uint8_t>(ip)});
    }
    void command(unsigned n, std::uint8_t code) {
        socket_put(n, 0x01, {code});
        CHECK(socket_get(n, 0x01) == 0);
    }
    std::uint8_t status(unsigned n) { return socket_get(n, 0x03); }
    void open(unsigned n, std::uint8_t protocol, unsigned port) {
        socket_put(n, 0x00, {protocol});
        put_word(n, 0x04, port);
        command(n, 0x01);
    }
    void peer(unsigned n, std::uint32_t ip, unsigned port) {
        socket_put(n, 0x0c,
                   {static_cast<std::uint8_t>(ip >> 24), static_cast<std::uint8_t>(ip >> 16),
                    static_cast<std::uint8_t>(ip >> 8), static_cast<std::uint8_t>(ip)});
        put_word(n, 0x10, port);
    }
    void send(unsigned n, const std::string& text) {
        const unsigned at = socket_word(n, 0x24);
        frame(static_cast<std::uint16_t>(at), 4 * n + 2, true, Bytes(text.begin(), text.end()));
        put_word(n, 0x24, static_cast<unsigned>(at + text.size()));
        command(n, 0x20);
    }
    /// All that is there.
    std::string receive(unsigned n) {
        const unsigned count = socket_word(n, 0x26);
        const unsigned at = socket_word(n, 0x28);
        const Bytes got = frame(static_cast<std::uint16_t>(at), 4 * n + 3, false, Bytes(count));
        put_word(n, 0x28, at + count);
        command(n, 0x40);
        return {got.begin(), got.end()};
    }
};

/// A chip, a gateway, and a wire between them.
struct LanBench : SpiMaster, W5500Master<LanBench> {
    peripherals::devices::EthernetWire wire{machine, "wire"};
    sim::core::Net& interrupt = machine.net("INT");
    sim::core::NetPin reset_pin;
    peripherals::devices::W5500 part{
        machine, "eth", {sck,    mosi, cs, &miso},
          {&interrupt, &machine.net("RST")    },
          wire
    };
    peripherals::devices::EthernetGateway gateway{
        machine, "gateway", wire, {                         },
           { {"eth.80", 80, true}, {"eth.1883", 1883, false}}
    };

    explicit LanBench(bool with_link = true) {
        half = 15 * sim::core::ps_per_ns; // 33 MHz
        reset_pin.connect(machine.net("RST"), nullptr, 0);
        set(reset_pin, true);
        machine.reset();
        if (with_link) {
            wait(1600 * sim::core::ps_per_ms);
        }
    }
};

/// Another chip at the same bus and wire, with a select of its own.
struct OtherBench : W5500Master<OtherBench> {
    LanBench& first;
    sim::core::Net& cs;
    sim::core::NetPin cs_pin;
    peripherals::devices::W5500 part;

    explicit OtherBench(LanBench& bench)
        : first(bench), cs(bench.machine.net("CS2")),
          part(bench.machine, "eth2", {bench.sck, bench.mosi, cs, &bench.miso}, {}, bench.wire) {
        cs_pin.connect(cs, nullptr, 0);
        bench.set(cs_pin, true);
        bench.wait(1600 * sim::core::ps_per_ms);
    }
    Bytes transfer(const Bytes& bytes) {
        Bytes received;
        first.set(cs_pin, false);
        for (const std::uint8_t byte : bytes) {
            received.push_back(first.exchange(byte));
        }
        first.set(cs_pin, true);
        return received;
    }
};
