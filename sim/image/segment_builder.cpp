#include "sim/image/segment_builder.h"

#include <fmt/format.h>

#include <algorithm>

namespace sim::image {

void fail_at(const Content& content, Format format, std::uint64_t place, std::string_view text) {
    if (format == Format::IntelHex) {
        content.fail_line(place, text);
    }
    content.fail(place, text);
}

void SegmentBuilder::add(const Content& content, std::uint32_t address, std::span<const std::uint8_t> bytes,
                         std::uint64_t place) {
    if (bytes.empty()) {
        return;
    }
    if (bytes.size() > (std::uint64_t{1} << 32) - address) {
        content.fail(place, fmt::format("{} bytes at address {:#010x} run over the end of the 32-bit address "
                                        "space: the file is damaged or for another processor",
                                        bytes.size(), address));
    }
    pieces_.push_back({address, bytes, place});
}

void SegmentBuilder::finish(const Content& content, Image& image) {
    std::stable_sort(pieces_.begin(), pieces_.end(),
                     [](const Piece& a, const Piece& b) { return a.address < b.address; });
    const Piece* before = nullptr;
    for (const Piece& piece : pieces_) {
        if (before != nullptr && before->end() > piece.address) {
            const std::uint64_t first = std::min(piece.place, before->place);
            const std::string first_place = image.format == Format::IntelHex
                                                ? fmt::format("line {}", first)
                                                : fmt::format("offset {:#x}", first);
            fail_at(content, image.format, std::max(piece.place, before->place),
                    fmt::format(
                        "address {:#010x} gets bytes a second time, the first are from {}: two files joined "
                        "into one, or a damaged one; build it again",
                        piece.address, first_place));
        }
        if (before == nullptr || before->end() < piece.address) {
            image.segments.push_back({piece.address, {}});
        }
        std::vector<std::uint8_t>& bytes = image.segments.back().bytes;
        bytes.insert(bytes.end(), piece.bytes.begin(), piece.bytes.end());
        image.origins.push_back({piece.address, piece.place});
        before = &piece;
    }
    pieces_.clear();
}

} // namespace sim::image
