#include "sim/image/rp2040_image.h"

#include "sim/core/error.h"
#include "sim/image/binary_info.h"
#include "sim/image/load.h"
#include "tests/sim/image/files.h"

#include <doctest/doctest.h>

using namespace sim::image;
using files::Bytes;
using sim::core::Error;

namespace {

Image flash_image(const Bytes& bytes, std::uint32_t address = 0x10000000) {
    Image image;
    image.path = "x";
    image.segments.push_back({address, bytes});
    image.origins.push_back({address, 0});
    return image;
}

std::vector<Finding> problems_of(const Image& image, const BinaryInfo& info = {}) {
    return find_rp2040_problems(image, info, rp2040_memory_areas());
}

std::string refusal_of(const Image& image) {
    try {
        warnings_of(find_rp2040_problems(image, {}, rp2040_memory_areas()));
    } catch (const Error& error) {
        return error.what();
    }
    return "none";
}

} // namespace

TEST_CASE("boot2: the checksum is CRC-32/MPEG-2") {
    CHECK(boot2_checksum(files::bytes_of("123456789")) ==
          0x0376e6e7); // the check value of its catalogue entry
    Bytes bytes(256, 0xa5);
    files::put32(bytes, 252, boot2_checksum(std::span(bytes).first(252)));
    CHECK(find_boot2(flash_image(bytes))->valid());
    CHECK(problems_of(flash_image(bytes)).empty());
    bytes[17] = 0;
    CHECK_FALSE(find_boot2(flash_image(bytes))->valid());
    const std::vector<Finding> problems = problems_of(flash_image(bytes));
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].weight == Finding::Weight::Warning);
    CHECK(problems[0].text.starts_with("boot2 at 0x10000000 has checksum"));
    CHECK_FALSE(find_boot2(flash_image(Bytes(255))));
    CHECK_FALSE(find_boot2(flash_image(bytes, 0x20000000)));
}

TEST_CASE("Vector table: behind boot2, at the start of flash, or behind the head of a RAM program") {
    for (const std::uint32_t base : {0x10000000U, 0x20000000U}) {
        for (const std::uint32_t offset : {0U, 256U}) {
            Bytes bytes(600);
            files::put32(bytes, offset, 0x20042000);
            files::put32(bytes, offset + 4, base + 0x201);
            const std::optional<VectorTable> table = find_vector_table(flash_image(bytes, base));
            REQUIRE(table);
            CHECK(table->address == base + offset);
            CHECK(table->plausible);
        }
    }
    Bytes bytes(600);
    files::put32(bytes, 256, 0x20042004); // SP beyond RAM
    files::put32(bytes, 260, 0x10000201);
    CHECK_FALSE(find_vector_table(flash_image(bytes))->plausible);
    files::put32(bytes, 256, 0x20042000);
    files::put32(bytes, 260, 0x10000200); // no Thumb bit
    CHECK_FALSE(find_vector_table(flash_image(bytes))->plausible);
    files::put32(bytes, 260, 0x10000301); // outside
    CHECK_FALSE(find_vector_table(flash_image(bytes))->plausible);
    CHECK_FALSE(find_vector_table(Image{}));
}

TEST_CASE("Addresses: each byte has to lie in the board's flash or RAM") {
    const auto areas = rp2040_memory_areas(2 << 20);
    CHECK_NOTHROW(check_addresses(flash_image(Bytes(16), 0x101ffff0), areas));
    CHECK_NOTHROW(check_addresses(flash_image(Bytes(16), 0x20041ff0), areas));
    CHECK_THROWS_WITH_AS(
        check_addresses(flash_image(Bytes(32), 0x101ffff0), areas),
        doctest::Contains("x: offset 0x10: bytes for address 0x10200000, where the board has no memory "
                          "to load (flash 0x10000000 to 0x101fffff, RAM 0x20000000 to 0x20041fff)"),
        Error);
    CHECK_THROWS_AS(check_addresses(flash_image(Bytes(17), 0x20041ff0), areas), Error);
    CHECK_THROWS_AS(check_addresses(flash_image(Bytes(1), 0x00000000), areas), Error);
    CHECK_THROWS_AS(check_addresses(flash_image(Bytes(1), 0x0fffffff), areas), Error);

    const Bytes one_gib = files::uf2(files::Uf2Block{.address = 0x40000000});
    CHECK_THROWS_WITH_AS(check_addresses(parse_image("g.uf2", one_gib), areas),
                         doctest::Contains("g.uf2: offset 0x20: bytes for address 0x40000000"), Error);
    const std::string hex =
        files::hex_record(0, 4, {0x40, 0}) + files::hex_record(0, 0, {1}) + files::hex_end;
    CHECK_THROWS_WITH_AS(check_addresses(parse_image("g.hex", files::bytes_of(hex)), areas),
                         doctest::Contains("g.hex: line 2: bytes for address 0x40000000"), Error);
}

TEST_CASE("Families: an RP2350 is not modelled, others and none are refused, with the offset") {
    CHECK(refusal_of(parse_image("x", files::uf2(files::Uf2Block{}))) == "none");
    const Image rp2350 = parse_image("x", files::uf2(files::Uf2Block{.family = 0xe48bff59}));
    CHECK(refusal_of(rp2350).starts_with(
        "x: offset 0x1c: a program for family 0xe48bff59 (RP2350 Arm secure): RP2350 "
        "not modelled"));
    CHECK(problems_of(rp2350)[0].weight == Finding::Weight::NotModelled);
    const Image samd = parse_image("x", files::uf2(files::Uf2Block{.family = 0x68ed2b88}));
    CHECK(refusal_of(samd).starts_with(
        "x: offset 0x1c: a program for family 0x68ed2b88 (SAMD21), not for the RP2040"));
    CHECK(problems_of(samd)[0].weight == Finding::Weight::Refused);
    CHECK(refusal_of(parse_image("x", files::uf2(files::Uf2Block{.flags = 0})))
              .starts_with("x: offset 0x1c: the blocks name no"));
    CHECK(refusal_of(parse_image(
              "x", files::uf2(files::Uf2Block{.family = 0xe48bff59}, files::Uf2Block{}))) == "none");
}

TEST_CASE("RP2350: a program without a family is known by its image definition") {
    Bytes bytes(1024);
    files::put32(bytes, 0x140, 0xffffded3);
    files::put32(bytes, 0x144, 0x10210142);
    CHECK(refusal_of(flash_image(bytes)).find("RP2350 not modelled") != std::string::npos);
    files::put32(bytes, 0x144, 0x00210142); // the same for an RP2040
    CHECK(refusal_of(flash_image(bytes)) == "none");
}

TEST_CASE("Pico W: known by its board's name or by the radio's firmware") {
    BinaryInfo info;
    info.pico_board = "pico_w";
    Bytes bytes(1024);
    files::put32(bytes, 252, boot2_checksum(std::span(bytes).first(252)));
    std::vector<Finding> problems = problems_of(flash_image(bytes), info);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].weight == Finding::Weight::Warning);
    CHECK(problems[0].text.find("radio not modelled") != std::string::npos);
    CHECK(warnings_of(find_rp2040_problems(flash_image(bytes), info, rp2040_memory_areas())).size() == 1);
    info.pico_board = "pico";
    CHECK(problems_of(flash_image(bytes), info).empty());
    files::put(bytes, 500, "43439a0-roml/sdio-g-pool");
    CHECK(problems_of(flash_image(bytes), info).size() == 1);
}
