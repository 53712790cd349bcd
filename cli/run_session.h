#pragma once

#include "cli/command.h"
#include "cli/fail_on.h"
#include "cli/machine_run.h"
#include "cli/part_watch.h"
#include "cli/run_options.h"
#include "cli/traces.h"

#include "sim/core/simulation.h"
#include "sim/core/stimulus_schedule.h"
#include "sim/debug/gdb_server.h"
#include "sim/host/host_loop.h"
#include "sim/host/input_log.h"
#include "sim/host/line_merger.h"
#include "sim/machine/bench_file.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// One run: makes the machine that the options name, or those of a bench, runs them, says how it ended.
class RunSession {
public:
    /// Throws core::Error for whatever cannot be loaded or opened.
    explicit RunSession(RunOptions options);
    ~RunSession();

    ExitCode run();

private:
    void make_bench();
    void watch_and_drive(MachineRun& machine);
    void replay(const sim::host::InputLog& log);
    void start_recording();
    void start_gdb();
    void start_world();
    void on_diagnostic(const sim::core::Diagnostics::Key& key, const sim::core::Diagnostics::Entry& entry);
    void print_diagnostic(const sim::core::Diagnostics::Key& key, const sim::core::Diagnostics::Entry& entry);

    sim::core::Stop run_to_stop();
    void tell(const sim::core::Stop& stop);
    void tell_once(const sim::core::Stop& stop);
    ExitCode conclude(const sim::core::Stop& stop);
    void finish(ExitCode code, const std::string& why);
    void let_machines_meet();
    void write_results();
    bool is_bench() const { return !bench_.machines.empty(); }
    /// Calls `action()` for a machine; its errors tell where the bench file speaks of the machine.
    template <class Action> void for_machine(std::size_t number, Action action);

    RunOptions options_;
    sim::core::Simulation simulation_;
    sim::machine::BenchFile bench_;                     // empty where the run is of one machine alone
    std::vector<std::unique_ptr<MachineRun>> machines_; // as in bench_
    sim::host::LineMerger merger_;                      // of a bench
    sim::host::HostLoop loop_{simulation_};
    std::unique_ptr<sim::host::InputLogWriter> recording_;
    std::unique_ptr<sim::debug::GdbServer> gdb_;
    std::optional<Traces> traces_;
    std::vector<std::unique_ptr<sim::core::StimulusSchedule>> stimuli_;
    PartWatch watch_;
    sim::core::Time end_ = sim::core::never; // of --until, --timeout or the replayed run, the first
    std::optional<ExitCode> result_;
    std::vector<sim::core::Stop> lockups_; // gone past, the first of each core
    FailOn fail_on_;                       // of the command line
    FailOn bench_fail_on_;                 // of the bench file
};

} // namespace cli
