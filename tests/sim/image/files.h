#pragma once

#include "sim/image/rp2040_image.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Firmware files for tests, byte by byte, so that each field can be made wrong.
namespace files {

using Bytes = std::vector<std::uint8_t>;

inline void put16(Bytes& bytes, std::size_t at, std::uint32_t value) {
    bytes.resize(std::max(bytes.size(), at + 2));
    bytes[at] = static_cast<std::uint8_t>(value);
    bytes[at + 1] = static_cast<std::uint8_t>(value >> 8);
}

inline void put32(Bytes& bytes, std::size_t at, std::uint32_t value) {
    put16(bytes, at, value);
    put16(bytes, at + 2, value >> 16);
}

inline void put(Bytes& bytes, std::size_t at, std::string_view text) {
    bytes.resize(std::max(bytes.size(), at + text.size()));
    std::copy(text.begin(), text.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

inline void append(Bytes& to, const Bytes& from) {
    to.insert(to.end(), from.begin(), from.end());
}

/// What a boot ROM would start: boot2 with its checksum, a vector table behind it.
inline Bytes flash_program() {
    Bytes bytes(1024, 0x11);
    put32(bytes, 252, sim::image::boot2_checksum(std::span(bytes).first(252)));
    put32(bytes, 256, 0x20042000);
    put32(bytes, 260, 0x10000201);
    return bytes;
}

struct Uf2Block {
    std::uint32_t address = 0x10000000;
    std::uint32_t number = 0;
    std::uint32_t count = 1;
    std::uint32_t family = 0xe48bff56;
    std::uint32_t flags = 0x2000;
    std::uint32_t payload_size = 256;
    std::uint8_t fill = 0x5a;

    Bytes bytes() const {
        Bytes block(512);
        const std::uint32_t words[] = {0x0a324655,   0x9e5d5157, flags, address,
                                       payload_size, number,     count, family};
        for (std::size_t i = 0; i < 8; ++i) {
            put32(block, 4 * i, words[i]);
        }
        std::fill_n(block.begin() + 32, std::min<std::uint32_t>(payload_size, 476), fill);
        put32(block, 508, 0x0ab16f30);
        return block;
    }
};

inline Bytes bytes_of(const Uf2Block& block) {
    return block.bytes();
}
inline Bytes bytes_of(const Bytes& bytes) {
    return bytes;
}

/// Blocks one after another.
template <typename... Blocks> Bytes uf2(const Blocks&... blocks) {
    Bytes file;
    (append(file, bytes_of(blocks)), ...);
    return file;
}

/// An ELF program with two segments and, behind them, sections and symbols:
///   0x10000000 .text 16 bytes: main (function, 8 bytes), label at +8, table (object, 4 bytes) at +12
///   0x20000000 .data 8 bytes, stored at 0x10000010; counter (object, 4 bytes) at +4; .bss 32 bytes behind it
struct Elf {
    static constexpr std::size_t program_headers = 52;
    static constexpr std::size_t text = 128;
    static constexpr std::size_t data = 144;
    static constexpr std::size_t names = 160;   // of sections
    static constexpr std::size_t symbols = 224; // 16 bytes each
    static constexpr std::size_t symbol_count = 10;
    static constexpr std::size_t strings = symbols + 16 * symbol_count;
    static constexpr std::size_t section_headers = 448; // 40 bytes each

    static void program_header(Bytes& file, std::size_t index, std::initializer_list<std::uint32_t> words) {
        std::size_t at = program_headers + 32 * index;
        for (const std::uint32_t word : words) {
            put32(file, std::exchange(at, at + 4), word);
        }
    }

    static void symbol(Bytes& file, std::size_t index, std::uint32_t name, std::uint32_t value,
                       std::uint32_t size, std::uint32_t type, std::uint32_t section) {
        const std::size_t at = symbols + 16 * index;
        put32(file, at, name);
        put32(file, at + 4, value);
        put32(file, at + 8, size);
        file[at + 12] = static_cast<std::uint8_t>(type);
        put16(file, at + 14, section);
    }

    static void section(Bytes& file, std::size_t index, std::initializer_list<std::uint32_t> words) {
        std::size_t at = section_headers + 40 * index;
        for (const std::uint32_t word : words) {
            put32(file, std::exchange(at, at + 4), word);
        }
    }

    static Bytes make() {
        using namespace std::string_view_literals;
        Bytes file(section_headers + 40 * 7);
        put(file, 0,
            "\x7f"
            "ELF\x01\x01\x01");
        put16(file, 16, 2);
        put16(file, 18, 40);
        put32(file, 20, 1);
        put32(file, 24, 0x10000001);
        put32(file, 28, program_headers);
        put32(file, 32, section_headers);
        put16(file, 40, 52);
        put16(file, 42, 32);
        put16(file, 44, 2);
        put16(file, 46, 40);
        put16(file, 48, 7);
        put16(file, 50, 4);
        // type, offset, vaddr, paddr, filesz, memsz, flags, align
        program_header(file, 0, {1, text, 0x10000000, 0x10000000, 16, 16, 5, 4});
        program_header(file, 1, {1, data, 0x20000000, 0x10000010, 8, 40, 6, 4});
        put(file, text, "0123456789abcdef");
        put(file, data, "DATADATA");
        put(file, names, "\0.text\0.data\0.bss\0.shstrtab\0.symtab\0.strtab\0"sv);
        const std::string_view string_table =
            "\0main\0label\0table\0counter\0$t\0absolute\0start.c\0undefined\0"sv;
        put(file, strings, string_table);
        symbol(file, 1, 1, 0x10000001, 8, 0x12, 1);       // main: global function
        symbol(file, 2, 6, 0x10000008, 0, 0x00, 1);       // label
        symbol(file, 3, 12, 0x1000000c, 4, 0x01, 1);      // table
        symbol(file, 4, 18, 0x20000004, 4, 0x11, 2);      // counter
        symbol(file, 5, 26, 0x10000000, 0, 0x00, 1);      // $t
        symbol(file, 6, 29, 0x10000004, 0, 0x10, 0xfff1); // absolute
        symbol(file, 7, 38, 0, 0, 0x04, 0xfff1);          // start.c: file
        symbol(file, 8, 46, 0, 0, 0x10, 0);               // undefined
        symbol(file, 9, 0, 0x10000000, 0, 0x03, 1);       // the section itself
        // name, type, flags, address, offset, size, link
        section(file, 1, {1, 1, 6, 0x10000000, text, 16, 0});
        section(file, 2, {7, 1, 3, 0x20000000, data, 8, 0});
        section(file, 3, {13, 8, 3, 0x20000008, data + 8, 32, 0});
        section(file, 4, {18, 3, 0, 0, names, 44, 0});
        section(file, 5, {28, 2, 0, 0, symbols, 16 * symbol_count, 6, 1, 4, 16});
        section(file, 6, {36, 3, 0, 0, strings, static_cast<std::uint32_t>(string_table.size()), 0});
        return file;
    }
};

/// ":0B0010006164..." for an address, a type and data.
inline std::string hex_record(std::uint32_t address, std::uint32_t type, const Bytes& data) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    Bytes bytes{static_cast<std::uint8_t>(data.size()), static_cast<std::uint8_t>(address >> 8),
                static_cast<std::uint8_t>(address), static_cast<std::uint8_t>(type)};
    append(bytes, data);
    std::uint8_t sum = 0;
    for (const std::uint8_t byte : bytes) {
        sum = static_cast<std::uint8_t>(sum + byte);
    }
    bytes.push_back(static_cast<std::uint8_t>(-sum));
    std::string line = ":";
    for (const std::uint8_t byte : bytes) {
        line += digits[byte >> 4];
        line += digits[byte & 15];
    }
    return line + "\n";
}

inline const std::string hex_end = ":00000001FF\n";

inline Bytes bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}

} // namespace files
