#include "sim/image/check.h"

#include "sim/core/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace sim::image {

std::string path_and_place(const Image& image, std::uint32_t address) {
    return fmt::format("{}: {}", image.path, image.place_of(address));
}

std::optional<std::string> find_misplaced(const Image& image, std::span<const MemoryArea> areas) {
    for (const Segment& segment : image.segments) {
        const auto area = std::find_if(areas.begin(), areas.end(), [&segment](const MemoryArea& candidate) {
            return segment.address >= candidate.base && segment.address < candidate.base + candidate.size;
        });
        if (area != areas.end() && segment.end() <= area->base + area->size) {
            continue;
        }
        std::string known;
        for (const MemoryArea& candidate : areas) {
            known += fmt::format("{}{} {:#010x} to {:#010x}", known.empty() ? "" : ", ", candidate.name,
                                 candidate.base, candidate.base + candidate.size - 1);
        }
        const auto first_outside =
            area == areas.end() ? segment.address : static_cast<std::uint32_t>(area->base + area->size);
        return fmt::format("{}: bytes for address {:#010x}, where the board has no memory to load ({}): the "
                           "image is for another chip or a larger flash; choose another board or image",
                           path_and_place(image, first_outside), first_outside, known);
    }
    return std::nullopt;
}

void check_addresses(const Image& image, std::span<const MemoryArea> areas) {
    if (const std::optional<std::string> misplaced = find_misplaced(image, areas)) {
        throw core::Error(*misplaced);
    }
}

std::vector<std::string> warnings_of(std::vector<Finding> findings) {
    std::vector<std::string> warnings;
    for (Finding& finding : findings) {
        if (finding.weight != Finding::Weight::Warning) {
            throw core::Error(finding.text);
        }
        warnings.push_back(std::move(finding.text));
    }
    return warnings;
}

} // namespace sim::image
