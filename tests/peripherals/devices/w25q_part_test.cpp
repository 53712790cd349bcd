#include "peripherals/devices/w25q_part.h"

#include "spi_master.h"

#include <doctest/doctest.h>

#include <array>

using namespace sim::core;
using peripherals::devices::W25q;
using peripherals::devices::W25qPart;
using Bytes = SpiMaster::Bytes;

namespace {

struct Bench : SpiMaster {
    Net& io2 = machine.net("IO2");
    Net& io3 = machine.net("IO3");
    NetPin miso_pin, io2_pin, io3_pin;
    W25qPart part;

    explicit Bench(const W25q::Config& config =
                       {
                           .quad_enable = false
    })
        : part(machine, "flash", {sck, cs, {&mosi, &miso, &io2, &io3}}, config) {
        miso_pin.connect(miso, nullptr, 0);
        io2_pin.connect(io2, nullptr, 0);
        io3_pin.connect(io3, nullptr, 0);
        machine.reset();
    }
    std::uint8_t status() { return transfer({0x05, 0})[1]; }
    Bytes read(std::uint8_t page, std::size_t count) {
        Bytes command = {0x03, 0x00, page, 0x00};
        command.resize(4 + count);
        const Bytes all = transfer(command);
        return {all.begin() + 4, all.end()};
    }
    void program(std::uint8_t page, const Bytes& data) {
        transfer({0x06});
        Bytes command = {0x02, 0x00, page, 0x00};
        command.insert(command.end(), data.begin(), data.end());
        transfer(command);
        wait(ps_per_ms);
    }
    /// Bits of a byte that the chip sends over `lines` lines, the highest line first.
    unsigned receive(unsigned lines) {
        const std::array<Net*, 4> nets = {&mosi, &miso, &io2, &io3};
        unsigned byte = 0;
        for (unsigned bit = 0; bit < 8; bit += lines) {
            set(sck_pin, false);
            for (unsigned lane = lines; lane-- > 0;) {
                CHECK(nets[lane]->level() != Level::Floating);
                byte = byte << 1 | (nets[lane]->level() == Level::High ? 1U : 0U);
            }
            set(sck_pin, true);
        }
        return byte;
    }
    void release_lines() { mosi_pin.set({}); }
};

} // namespace

TEST_CASE("W25Q on pins: tells its identification in modes 0 and 3, and lets DO go") {
    Bench bench({.size = 8 << 20});
    for (const bool idle_high : {false, true}) {
        bench.idle_high = idle_high;
        CHECK(bench.transfer({0x9f, 0, 0, 0}) == Bytes{0, 0xef, 0x40, 0x17});
        CHECK(bench.miso.level() == Level::Floating);
    }
}

TEST_CASE("W25Q on pins: programs what write enable allows, in its time, and erases") {
    Bench bench;
    bench.transfer({0x02, 0, 1, 0, 0x12}); // without write enable
    bench.wait(ps_per_ms);
    CHECK(bench.read(1, 1) == Bytes{0xff});
    bench.transfer({0x06});
    CHECK(bench.status() == 0x02);
    bench.transfer({0x02, 0, 1, 0, 0x12, 0x34});
    CHECK((bench.status() & 1) == 1);
    bench.wait(ps_per_ms);
    CHECK(bench.status() == 0);
    CHECK(bench.read(1, 3) == Bytes{0x12, 0x34, 0xff});
    bench.program(1, {0xf1});
    CHECK(bench.read(1, 1) == Bytes{0x10}); // bits go to 0 only
    bench.machine.reset();
    CHECK(bench.read(1, 1) == Bytes{0x10});
    bench.transfer({0x06});
    bench.transfer({0x20, 0, 0, 0});
    bench.wait(50 * ps_per_ms);
    CHECK(bench.read(1, 2) == Bytes{0xff, 0xff});
}

TEST_CASE("W25Q on pins: sends over two lines, and over four once QE is set") {
    Bench bench;
    bench.program(1, {0xa5, 0x3c});
    bench.idle_high = true;
    struct Row {
        std::uint8_t opcode;
        unsigned lines;
    };
    bench.transfer({0x06});
    bench.transfer({0x31, 0x02});
    bench.wait(20 * ps_per_ms);
    for (const Row& row : {
             Row{0x3b, 2},
             Row{0x6b, 4}
    }) {
        bench.select(true);
        for (const std::uint8_t byte : {row.opcode, std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{0}}) {
            bench.exchange(byte);
        }
        bench.exchange(0); // eight dummy clocks
        bench.release_lines();
        CHECK(bench.receive(row.lines) == 0xa5);
        CHECK(bench.receive(row.lines) == 0x3c);
        bench.select(false);
        CHECK(bench.io3.level() == Level::Floating);
    }
}

TEST_CASE("W25Q on pins: a program command with bits beyond a byte changes nothing") {
    Bench bench;
    bench.transfer({0x06});
    bench.select(true);
    for (const std::uint8_t byte : Bytes{0x02, 0x00, 0x01, 0x00, 0x00}) {
        bench.exchange(byte);
    }
    bench.set(bench.sck_pin, true); // one bit more
    bench.set(bench.sck_pin, false);
    bench.select(false);
    bench.wait(ps_per_ms);
    CHECK(bench.read(1, 1) == Bytes{0xff});
}
