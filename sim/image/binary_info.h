#pragma once

#include "sim/image/image.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sim::image {

/// What a program built with the pico-sdk says about itself, for picotool to show. Decoded: header, mapping
/// table, strings, integers, named groups, pins, block devices, pointers with names. Not decoded: BSON, raw
/// data.
struct BinaryInfo {
    struct Pins {
        std::uint64_t mask = 0;
        std::string function; // "UART", or the text that the program gives
    };
    struct BlockDevice {
        std::string name;
        std::uint32_t address = 0;
        std::uint32_t size = 0;
        std::uint16_t flags = 0; // 1 readable, 2 writable, 4 may be reformatted
    };
    struct Group { // a list under a heading, "frozen modules"
        std::string label;
        std::uint16_t tag = 0;
        std::uint32_t id = 0;
        std::vector<std::string> values;
    };
    struct Variable { // a value with a name that picotool can change
        std::string name;
        std::string value;
    };

    bool present = false;
    std::string program_name;
    std::string program_version;
    std::string program_url;
    std::string program_description;
    std::string build_date;
    std::string sdk_version;
    std::string pico_board;
    std::string boot2_name;
    std::vector<std::string> features;
    std::vector<std::string> build_attributes;
    std::optional<std::uint32_t> binary_end;
    std::vector<Pins> pins;
    std::vector<BlockDevice> block_devices;
    std::vector<Group> groups;
    std::vector<Variable> variables;
};

/// `present` is false if the image has none, or none that can be followed. Never fails: what a damaged entry
/// points to outside the image is left out.
BinaryInfo read_binary_info(const Image& image);

} // namespace sim::image
