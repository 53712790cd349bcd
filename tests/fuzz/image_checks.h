#pragma once

#include "sim/core/assert.h"
#include "sim/image/binary_info.h"
#include "sim/image/image.h"
#include "sim/image/nrf51_image.h"
#include "sim/image/rp2040_image.h"

#include <cstddef>

namespace fuzz {

/// What holds for every image that a loader returns, and all that is asked of one.
inline void check_image(const sim::image::Image& image) {
    std::uint64_t end = 0;
    for (const sim::image::Segment& segment : image.segments) {
        TERRARIUM_ASSERT(!segment.bytes.empty());
        TERRARIUM_ASSERT(end == 0 || segment.address > end);
        end = segment.end();
        TERRARIUM_ASSERT(end <= std::uint64_t{1} << 32);
        TERRARIUM_ASSERT(image.read(segment.address, 1) == segment.bytes.front());
        TERRARIUM_ASSERT(!image.place_of(segment.address).empty());
    }
    TERRARIUM_ASSERT(!image.segments.empty());
    for (std::size_t i = 1; i < image.symbols.size(); ++i) {
        TERRARIUM_ASSERT(image.symbols[i - 1].address <= image.symbols[i].address);
    }
    if (!image.symbols.empty()) {
        image.describe(image.symbols.back().address);
    }
    const sim::image::BinaryInfo info = sim::image::read_binary_info(image);
    sim::image::find_rp2040_problems(image, info, sim::image::rp2040_memory_areas());
    sim::image::find_nrf51_problems(image);
    sim::image::find_vector_table(image);
}

} // namespace fuzz
