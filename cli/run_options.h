#pragma once

#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cli {

/// What one machine of a run is made of and connected to.
struct MachineOptions {
    std::string
        name; // of the machine of a bench; empty: it is the only one of its run, and called as its board is
    std::string board; // empty: what the image says, else rpi_pico
    std::string image;
    std::string main_py; // copied to the board as main.py, then started
    std::string script;  // appended to the image, where the board's runtime looks for it
    std::string boot_rom;
    std::string flash;
    std::string exec;
    std::vector<std::string> copies;   // SRC:DST
    std::vector<std::string> consoles; // NAME[=terminal|lines|pty|tcp:PORT|file:PATH|none]
    std::string pty_link;
    std::uint64_t seed = 0;

    /// How messages speak of an option: as the command line has it, or bench.yaml.
    std::string option(const std::string& key) const { return name.empty() ? "--" + key : key + ":"; }
    /// Before the names of its consoles where those of several machines meet.
    std::string console_prefix() const { return name.empty() ? name : name + "."; }
    /// board.png, or board-left.png.
    std::string own_file(const std::string& file) const;
    /// Tells of whom it is, where there are several.
    std::string named(const std::string& text) const { return name.empty() ? text : name + ": " + text; }
};

/// --vcd FILE and what is to be in it.
struct VcdOptions {
    std::string file;
    std::vector<std::string> nets;
    std::vector<std::string> additions;
    std::optional<sim::core::Time> timescale;
};

/// --trace FILE and what is to be in it.
struct TraceOptions {
    std::string file;
    std::string format;
    std::vector<std::string> filters;
    std::vector<std::string> buses;
    std::string from;
    std::size_t last = 0;
};

/// What `terrarium run` was asked for.
struct RunOptions {
    MachineOptions machine;

    std::vector<std::string> expect_texts;
    std::vector<std::string> fail_texts;
    std::vector<std::string> fail_on; // ids of diagnostics and groups of them
    sim::core::Time until = sim::core::never;
    sim::core::Time timeout = sim::core::never;
    bool past_lockup = false; // a core that locks up does not end the run

    std::optional<double> speed; // 0: as fast as possible; nothing: real time if somebody may type
    std::string record;
    std::string replay;

    std::optional<std::uint16_t> gdb_port;
    bool gdb_wait = false;
    bool lockstep = false;
    VcdOptions vcd;
    TraceOptions trace;
    std::string screenshot;
    std::vector<std::string> stimuli; // TIME:PART.STIMULUS=VALUE
    std::vector<std::string> watches; // parts
    std::string stats;                // "", "table" or "json"
};

/// "10s", "1.5ms", "200 us", "5ns" as picoseconds. Throws core::Error.
sim::core::Time parse_time(const std::string& text);

/// "real", "max" or a factor; 0 is max. Throws core::Error.
double parse_speed(const std::string& text);

} // namespace cli
