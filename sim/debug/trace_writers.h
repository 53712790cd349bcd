#pragma once

#include "sim/debug/trace_event.h"

#include <memory>
#include <ostream>
#include <string_view>

namespace sim::debug {

/// Puts events into a file, in the order of their ends.
class TraceWriter {
public:
    virtual ~TraceWriter() = default;
    virtual void write(const TraceEvent& event) = 0;
    virtual void finish() {}
};

/// `text` (a line for people each), `jsonl` (an object in a line each, times in picoseconds) or `perfetto`
/// (the Trace Event Format that ui.perfetto.dev and Chrome read, a process for each machine, a track for each
/// source). Null for another name.
std::unique_ptr<TraceWriter> make_trace_writer(std::string_view format, std::ostream& out);

/// The line of the format `text`: seconds with all picoseconds, the length, kind, source and what happened.
std::string text_of(const TraceEvent& event);

} // namespace sim::debug
