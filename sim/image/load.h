#pragma once

#include "sim/image/image.h"
#include "sim/image/uf2.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sim::image {

struct LoadOptions {
    /// Whose part of a file for several chips is wanted.
    std::optional<std::uint32_t> family = uf2_family::rp2040;
    /// Where a file without addresses goes. Without it, such a file has to look like the content of an
    /// RP2040's flash: a valid boot2, or a vector table at its start.
    std::optional<std::uint32_t> binary_base;
};

/// Reads a firmware file; its format is told by its content, whatever its name. Throws core::Error that names
/// file and place. Whether the addresses suit a board is not looked at: `check_addresses`.
Image load_image(std::string_view path, const LoadOptions& options = {});

/// The same for content that is in memory; `path` is for messages.
Image parse_image(std::string_view path, std::span<const std::uint8_t> bytes,
                  const LoadOptions& options = {});

} // namespace sim::image
