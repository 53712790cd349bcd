#pragma once

#include "sim/image/check.h"
#include "sim/image/image.h"

#include <cstdint>
#include <vector>

namespace sim::image {

constexpr std::uint32_t nrf51_flash_size = 0x40000; // nRF51822 of variant QFAA: 256 KiB, 16 KiB of RAM
constexpr std::uint32_t nrf51_page_size = 1024;
constexpr std::uint32_t nrf51_uicr_base = 0x10001000;
constexpr std::uint32_t nrf51_uicr_size = 0x400;
constexpr std::uint32_t nrf51_ram_base = 0x20000000;
constexpr std::uint32_t nrf51_ram_size = 0x4000;

/// What an image for an nRF51822 may occupy: flash, UICR, RAM.
std::vector<MemoryArea> nrf51_memory_areas();

/// True if the image begins in flash with a vector table of an nRF51822.
bool looks_like_nrf51(const Image& image);

/// Looks for what no board with an nRF51822 can give: other chips, addresses without memory; and for a vector
/// table that starts nothing.
std::vector<Finding> find_nrf51_problems(const Image& image);

} // namespace sim::image
