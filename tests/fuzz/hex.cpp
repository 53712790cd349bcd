#include "sim/image/hex.h"
#include "sim/core/error.h"
#include "tests/fuzz/image_checks.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        fuzz::check_image(sim::image::parse_hex("input", {data, size}, 0x9903));
    } catch (const sim::core::Error&) {
        return 0; // refused with a message, as it has to be
    }
    return 0;
}
