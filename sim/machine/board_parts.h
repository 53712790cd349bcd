#pragma once

#include "sim/machine/board_file.h"
#include "sim/machine/yaml_reader.h"

#include <string>
#include <vector>

namespace sim::machine {

/// What parts can be soldered to.
struct ChipPins {
    unsigned highest_gpio = 0;
    bool boot_select_pin = false;                       // that a button asks for the boot loader by
    const std::vector<BoardFile::Pin>* named = nullptr; // pins that have names on this board
};

/// Reads where a pin of a part goes: the number of a GPIO, the name of a pin of the board, or any other name
/// for a net between parts.
BoardFile::Wire read_wire(const YamlValue& value, const ChipPins& pins);

/// Reads one entry of a board file's `parts`. Its type says which keys it has; what does not fit is
/// core::Error with file and line.
BoardFile::Part read_part(const std::string& name, const YamlValue& value, const ChipPins& pins);

/// A place on the board, "[x, y]" in millimetres from its upper left corner.
BoardFile::Place read_place(const YamlValue& value);

/// "#rrggbb" as 0xrrggbb.
std::uint32_t read_colour(const YamlValue& value);

} // namespace sim::machine
