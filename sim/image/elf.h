#pragma once

#include "sim/image/image.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace sim::image {

bool looks_like_elf(std::span<const std::uint8_t> bytes);

/// Reads a statically linked, little-endian 32-bit Arm ELF program: loadable segments at their load addresses
/// (p_paddr), sections that occupy memory, and the symbol table without mapping symbols. Not read: debug
/// information (GDB reads that itself). Errors: core::Error with the offset.
Image parse_elf(std::string_view path, std::span<const std::uint8_t> bytes);

} // namespace sim::image
