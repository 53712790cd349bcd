#pragma once

#include "sim/core/simulation.h"
#include "sim/host/consoles.h"
#include "sim/host/endpoint.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sim::host {

/// Runs a simulation while bytes go to and fro between its machines' consoles and the host, and paces it.
class HostLoop {
public:
    explicit HostLoop(core::Simulation& simulation) : simulation_(simulation) {}

    void attach(Consoles& consoles, std::size_t console, std::unique_ptr<Endpoint> endpoint);
    /// Is somebody there who may send at any time?
    bool interactive() const;
    /// Called between slices, for servers that are polled; one that returns true stops the run (Request).
    void add_poller(std::function<bool()> poller) { pollers_.push_back(std::move(poller)); }
    /// Called at every whole multiple of `period` of simulated time, between slices: it may look at
    /// everything.
    void set_observer(core::Time period, std::function<void()> observer);

    /// Runs until `until` or until something stops it. `speed` is simulated seconds per second at most, 0 as
    /// fast as possible. StopCause::None means that `until` was reached, Request that the user quit or a
    /// poller asked for it.
    core::Stop run(core::Time until, double speed);

    /// The user has asked for the end of the run.
    bool quit() const;

    /// Hands the last output over.
    void flush();

private:
    struct Attachment {
        Consoles* consoles;
        std::size_t console;
        std::unique_ptr<Endpoint> endpoint;
    };

    /// Takes in what has arrived from the host; true if the user or a poller wants the run to stop.
    bool exchange();
    /// The observer's next turn that lies after the present time.
    core::Time next_look() const;
    /// Waits for the host to send something, `milliseconds` at most (-1: as long as it takes).
    void wait(int milliseconds) const;

    core::Simulation& simulation_;
    std::vector<Attachment> attachments_;
    std::vector<std::function<bool()>> pollers_;
    core::Time observer_period_ = core::never;
    std::function<void()> observer_;
};

} // namespace sim::host
