#include "sim/core/assert.h"
#include "sim/core/error.h"
#include "sim/machine/board_file.h"

#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sim::machine;
    try {
        const std::string text(reinterpret_cast<const char*>(data), size);
        const BoardFile board = parse_board_file(text, "input");
        TERRARIUM_ASSERT(!board.name.empty() && !board.chip.empty());
        for (const BoardFile::Pin& pin : board.pins) {
            TERRARIUM_ASSERT(board.find_pin(pin.name) != nullptr);
        }
        for (const BoardFile::Part& part : board.parts) {
            TERRARIUM_ASSERT(part.make && part.place.starts_with("input:"));
        }
    } catch (const sim::core::Error& error) {
        TERRARIUM_ASSERT(std::string(error.what()).starts_with("input:")); // with its place
    }
    return 0;
}
