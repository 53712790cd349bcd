#include "sim/image/elf.h"

#include "sim/core/error.h"
#include "tests/sim/image/files.h"

#include <doctest/doctest.h>

using namespace sim::image;
using files::Bytes;
using files::Elf;
using sim::core::Error;

namespace {

Image parse(const Bytes& file) {
    return parse_elf("x.elf", file);
}

Bytes with_byte(std::size_t at, std::uint8_t value) {
    Bytes file = Elf::make();
    file[at] = value;
    return file;
}

Bytes with_word(std::size_t at, std::uint32_t value) {
    Bytes file = Elf::make();
    files::put32(file, at, value);
    return file;
}

} // namespace

TEST_CASE("ELF: segments lie at their load addresses, .data behind the code in flash") {
    const Image image = parse(Elf::make());
    REQUIRE(image.segments.size() == 1);
    CHECK(image.segments[0].address == 0x10000000);
    CHECK(std::string(image.segments[0].bytes.begin(), image.segments[0].bytes.end()) ==
          "0123456789abcdefDATADATA");
    CHECK(image.entry == 0x10000001);
    CHECK(image.place_of(0x10000003) == "offset 0x83");
    CHECK(image.place_of(0x10000010) == "offset 0x90");
}

TEST_CASE("ELF: sections that occupy memory are listed, .bss as not loaded") {
    const Image image = parse(Elf::make());
    REQUIRE(image.sections.size() == 3);
    CHECK(image.sections[0].name == ".text");
    CHECK(image.sections[0].executable);
    CHECK(image.sections[1].name == ".data");
    CHECK(image.sections[1].loaded);
    CHECK_FALSE(image.sections[1].executable);
    CHECK(image.sections[2].name == ".bss");
    CHECK(image.sections[2].address == 0x20000008);
    CHECK_FALSE(image.sections[2].loaded);
}

TEST_CASE("ELF: symbols are sorted, without Thumb bits, mapping symbols, files and what is not defined") {
    const Image image = parse(Elf::make());
    REQUIRE(image.symbols.size() == 5);
    CHECK(image.symbols[0].name == "main");
    CHECK(image.symbols[0].address == 0x10000000);
    CHECK(image.symbols[0].size == 8);
    CHECK(image.symbols[0].kind == Symbol::Kind::Function);
    CHECK(image.symbols[1].name == "absolute");
    CHECK(image.symbols[2].name == "label");
    CHECK(image.symbols[3].kind == Symbol::Kind::Object);
    REQUIRE(image.find_symbol("counter") != nullptr);
    CHECK(image.find_symbol("counter")->address == 0x20000004);
    CHECK(image.find_symbol("undefined") == nullptr);
}

TEST_CASE("ELF: the nearest symbol spans the address or is the last one before it in the section") {
    Image image = parse(Elf::make());
    CHECK(image.describe(0x10000000) == "main");
    CHECK(image.describe(0x10000006) == "main+0x6");
    CHECK(image.describe(0x10000008) == "label");
    CHECK(image.describe(0x1000000b) == "label+0x3");
    CHECK(image.describe(0x1000000f) == "table+0x3");
    CHECK(image.describe(0x10000010).empty());
    CHECK(image.describe(0x20000000).empty());
    CHECK(image.describe(0x20000007) == "counter+0x3");
    CHECK(image.describe(0x0fffffff).empty());
    CHECK(image.describe(0xffffffff).empty());
    // Names stay valid in a copy when the first image is gone.
    const Image copy = image;
    image = Image{};
    CHECK(copy.describe(0x10000001) == "main+0x1");
}

TEST_CASE("ELF: a label inside a function does not hide it") {
    Bytes file = Elf::make();
    Elf::symbol(file, 2, 6, 0x10000004, 0, 0x00, 1);
    const Image image = parse(file);
    CHECK(image.describe(0x10000006) == "main+0x6");
    CHECK(image.describe(0x10000009) == "label+0x5");
}

TEST_CASE("ELF: a program without sections loads") {
    Bytes file = with_word(32, 0);
    files::put16(file, 48, 0);
    const Image image = parse(file);
    CHECK(image.size_bytes() == 24);
    CHECK(image.symbols.empty());
    CHECK(image.nearest_symbol(0x10000000) == std::nullopt);
}

TEST_CASE("ELF: what is no program for a Cortex-M is told") {
    CHECK_THROWS_WITH_AS(parse(with_byte(4, 2)),
                         doctest::Contains("x.elf: offset 0x4: a 64-bit or big-endian"), Error);
    CHECK_THROWS_WITH_AS(parse(with_byte(5, 2)),
                         doctest::Contains("x.elf: offset 0x4: a 64-bit or big-endian"), Error);
    CHECK_THROWS_WITH_AS(parse(with_byte(16, 1)), doctest::Contains("offset 0x10: an ELF file of type 1"),
                         Error);
    CHECK_THROWS_WITH_AS(parse(with_byte(18, 62)), doctest::Contains("offset 0x12: a program for machine 62"),
                         Error);
    CHECK_THROWS_WITH_AS(parse(with_byte(18, 243)), doctest::Contains("the RP2350 is not modelled"), Error);
}

TEST_CASE("ELF: what contradicts the format is an error with the offset") {
    constexpr std::size_t first = Elf::program_headers;
    constexpr std::size_t symtab = Elf::section_headers + 40 * 5;
    struct {
        std::size_t at;
        std::uint32_t value;
        const char* message;
    } const rows[] = {
        {28,                                 0x7fffffff, "offset 0x7fffffff: the table of segments of 64 bytes"                    },
        {28,                                 0,          "offset 0x1c: no segment has bytes to load"                               },
        {32,                                 0x40000000, "offset 0x40000000: the table of sections of 280 bytes"                   },
        {42,                                 0x00020028, "offset 0x2a: program headers of 40 bytes where 32"                       },
        {46,                                 0x00070020, "offset 0x2e: section headers of 32 bytes where 40"                       },
        {first + 4,                          0x40000000, "offset 0x40000000: a segment of 16 bytes"                                },
        {first + 16,                         0x40000000, "offset 0x44: segment 0 has 1073741824 bytes in the file but 16 in memory"},
        {first + 12,                         0xfffffff8, "offset 0x80: 16 bytes at address 0xfffffff8 run over the end"            },
        {first + 12,                         0x10000008,
         "offset 0x90: address 0x10000010 gets bytes a second time, the first are from offset 0x80"                                },
        {symtab + 16,                        0x40000000, "offset 0x40000000: the symbol table of 160 bytes"                        },
        {symtab + 20,                        0x40000000, "offset 0xe0: the symbol table of 1073741824 bytes"                       },
        {symtab + 24,                        7,          "offset 0x1c0: the symbol table names no string table"                    },
        {Elf::symbols + 16,                  56,         "offset 0x180: a name at 56 in a string table of 56 bytes"                },
        {Elf::section_headers + 40,          44,         "offset 0xa0: a name at 44 in a string table of 44 bytes"                 },
        {Elf::section_headers + 40 * 4 + 20, 10,         "offset 0xa7: a name without an end"                                      },
    };
    for (const auto& row : rows) {
        CAPTURE(row.message);
        CHECK_THROWS_WITH_AS(parse(with_word(row.at, row.value)), doctest::Contains(row.message), Error);
    }
}

TEST_CASE("ELF: each truncation is an error") {
    const Bytes file = Elf::make();
    for (std::size_t size = 4; size < file.size(); ++size) {
        REQUIRE_THROWS_WITH_AS(parse(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size))),
                               doctest::Contains("truncated"), Error);
    }
}

TEST_CASE("ELF: a table that never ends or says 4 GiB allocates nothing") {
    CHECK_THROWS_AS(parse(with_word(44, 0x0028ffff)), Error);
    CHECK_THROWS_AS(parse(with_word(48, 0x0004ffff)), Error);
    CHECK_THROWS_AS(parse(with_word(Elf::program_headers + 20, 0)), Error);
}
