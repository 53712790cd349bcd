#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "sim/core/clock_domain.h"
#include "sim/core/diagnostics.h"
#include "sim/core/line.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/core/time.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace tests::nrf51 {

/// Keeps which events came when.
struct Events final : peripherals::nrf51::EventSink {
    explicit Events(sim::core::Simulation& owner) : simulation(owner) {}
    void on_event(std::uint32_t address) override { seen.emplace_back(simulation.now(), address); }
    unsigned count(std::uint32_t address) const {
        unsigned found = 0;
        for (const auto& [time, each] : seen) {
            found += each == address ? 1U : 0U;
        }
        return found;
    }
    /// Of the last one.
    sim::core::Time time(std::uint32_t address) const {
        sim::core::Time last = -1;
        for (const auto& [time, each] : seen) {
            last = each == address ? time : last;
        }
        return last;
    }

    sim::core::Simulation& simulation;
    std::vector<std::pair<sim::core::Time, std::uint32_t>> seen;
};

/// Counts how often a line rose.
struct Rises final : sim::core::LineSink {
    void on_line(unsigned, bool level) override { count += level ? 1U : 0U; }
    unsigned count = 0;
};

/// A machine with a 16 MHz and a 32.768 kHz clock. Peripherals join it as members of what derives from it.
struct Bench {
    static constexpr sim::core::Time cycle = 62'500; // of 16 MHz

    sim::core::Simulation simulation;
    sim::core::Machine machine{simulation, "m"};
    sim::core::ClockDomain hfclk{16'000'000};
    sim::core::ClockDomain lfclk{32'768};
    Events events{simulation};

    Bench() { simulation.set_quantum(1); } // runs end where they are told to
    sim::core::Time now() const { return simulation.now(); }
    void run_for(sim::core::Time time) { simulation.run_until(now() + time); }
    std::uint64_t reports(std::string_view id) { return simulation.diagnostics().count(id); }
};

} // namespace tests::nrf51
