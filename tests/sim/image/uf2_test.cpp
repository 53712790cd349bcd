#include "sim/image/uf2.h"

#include "sim/core/error.h"
#include "tests/sim/image/files.h"

#include <doctest/doctest.h>

using namespace sim::image;
using files::Bytes;
using files::Uf2Block;
using sim::core::Error;

namespace {

Image parse(const Uf2Block& block) {
    return parse_uf2("x.uf2", block.bytes(), uf2_family::rp2040);
}

Image parse(const Bytes& file, std::optional<std::uint32_t> preferred = uf2_family::rp2040) {
    return parse_uf2("x.uf2", file, preferred);
}

Bytes with_word(Bytes file, std::size_t at, std::uint32_t value) {
    files::put32(file, at, value);
    return file;
}

} // namespace

TEST_CASE("UF2: blocks in any order and with gaps become segments") {
    const Image image =
        parse(files::uf2(Uf2Block{.address = 0x10000100, .number = 1, .count = 3, .fill = 2},
                         Uf2Block{.address = 0x10000000, .number = 0, .count = 3, .fill = 1},
                         Uf2Block{.address = 0x10004000, .number = 2, .count = 3, .fill = 3}));
    REQUIRE(image.segments.size() == 2);
    CHECK(image.segments[0].address == 0x10000000);
    CHECK(image.segments[0].bytes.size() == 512);
    CHECK(image.segments[0].bytes[0] == 1);
    CHECK(image.segments[0].bytes[256] == 2);
    CHECK(image.segments[1].address == 0x10004000);
    CHECK(image.family == uf2_family::rp2040);
    REQUIRE(image.families.size() == 1);
    CHECK(image.families[0].name == "RP2040");
    CHECK(image.families[0].blocks == 3);
    CHECK(image.families[0].highest == 0x100040ff);
    CHECK(image.place_of(0x10000101) == "offset 0x21");
    CHECK(image.place_of(0x10000000) == "offset 0x220");
}

TEST_CASE("UF2: of several families in one file the preferred one is loaded and all are listed") {
    const Bytes file = files::uf2(Uf2Block{.family = 0xe48bff59, .fill = 1}, Uf2Block{.fill = 2},
                                  Uf2Block{.number = 0, .family = 0x12345678, .fill = 3});
    CHECK(parse(file).segments[0].bytes[0] == 2);
    CHECK(parse(file, 0x12345678).segments[0].bytes[0] == 3);
    const Image image = parse(file, 0x999);
    CHECK(image.family == 0xe48bff59);
    CHECK(image.segments[0].bytes[0] == 1);
    REQUIRE(image.families.size() == 3);
    CHECK(image.families[0].name == "RP2350 Arm secure");
    CHECK(image.families[1].place == 512);
    CHECK(image.families[2].name.empty());
}

TEST_CASE("UF2: block numbers may run through all families of a file") {
    const Bytes file =
        files::uf2(Uf2Block{.number = 0, .count = 3, .family = 1}, Uf2Block{.number = 1, .count = 3},
                   Uf2Block{.address = 0x10000100, .number = 2, .count = 3});
    CHECK(parse(file).size_bytes() == 512);
}

TEST_CASE("UF2: blocks that are not for the main flash, files and ignored blocks are left out") {
    Bytes ignored =
        files::uf2(Uf2Block{.address = 0x10ffff00, .count = 2, .family = 0xe48bff57, .flags = 0xa000});
    files::put32(ignored, 32 + 256, 0x57e30404);
    const Image image =
        parse(files::uf2(ignored, Uf2Block{.flags = 0x2001}, Uf2Block{.flags = 0x3000}, Uf2Block{}));
    CHECK(image.size_bytes() == 256);
    CHECK(image.families.size() == 1);
    CHECK(image.notes.size() == 2);
    CHECK_THROWS_WITH_AS(parse(Uf2Block{.flags = 0x2001}),
                         doctest::Contains("x.uf2: offset 0x0: no block is for the main flash"), Error);
}

TEST_CASE("UF2: extension tags and MD5 checksums do not disturb") {
    Bytes tagged = files::uf2(Uf2Block{.flags = 0xe000});
    files::put32(tagged, 32 + 256, 0x9fc7bc07); // version, three characters
    files::put(tagged, 32 + 260, "1.0");
    const Image image = parse(tagged);
    CHECK(image.size_bytes() == 256);
    CHECK(image.notes == std::vector<std::string>{"1 blocks carry MD5 checksums, which were not checked"});
    CHECK_THROWS_WITH_AS(parse(Uf2Block{.family = 1, .flags = 0x6000, .payload_size = 453}),
                         doctest::Contains("offset 0x10: the block's payload is 453 bytes, at most 452 fit"),
                         Error);
}

TEST_CASE("UF2: blocks without a family are loaded and say so") {
    const Image image = parse(Uf2Block{.flags = 0});
    CHECK(image.family == std::nullopt);
    CHECK(image.families[0].id == std::nullopt);
    CHECK(image.size_bytes() == 256);
}

TEST_CASE("UF2: each truncation of a file is an error with the offset") {
    const Bytes file =
        files::uf2(Uf2Block{.count = 2}, Uf2Block{.address = 0x10000100, .number = 1, .count = 2});
    for (std::size_t size = 1; size < file.size(); ++size) {
        REQUIRE_THROWS_WITH_AS(parse(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))),
                               doctest::Contains("truncated"), Error);
    }
    CHECK_THROWS_WITH_AS(
        parse(Bytes(file.begin(), file.begin() + 512)),
        doctest::Contains("x.uf2: offset 0x200: only 1 of 2 blocks are there, number 1 is missing"), Error);
    CHECK_THROWS_WITH_AS(parse(Bytes(file.begin(), file.begin() + 600)),
                         doctest::Contains("x.uf2: offset 0x200:"), Error);
}

TEST_CASE("UF2: what contradicts the format is an error with the offset") {
    const Bytes two =
        files::uf2(Uf2Block{.count = 2}, Uf2Block{.address = 0x10000100, .number = 1, .count = 2});
    struct {
        std::size_t at;
        std::uint32_t value;
        const char* message;
    } const rows[] = {
        {512 + 0,  0,          "offset 0x200: 0x00000000 stands where the first magic number"                    },
        {512 + 4,  0,          "offset 0x204: 0x00000000 stands where the second magic number"                   },
        {1020,     7,          "offset 0x3fc: 0x00000007 stands where the final magic number"                    },
        {512 + 16, 477,        "offset 0x210: the block's payload is 477 bytes, at most 476 fit"                 },
        {512 + 16, 255,        "offset 0x210: the payload is 255 bytes: the boot ROM"                            },
        {512 + 16, 0,          "offset 0x210: the payload is 0 bytes: the boot ROM"                              },
        {512 + 12, 0x10000180, "offset 0x20c: address 0x10000180 is no multiple of 256"                          },
        {512 + 12, 0x10000000,
         "offset 0x220: address 0x10000000 gets bytes a second time, the first are from offset 0x20"             },
        {512 + 12, 0xffffff80, "offset 0x220: 256 bytes at address 0xffffff80 run over the end"                  },
        {512 + 20, 0,          "offset 0x214: block number 0 is there twice"                                     },
        {512 + 20, 2,          "offset 0x214: block number 2 of 2"                                               },
        {512 + 24, 3,          "offset 0x218: this block is one of 3, another one of the same family is one of 2"},
        {24,       0,          "offset 0x14: block number 0 of 0"                                                },
    };
    for (const auto& row : rows) {
        CAPTURE(row.message);
        CHECK_THROWS_WITH_AS(parse(with_word(two, row.at, row.value)), doctest::Contains(row.message), Error);
    }
}

TEST_CASE("UF2: a file with a family for every block is refused, not searched through") {
    Bytes file;
    for (std::uint32_t i = 0; i < 100; ++i) {
        file = files::uf2(file, Uf2Block{.family = i});
    }
    CHECK_THROWS_WITH_AS(parse(file), doctest::Contains("offset 0x801c: blocks for more than 64 families"),
                         Error);
}

TEST_CASE("UF2: what write_uf2 writes is read back") {
    const std::vector<Segment> segments{
        {0x10000000, Bytes(300, 7)},
        {0x10001010, Bytes(4,   9)}
    };
    const Bytes file = write_uf2(segments, uf2_family::rp2040);
    CHECK(file.size() == 3 * 512);
    const Image image = parse(file);
    REQUIRE(image.segments.size() == 2);
    CHECK(image.segments[0].bytes.size() == 512);
    CHECK(image.read(0x10000128) == 0x07070707);
    CHECK(image.read(0x1000012c) == 0);
    CHECK(image.read(0x10001010) == 0x09090909);
}

TEST_CASE("UF2: blocks without a byte are refused") {
    const Bytes file = files::uf2(Uf2Block{.family = 0, .flags = 0, .payload_size = 0});
    CHECK_THROWS_WITH_AS(parse(file), doctest::Contains("no block has any bytes"), Error);
}
