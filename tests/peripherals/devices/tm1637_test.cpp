#include "peripherals/devices/tm1637.h"

#include "inspected.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace sim::core;
using peripherals::devices::Tm1637;

namespace {

struct Bench : PinBench {
    Tm1637 part;
    std::int64_t half_ns = 5000;

    explicit Bench(const Tm1637::Config& config = {})
        : part(machine, "clock", net("CLK"), net("DIO"), config) {
        machine.reset();
        wait_us(10);
    }
    /// Open drain.
    void line(const char* name, bool high) {
        high ? release(name) : set(name, false);
        wait(half_ns * ps_per_ns);
    }
    void start() {
        line("DIO", true);
        line("CLK", true);
        line("DIO", false);
        line("CLK", false);
    }
    void stop() {
        line("DIO", false);
        line("CLK", true);
        line("DIO", true);
    }
    bool clock_bit(bool bit) {
        line("DIO", bit);
        line("CLK", true);
        const bool seen = high("DIO");
        line("CLK", false);
        return seen;
    }
    /// True for an acknowledge.
    bool send(unsigned byte) {
        for (unsigned bit = 0; bit < 8; ++bit) {
            clock_bit((byte >> bit & 1) != 0);
        }
        return !clock_bit(true);
    }
    bool transfer(std::initializer_list<unsigned> bytes) {
        bool acknowledged = true;
        start();
        for (const unsigned byte : bytes) {
            acknowledged = send(byte) && acknowledged;
        }
        stop();
        return acknowledged;
    }
    unsigned read_key() {
        start();
        send(0x42);
        unsigned code = 0;
        for (unsigned bit = 0; bit < 8; ++bit) {
            code |= clock_bit(true) ? 1U << bit : 0;
        }
        clock_bit(true);
        stop();
        return code;
    }
};

} // namespace

TEST_CASE("TM1637: acknowledges each byte, shows digits with their colon") {
    Bench bench;
    CHECK(bench.transfer({0x40}));
    CHECK(bench.transfer({0xc0, 0x06, 0xdb, 0x4f, 0xe6}));
    CHECK(bench.part.text() == ""); // off after power-on
    CHECK(bench.transfer({0x8f}));
    CHECK(bench.part.text() == "12:34.");
    CHECK(bench.part.colour(5, 1) == 0xff3020);
    CHECK(bench.part.colour(7 + 6, 2) == 0xff3020); // the colon
    CHECK(bench.part.colour(7 + 6, 8) == 0);        // not the second digit's point
    CHECK(bench.high("DIO"));
}

TEST_CASE("TM1637: fixed address writes one digit, automatic address goes on") {
    Bench bench({.colon = false});
    bench.transfer({0x88});
    bench.transfer({0x44});
    bench.transfer({0xc2, 0x7f, 0x77});
    CHECK(bench.part.text() == "  A ");
    bench.transfer({0x40});
    bench.transfer({0xc1, 0xbf, 0x06});
    CHECK(bench.part.text() == " 0.1 ");
}

TEST_CASE("TM1637: brightness from 1/16 to 14/16, and off") {
    Bench bench;
    bench.transfer({0xc0, 0x01});
    bench.transfer({0x88});
    CHECK(inspected(bench.part, "brightness") == "1");
    CHECK(bench.part.colour(1, 0) == 0x440c08); // a fourteenth of the light
    bench.transfer({0x8f});
    CHECK(bench.part.colour(1, 0) == 0xff3020);
    bench.transfer({0x87});
    CHECK(bench.part.colour(1, 0) == 0);
}

TEST_CASE("TM1637: tells the key that is held") {
    Bench bench;
    CHECK(bench.read_key() == 0xff);
    const std::pair<int, unsigned> table[] = {
        {1,  0xf7},
        {2,  0xf6},
        {8,  0xf0},
        {9,  0xef},
        {16, 0xe8}
    };
    for (const auto& [key, code] : table) {
        bench.part.stimulate(*bench.part.find_stimulus("key"), key);
        CHECK(bench.read_key() == code);
    }
    CHECK(bench.transfer({0x40})); // and listens afterwards
}

TEST_CASE("TM1637: six digits in the order of their module's wires") {
    Bench bench({
        .digits = {2, 1, 0, 5, 4, 3},
          .colon = false
    });
    bench.transfer({0x88});
    bench.transfer({0xc0, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d});
    CHECK(bench.part.text() == "321654");
    CHECK_THROWS_AS(Bench({.digits = {6}}), Error);
}

TEST_CASE("TM1637: what is no command or address, and a clock over its limit, is told of") {
    Bench bench;
    bench.transfer({0x00});
    CHECK(bench.told("tm1637.command") == 1);
    bench.transfer({0xc5, 1, 2});
    CHECK(bench.told("tm1637.address") == 1);
    CHECK(bench.told("tm1637.clock") == 0);
    bench.half_ns = 150; // CLK is low for 300 ns and high for 150 ns
    bench.transfer({0x40});
    CHECK(bench.told("tm1637.clock") > 8);
}
