#pragma once

#include "sim/core/simulation.h"
#include "sim/core/time.h"
#include "sim/host/endpoint.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace sim::host {

/// Puts what several consoles print into one stream, line by line: "left: text". A line goes out when it
/// ends; one that does not, a prompt, when its console has been silent for a while, and what follows it
/// continues it unless another console has had its turn. The stream depends on what was printed when in
/// simulated time, not on when `advance` was called.
class LineMerger {
public:
    using Output = std::function<void(std::string_view)>;
    static constexpr core::Time patience = 10 * core::ps_per_ms;

    explicit LineMerger(Output output) : output_(std::move(output)) {}

    /// The number of a new console; of what two print at one time, that of the lower number comes first.
    std::size_t add(std::string label);
    /// `source` printed these. Machines that run ahead of each other need not call in the order of times.
    void write(std::size_t source, core::Time time, std::span<const std::uint8_t> bytes);
    /// Nothing that is printed from now on is earlier than `time`.
    void advance(core::Time time);
    /// Nothing more is printed.
    void finish();

private:
    struct Source {
        std::string label;
        std::string text; // of the line, not yet shown
        core::Time last = 0;
    };
    struct Piece {
        core::Time time;
        std::size_t source;
        std::string text;
    };
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);

    void take(const Piece& piece);
    /// Shows the lines that have waited long enough at `time`.
    void show_waiting(core::Time time);
    void show(std::size_t source, bool ended);

    Output output_;
    std::deque<Source> sources_;
    std::deque<Piece> pieces_;  // by time, then by source
    std::size_t open_ = nobody; // whose line the stream ends with
};

/// A console whose output goes to `merger` under the name `label`. What comes in is that of `keyboard`, which
/// may be null.
std::unique_ptr<Endpoint> make_merged(LineMerger& merger, const core::Simulation& simulation,
                                      std::string label, std::unique_ptr<Endpoint> keyboard);

} // namespace sim::host
