#include "sim/image/appended_script.h"

#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace sim::image;
using sim::core::Error;

namespace {

constexpr ScriptArea area = {0x3e000, 0x2000};

Image image_of(std::vector<Segment> segments) {
    Image image;
    image.path = "firmware.hex";
    image.format = Format::IntelHex;
    for (const Segment& segment : segments) {
        image.origins.push_back({segment.address, segment.address / 16 + 1});
    }
    image.segments = std::move(segments);
    return image;
}

void append(Image& image, const std::string& text) {
    append_script(image, area, "main.py", std::vector<std::uint8_t>(text.begin(), text.end()));
}

std::string text_at(const Image& image, std::uint32_t address, std::size_t size) {
    std::string text;
    for (std::uint32_t at = address; at < address + size; ++at) {
        text += static_cast<char>(image.read(at, 1).value_or('?'));
    }
    return text;
}

} // namespace

TEST_CASE("Appended script: MP, length and text lie in the area, between what else the image has") {
    Image image = image_of({
        {0,          {1, 2, 3}},
        {0x10001000, {4}      }
    });
    append(image, "print(1)\n");
    REQUIRE(image.segments.size() == 3);
    CHECK(image.segments[1].address == 0x3e000);
    CHECK(text_at(image, 0x3e000, 13) == std::string("MP\x09\0print(1)\n", 13));
    CHECK(image.segments[0].bytes.size() == 3);
    CHECK(image.segments[2].address == 0x10001000);
}

TEST_CASE("Appended script: joins segments that it touches") {
    Image image = image_of({
        {0x3dffe, {1, 2}},
        {0x40000, {3}   }
    });
    append(image, std::string(area.size - script_head_bytes, '#'));
    REQUIRE(image.segments.size() == 1);
    CHECK(image.segments[0].end() == 0x40001);
    CHECK(image.read(0x3e002, 2) == area.size - script_head_bytes);
}

TEST_CASE("Appended script: takes the place of an earlier one, of which nothing is left") {
    Image image = image_of({
        {0x3d000, std::vector<std::uint8_t>(0x1000, 7)}
    });
    append(image, "a = 'a long program'\n");
    append(image, "b");
    REQUIRE(image.segments.size() == 1);
    CHECK(image.segments[0].end() == 0x3e005);
    CHECK(text_at(image, 0x3e000, 5) == std::string("MP\x01\0b", 5));
    CHECK(image.read(0x3dfff, 1) == 7U);
}

TEST_CASE("Appended script: empty, too large and occupied are errors that name the file and the place") {
    Image image = image_of({
        {0, {1, 2, 3}}
    });
    CHECK_THROWS_WITH_AS(append(image, ""), doctest::Contains("main.py: is empty"), Error);
    CHECK_THROWS_WITH_AS(
        append(image, std::string(8189, '#')),
        doctest::Contains("main.py: offset 0x1ffc: 8189 bytes are too large a script: the board has "
                          "room for 8188"),
        Error);
    append(image, std::string(8188, '#'));
    Image occupied = image_of({
        {0x3f000, {1}}
    });
    CHECK_THROWS_WITH_AS(
        append(occupied, "x"),
        doctest::Contains("firmware.hex: line 16129: the image has bytes of its own at 0x0003f000"), Error);
}
