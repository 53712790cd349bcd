#pragma once

#include "sim/core/air.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sim::machine {

class Board;

/// Several machines in one simulation and what connects them, as a bench.yaml describes them: data only. What
/// it says of files is a path from the current folder.
struct BenchFile {
    struct Machine {
        std::string name;
        std::string place; // in the file, for messages: "bench.yaml:3"
        std::string board; // by name, or the path of a board.yaml; empty: as the image says
        std::string image;
        std::string main_py;
        std::string script; // appended to the image
        std::string boot_rom;
        std::string flash;
        std::string pty_link;
        std::vector<std::string> consoles; // as --console takes them
        std::uint64_t seed = 0;            // where the file has none, it comes from the name
        std::optional<core::Position> position;
    };
    struct Pin {
        std::string machine;
        std::string pin; // as its board calls it
        std::string place;
    };
    using Wire = std::vector<Pin>;

    std::string path;
    std::vector<Machine> machines;    // by name, so that the order in the file changes nothing
    std::vector<Wire> wires;          // the pins of each, and themselves, in a fixed order too
    std::vector<std::string> fail_on; // ids of diagnostics and groups, as --fail-on takes them
    std::string fail_on_place;
};

/// Reads a bench.yaml. Unknown or repeated keys, values out of range and unknown machines are core::Error
/// with file and line.
BenchFile load_bench_file(const std::string& path);

/// The same for text in memory; `path` is for messages and for the paths in it.
BenchFile parse_bench_file(const std::string& text, const std::string& path);

/// Joins the pins of the boards, by machine name, as the file's wires say. core::Error, with file and line,
/// for a pin that the board has not and for one that has a wire already.
void connect_wires(const BenchFile& bench, const std::map<std::string, Board*>& boards);

} // namespace sim::machine
