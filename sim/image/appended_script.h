#pragma once

#include "sim/image/image.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace sim::image {

/// Where a board's runtime looks for a Python program behind the firmware.
struct ScriptArea {
    std::uint32_t address = 0;
    std::uint32_t size = 0; // bytes, those of the head among them
};

/// Bytes in front of the program's text: "MP", then its length, little-endian.
constexpr std::uint32_t script_head_bytes = 4;

/// Puts a Python program into the area, in the place of one that is there already: the form that MicroPython
/// on the micro:bit expects of the tools that join program and firmware. `path` is the program's. Throws
/// core::Error for a program that is empty or too large, and for an image whose own bytes lie there.
void append_script(Image& image, const ScriptArea& area, std::string_view path,
                   std::span<const std::uint8_t> text);

} // namespace sim::image
