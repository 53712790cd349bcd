#include "sim/image/load.h"

#include "sim/core/error.h"
#include "tests/sim/image/files.h"

#include <doctest/doctest.h>

#include <random>

using namespace sim::image;
using files::Bytes;
using sim::core::Error;

TEST_CASE("Images: the format is told by content, not by name") {
    CHECK(parse_image("a.bin", files::uf2(files::Uf2Block{})).format == Format::Uf2);
    CHECK(parse_image("a.uf2", files::Elf::make()).format == Format::Elf);
    CHECK(
        parse_image("a.elf", files::bytes_of(" \n" + files::hex_record(0, 0, {1}) + files::hex_end)).format ==
        Format::IntelHex);
    CHECK(parse_image("a", files::flash_program()).format == Format::Binary);
}

TEST_CASE("Images: a BIN goes to the start of flash if it looks like that, else wants an address") {
    const Image image = parse_image("a.bin", files::flash_program());
    CHECK(image.segments[0].address == 0x10000000);
    CHECK(image.place_of(0x10000010) == "offset 0x10");

    Bytes without_boot2 = files::flash_program();
    without_boot2[0] = 0;
    CHECK(parse_image("a.bin", without_boot2).segments[0].address == 0x10000000); // the vector table tells
    files::put32(without_boot2, 260, 0x10000200);
    CHECK_THROWS_WITH_AS(parse_image("a.bin", without_boot2),
                         doctest::Contains("a.bin: offset 0x0: neither UF2, ELF nor Intel HEX"), Error);
    CHECK(parse_image("a.bin", without_boot2, {.binary_base = 0x20000000}).segments[0].address == 0x20000000);
    CHECK_THROWS_WITH_AS(parse_image("a.bin", without_boot2, {.binary_base = 0xffffff00}),
                         doctest::Contains("run over the end of the address space"), Error);
}

TEST_CASE("Images: empty files, and names that promise something else, are told") {
    CHECK_THROWS_WITH_AS(parse_image("a.uf2", {}), doctest::Contains("a.uf2: offset 0x0: the file is empty"),
                         Error);
    CHECK_THROWS_WITH_AS(parse_image("a.uf2", files::flash_program()),
                         doctest::Contains("no uf2 file begins like this"), Error);
    CHECK_THROWS_WITH_AS(parse_image("a.hex", Bytes(100, 'x')),
                         doctest::Contains("no hex file begins like this"), Error);
}

TEST_CASE("Images: files that cannot be read are told") {
    CHECK_THROWS_WITH_AS(load_image("/no/such/file.uf2"),
                         doctest::Contains("/no/such/file.uf2: cannot be opened"), Error);
    CHECK_THROWS_WITH_AS(load_image("/"), doctest::Contains("/: a folder, no firmware file"), Error);
}

TEST_CASE("Images: random bytes, with and without the start of a format, never do more than throw") {
    std::mt19937 random(1);
    unsigned refused = 0;
    for (int round = 0; round < 3000; ++round) {
        Bytes bytes(random() % 2000);
        for (std::uint8_t& byte : bytes) {
            byte = static_cast<std::uint8_t>(random());
        }
        constexpr std::string_view starts[] = {"", "UF2\n",
                                               "\x7f"
                                               "ELF\x01\x01\x01",
                                               ":10"};
        files::put(bytes, 0, starts[round % 4]);
        try {
            parse_image("random", bytes);
        } catch (const Error& error) {
            CHECK(std::string_view(error.what()).starts_with("random:"));
            ++refused;
        }
    }
    CHECK(refused == 3000);
}
