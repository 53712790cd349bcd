#include "sim/image/image.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sim::image {

std::string_view format_name(Format format) {
    switch (format) {
    case Format::Uf2:
        return "UF2";
    case Format::Elf:
        return "ELF";
    case Format::IntelHex:
        return "Intel HEX";
    case Format::Binary:
        break;
    }
    return "BIN";
}

std::uint64_t Image::size_bytes() const {
    std::uint64_t size = 0;
    for (const Segment& segment : segments) {
        size += segment.bytes.size();
    }
    return size;
}

const Segment* Image::segment_at(std::uint32_t address) const {
    const auto after = std::upper_bound(
        segments.begin(), segments.end(), address,
        [](std::uint32_t wanted, const Segment& segment) { return wanted < segment.address; });
    if (after == segments.begin() || address >= std::prev(after)->end()) {
        return nullptr;
    }
    return &*std::prev(after);
}

std::optional<std::uint32_t> Image::read(std::uint32_t address, unsigned size) const {
    const Segment* segment = segment_at(address);
    if (segment == nullptr || std::uint64_t{address} + size > segment->end()) {
        return std::nullopt;
    }
    std::uint32_t value = 0;
    for (unsigned i = 0; i < size; ++i) {
        value |= std::uint32_t{segment->bytes[address - segment->address + i]} << (8 * i);
    }
    return value;
}

std::optional<std::string> Image::c_string(std::uint32_t address, std::size_t limit) const {
    const Segment* segment = segment_at(address);
    if (segment == nullptr) {
        return std::nullopt;
    }
    const auto first = segment->bytes.begin() + (address - segment->address);
    const auto room = static_cast<std::size_t>(segment->bytes.end() - first);
    const auto last = first + static_cast<std::ptrdiff_t>(std::min(limit, room));
    const auto zero = std::find(first, last, 0);
    if (zero == last) {
        return std::nullopt;
    }
    return std::string(first, zero);
}

std::optional<NearestSymbol> Image::nearest_symbol(std::uint32_t address) const {
    // Labels without a size lie inside functions and tables: look past some of them for what spans the
    // address.
    constexpr int most_labels = 64;
    const auto section = std::find_if(sections.begin(), sections.end(), [address](const Section& candidate) {
        return address >= candidate.address && address - candidate.address < candidate.size;
    });
    const Symbol* label = nullptr;
    auto at =
        std::upper_bound(symbols.begin(), symbols.end(), address,
                         [](std::uint32_t wanted, const Symbol& symbol) { return wanted < symbol.address; });
    for (int labels = 0; at != symbols.begin() && labels < most_labels;) {
        --at;
        if (at->kind == Symbol::Kind::Absolute) {
            continue;
        }
        if (address - at->address < at->size) {
            return NearestSymbol{&*at, address - at->address};
        }
        if (section == sections.end() || at->address < section->address) {
            break;
        }
        if (label == nullptr) {
            label = &*at;
        }
        ++labels;
    }
    if (label == nullptr) {
        return std::nullopt;
    }
    return NearestSymbol{label, address - label->address};
}

const Symbol* Image::find_symbol(std::string_view name) const {
    const auto found = std::find_if(symbols.begin(), symbols.end(),
                                    [name](const Symbol& symbol) { return symbol.name == name; });
    return found == symbols.end() ? nullptr : &*found;
}

std::string Image::describe(std::uint32_t address) const {
    const std::optional<NearestSymbol> nearest = nearest_symbol(address);
    if (!nearest) {
        return {};
    }
    if (nearest->offset == 0) {
        return std::string(nearest->symbol->name);
    }
    return fmt::format("{}+{:#x}", nearest->symbol->name, nearest->offset);
}

std::string Image::place_of(std::uint32_t address) const {
    const auto after =
        std::upper_bound(origins.begin(), origins.end(), address,
                         [](std::uint32_t wanted, const Origin& origin) { return wanted < origin.address; });
    if (after == origins.begin()) {
        return "offset 0x0";
    }
    const Origin& origin = *std::prev(after);
    if (format == Format::IntelHex) {
        return fmt::format("line {}", origin.place);
    }
    // What a block or a segment holds lies together in the file, from its first byte on.
    return fmt::format("offset {:#x}", origin.place + (address - origin.address));
}

} // namespace sim::image
