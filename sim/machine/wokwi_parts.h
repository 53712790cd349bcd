#pragma once

#include "sim/machine/wokwi_nets.h"
#include "sim/machine/yaml_reader.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sim::machine {

/// A part as a diagram has it.
struct WokwiPart {
    std::string id;
    std::string type;
    YamlValue value;

    std::string pin(std::string_view name) const { return id + ":" + std::string(name); }
    /// Empty if it is not there.
    std::string attribute(std::string_view name) const;
};

/// What parts are made from.
struct WokwiWiring {
    const WokwiNets& nets;
    const std::map<std::string, double>& ohms;   // of resistors, by the pin that they end at
    const std::map<std::string, unsigned>& uses; // of nets: pins of parts that are modelled
};

/// A kind of part there and here. Adding one is adding a row to the table in the .cpp.
struct WokwiKind {
    std::string_view type;
    std::string_view ours;       // empty: it is made by `fit` alone, or is only wires
    std::string_view pins;       // "SCL=scl SQW=square_wave?"; ? may be left open; "A=segments.0" makes lists
    std::string_view others;     // pins without a meaning here: supplies, what is not connected
    std::string_view attributes; // "temperature=temperature_c distance=distance_mm*10"
    std::string_view fixed = {}; // more keys, as in a board file: "size: [20, 4]"
    /// What the row cannot say; false: it cannot be made as it is wired, and `problem` tells why.
    bool (*fit)(const WokwiPart& part, const WokwiWiring& wiring, YAML::Node& ours,
                std::string& problem) = nullptr;
};

/// Null for a type that is not known.
const WokwiKind* find_wokwi_kind(std::string_view type);

/// Words of a row: "A=b C=d?" gives {A, b}, {C, d?}.
std::vector<std::pair<std::string, std::string>> wokwi_pairs(std::string_view row);

/// As the diagram calls them.
std::vector<std::string> pins_of_wokwi_kind(const WokwiKind& kind);

/// The keys of one of our parts, as a board file has them; an undefined node with a `problem` if that cannot
/// be.
YAML::Node make_wokwi_part(const WokwiKind& kind, const WokwiPart& part, const WokwiWiring& wiring,
                           std::string& problem);

/// How a board file names the net of a pin; empty where nothing else is.
std::string wokwi_wire(const WokwiWiring& wiring, const std::string& pin);

} // namespace sim::machine
