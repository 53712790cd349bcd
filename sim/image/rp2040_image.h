#pragma once

#include "sim/image/check.h"
#include "sim/image/image.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim::image {

struct BinaryInfo;

constexpr std::uint32_t rp2040_flash_base = 0x10000000;
constexpr std::uint32_t rp2040_flash_window = 0x01000000; // 16 MiB: the largest flash it can address
constexpr std::uint32_t rp2040_ram_base = 0x20000000;
constexpr std::uint32_t rp2040_ram_size = 0x00042000; // six banks, 264 KiB
constexpr std::uint32_t boot2_size = 256;             // with its checksum

/// What an image for an RP2040 board with that much flash may occupy.
std::vector<MemoryArea> rp2040_memory_areas(std::uint32_t flash_size = rp2040_flash_window);

/// The checksum that the boot ROM compares: CRC-32 with polynomial 04c11db7, start ffffffff, neither
/// reflected nor inverted (RP2040 datasheet, "Bootrom", "Checksum").
std::uint32_t boot2_checksum(std::span<const std::uint8_t> bytes);

/// The second stage at the start of flash, 252 bytes and their checksum.
struct Boot2 {
    std::uint32_t stored = 0;
    std::uint32_t computed = 0;

    bool valid() const { return stored == computed; }
};
/// Nothing if the image does not begin at the start of flash.
std::optional<Boot2> find_boot2(const Image& image);

struct VectorTable {
    std::uint32_t address = 0;
    std::uint32_t initial_sp = 0;
    std::uint32_t reset = 0;
    bool plausible = false; // SP in RAM, the reset handler in the image, with its Thumb bit
};
/// Behind boot2, at the start of flash or of what is loaded to RAM.
std::optional<VectorTable> find_vector_table(const Image& image);

/// Looks for what no RP2040 board with these areas can give: other chips, addresses without memory, the radio
/// of a Pico W; and for a boot2 that the boot ROM rejects.
std::vector<Finding> find_rp2040_problems(const Image& image, const BinaryInfo& info,
                                          std::span<const MemoryArea> areas);

} // namespace sim::image
