#pragma once

#include "sim/core/simulation.h"
#include "sim/core/trace.h"

#include <cstdint>
#include <deque>
#include <map>
#include <ostream>
#include <span>
#include <string>

namespace sim::debug {

/// Writes the levels of nets as a value change dump (IEEE 1364, "Value change dump files") while the
/// simulation runs: GTKWave, PulseView and sigrok-cli read it. One scope for each machine, time in
/// nanoseconds, rounded down; a floating net is `z`. Nets that are joined by a wire share one code.
class VcdWriter final : private core::TraceObserver {
public:
    /// Begins with the present levels of all nets that match one of `patterns` ("GPIO1?", shell style), of
    /// all there are if there is none. Throws core::Error for a pattern that matches no net. `out` must live
    /// until `finish`.
    VcdWriter(core::Simulation& simulation, std::ostream& out, std::span<const std::string> patterns = {});
    VcdWriter(const VcdWriter&) = delete;
    VcdWriter& operator=(const VcdWriter&) = delete;
    ~VcdWriter() override;

    /// Ends the dump at the present time; later edges are not written. Throws core::Error if not all could be
    /// written.
    void finish();

private:
    void on_record(const core::TraceRecord& record) override;
    struct Edge {
        core::Time time;
        core::Level level;
        const std::string* code;
    };

    void write_edges(core::Time time);
    void write_header(std::span<const std::string> patterns);
    void write_time(core::Time time);
    void write_level(core::Level level, const std::string& code);
    void flush();

    core::Simulation& simulation_;
    std::ostream& out_;
    std::map<std::uint32_t, std::string> codes_; // by the net's instance
    std::deque<Edge> waiting_;                   // by time
    core::Time latest_ = 0;
    std::string buffer_;
    core::Time last_ns_ = -1;
    bool finished_ = false;
};

} // namespace sim::debug
