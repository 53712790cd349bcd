#pragma once

#include "sim/image/image.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim::image {

/// A stretch of a board's address map that an image may be loaded into.
struct MemoryArea {
    std::string name; // "flash"
    std::uint32_t base = 0;
    std::uint64_t size = 0;
};

/// What is wrong with the first byte, if any, that lies in none of the areas; with file, place and way out.
std::optional<std::string> find_misplaced(const Image& image, std::span<const MemoryArea> areas);
/// Throws that as core::Error.
void check_addresses(const Image& image, std::span<const MemoryArea> areas);

/// What the user has to know before the image runs.
struct Finding {
    enum class Weight : std::uint8_t {
        Warning,     // it runs, but misses something or does not look right
        NotModelled, // sound, but for a chip that is known and not modelled
        Refused,     // the chip could not run it
    };
    Weight weight = Weight::Warning;
    std::string text; // a sentence; beyond warnings with file, place and way out
};

/// Throws core::Error with the first finding that is more than a warning; returns the warnings.
std::vector<std::string> warnings_of(std::vector<Finding> findings);

/// The program's file and the place in it that `address` comes from, for messages.
std::string path_and_place(const Image& image, std::uint32_t address);

} // namespace sim::image
