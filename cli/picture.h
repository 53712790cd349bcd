#pragma once

#include "sim/machine/board.h"

#include <string>

namespace cli {

/// Draws the board as it is now into a PNG file or, with names, an SVG file (".svg"): its outline, its pins
/// along the lower edge, buttons, LEDs and displays with their light. Places are the board file's; what has
/// none is put in a row at the upper edge. Throws sim::core::Error where the file cannot be written.
void write_picture(const std::string& path, sim::machine::Board& board);

} // namespace cli
