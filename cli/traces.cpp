#include "cli/traces.h"

#include "sim/core/error.h"

#include <cctype>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace cli {

using namespace sim;
using core::Error;

namespace {

/// What the boards call their pins; of a bench with the machine's name before it.
debug::PinNames pin_names(std::span<const std::unique_ptr<MachineRun>> machines) {
    debug::PinNames names;
    for (const auto& machine : machines) {
        machine::Board& board = machine->board();
        for (const machine::BoardFile::Pin& pin : board.file().pins) {
            names[machine->options().console_prefix() + pin.name] = &board.chip().pin(pin.gpio);
        }
    }
    return names;
}

void open(std::ofstream& stream, const std::string& option, const std::string& path) {
    stream.open(path);
    if (!stream) {
        throw Error(fmt::format("{} {}: cannot be written", option, path));
    }
}

/// By the file's extension, unless said.
std::string trace_format(const TraceOptions& options) {
    constexpr std::pair<std::string_view, std::string_view> extensions[] = {
        {".txt",   "text"    },
        {".jsonl", "jsonl"   },
        {".json",  "perfetto"},
    };
    if (!options.format.empty()) {
        return options.format;
    }
    for (const auto& [extension, format] : extensions) {
        if (options.file.ends_with(extension)) {
            return std::string(format);
        }
    }
    throw Error(fmt::format("--trace {}: its name ends in none of .txt, .jsonl and .json (Perfetto); give "
                            "--trace-format text, jsonl or perfetto",
                            options.file));
}

/// "2s", "GP5=1", or a text.
void set_from(const std::string& from, debug::TracerOptions& options) {
    if (!from.empty() && std::isdigit(static_cast<unsigned char>(from.front())) != 0) {
        options.from = parse_time(from);
    } else if (from.ends_with("=0") || from.ends_with("=1")) {
        options.from_pin = from;
    } else {
        options.from_text = from;
    }
}

/// Errors tell which option they speak of.
template <class Action> auto for_option(const std::string& option, Action action) {
    try {
        return action();
    } catch (const Error& error) {
        throw Error(fmt::format("{}: {}", option, error.what()));
    }
}

} // namespace

Traces::Traces(core::Simulation& simulation, std::span<const std::unique_ptr<MachineRun>> machines,
               const RunOptions& options) {
    const VcdOptions& vcd = options.vcd;
    if (!vcd.file.empty()) {
        open(vcd_stream_, "--vcd", vcd.file);
        const debug::VcdOptions what{.patterns = vcd.nets,
                                     .additions = vcd.additions,
                                     .unit = vcd.timescale.value_or(core::ps_per_ns),
                                     .pins = pin_names(machines)};
        vcd_ = for_option("--vcd " + vcd.file,
                          [&] { return std::make_unique<debug::VcdWriter>(simulation, vcd_stream_, what); });
    } else if (!vcd.nets.empty() || !vcd.additions.empty() || vcd.timescale) {
        throw Error("--vcd-nets, --vcd-add and --vcd-timescale say what --vcd FILE writes, which is missing");
    }
    const TraceOptions& trace = options.trace;
    if (!trace.file.empty()) {
        debug::TracerOptions what{.format = trace_format(trace),
                                  .filters = trace.filters,
                                  .buses = trace.buses,
                                  .last = trace.last,
                                  .pins = pin_names(machines)};
        set_from(trace.from, what);
        open(trace_stream_, "--trace", trace.file);
        tracer_ = for_option("--trace " + trace.file, [&] {
            return std::make_unique<debug::Tracer>(simulation, trace_stream_, std::move(what));
        });
    } else if (!trace.format.empty() || !trace.filters.empty() || !trace.buses.empty() ||
               !trace.from.empty() || trace.last != 0) {
        throw Error("--trace-format, -filter, -bus, -from and -last say what --trace FILE writes, which is "
                    "missing");
    }
}

void Traces::finish() {
    if (vcd_) {
        vcd_->finish();
    }
    if (tracer_) {
        tracer_->finish();
    }
}

} // namespace cli
