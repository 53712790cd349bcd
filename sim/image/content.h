#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sim::image {

/// The bytes of a file while a loader reads them: little-endian numbers within bounds, and errors that name
/// the file and the place.
class Content {
public:
    Content(std::string_view path, std::span<const std::uint8_t> bytes) : path_(path), bytes_(bytes) {}

    const std::string& path() const { return path_; }
    std::span<const std::uint8_t> bytes() const { return bytes_; }
    std::uint64_t size() const { return bytes_.size(); }

    /// Beyond the end is an error: truncated.
    std::uint16_t u16(std::uint64_t offset) const;
    std::uint32_t u32(std::uint64_t offset) const;
    std::span<const std::uint8_t> slice(std::uint64_t offset, std::uint64_t size,
                                        std::string_view what) const;

    /// Throws core::Error: "PATH: offset 0x20: TEXT".
    [[noreturn]] void fail(std::uint64_t offset, std::string_view text) const;
    /// Throws core::Error: "PATH:12: TEXT".
    [[noreturn]] void fail_line(std::uint64_t line, std::string_view text) const;

private:
    std::string path_;
    std::span<const std::uint8_t> bytes_;
};

} // namespace sim::image
