#include "peripherals/devices/w25q.h"

#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <random>
#include <vector>

using namespace sim::core;
using peripherals::devices::W25q;

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    W25q flash;

    explicit Bench(const W25q::Config& config = {}) : flash(machine, "FLASH", config) { machine.reset(); }

    void select() { flash.on_line(0, false); }
    void deselect() { flash.on_line(0, true); }
    void send(unsigned byte, unsigned lanes = 1) {
        for (unsigned bit = 8; bit > 0;) {
            bit -= lanes;
            const unsigned value = byte >> bit & ((1U << lanes) - 1);
            flash.clock(static_cast<std::uint8_t>(lanes == 1 ? value | 0xe : value));
        }
    }
    std::uint8_t receive(unsigned lanes = 1) {
        unsigned value = 0;
        for (unsigned bit = 0; bit < 8; bit += lanes) {
            const SerialFlash::Lanes out = flash.clock(0xf);
            CHECK(out.driven == (lanes == 1 ? 2U : (1U << lanes) - 1));
            value = value << lanes | (lanes == 1 ? unsigned{out.levels} >> 1 : out.levels);
        }
        return static_cast<std::uint8_t>(value);
    }
    /// One command with bytes out on IO0, then `count` bytes in on IO1.
    Bytes command(std::initializer_list<unsigned> out, unsigned count = 0) {
        select();
        for (const unsigned byte : out) {
            send(byte);
        }
        Bytes in;
        for (unsigned i = 0; i < count; ++i) {
            in.push_back(receive());
        }
        deselect();
        return in;
    }
    std::uint8_t status(unsigned opcode = 0x05) { return command({opcode}, 1)[0]; }
    void wait(Time time) { simulation.run_until(simulation.now() + time); }
    void write(std::initializer_list<unsigned> out, Time time = 50 * ps_per_ms) {
        command({0x06});
        command(out);
        wait(time);
    }
    std::uint8_t at(std::uint32_t address) { return flash.array().bytes()[address]; }
};

} // namespace

TEST_CASE("W25Q: it tells who it is") {
    Bench bench;
    CHECK(bench.command({0x9f}, 3) == Bytes{0xef, 0x40, 0x15});
    CHECK(bench.command({0x90, 0, 0, 0}, 2) == Bytes{0xef, 0x14});
    CHECK(bench.command({0x90, 0, 0, 1}, 2) == Bytes{0x14, 0xef});
    CHECK(bench.command({0xab, 0, 0, 0}, 1) == Bytes{0x14});
    CHECK(bench.command({0x4b, 0, 0, 0, 0}, 8) == Bytes{'T', 'E', 'R', 'R', 'A', 0, 0, 1});
    CHECK(bench.command({0x5a, 0, 0, 0, 0}, 5) == Bytes{'S', 'F', 'D', 'P', 5});
    CHECK(bench.command({0x5a, 0, 0, 0x84, 0}, 4) == Bytes{0xff, 0xff, 0xff, 0x00});

    Bench large({.size = 16 * 1024 * 1024, .unique_id = 0x0123456789abcdef});
    CHECK(large.command({0x9f}, 3) == Bytes{0xef, 0x40, 0x18});
    CHECK(large.command({0x4b, 0, 0, 0, 0}, 8) == Bytes{0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef});
    CHECK(large.command({0x5a, 0, 0, 0x84, 0}, 4) == Bytes{0xff, 0xff, 0xff, 0x07});
    CHECK_THROWS_AS(Bench({.size = 3 * 1024 * 1024}), Error);
}

TEST_CASE("W25Q: all read commands deliver the array from the address on") {
    Bench bench;
    const Bytes content{0x12, 0x34, 0x56, 0x78};
    bench.flash.array().load(0x1fffe, content);
    CHECK(bench.command({0x03, 0x01, 0xff, 0xfe}, 4) == content);
    CHECK(bench.command({0x0b, 0x01, 0xff, 0xfe, 0}, 4) == content);
    struct Case {
        std::uint8_t opcode;
        unsigned address_lanes, data_lanes, mode, dummy;
    };
    for (const Case& c : {
             Case{0x3b, 1, 2, 0, 8},
             {0x6b, 1, 4, 0, 8},
             {0xbb, 2, 2, 1, 0},
             {0xeb, 4, 4, 1, 4}
    }) {
        bench.select();
        bench.send(c.opcode);
        for (const unsigned byte : {0x01U, 0xffU, 0xfeU}) {
            bench.send(byte, c.address_lanes);
        }
        if (c.mode != 0) {
            bench.send(0xff, c.address_lanes);
        }
        for (unsigned i = 0; i < c.dummy; ++i) {
            CHECK(!bench.flash.array_read());
            bench.flash.clock(0);
        }
        for (const std::uint8_t byte : content) {
            CHECK(bench.receive(c.data_lanes) == byte);
        }
        const auto read = bench.flash.array_read();
        REQUIRE(read);
        CHECK(read->address == 0x1fffe);
        CHECK(read->lanes == c.data_lanes);
        CHECK(read->first_clock == 8 + 24 / c.address_lanes + c.mode * 8 / c.address_lanes + c.dummy + 1);
        bench.deselect();
        CHECK(!bench.flash.array_read());
    }
}

TEST_CASE("W25Q: mode bits 1010 leave out the next opcode until others come") {
    Bench bench;
    bench.flash.array().load(0x100, Bytes{0xa5, 0x5a});
    const auto read = [&](bool opcode, unsigned mode) {
        bench.select();
        if (opcode) {
            bench.send(0xeb);
        }
        for (const unsigned byte : {0U, 1U, 0U, mode}) {
            bench.send(byte, 4);
        }
        for (unsigned i = 0; i < 4; ++i) {
            bench.flash.clock(0xf);
        }
        const std::uint8_t byte = bench.receive(4);
        bench.deselect();
        return byte;
    };
    const std::uint32_t mode = bench.flash.mode();
    CHECK(read(true, 0xa0) == 0xa5);
    CHECK(bench.flash.mode() != mode);
    CHECK(read(false, 0xa0) == 0xa5);
    CHECK(read(false, 0xf0) == 0xa5);
    CHECK(bench.flash.mode() == mode);
    CHECK(bench.command({0x9f}, 1) == Bytes{0xef});

    CHECK(read(true, 0xa0) == 0xa5);
    bench.command({0xff}); // IO0 high for eight clocks ends it
    CHECK(bench.command({0x9f}, 1) == Bytes{0xef});
}

TEST_CASE("W25Q: quad commands need QE") {
    Bench bench({.quad_enable = false});
    CHECK(bench.status(0x35) == 0);
    bench.select();
    bench.send(0x6b);
    for (unsigned i = 0; i < 32; ++i) {
        bench.flash.clock(0);
    }
    CHECK(bench.flash.clock(0).driven == 0);
    bench.deselect();
    bench.write({0x31, 0x02});
    CHECK(bench.status(0x35) == 2);
    bench.machine.reset();
    CHECK(bench.status(0x35) == 2);
}

TEST_CASE("W25Q: programming clears bits, within one page, after its time") {
    Bench bench;
    CHECK(bench.status() == 0);
    bench.command({0x02, 0, 1, 0, 0x0f});
    bench.wait(ps_per_ms);
    CHECK(bench.at(0x100) == 0xff); // not enabled
    CHECK(bench.simulation.diagnostics().count("flash.not_enabled") == 1);

    bench.command({0x06});
    CHECK(bench.status() == 2);
    bench.command({0x02, 0, 1, 0xfe, 0x0f, 0x1f, 0x2f});
    CHECK(bench.status() == 3);
    CHECK(bench.command({0x05}, 2) == Bytes{3, 3});
    CHECK(bench.at(0x1fe) == 0xff);
    bench.wait(34 * ps_per_us);
    CHECK(bench.status() == 3);
    bench.wait(2 * ps_per_us);
    CHECK(bench.status() == 0);
    CHECK(bench.at(0x1fe) == 0x0f);
    CHECK(bench.at(0x1ff) == 0x1f);
    CHECK(bench.at(0x100) == 0x2f);
    bench.write({0x02, 0, 1, 0, 0xf3});
    CHECK(bench.at(0x100) == 0x23);
}

TEST_CASE("W25Q: erases take their times and count in the wear of their sectors") {
    Bench bench;
    for (const std::uint32_t address : {0x10000U, 0x11000U, 0x18000U, 0x1f000U, 0x20000U}) {
        bench.flash.array().fill(address, 16, 0);
    }
    bench.write({0x20, 0x01, 0x00, 0x10}, 44 * ps_per_ms);
    CHECK(bench.status() == 3);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.status() == 0);
    CHECK(bench.at(0x10000) == 0xff);
    CHECK(bench.at(0x11000) == 0);
    bench.write({0x52, 0x01, 0x00, 0x10}, 121 * ps_per_ms);
    CHECK(bench.at(0x11000) == 0xff);
    CHECK(bench.at(0x18000) == 0);
    bench.write({0xd8, 0x01, 0xff, 0x10}, 149 * ps_per_ms);
    CHECK(bench.status() == 3);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.at(0x1f000) == 0xff);
    CHECK(bench.at(0x20000) == 0);
    CHECK(bench.flash.wear()[0x10] == 3);
    CHECK(bench.flash.wear()[0x1f] == 1);
    bench.write({0xc7}, 5001 * ps_per_ms);
    CHECK(bench.at(0x20000) == 0xff);
    CHECK(bench.flash.wear()[0x1f] == 2);
    CHECK(bench.simulation.trace().records() == 4);
}

TEST_CASE("W25Q: a command that is cut short or too long does nothing") {
    Bench bench;
    bench.flash.array().fill(0, 16, 0);
    bench.select();
    bench.send(0x06);
    bench.flash.clock(0);
    bench.deselect();
    CHECK(bench.status() == 0);
    bench.write({0x20, 0, 0});
    CHECK(bench.at(0) == 0);
    bench.write({0x20, 0, 0, 0, 0});
    CHECK(bench.at(0) == 0);
    bench.write({0x20, 0, 0, 0});
    CHECK(bench.at(0) == 0xff);
}

TEST_CASE("W25Q: busy, it answers its status only") {
    Bench bench;
    bench.command({0x06});
    bench.command({0x20, 0, 0, 0});
    bench.select();
    bench.send(0x9f);
    CHECK(bench.flash.clock(0).driven == 0);
    bench.deselect();
    CHECK(bench.status() == 3);
}

TEST_CASE("W25Q: a suspended erase lets read and program elsewhere, and ends after resume") {
    Bench bench;
    bench.flash.array().fill(0, 16, 0);
    bench.command({0x06});
    bench.command({0x20, 0, 0, 0});
    bench.wait(10 * ps_per_ms);
    bench.command({0x75});
    CHECK(bench.status() == 1 + 2);
    bench.wait(21 * ps_per_us);
    CHECK((bench.status() & 1) == 0);
    CHECK(bench.status(0x35) == 0x82);
    CHECK(bench.command({0x03, 0, 0, 0}, 1) == Bytes{0});
    bench.write({0x02, 0, 0x20, 0, 0x77}, ps_per_ms);
    CHECK(bench.at(0x2000) == 0x77);
    bench.write({0x02, 0, 0, 0x80, 0x77}, ps_per_ms);
    CHECK(bench.at(0x80) == 0xff);
    bench.command({0x7a});
    CHECK(bench.status() == 3);
    bench.wait(34 * ps_per_ms);
    CHECK(bench.at(0) == 0);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.at(0) == 0xff);
    CHECK(bench.status(0x35) == 0x02);
}

TEST_CASE("W25Q: power-down takes ABh alone, reset takes 66h 99h") {
    Bench bench;
    bench.command({0xb9});
    bench.select();
    bench.send(0x9f);
    CHECK(bench.flash.clock(0).driven == 0);
    bench.deselect();
    bench.command({0xab});
    CHECK(bench.command({0x9f}, 1) == Bytes{0xef});
    bench.command({0x06});
    bench.command({0x99});
    CHECK(bench.status() == 2);
    bench.command({0x66});
    bench.command({0x99});
    CHECK(bench.status() == 0);
}

TEST_CASE("W25Q: block protection holds writes off") {
    Bench bench;
    bench.write({0x01, 0x04}); // BP0: the top 64 KiB
    CHECK(bench.status() == 0x04);
    bench.write({0x02, 0x1f, 0, 0, 0});
    CHECK(bench.at(0x1f0000) == 0xff);
    CHECK(bench.simulation.diagnostics().count("flash.protected") == 1);
    bench.write({0x02, 0x1e, 0xff, 0, 0});
    CHECK(bench.at(0x1eff00) == 0);
    bench.write({0x01, 0x64, 0x02}); // bottom, sectors: the first 4 KiB
    bench.write({0x02, 0, 0x0f, 0, 0});
    CHECK(bench.at(0xf00) == 0xff);
    bench.write({0x02, 0, 0x10, 0, 0});
    CHECK(bench.at(0x1000) == 0);
    bench.command({0x50}); // volatile: no time, lost at power-off
    bench.command({0x01, 0x00});
    CHECK(bench.status() == 0);
    bench.machine.reset();
    CHECK(bench.status() == 0x64);

    Bench locked;
    locked.write({0x11, 0x04}); // WPS: locks of their own, all set at power-on
    locked.write({0x02, 0, 0, 0, 0});
    CHECK(locked.at(0) == 0xff);
    CHECK(locked.command({0x3d, 0, 0, 0}, 1) == Bytes{1});
    locked.write({0x39, 0, 0, 0});
    CHECK(locked.command({0x3d, 0, 0, 0}, 1) == Bytes{0});
    CHECK(locked.command({0x3d, 0, 0x10, 0}, 1) == Bytes{1});
    locked.write({0x02, 0, 0, 0, 0});
    CHECK(locked.at(0) == 0);
}

TEST_CASE("W25Q: security registers are programmed, erased and locked for good") {
    Bench bench;
    bench.write({0x42, 0, 0x10, 0x20, 0x12, 0x34});
    CHECK(bench.command({0x48, 0, 0x10, 0x20, 0}, 2) == Bytes{0x12, 0x34});
    CHECK(bench.command({0x48, 0, 0x20, 0x20, 0}, 1) == Bytes{0xff});
    bench.write({0x44, 0, 0x10, 0});
    CHECK(bench.command({0x48, 0, 0x10, 0x20, 0}, 1) == Bytes{0xff});
    bench.write({0x31, 0x0a}); // LB1
    bench.write({0x31, 0x02});
    CHECK(bench.status(0x35) == 0x0a);
    bench.write({0x42, 0, 0x10, 0, 0});
    CHECK(bench.command({0x48, 0, 0x10, 0, 0}, 1) == Bytes{0xff});
}

TEST_CASE("W25Q: 77h wraps quad reads") {
    Bench bench;
    Bytes content(16);
    for (unsigned i = 0; i < 16; ++i) {
        content[i] = static_cast<std::uint8_t>(i);
    }
    bench.flash.array().load(0, content);
    bench.select();
    bench.send(0x77);
    for (const unsigned byte : {0U, 0U, 0U, 0U}) {
        bench.send(byte, 4);
    }
    bench.deselect();
    bench.select();
    bench.send(0xeb);
    for (const unsigned byte : {0U, 0U, 6U, 0xffU}) {
        bench.send(byte, 4);
    }
    for (unsigned i = 0; i < 4; ++i) {
        bench.flash.clock(0xf);
    }
    for (const int byte : {6, 7, 0, 1}) {
        CHECK(bench.receive(4) == byte);
    }
    CHECK(bench.flash.array_read() == std::nullopt);
}

TEST_CASE("W25Q: clocks that come many at once do what they do one by one") {
    constexpr unsigned opcodes[] = {0x03, 0x05, 0x06, 0x0b, 0x02, 0x20, 0x4b, 0x35, 0x9f, 0xeb, 0x66, 0x99};
    std::minstd_rand generator(1);
    const auto random = [&](unsigned below) { return static_cast<unsigned>(generator() % below); };
    Bench one_by_one;
    Bench at_once;
    for (int i = 0; i < 3000; ++i) {
        one_by_one.select();
        at_once.select();
        const unsigned opcode = opcodes[random(std::size(opcodes))];
        const unsigned lead = random(16) == 0 ? 1 + random(7) : 0; // shifts all that follows
        for (unsigned part = 0; part < random(9); ++part) {
            const std::uint32_t word = part == 0 ? opcode : random(0x7fffffff);
            const unsigned bits = part == 0 ? 8 + lead : part % 3 == 0 ? 1 + random(32) : 8;
            const auto idle = static_cast<std::uint8_t>(random(16));
            REQUIRE(one_by_one.flash.SerialFlash::exchange(word, bits, idle) ==
                    at_once.flash.exchange(word, bits, idle));
        }
        one_by_one.deselect();
        at_once.deselect();
        const Time time = Time{random(100)} * ps_per_us;
        one_by_one.wait(time);
        at_once.wait(time);
    }
    CHECK(one_by_one.simulation.trace().records() != 0);
    CHECK(one_by_one.simulation.trace().hash() == at_once.simulation.trace().hash());
}
