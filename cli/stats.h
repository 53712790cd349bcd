#pragma once

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <chrono>

namespace cli {

/// Real time since it was made.
class RunClock {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Prints what a run did to stderr, as a table or as one JSON object; several machines each under its name.
/// Everything under "simulated" is the same whenever the same inputs run; `wall_seconds` and what is derived
/// from it are not.
void print_stats(bool json, double wall_seconds, sim::core::Simulation& simulation);

} // namespace cli
