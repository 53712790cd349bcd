#include "sim/image/hex.h"

#include "sim/core/error.h"
#include "tests/sim/image/files.h"

#include <doctest/doctest.h>

using namespace sim::image;
using files::Bytes;
using files::hex_end;
using files::hex_record;
using sim::core::Error;

namespace {

Image parse(const std::string& text, std::optional<std::uint32_t> preferred = std::nullopt) {
    return parse_hex("x.hex", files::bytes_of(text), preferred);
}

void check_error(const std::string& text, const char* message) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(parse(text), doctest::Contains(message), Error);
}

} // namespace

TEST_CASE("HEX: data records with a linear base become segments, gaps stay gaps") {
    const Image image = parse(hex_record(0, 4, {0x10, 0x00}) + hex_record(0x0000, 0, {1, 2, 3, 4}) +
                              hex_record(0x0004, 0, {5, 6}) + hex_record(0x8000, 0, {7}) +
                              hex_record(0, 5, {0x10, 0, 1, 0xf7}) + hex_end);
    REQUIRE(image.segments.size() == 2);
    CHECK(image.segments[0].address == 0x10000000);
    CHECK(image.segments[0].bytes == Bytes{1, 2, 3, 4, 5, 6});
    CHECK(image.segments[1].address == 0x10008000);
    CHECK(image.entry == 0x100001f7);
    CHECK(image.families.empty());
    CHECK(image.place_of(0x10000005) == "line 3");
}

TEST_CASE("HEX: segment addresses count in paragraphs, the start is CS:IP") {
    const Image image = parse(hex_record(0, 2, {0x12, 0x34}) + hex_record(0x10, 0, {9}) +
                              hex_record(0, 3, {0x10, 0x00, 0x00, 0x20}) + hex_end);
    CHECK(image.segments[0].address == 0x12350);
    CHECK(image.entry == 0x10020);
}

TEST_CASE("HEX: a record that runs over its 64 KiB goes on at their start") {
    const Image image = parse(hex_record(0, 4, {0x20, 0x00}) + hex_record(0xfffe, 0, {1, 2, 3, 4}) + hex_end);
    REQUIRE(image.segments.size() == 2);
    CHECK(image.segments[0].address == 0x20000000);
    CHECK(image.segments[0].bytes == Bytes{3, 4});
    CHECK(image.segments[1].address == 0x2000fffe);
}

TEST_CASE("HEX: line ends of all systems, blank lines, blanks at the end and small letters are fine") {
    CHECK(parse("\r\n:0100000041be  \r\n\n:00000001ff").size_bytes() == 1);
}

TEST_CASE("HEX: several regions of one chip, as micro:bit files have them") {
    const Image image = parse(hex_record(0, 4, {0, 0}) + hex_record(0, 0, {1, 2, 3, 4}) +
                              hex_record(0, 4, {0, 3}) + hex_record(0xe000, 0, {5}) +
                              hex_record(0, 4, {0x10, 0x00}) + hex_record(0x1014, 0, {6}) + hex_end);
    REQUIRE(image.segments.size() == 3);
    CHECK(image.segments[1].address == 0x3e000);
    CHECK(image.segments[2].address == 0x10001014);
}

TEST_CASE("HEX: of a universal file the preferred device is loaded") {
    const std::string text = hex_record(0, 4, {0, 0}) + hex_record(0, 0x0a, {0x99, 0x00, 0xc0, 0xde}) +
                             hex_record(0, 0, {1}) + hex_record(0, 0x0c, {0xff}) + hex_record(0, 0x0b, {}) +
                             hex_record(0, 4, {0, 0}) + hex_record(0, 0x0a, {0x99, 0x03, 0xc0, 0xde}) +
                             hex_record(0, 0x0d, {2}) + hex_record(4, 0x0d, {2}) + hex_record(0, 0x0e, {}) +
                             hex_record(0, 0x0b, {0xff}) + hex_end;
    const Image first = parse(text);
    CHECK(first.family == 0x9900);
    CHECK(first.segments[0].bytes == Bytes{1});
    const Image second = parse(text, 0x9903);
    REQUIRE(second.segments.size() == 2);
    CHECK(second.segments[0].bytes == Bytes{2});
    REQUIRE(second.families.size() == 2);
    CHECK(second.families[0].name == "micro:bit V1");
    CHECK(second.families[1].name == "micro:bit V2");
    CHECK(second.families[1].blocks == 2);
    CHECK(second.families[1].highest == 4);
}

TEST_CASE("HEX: what contradicts the format is an error with the line") {
    const std::string data = hex_record(0, 0, {1, 2});
    check_error(data + "garbage\n" + hex_end, "x.hex:2: a record begins with a colon");
    check_error(data + ":00000001F\n", "x.hex:2: column 10: two hexadecimal digits");
    check_error(data + ":000000x1FF\n", "x.hex:2: column 8: two hexadecimal digits");
    check_error(data + ":\n", "x.hex:2: the record has 0 bytes but says that it has 5");
    check_error(data + ":0400000001FB\n", "x.hex:2: the record has 6 bytes but says that it has 9");
    check_error(data + ":00000001FE\n", "x.hex:2: the checksum is FE but FF fits the record");
    check_error(data, "x.hex:1: the end record (:00000001FF) is missing");
    check_error(data + hex_end + data, "x.hex:3: there is more after the end record");
    check_error(data + data + hex_end,
                "x.hex:2: address 0x00000000 gets bytes a second time, the first are from line 1");
    check_error(hex_end, "x.hex:1: no record holds data");
    check_error(hex_record(0, 4, {1}) + hex_end,
                "x.hex:1: a record for an extended linear address has 1 bytes of data, not 2");
    check_error(hex_record(0, 2, {}) + hex_end,
                "x.hex:1: a record for an extended segment address has 0 bytes");
    check_error(hex_record(0, 3, {1}) + hex_end, "x.hex:1: a record for a start segment address has 1 bytes");
    check_error(hex_record(0, 5, {1}) + hex_end, "x.hex:1: a record for a start linear address has 1 bytes");
    check_error(hex_record(0, 1, {1}), "x.hex:1: a record for the end of the file has 1 bytes");
    check_error(hex_record(0, 10, {1}), "x.hex:1: a record for the start of a block has 1 bytes");
    check_error(hex_record(0, 6, {}) + hex_end, "x.hex:1: record type 06 is none of Intel HEX");
}

TEST_CASE("HEX: each truncation is an error") {
    const std::string text = hex_record(0, 4, {0x10, 0x00}) + hex_record(0, 0, {1, 2, 3, 4}) + ":00000001FF";
    for (std::size_t size = 1; size < text.size(); ++size) {
        REQUIRE_THROWS_AS(parse(text.substr(0, size)), Error);
    }
}

TEST_CASE("HEX: a file with a device for every record is refused") {
    std::string text;
    for (unsigned i = 0; i < 100; ++i) {
        text += hex_record(0, 0x0a, {0, static_cast<std::uint8_t>(i), 0xc0, 0xde}) + hex_record(0, 0, {1});
    }
    CHECK_THROWS_WITH_AS(parse(text + hex_end), doctest::Contains("x.hex:130: data for more than 64 devices"),
                         Error);
}
