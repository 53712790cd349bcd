#include "sim/image/uf2.h"

#include "sim/core/error.h"
#include "tests/fuzz/image_checks.h"

#include <cstddef>
#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sim::image;
    try {
        const Image image = parse_uf2("input", {data, size}, uf2_family::rp2040);
        fuzz::check_image(image);
        // What is written of it is read back.
        const std::vector<std::uint8_t> file = write_uf2(image.segments, uf2_family::rp2040);
        const Image again = parse_uf2("written", file, uf2_family::rp2040);
        for (const Segment& segment : image.segments) {
            const auto last = static_cast<std::uint32_t>(segment.end() - 1);
            TERRARIUM_ASSERT(again.read(segment.address, 1) == segment.bytes.front());
            TERRARIUM_ASSERT(again.read(last, 1) == segment.bytes.back());
        }
    } catch (const sim::core::Error&) {
        return 0; // refused with a message, as it has to be
    }
    return 0;
}
