#pragma once

#include "sim/image/image.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sim::image {

/// Families of the UF2 registry that are named here; others go by their number.
namespace uf2_family {
constexpr std::uint32_t cyw43_firmware = 0xe48bff55;
constexpr std::uint32_t rp2040 = 0xe48bff56;
constexpr std::uint32_t absolute = 0xe48bff57; // RP2350 boot ROM: addresses as they are
constexpr std::uint32_t data = 0xe48bff58;
constexpr std::uint32_t rp2350_arm_s = 0xe48bff59;
constexpr std::uint32_t rp2350_riscv = 0xe48bff5a;
constexpr std::uint32_t rp2350_arm_ns = 0xe48bff5b;
} // namespace uf2_family

/// "RP2040"; empty if it is not known here.
std::string_view uf2_family_name(std::uint32_t id);
bool is_rp2350_family(std::uint32_t id);

/// Whether content begins as UF2 blocks do.
bool looks_like_uf2(std::span<const std::uint8_t> bytes);

/// Reads a UF2 file (https://github.com/microsoft/uf2: 512-byte blocks of up to 476 bytes). Of several
/// families the segments are those of `preferred`, or of the first one if that is not there; `families` lists
/// all. Blocks that are not for the main flash and files in containers are left out, with a note; MD5
/// checksums and extension tags are recognised and not looked into. Errors: core::Error with the offset.
Image parse_uf2(std::string_view path, std::span<const std::uint8_t> bytes,
                std::optional<std::uint32_t> preferred);

/// The segments as a UF2 file of one family, in pages of 256 bytes; what a page lacks is filled with zeros.
std::vector<std::uint8_t> write_uf2(std::span<const Segment> segments, std::uint32_t family);

} // namespace sim::image
