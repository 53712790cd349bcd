#pragma once

#include "sim/image/content.h"
#include "sim/image/image.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace sim::image {

/// Gathers what a loader finds, in any order, and joins it into segments. Overlap is an error.
class SegmentBuilder {
public:
    /// `place` is the offset in the file, or the line for Intel HEX; `bytes` lie in the file's content. What
    /// runs over the end of the address space is an error.
    void add(const Content& content, std::uint32_t address, std::span<const std::uint8_t> bytes,
             std::uint64_t place);
    bool empty() const { return pieces_.empty(); }

    /// Fills `segments` and `origins`.
    void finish(const Content& content, Image& image);

private:
    struct Piece {
        std::uint32_t address;
        std::span<const std::uint8_t> bytes;
        std::uint64_t place;

        std::uint64_t end() const { return std::uint64_t{address} + bytes.size(); }
    };

    std::vector<Piece> pieces_;
};

/// Fails at a place that is an offset or, for Intel HEX, a line.
[[noreturn]] void fail_at(const Content& content, Format format, std::uint64_t place, std::string_view text);

} // namespace sim::image
