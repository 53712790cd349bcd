#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::image {

enum class Format : std::uint8_t { Uf2, Elf, IntelHex, Binary };

/// "UF2", "ELF", "Intel HEX", "BIN".
std::string_view format_name(Format format);

/// Bytes that lie at consecutive addresses. The segments of an image rise by address, do not overlap and do
/// not touch.
struct Segment {
    std::uint32_t address = 0;
    std::vector<std::uint8_t> bytes;

    /// The address behind the last byte: up to 2^32.
    std::uint64_t end() const { return std::uint64_t{address} + bytes.size(); }
};

/// Whom a part of a file is for: a UF2 family, a device of a universal Intel HEX file.
struct Family {
    std::optional<std::uint32_t> id; // none: blocks without a family
    std::string name;                // "RP2040"; empty if the id is not known here
    std::uint32_t blocks = 0;
    std::uint64_t bytes = 0;
    std::uint32_t lowest = 0;
    std::uint32_t highest = 0; // of the last byte
    std::uint64_t place = 0;   // in the file: offset or line where it begins
};

/// A section of an ELF file that lies in memory when the program runs.
struct Section {
    std::string name;
    std::uint32_t address = 0;
    std::uint32_t size = 0;
    bool loaded = false; // has bytes in the file (.bss has none)
    bool executable = false;
};

struct Symbol {
    enum class Kind : std::uint8_t { Function, Object, Label, Absolute };

    std::string_view name; // lives as long as an image that has it
    std::uint32_t address = 0;
    std::uint32_t size = 0; // bytes; 0: not told
    Kind kind = Kind::Label;
};

struct NearestSymbol {
    const Symbol* symbol = nullptr;
    std::uint32_t offset = 0; // bytes from the symbol's address
};

/// What a firmware file says, whatever its format: bytes at addresses, and what else it tells.
class Image {
public:
    std::string path;
    Format format = Format::Binary;
    std::vector<Segment> segments;
    std::optional<std::uint32_t> entry;  // where it says that execution begins
    std::vector<Family> families;        // in the order of the file
    std::optional<std::uint32_t> family; // whose segments these are
    std::vector<Section> sections;       // by address
    std::vector<Symbol> symbols;         // by address; of several at one address the most telling last
    std::vector<std::string> notes;      // what was left out or not checked, in sentences

    std::uint64_t size_bytes() const;

    /// Up to four bytes, little-endian; nothing if one of them is not in the image.
    std::optional<std::uint32_t> read(std::uint32_t address, unsigned size = 4) const;
    /// Characters up to a zero; nothing if there is none within `limit` bytes of the image.
    std::optional<std::string> c_string(std::uint32_t address, std::size_t limit = 4096) const;
    const Segment* segment_at(std::uint32_t address) const;

    /// The symbol that `address` belongs to: one whose size spans it, else the last one before it in the same
    /// section. Nothing if there is none.
    std::optional<NearestSymbol> nearest_symbol(std::uint32_t address) const;
    const Symbol* find_symbol(std::string_view name) const;
    /// "main+0x12", or empty.
    std::string describe(std::uint32_t address) const;

    /// Where in the file the byte at `address` stands, as messages name it: "offset 0x200" or "line 17".
    std::string place_of(std::uint32_t address) const;

    struct Origin {
        std::uint32_t address = 0;
        std::uint64_t place = 0; // offset in the file, or line
    };
    std::vector<Origin> origins;                     // by address
    std::shared_ptr<const std::string> symbol_names; // what the names of symbols point into
};

} // namespace sim::image
