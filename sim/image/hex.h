#pragma once

#include "sim/image/image.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sim::image {

/// Whether the first character that is no white space is a colon.
bool looks_like_hex(std::span<const std::uint8_t> bytes);

/// Reads Intel HEX ("Hexadecimal Object File Format Specification" revision A: records 00 to 05) and the
/// universal files of the micro:bit, which hold one program for each of several devices (records 0A to 0E):
/// the segments are those of device `preferred`, or of the first one. Errors: core::Error with the line.
Image parse_hex(std::string_view path, std::span<const std::uint8_t> bytes,
                std::optional<std::uint32_t> preferred);

} // namespace sim::image
