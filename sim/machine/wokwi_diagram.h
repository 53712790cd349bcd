#pragma once

#include "sim/machine/board_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace sim::machine {

inline constexpr std::string_view wokwi_file_name = "diagram.json";

/// Reads a diagram.json of Wokwi as a board: that of its controller, with the diagram's parts. What is not
/// modelled is left out and stands in the board's warnings; what cannot be is core::Error with file and line.
/// `folders` hold the boards of the controllers.
BoardFile load_wokwi_diagram(const std::string& path, const std::vector<std::string>& folders);

/// The same for text in memory; `path` is for messages.
BoardFile parse_wokwi_diagram(const std::string& text, const std::string& path,
                              const std::vector<std::string>& folders);

} // namespace sim::machine
