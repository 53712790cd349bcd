#pragma once

#include "sim/core/register_steps.h"
#include "sim/core/simulation.h"
#include "sim/core/trace.h"
#include "sim/debug/signals.h"

#include <cstdint>
#include <deque>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace sim::debug {

/// What a value change dump is to have in it.
struct VcdOptions {
    /// Nets by name ("GPIO1?", shell style); none: all there are.
    std::vector<std::string> patterns = {};
    /// Beside them: buses, registers, values of parts, volts (SignalFinder::find).
    std::vector<std::string> additions = {};
    core::Time unit = core::ps_per_ns; // 1, 10 or 100 of a unit of time
    PinNames pins = {};
};

/// Writes a value change dump (IEEE 1364, "Value change dump files") while the simulation runs: GTKWave,
/// PulseView and sigrok-cli read it. One scope for each machine; times are rounded down to the unit; a
/// floating net is `z`, a bus is a vector, volts are `real`. Nets that are joined by a wire share one code.
///
/// Nets and buses change at their edges. What has no edges, a register or volts, is looked at when an access
/// to the chip's blocks or an event has ended, and stands there from that time on; a block that tells of each
/// step of a register (RegisterSteps) has them all.
class VcdWriter final : private core::TraceObserver {
public:
    /// Begins with the present values. Throws core::Error for a name or pattern of nothing. `out` must live
    /// until `finish`.
    VcdWriter(core::Simulation& simulation, std::ostream& out, const VcdOptions& options = {});
    VcdWriter(const VcdWriter&) = delete;
    VcdWriter& operator=(const VcdWriter&) = delete;
    ~VcdWriter() override;

    /// Ends the dump at the present time; later edges are not written. Throws core::Error if not all could be
    /// written.
    void finish();

private:
    struct Variable {
        Signal signal;
        std::string code;
        std::string last;
        Signal::Value sample = {}; // of what is looked at
    };
    struct Change {
        core::Time time;
        std::string text; // a line
    };

    void on_record(const core::TraceRecord& record) override;
    void on_settled(core::Time now) override;

    void choose(const VcdOptions& options);
    void choose_nets(const core::Machine& machine, const VcdOptions& options, std::vector<bool>& used);
    void add(Signal signal);
    void write_header();
    /// Asks blocks to tell what their registers do between the moments at which one may look.
    void follow_steps();
    void take_step(const core::Device& device, core::Time time, const std::string& name, std::uint32_t value);
    void add_change(core::Time time, Variable& variable, const Signal::Value& value);
    void write_changes(core::Time time);
    void write_time(core::Time time);
    void flush();
    void stop();

    core::Simulation& simulation_;
    std::ostream& out_;
    core::Time unit_;
    std::deque<Variable> variables_;
    std::map<std::uint32_t, std::vector<Variable*>> by_net_; // its instance
    std::vector<Variable*> sampled_;
    std::deque<Change> waiting_; // by time
    core::Time latest_ = 0;
    std::string buffer_;
    core::Time last_time_ = -1; // in units
    std::vector<core::RegisterSteps*> followed_;
    bool finished_ = false;
};

} // namespace sim::debug
