#include "peripherals/devices/microsd.h"

#include "sim/core/error.h"
#include "spi_master.h"

#include <doctest/doctest.h>

#include <memory>
#include <sstream>
#include <string>

using namespace sim::core;
using peripherals::devices::Microsd;
using peripherals::devices::MicrosdSectors;
using Bytes = SpiMaster::Bytes;

namespace {

constexpr std::uint32_t sectors_of_card = 4096; // 2 MiB
constexpr std::uint32_t host_capacity = 0x4000'0000;

/// CRC7 with its end bit, and CRC16, by the polynomials' long division.
std::uint8_t crc7(const Bytes& bytes) {
    unsigned rest = 0;
    for (const std::uint8_t byte : bytes) {
        for (int bit = 7; bit >= 0; --bit) {
            const unsigned top = rest >> 6 ^ (byte >> bit & 1U);
            rest = (rest << 1 & 0x7f) ^ ((top & 1) != 0 ? 0x09 : 0);
        }
    }
    return static_cast<std::uint8_t>(rest << 1 | 1);
}
unsigned crc16(const Bytes& bytes) {
    unsigned rest = 0;
    for (const std::uint8_t byte : bytes) {
        for (int bit = 7; bit >= 0; --bit) {
            const unsigned top = rest >> 15 ^ (byte >> bit & 1U);
            rest = (rest << 1 & 0xffff) ^ ((top & 1) != 0 ? 0x1021 : 0);
        }
    }
    return rest;
}

struct Bench : SpiMaster {
    std::shared_ptr<std::stringstream> image;
    Net& detect = machine.net("DETECT");
    Microsd part;

    explicit Bench(bool high_capacity = true, std::shared_ptr<std::stringstream> file = nullptr,
                   bool write_through = false)
        : image(std::move(file)),
          part(machine, "card", {sck, mosi, cs, &miso}, &detect,
               std::make_unique<MicrosdSectors>(sectors_of_card, image, write_through),
               {high_capacity, 0x12345678}) {
        machine.reset();
        half = 20 * ps_per_ns; // 25 MHz
        select(true);
    }

    /// R1, 0xff for none.
    std::uint8_t command(std::uint8_t index, std::uint32_t argument, bool good_crc = true) {
        Bytes bytes = {static_cast<std::uint8_t>(0x40 | index), static_cast<std::uint8_t>(argument >> 24),
                       static_cast<std::uint8_t>(argument >> 16), static_cast<std::uint8_t>(argument >> 8),
                       static_cast<std::uint8_t>(argument)};
        const std::uint8_t crc = crc7(bytes);
        bytes.push_back(good_crc ? crc : static_cast<std::uint8_t>(crc ^ 2));
        for (const std::uint8_t byte : bytes) {
            exchange(byte);
        }
        if (index == 12) {
            exchange(0xff); // stuff byte
        }
        return wait_while(0xff, 8);
    }
    std::uint8_t application(std::uint8_t index, std::uint32_t argument) {
        CHECK((command(55, 0) & 0xfe) == 0);
        return command(index, argument);
    }
    std::uint8_t wait_while(std::uint8_t byte, int most) {
        std::uint8_t seen = exchange(0xff);
        for (int i = 1; i < most && seen == byte; ++i) {
            seen = exchange(0xff);
        }
        return seen;
    }
    Bytes receive(std::size_t count) {
        Bytes bytes;
        for (std::size_t i = 0; i < count; ++i) {
            bytes.push_back(exchange(0xff));
        }
        return bytes;
    }
    /// A block of data with a good CRC; its token before it, nothing else if that is an error.
    Bytes block(std::size_t count) {
        const std::uint8_t token = wait_while(0xff, 5000);
        if (token != 0xfe) {
            return {token};
        }
        Bytes bytes = receive(count);
        const Bytes crc = receive(2);
        CHECK((unsigned{crc[0]} << 8 | crc[1]) == crc16(bytes));
        return bytes;
    }
    /// The data response.
    std::uint8_t send_block(std::uint8_t token, const Bytes& data, unsigned crc_error = 0) {
        exchange(0xff);
        exchange(token);
        for (const std::uint8_t byte : data) {
            exchange(byte);
        }
        const unsigned crc = crc16(data) ^ crc_error;
        exchange(static_cast<std::uint8_t>(crc >> 8));
        exchange(static_cast<std::uint8_t>(crc));
        return exchange(0xff) & 0x1f;
    }
    void wait_ready() { CHECK(wait_while(0x00, 100'000) == 0xff); }
    void initialise() {
        select(false);
        select(true);
        CHECK(command(0, 0) == 0x01);
        CHECK(command(8, 0x1aa) == 0x01);
        receive(4);
        for (int i = 0; i < 10 && application(41, host_capacity) != 0; ++i) {
            wait(5 * ps_per_ms);
        }
        CHECK(command(58, 0) == 0x00);
        receive(4);
    }
    void write(std::uint32_t address, std::uint8_t filled_with) {
        CHECK(command(24, address) == 0);
        CHECK(send_block(0xfe, Bytes(512, filled_with)) == 0x05);
        wait_ready();
    }
    Bytes read(std::uint32_t address) {
        CHECK(command(17, address) == 0);
        return block(512);
    }
};

std::uint32_t bits(const Bytes& bytes, unsigned msb, unsigned lsb) {
    std::uint32_t value = 0;
    for (unsigned bit = msb + 1; bit-- > lsb;) {
        value = value << 1 | (bytes[15 - bit / 8] >> bit % 8 & 1U);
    }
    return value;
}

} // namespace

TEST_CASE("microSD: speaks SPI after a CMD0 with a good CRC only") {
    Bench bench;
    CHECK(bench.command(55, 0) == 0xff);
    CHECK(bench.command(0, 0, false) == 0xff);
    CHECK(bench.command(0, 0) == 0x01);
    CHECK(bench.command(17, 0) == 0x05); // not while it is idle
    CHECK(bench.command(8, 0x1aa, false) == 0x09);
    CHECK(bench.command(8, 0x15a) == 0x01);
    CHECK(bench.receive(4) == Bytes{0, 0, 0x01, 0x5a});
    CHECK(bench.command(8, 0x25a) == 0x01); // not its voltage
    CHECK(bench.receive(4) == Bytes{0, 0, 0x00, 0x5a});
}

TEST_CASE("microSD: ACMD41 takes time, and HCS for a card of high capacity") {
    Bench bench;
    bench.command(0, 0);
    for (int i = 0; i < 10; ++i) {
        CHECK(bench.application(41, 0) == 0x01);
        bench.wait(10 * ps_per_ms);
    }
    CHECK(bench.command(58, 0) == 0x01);
    CHECK(bench.receive(4) == Bytes{0x00, 0xff, 0x80, 0x00});
    CHECK(bench.application(41, host_capacity) == 0x01);
    bench.wait(25 * ps_per_ms);
    CHECK(bench.application(41, host_capacity) == 0x00);
    CHECK(bench.command(58, 0) == 0x00);
    CHECK(bench.receive(4) == Bytes{0xc0, 0xff, 0x80, 0x00});
    CHECK(bench.command(0, 0) == 0x01);
}

TEST_CASE("microSD: a card of standard capacity starts with CMD1, too, and addresses bytes") {
    Bench bench(false);
    bench.command(0, 0);
    CHECK(bench.command(1, 0) == 0x01);
    bench.wait(25 * ps_per_ms);
    CHECK(bench.command(1, 0) == 0x00);
    CHECK(bench.command(58, 0) == 0x00);
    CHECK(bench.receive(4) == Bytes{0x80, 0xff, 0x80, 0x00});
    bench.write(3 * 512, 0x33);
    CHECK(bench.read(3 * 512) == Bytes(512, 0x33));
    CHECK(bench.read(4 * 512) == Bytes(512, 0));
    CHECK(bench.command(24, 3 * 512 + 1) == 0x20); // misaligned
    CHECK(bench.command(17, 3 * 512 + 1) == 0x20); // over the end of a sector
    CHECK(bench.command(16, 16) == 0);
    CHECK(bench.command(17, 4 * 512 - 16) == 0);
    CHECK(bench.block(16) == Bytes(16, 0x33));
    CHECK(bench.command(16, 513) == 0x40);
    CHECK(bench.command(17, sectors_of_card * 512) == 0x40);
}

TEST_CASE("microSD: CSD and CID tell what it is") {
    Bench high;
    high.initialise();
    CHECK(high.command(9, 0) == 0);
    Bytes csd = high.block(16);
    CHECK(bits(csd, 127, 126) == 1);
    CHECK((bits(csd, 69, 48) + 1) * 1024 == sectors_of_card);
    CHECK(csd[15] == crc7(Bytes(csd.begin(), csd.end() - 1)));
    CHECK(high.command(10, 0) == 0);
    const Bytes cid = high.block(16);
    CHECK(std::string(cid.begin() + 3, cid.begin() + 8) == "TERRA");
    CHECK(bits(cid, 55, 24) == 0x12345678);
    CHECK(high.application(51, 0) == 0);
    CHECK(high.block(8)[0] == 0x02);
    Bench standard(false);
    standard.initialise();
    CHECK(standard.command(9, 0) == 0);
    csd = standard.block(16);
    CHECK(bits(csd, 127, 126) == 0);
    const std::uint32_t blocks = (bits(csd, 73, 62) + 1) << (bits(csd, 49, 47) + 2);
    CHECK((blocks << bits(csd, 83, 80)) == sectors_of_card * 512);
}

TEST_CASE("microSD: reads of many blocks go on until CMD12, and end with an error at the card's end") {
    Bench bench;
    bench.initialise();
    bench.write(sectors_of_card - 2, 0x11);
    bench.write(sectors_of_card - 1, 0x22);
    CHECK(bench.command(18, sectors_of_card - 3) == 0);
    CHECK(bench.block(512) == Bytes(512, 0));
    CHECK(bench.block(512) == Bytes(512, 0x11));
    bench.wait_while(0xff, 5000);
    bench.receive(100); // in the middle of a block
    CHECK(bench.command(12, 0) == 0);
    CHECK(bench.receive(600) == Bytes(600, 0xff));
    CHECK(bench.command(18, sectors_of_card - 1) == 0);
    CHECK(bench.block(512) == Bytes(512, 0x22));
    CHECK(bench.block(512) == Bytes{0x08});
}

TEST_CASE("microSD: writes of many blocks, with their count; busy between them") {
    Bench bench;
    bench.initialise();
    CHECK(bench.application(23, 3) == 0);
    CHECK(bench.command(25, 7) == 0);
    for (const std::uint8_t byte : Bytes{1, 2, 3}) {
        CHECK(bench.send_block(0xfc, Bytes(512, byte)) == 0x05);
        CHECK(bench.exchange(0xff) == 0x00);
        bench.wait_ready();
    }
    bench.exchange(0xfd);
    bench.exchange(0xff);
    CHECK(bench.exchange(0xff) == 0x00);
    bench.wait_ready();
    CHECK(bench.application(22, 0) == 0);
    CHECK(bench.block(4) == Bytes{0, 0, 0, 3});
    for (const std::uint8_t byte : Bytes{1, 2, 3}) {
        CHECK(bench.read(6U + byte) == Bytes(512, byte));
    }
    CHECK(bench.command(13, 0) == 0);
    CHECK(bench.exchange(0xff) == 0);
}

TEST_CASE("microSD: deselected while busy it lets DO go, and is busy still afterwards") {
    Bench bench;
    bench.initialise();
    CHECK(bench.command(24, 0) == 0);
    CHECK(bench.send_block(0xfe, Bytes(512, 1)) == 0x05);
    bench.select(false);
    CHECK(bench.miso.level() == Level::Floating);
    bench.select(true);
    CHECK(bench.exchange(0xff) == 0x00);
    CHECK(bench.command(13, 0) == 0x00); // busy, no response
    CHECK(bench.simulation.diagnostics().count("microsd.busy") == 1);
    bench.wait(2 * ps_per_ms);
    bench.exchange(0xff); // was shifted out before
    CHECK(bench.exchange(0xff) == 0xff);
}

TEST_CASE("microSD: with CMD59 it checks CRCs of commands and of data") {
    Bench bench;
    bench.initialise();
    CHECK(bench.command(13, 0, false) == 0);
    bench.exchange(0xff);
    CHECK(bench.command(59, 1) == 0);
    CHECK(bench.command(13, 0, false) == 0x08);
    CHECK(bench.command(24, 5) == 0);
    CHECK(bench.send_block(0xfe, Bytes(512, 9), 1) == 0x0b);
    CHECK(bench.read(5) == Bytes(512, 0));
}

TEST_CASE("microSD: erases from CMD32 to CMD33, in that order") {
    Bench bench;
    bench.initialise();
    for (std::uint32_t sector = 1; sector < 5; ++sector) {
        bench.write(sector, 0x77);
    }
    CHECK(bench.command(38, 0) == 0x10);
    CHECK(bench.command(33, 3) == 0x10);
    CHECK(bench.command(32, 2) == 0);
    CHECK(bench.command(33, 3) == 0);
    CHECK(bench.command(38, 0) == 0);
    bench.wait_ready();
    CHECK(bench.read(1) == Bytes(512, 0x77));
    CHECK(bench.read(2) == Bytes(512, 0));
    CHECK(bench.read(3) == Bytes(512, 0));
    CHECK(bench.read(4) == Bytes(512, 0x77));
}

TEST_CASE("microSD: an unknown command is illegal") {
    Bench bench;
    bench.initialise();
    CHECK(bench.command(6, 0) == 0x04);
    CHECK(bench.application(6, 0) == 0x04);
    CHECK(bench.simulation.diagnostics().count("microsd.illegal") == 2);
}

TEST_CASE("microSD: an image is read, and changed only if it may be") {
    const auto image = std::make_shared<std::stringstream>(std::string(512, 'a') + std::string(512, 'b'));
    {
        Bench bench(true, image);
        bench.initialise();
        CHECK(bench.read(1) == Bytes(512, 'b'));
        CHECK(bench.read(2) == Bytes(512, 0)); // beyond the file's end
        bench.write(1, 'c');
        CHECK(bench.read(1) == Bytes(512, 'c'));
        bench.machine.reset();
        bench.initialise();
        CHECK(bench.read(1) == Bytes(512, 'c'));
    }
    CHECK(image->str()[512] == 'b');
    {
        Bench bench(true, image);
        bench.initialise();
        bench.command(32, 0);
        bench.command(33, 1);
        CHECK(bench.command(38, 0) == 0);
        bench.wait_ready();
        bench.write(0, 'e');
        CHECK(bench.read(0) == Bytes(512, 'e'));
        CHECK(bench.read(1) == Bytes(512, 0));
    }
    Bench bench(true, image, true);
    bench.initialise();
    bench.write(1, 'd');
    CHECK(image->str().substr(511, 2) == "ad");
}

TEST_CASE("microSD: without a card nobody answers, and the socket's switch opens") {
    Bench bench;
    bench.initialise();
    CHECK(bench.detect.level() == Level::Low);
    bench.part.stimulate(*bench.part.find_stimulus("removed"), 1);
    CHECK(bench.detect.level() == Level::Floating);
    CHECK(bench.command(0, 0) == 0xff);
    bench.part.stimulate(*bench.part.find_stimulus("removed"), 0);
    CHECK(bench.command(13, 0) == 0xff); // new: in SD mode
    CHECK(bench.command(0, 0) == 0x01);
}

TEST_CASE("microSD: has whole units of 512 KiB") {
    SpiMaster bus;
    CHECK_THROWS_AS(Microsd(bus.machine, "card", {bus.sck, bus.mosi, bus.cs, &bus.miso}, nullptr,
                            std::make_unique<MicrosdSectors>(1000, nullptr, false), {}),
                    Error);
}
