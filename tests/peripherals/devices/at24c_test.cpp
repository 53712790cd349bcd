#include "peripherals/devices/at24c.h"

#include "i2c_master.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::At24c;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x50;

struct Bench : I2cMaster {
    NetPin wp;
    At24c part;

    explicit Bench(std::size_t bytes)
        : part(machine, "eeprom", scl, sda, &machine.net("WP"), {.address = address, .bytes = bytes}) {
        wp.connect(machine.net("WP"), nullptr, 0);
        wp.set({.drive = Drive::Low});
        machine.reset();
    }
    Bytes read_long(unsigned from, std::size_t count) {
        start();
        send(address << 1);
        send(static_cast<std::uint8_t>(from >> 8));
        send(static_cast<std::uint8_t>(from));
        return read_on(count);
    }
    Bytes read_on(std::size_t count) {
        start();
        CHECK(send(address << 1 | 1));
        Bytes bytes;
        for (std::size_t i = 0; i < count; ++i) {
            bytes.push_back(receive(i + 1 < count));
        }
        stop();
        return bytes;
    }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
};

} // namespace

TEST_CASE("AT24C: keeps what is written over a power-off, is erased when new") {
    Bench bench(4096);
    CHECK(bench.read_long(0x123, 2) == Bytes{0xff, 0xff});
    CHECK(bench.write(address, {0x01, 0x23, 0xaa, 0x55}));
    bench.wait_ms(5);
    bench.machine.reset();
    CHECK(bench.read_long(0x122, 4) == Bytes{0xff, 0xaa, 0x55, 0xff});
}

TEST_CASE("AT24C: does not answer for 5 ms after a write, so that a master can poll") {
    Bench bench(256);
    CHECK(bench.write(address, {0x10, 0x77}));
    bench.wait(4'700 * ps_per_us);
    CHECK_FALSE(bench.write(address, {}));
    bench.wait(300 * ps_per_us);
    CHECK(bench.write(address, {}));
    CHECK(bench.read(address, 0x10) == 0x77);
}

TEST_CASE("AT24C: a write wraps within its page of 8 bytes") {
    Bench bench(256);
    CHECK(bench.write(address, {0x06, 1, 2, 3, 4}));
    bench.wait_ms(5);
    CHECK(bench.read(address, 0x00, 10) == Bytes{3, 4, 0xff, 0xff, 0xff, 0xff, 1, 2, 0xff, 0xff});
}

TEST_CASE("AT24C: a current address read goes on, and round at the end of the array") {
    Bench bench(128);
    CHECK(bench.write(address, {0x00, 9}));
    bench.wait_ms(5);
    CHECK(bench.write(address, {0x7f, 8}));
    bench.wait_ms(5);
    CHECK(bench.read(address, 0x7e) == 0xff);
    CHECK(bench.read_on(2) == Bytes{8, 9});
}

TEST_CASE("AT24C: nothing is written while WP is high, nor in a cycle that a power-off cuts short") {
    Bench bench(256);
    bench.wp.set({.drive = Drive::High});
    bench.simulation.settle();
    CHECK(bench.write(address, {0x00, 1}));
    CHECK(bench.read(address, 0x00) == 0xff);
    CHECK(bench.simulation.diagnostics().count("at24c.protected") == 1);
    bench.wp.set({.drive = Drive::Low});
    bench.simulation.settle();
    CHECK(bench.write(address, {0x00, 1}));
    bench.machine.reset();
    bench.wait_ms(10);
    CHECK(bench.read(address, 0x00) == 0xff);
}

TEST_CASE("AT24C: sizes that need several device addresses are refused") {
    CHECK_THROWS_AS(Bench(2048), Error);
}
