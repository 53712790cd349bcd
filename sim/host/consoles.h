#pragma once

#include "sim/core/console_port.h"
#include "sim/core/device.h"
#include "sim/host/input_log.h"
#include "sim/host/input_pacer.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sim::host {

/// All consoles of a machine, and the one way by which bytes of the host enter simulated time: they arrive a
/// picosecond after the call, wait here until the guest takes them, and can be recorded and replayed
/// bit-exactly. Output goes to the trace and to listeners at its simulated time.
class Consoles final : public core::Device {
public:
    using Listener = std::function<void(std::span<const std::uint8_t>)>;

    Consoles(core::Machine& machine, const std::vector<core::ConsolePort*>& ports);

    std::size_t size() const { return channels_.size(); }
    core::ConsolePort& port(std::size_t console) const { return *channels_[console].port; }
    /// Number of the console of this name; `size()` if there is none.
    std::size_t find(std::string_view name) const;

    void add_listener(std::size_t console, Listener listener);
    /// Host to guest. Called between two slices or from a listener.
    void send(std::size_t console, std::span<const std::uint8_t> bytes);
    /// Bytes that the guest has not taken yet.
    std::size_t waiting(std::size_t console) const { return channels_[console].to_guest.size(); }

    /// From now on, `send` is written to `log`, the consoles' names behind `prefix`.
    void record_to(InputLogWriter* log, std::string prefix = {}) {
        log_ = log;
        log_prefix_ = std::move(prefix);
    }
    /// Sends what `log` says when it says. Throws core::Error for a console that this machine has not.
    void replay(const InputLog& log);

    /// A reset of the machine loses nothing that the host has sent.
    void reset() override {}
    void inspect(core::Inspector& inspector) const override;

private:
    struct Channel {
        core::ConsolePort* port;
        InputPacer pacer;
        std::vector<Listener> listeners;
        std::deque<std::uint8_t> to_guest;
        std::uint64_t sent = 0;
        std::uint64_t received = 0;
    };
    struct Arrival {
        core::Time time;
        std::size_t console;
        std::vector<std::uint8_t> bytes;
    };

    void arrive(core::Time time, std::size_t console, std::span<const std::uint8_t> bytes);
    void deliver();
    /// True if some of it has to wait.
    bool deliver_to(Channel& channel);
    bool guest_sleeps() const;

    std::vector<Channel> channels_;
    std::deque<Arrival> arrivals_; // by time
    InputLogWriter* log_ = nullptr;
    std::string log_prefix_;
    core::Event deliver_{*this, core::EventClass::InputEdge, "deliver", core::handler<&Consoles::deliver>};
};

} // namespace sim::host
