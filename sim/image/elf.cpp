#include "sim/image/elf.h"

#include "sim/image/content.h"
#include "sim/image/segment_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

namespace sim::image {

namespace {

// "ELF: Executable and Linkable Format" 1.2 and "ELF for the Arm Architecture"; the names are theirs.
constexpr std::uint32_t elf_class_32 = 1;
constexpr std::uint32_t elf_data_lsb = 1;
constexpr std::uint32_t et_exec = 2;
constexpr std::uint32_t em_arm = 40;
constexpr std::uint32_t em_riscv = 243;
constexpr std::uint32_t pt_load = 1;
constexpr std::uint32_t sht_symtab = 2;
constexpr std::uint32_t sht_nobits = 8;
constexpr std::uint32_t shf_alloc = 2;
constexpr std::uint32_t shf_execinstr = 4;
constexpr std::uint32_t shn_abs = 0xfff1;
constexpr std::uint32_t stt_object = 1;
constexpr std::uint32_t stt_func = 2;
constexpr std::uint32_t stt_section = 3;
constexpr std::uint32_t stt_file = 4;
constexpr std::uint32_t header_size = 52;
constexpr std::uint32_t program_header_size = 32;
constexpr std::uint32_t section_header_size = 40;
constexpr std::uint32_t symbol_size = 16;

constexpr std::size_t longest_name = 16'384; // keeps a damaged string table from costing time
constexpr std::size_t longest_section_name = 256;

struct Header {
    std::uint32_t entry;
    std::uint32_t program_headers; // offset, 0: none
    std::uint32_t program_header_count;
    std::uint32_t section_headers;
    std::uint32_t section_header_count;
    std::uint32_t section_names; // the section that holds them
};

struct SectionHeader {
    std::uint32_t name;
    std::uint32_t type;
    std::uint32_t flags;
    std::uint32_t address;
    std::uint32_t offset;
    std::uint32_t size;
    std::uint32_t link;
};

void check_table(const Content& content, std::uint64_t entry_size_at, std::uint32_t entry_size,
                 std::uint32_t count, std::string_view what) {
    const std::uint32_t found = content.u16(entry_size_at);
    if (count != 0 && found != entry_size) {
        content.fail(entry_size_at,
                     fmt::format("{} of {} bytes where {} are to be: the file is damaged; build "
                                 "it again",
                                 what, found, entry_size));
    }
}

Header read_header(const Content& content) {
    content.slice(0, header_size, "the ELF header");
    const auto bytes = content.bytes();
    if (bytes[4] != elf_class_32 || bytes[5] != elf_data_lsb) {
        content.fail(4, "a 64-bit or big-endian ELF file, no program for a Cortex-M; build it with "
                        "arm-none-eabi-gcc");
    }
    const std::uint32_t machine = content.u16(18);
    if (machine == em_riscv) {
        content.fail(18, "a RISC-V program: the RP2350 is not modelled; build it for the RP2040");
    }
    if (machine != em_arm) {
        content.fail(18, fmt::format("a program for machine {}, not for Arm (40); build it with "
                                     "arm-none-eabi-gcc",
                                     machine));
    }
    if (content.u16(16) != et_exec) {
        content.fail(
            16, fmt::format("an ELF file of type {}, no linked program (2); give the file that the linker "
                            "makes",
                            content.u16(16)));
    }
    Header header{};
    header.entry = content.u32(24);
    header.program_headers = content.u32(28);
    header.section_headers = content.u32(32);
    header.program_header_count = header.program_headers == 0 ? 0 : content.u16(44);
    header.section_header_count = header.section_headers == 0 ? 0 : content.u16(48);
    header.section_names = content.u16(50);
    check_table(content, 42, program_header_size, header.program_header_count, "program headers");
    check_table(content, 46, section_header_size, header.section_header_count, "section headers");
    return header;
}

void read_segments(const Content& content, const Header& header, Image& image) {
    content.slice(header.program_headers, std::uint64_t{header.program_header_count} * program_header_size,
                  "the table of segments");
    SegmentBuilder builder;
    for (std::uint32_t i = 0; i < header.program_header_count; ++i) {
        const std::uint64_t at = header.program_headers + std::uint64_t{i} * program_header_size;
        const std::uint32_t file_size = content.u32(at + 16);
        if (content.u32(at) != pt_load || file_size == 0) {
            continue;
        }
        if (content.u32(at + 20) < file_size) {
            content.fail(at + 16,
                         fmt::format("segment {} has {} bytes in the file but {} in memory: the file is "
                                     "damaged; build it again",
                                     i, file_size, content.u32(at + 20)));
        }
        const std::uint32_t offset = content.u32(at + 4);
        builder.add(content, content.u32(at + 12), content.slice(offset, file_size, "a segment"), offset);
    }
    if (builder.empty()) {
        content.fail(28,
                     "no segment has bytes to load; give the file that the linker makes, with its program "
                     "headers");
    }
    builder.finish(content, image);
}

SectionHeader read_section_header(const Content& content, std::uint64_t at) {
    return {content.u32(at),      content.u32(at + 4),  content.u32(at + 8), content.u32(at + 12),
            content.u32(at + 16), content.u32(at + 20), content.u32(at + 24)};
}

// The zero-terminated string at `index` of a string table.
std::string_view string_at(const Content& content, std::string_view table, std::uint64_t table_offset,
                           std::uint32_t index) {
    if (index >= table.size()) {
        content.fail(table_offset,
                     fmt::format("a name at {} in a string table of {} bytes: the file is damaged; "
                                 "build it again",
                                 index, table.size()));
    }
    const std::string_view rest = table.substr(index, longest_name);
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) {
        content.fail(table_offset + index, "a name without an end: the file is damaged; build it again");
    }
    return rest.substr(0, end);
}

std::string_view string_table(const Content& content, const SectionHeader& header) {
    const auto bytes = content.slice(header.offset, header.size, "a string table");
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// $t, $a, $d and "$t.12" tell a disassembler what follows; they name nothing.
bool is_mapping_symbol(std::string_view name) {
    return name.size() >= 2 && name[0] == '$' && (name[1] == 't' || name[1] == 'a' || name[1] == 'd') &&
           (name.size() == 2 || name[2] == '.');
}

Symbol::Kind kind_of(std::uint32_t type, std::uint32_t section) {
    if (section == shn_abs) {
        return Symbol::Kind::Absolute;
    }
    if (type == stt_func) {
        return Symbol::Kind::Function;
    }
    return type == stt_object ? Symbol::Kind::Object : Symbol::Kind::Label;
}

void read_symbols(const Content& content, const SectionHeader& table, const SectionHeader& strings,
                  Image& image) {
    image.symbol_names = std::make_shared<const std::string>(string_table(content, strings));
    const auto bytes = content.slice(table.offset, table.size, "the symbol table");
    for (std::uint64_t at = table.offset; at + symbol_size <= table.offset + bytes.size();
         at += symbol_size) {
        const std::uint32_t type = bytes[at - table.offset + 12] & 0xf;
        const std::uint32_t section = content.u16(at + 14);
        if (section == 0 || type == stt_section || type == stt_file) {
            continue;
        }
        const std::string_view name =
            string_at(content, *image.symbol_names, strings.offset, content.u32(at));
        if (name.empty() || is_mapping_symbol(name)) {
            continue;
        }
        const Symbol::Kind kind = kind_of(type, section);
        // Bit 0 of a function's value says Thumb.
        const std::uint32_t thumb_bit = kind == Symbol::Kind::Function ? 1 : 0;
        image.symbols.push_back({name, content.u32(at + 4) & ~thumb_bit, content.u32(at + 8), kind});
    }
    // A name that spans bytes, and a function before an object, tells more than a label: it comes last.
    const auto rank = [](const Symbol& symbol) {
        return std::tuple(symbol.address, symbol.size != 0, symbol.kind == Symbol::Kind::Function);
    };
    std::stable_sort(image.symbols.begin(), image.symbols.end(),
                     [rank](const Symbol& a, const Symbol& b) { return rank(a) < rank(b); });
}

void read_sections(const Content& content, const Header& header, Image& image) {
    content.slice(header.section_headers, std::uint64_t{header.section_header_count} * section_header_size,
                  "the table of sections");
    std::vector<SectionHeader> headers;
    for (std::uint32_t i = 0; i < header.section_header_count; ++i) {
        headers.push_back(
            read_section_header(content, header.section_headers + std::uint64_t{i} * section_header_size));
    }
    if (header.section_names >= headers.size()) {
        return; // a file without names of sections has no symbols that could be told apart
    }
    const SectionHeader& names = headers[header.section_names];
    const std::string_view name_table = string_table(content, names);
    for (const SectionHeader& section : headers) {
        if ((section.flags & shf_alloc) != 0 && section.size != 0) {
            const std::string_view name = string_at(content, name_table, names.offset, section.name);
            image.sections.push_back({std::string(name.substr(0, longest_section_name)), section.address,
                                      section.size, section.type != sht_nobits,
                                      (section.flags & shf_execinstr) != 0});
        }
    }
    std::stable_sort(image.sections.begin(), image.sections.end(),
                     [](const Section& a, const Section& b) { return a.address < b.address; });
    const auto symbols = std::find_if(headers.begin(), headers.end(), [](const SectionHeader& section) {
        return section.type == sht_symtab;
    });
    if (symbols != headers.end()) {
        if (symbols->link >= headers.size()) {
            content.fail(header.section_headers,
                         "the symbol table names no string table: the file is damaged; "
                         "build it again");
        }
        read_symbols(content, *symbols, headers[symbols->link], image);
    }
}

} // namespace

bool looks_like_elf(std::span<const std::uint8_t> bytes) {
    constexpr std::array<std::uint8_t, 4> magic{0x7f, 'E', 'L', 'F'};
    return bytes.size() >= magic.size() && std::equal(magic.begin(), magic.end(), bytes.begin());
}

Image parse_elf(std::string_view path, std::span<const std::uint8_t> bytes) {
    const Content content(path, bytes);
    Image image;
    image.path = path;
    image.format = Format::Elf;
    const Header header = read_header(content);
    image.entry = header.entry;
    read_segments(content, header, image);
    if (header.section_header_count != 0) {
        read_sections(content, header, image);
    }
    return image;
}

} // namespace sim::image
