#include "sim/image/binary_info.h"

#include "tests/sim/image/files.h"

#include <doctest/doctest.h>

using namespace sim::image;
using files::Bytes;

namespace {

constexpr std::uint32_t flash = 0x10000000;
constexpr std::uint32_t header = 0x1c0; // offset
constexpr std::uint32_t table = 0x400;
constexpr std::uint16_t rp = 0x5052;

/// A program with binary info whose entries are added one by one.
struct Program {
    Bytes bytes = Bytes(0x2000);
    std::uint32_t entries = 0;
    std::uint32_t free = 0x800;

    Program() {
        files::put32(bytes, header, 0x7188ebf2);
        files::put32(bytes, header + 4, flash + table);
        files::put32(bytes, header + 12, flash + 0x200); // no mappings
        files::put32(bytes, header + 16, 0xe71aa390);
    }

    std::uint32_t text(std::string_view value) {
        const std::uint32_t at = free;
        files::put(bytes, at, value);
        free += static_cast<std::uint32_t>(value.size()) + 1;
        free = (free + 3) & ~3U;
        return flash + at;
    }

    void entry(std::uint16_t type, std::uint16_t tag, std::initializer_list<std::uint32_t> words) {
        std::uint32_t at = free;
        files::put32(bytes, table + 4 * entries++, flash + at);
        files::put16(bytes, at, type);
        files::put16(bytes, at + 2, tag);
        for (const std::uint32_t word : words) {
            at += 4;
            files::put32(bytes, at, word);
        }
        free = at + 4;
        files::put32(bytes, header + 8, flash + table + 4 * entries);
    }

    BinaryInfo read(std::uint32_t address = flash) const {
        Image image;
        image.segments.push_back({address, bytes});
        return read_binary_info(image);
    }
};

} // namespace

TEST_CASE("Binary info: texts, features and the end of the program") {
    Program program;
    program.entry(6, rp, {0x02031c86, program.text("blinky")});
    program.entry(6, rp, {0x11a9bc3a, program.text("1.2")});
    program.entry(6, rp, {0x9da22254, program.text("Jan  1 2026")});
    program.entry(6, rp, {0x1856239a, program.text("https://example.org")});
    program.entry(6, rp, {0xb6a07c19, program.text("blinks")});
    program.entry(6, rp, {0x5360b3ab, program.text("2.1.1")});
    program.entry(6, rp, {0xb63cffbb, program.text("pico")});
    program.entry(6, rp, {0x7f8882e1, program.text("boot2_w25q080")});
    program.entry(6, rp, {0xa1f4b453, program.text("USB stdin / stdout")});
    program.entry(6, rp, {0xa1f4b453, program.text("double precision")});
    program.entry(6, rp, {0x4275f0d3, program.text("Release")});
    program.entry(5, rp, {0x68f465de, 0x10001234});
    const BinaryInfo info = program.read();
    CHECK(info.present);
    CHECK(info.program_name == "blinky");
    CHECK(info.program_version == "1.2");
    CHECK(info.build_date == "Jan  1 2026");
    CHECK(info.program_url == "https://example.org");
    CHECK(info.program_description == "blinks");
    CHECK(info.sdk_version == "2.1.1");
    CHECK(info.pico_board == "pico");
    CHECK(info.boot2_name == "boot2_w25q080");
    CHECK(info.features == std::vector<std::string>{"USB stdin / stdout", "double precision"});
    CHECK(info.build_attributes == std::vector<std::string>{"Release"});
    CHECK(info.binary_end == 0x10001234);
}

TEST_CASE("Binary info: pins by function, by range and by name") {
    Program program;
    program.entry(8, rp, {1 << 2 | 2 << 3 << 0}); // no kind known: left out
    program.entry(8, rp,
                  {2U | 2U << 3 | 0U << 7 | 1U << 12 | 1U << 17 | 1U << 22 | 1U << 27}); // UART on 0 and 1
    program.entry(8, rp, {1U | 3U << 3 | 4U << 7 | 7U << 12});                           // I2C on 4 to 7
    program.entry(13, rp, {1U | 1U << 3 | 40U << 8 | 42U << 16, 0});                     // SPI on 40 to 42
    program.entry(9, rp, {1U << 25, program.text("LED")});
    program.entry(9, rp, {1U << 4 | 1U << 9, program.text("SDA|SCL")});
    program.entry(14, rp, {0, 1U << 4, program.text("high")});
    const BinaryInfo info = program.read();
    REQUIRE(info.pins.size() == 7);
    CHECK(info.pins[0].mask == 0x3);
    CHECK(info.pins[0].function == "UART");
    CHECK(info.pins[1].mask == 0xf0);
    CHECK(info.pins[1].function == "I2C");
    CHECK(info.pins[2].mask == std::uint64_t{7} << 40);
    CHECK(info.pins[3].function == "LED");
    CHECK(info.pins[4].mask == 1U << 4);
    CHECK(info.pins[4].function == "SDA");
    CHECK(info.pins[5].mask == 1U << 9);
    CHECK(info.pins[5].function == "SCL");
    CHECK(info.pins[6].mask == std::uint64_t{1} << 36);
}

TEST_CASE("Binary info: block devices, groups and variables") {
    constexpr std::uint16_t mp = 0x504d;
    Program program;
    program.entry(6, mp, {0x4a99d719, program.text("asyncio")}); // before its heading
    program.entry(7, mp, {program.text("MicroPython"), 0x100a0000, 0x160000, 0, 7});
    program.entry(10, rp, {0xa1f4b453, std::uint32_t{mp} << 16, 0x4a99d719, program.text("frozen modules")});
    program.entry(6, mp, {0x4a99d719, program.text("rp2")});
    const std::uint32_t number = program.text(std::string_view("\xfe\xff\xff\xff", 4));
    program.entry(11, rp, {1, number, program.text("speed")});
    program.entry(12, rp, {1, program.text("hello"), program.text("greeting"), 16});
    const BinaryInfo info = program.read();
    REQUIRE(info.block_devices.size() == 1);
    CHECK(info.block_devices[0].name == "MicroPython");
    CHECK(info.block_devices[0].address == 0x100a0000);
    CHECK(info.block_devices[0].size == 0x160000);
    CHECK(info.block_devices[0].flags == 7);
    REQUIRE(info.groups.size() == 1);
    CHECK(info.groups[0].label == "frozen modules");
    CHECK(info.groups[0].values == std::vector<std::string>{"asyncio", "rp2"});
    REQUIRE(info.variables.size() == 2);
    CHECK(info.variables[0].name == "speed");
    CHECK(info.variables[0].value == "-2");
    CHECK(info.variables[1].value == "hello");
}

TEST_CASE("Binary info: pointers into what is copied to RAM are followed through the mapping table") {
    Program program;
    program.entry(6, rp, {0x02031c86, 0x20000010});
    files::put(program.bytes, 0x1010, "in RAM");
    files::put32(program.bytes, 0x200, flash + 0x1000);
    files::put32(program.bytes, 0x204, 0x20000000);
    files::put32(program.bytes, 0x208, 0x20000100);
    CHECK(program.read().program_name == "in RAM");
}

TEST_CASE("Binary info: without markers there is none, and damage does no harm") {
    Program program;
    CHECK_FALSE(program.read(0x30000000 - header).program_name.size());
    program.entry(6, rp, {0x02031c86, 0xdeadbeef});
    program.entry(6, rp, {0x11a9bc3a, flash + 0x1ffe});
    files::put16(program.bytes, 0x1ffe, 0x4141); // no zero before the end
    files::put32(program.bytes, table + 4 * program.entries++, 0x77777777);
    files::put32(program.bytes, header + 8, 0xffffffff);
    const BinaryInfo info = program.read();
    CHECK(info.present);
    CHECK(info.program_name.empty());
    CHECK(info.program_version.empty());
    files::put32(program.bytes, header + 16, 0);
    CHECK_FALSE(program.read().present);
}
