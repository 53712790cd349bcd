#include "sim/image/content.h"

#include "sim/core/error.h"

#include <fmt/format.h>

namespace sim::image {

std::uint16_t Content::u16(std::uint64_t offset) const {
    const auto at = slice(offset, 2, "a number");
    return static_cast<std::uint16_t>(at[0] | at[1] << 8);
}

std::uint32_t Content::u32(std::uint64_t offset) const {
    const auto at = slice(offset, 4, "a number");
    return at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 | std::uint32_t{at[3]} << 24;
}

std::span<const std::uint8_t> Content::slice(std::uint64_t offset, std::uint64_t size,
                                             std::string_view what) const {
    if (offset > bytes_.size() || size > bytes_.size() - offset) {
        fail(offset, fmt::format("{} of {} bytes is to stand here, but the file ends at {:#x}: it is "
                                 "truncated or damaged; copy or build it again",
                                 what, size, bytes_.size()));
    }
    return bytes_.subspan(offset, size);
}

void Content::fail(std::uint64_t offset, std::string_view text) const {
    throw core::Error(fmt::format("{}: offset {:#x}: {}", path_, offset, text));
}

void Content::fail_line(std::uint64_t line, std::string_view text) const {
    throw core::Error(fmt::format("{}:{}: {}", path_, line, text));
}

} // namespace sim::image
