#pragma once

#include "sim/core/air.h"
#include "sim/core/diagnostics.h"
#include "sim/core/net.h"
#include "sim/core/processor.h"
#include "sim/core/scheduler.h"
#include "sim/core/trace.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace sim::core {

class Machine;

/// Owns simulated time: one scheduler and one time base for all machines of a run.
///
/// Cores of a machine run in turn up to the next quantum boundary (an absolute multiple of simulated time) or
/// event; one that wants something shared while it is ahead waits for the others. So an access is in its
/// right place in time, and what remains is a skew of SRAM accesses of at most one quantum. Machines on one
/// wire are as one machine in this (`join`).
///
/// Machines without a wire between them meet in events only: each runs ahead of the others as far as the air
/// promises that nothing will reach them before (`Air::lookahead`), so that ten of them cost little more than
/// ten times one. Events run in the order of their times, when all machines have come that far.
class Simulation {
public:
    static constexpr Time default_quantum = 800 * ps_per_ns; // 100 cycles at 125 MHz
    /// No machine is further ahead of another one than this.
    static constexpr Time longest_lead = ps_per_ms;

    Scheduler& scheduler() { return scheduler_; }
    Diagnostics& diagnostics() { return diagnostics_; }
    Trace& trace() { return trace_; }
    Air& air() { return air_; }
    Time now() const { return scheduler_.now(); }

    /// `ps` picoseconds; 1 gives lockstep, instruction by instruction.
    void set_quantum(Time ps) { quantum_ = ps; }

    /// Runs until `until`, rounded up to a quantum boundary so that stopping here never changes the
    /// interleaving, or until something stops it. Runs what was posted first and in between.
    Stop run_until(Time until);

    /// Whether an event is armed or a core runs: if not, only the host can make something happen.
    bool anything_to_come() const;

    /// Ends `run_until` at the next slice boundary; callable from any thread.
    void request_stop() { stop_requested_.store(true, std::memory_order_relaxed); }
    /// Runs `request` on the simulation's thread between two slices; callable from any thread.
    void post(std::function<void()> request);
    /// Called by processors and devices on the simulation's thread: the present run ends with this.
    void stop(Stop stop);
    /// Ends the slice of every core, because something changed that its horizon does not know.
    void end_slice();

    /// Delivers pending edges to the listeners until none is left. More than 1000 in one go is the diagnostic
    /// `net.oscillation`, and the rest is dropped.
    void settle() {
        if (!edges_.empty() && !settling_) {
            settle_edges();
        }
        if (trace_.observed() && !settling_) {
            trace_.settled(now());
        }
    }
    void post_edge(Net& net, Level level) { edges_.emplace_back(&net, level); }

    /// A wire between two machines: what one does the other sees at once.
    void join(Machine& a, Machine& b);

    std::uint32_t next_instance() { return next_instance_++; }
    const std::vector<Machine*>& machines() const { return machines_; }

private:
    friend class Machine;
    void add_machine(Machine& machine);
    void remove_machine(Machine& machine);
    void list_cores();
    void settle_edges();
    void run_posted();
    /// A turn of one core: up to `horizon`, and to `limit` with what is shared.
    struct Slice {
        Processor* core = nullptr;
        Time begin = never;
        Time horizon = never;
        Time limit = never;
    };
    Slice next_slice();
    Time quantum_end(Time time);
    bool all_reached(Time time) const;
    /// How far a machine may go that starts behind all others.
    Time longest_slice() const;
    /// Brings all runnable cores to `target`, or to an earlier event that they arm. Where to; 0 if
    /// something stopped them.
    Time run_cores(Time target);

    Scheduler scheduler_;
    Diagnostics diagnostics_;
    Trace trace_;
    Air air_;
    std::vector<Machine*> machines_;
    /// Of all machines, in the order in which they were made.
    struct Candidate {
        Processor* core;
        std::uint32_t island;
        Time due; // when a slice was last chosen
    };
    std::vector<Candidate> cores_;
    bool separate_ = false; // there are machines without a wire between them
    std::deque<std::pair<Net*, Level>> edges_;
    bool settling_ = false;
    Time quantum_ = default_quantum;
    Time quantum_end_ = 0; // of the quantum that a slice was last in
    std::uint32_t next_instance_ = 0;
    std::uint32_t next_island_ = 0;
    Processor* running_ = nullptr;
    Slice interrupted_;       // by a stop; it goes on first
    bool slice_over_ = false; // the present slice must not go on
    Stop stop_;

    std::atomic<bool> stop_requested_ = false;
    std::atomic<bool> has_posted_ = false;
    std::mutex posted_mutex_;
    std::vector<std::function<void()>> posted_;
};

} // namespace sim::core
