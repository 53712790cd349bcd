#include "sim/core/assert.h"
#include "sim/core/error.h"
#include "sim/machine/wokwi_diagram.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sim::machine;
    try {
        const std::string text(reinterpret_cast<const char*>(data), size);
        const BoardFile board = parse_wokwi_diagram(text, "input", board_folders());
        for (const BoardFile::Part& part : board.parts) {
            TERRARIUM_ASSERT(part.make && part.place.starts_with("input:"));
        }
        for (const std::string& warning : board.warnings) {
            TERRARIUM_ASSERT(warning.starts_with("input:"));
        }
    } catch (const sim::core::Error& error) {
        TERRARIUM_ASSERT(std::string(error.what()).starts_with("input:")); // with its place
    }
    return 0;
}
