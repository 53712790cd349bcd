#pragma once

#include "cli/machine_run.h"
#include "cli/run_options.h"

#include "sim/core/simulation.h"
#include "sim/debug/tracer.h"
#include "sim/debug/vcd.h"

#include <fstream>
#include <memory>
#include <span>

namespace cli {

/// The files that tell what happened in a run: --vcd and --trace.
class Traces {
public:
    /// Begins to write. Throws core::Error.
    Traces(sim::core::Simulation& simulation, std::span<const std::unique_ptr<MachineRun>> machines,
           const RunOptions& options);
    /// Ends them. Throws core::Error for what could not be written.
    void finish();

private:
    std::ofstream vcd_stream_;
    std::unique_ptr<sim::debug::VcdWriter> vcd_;
    std::ofstream trace_stream_;
    std::unique_ptr<sim::debug::Tracer> tracer_;
};

} // namespace cli
