#pragma once

#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace sim::core {

/// Where text leaves a machine for the host and enters it: a UART adapter on two nets, a USB serial port.
/// Everything happens on the simulation's thread at simulated times.
class ConsolePort {
public:
    using Output = std::function<void(std::span<const std::uint8_t>)>;

    /// `name` as on the command line: "uart0", "usb".
    explicit ConsolePort(std::string name) : console_name_(std::move(name)) {}
    ConsolePort(const ConsolePort&) = delete;
    ConsolePort& operator=(const ConsolePort&) = delete;
    virtual ~ConsolePort() = default;

    const std::string& console_name() const { return console_name_; }
    /// Bytes from the guest go to `output`, at the time at which the last bit of them has arrived.
    /// An empty `output` says that nobody listens any more.
    void set_output(Output output) {
        output_ = std::move(output);
        on_host(output_ != nullptr);
    }

    /// Whether the guest would hear: an adapter always, a USB port once it is configured.
    virtual bool connected() const = 0;
    /// How many bytes `send` takes now. The rest waits on the host, so that a guest that does not read loses
    /// nothing.
    virtual std::size_t space() const = 0;
    /// Sends bytes to the guest, `space()` at most.
    virtual void send(std::span<const std::uint8_t> bytes) = 0;
    /// How many bytes a guest that does not read has room for, on a line without flow control; 0: there is
    /// some, or nobody knows.
    virtual std::size_t burst() const { return 0; }
    /// When the last byte that `send` got arrives at the guest.
    virtual Time last_arrival() const { return 0; }

protected:
    /// Told when a host begins to listen or goes away.
    virtual void on_host(bool /*attached*/) {}
    void output(std::span<const std::uint8_t> bytes) const {
        if (output_) {
            output_(bytes);
        }
    }

private:
    std::string console_name_;
    Output output_;
};

/// A part that has consoles of its own: ports of a network.
class ConsoleSource {
public:
    virtual ~ConsoleSource() = default;
    virtual std::vector<ConsolePort*> consoles() = 0;
};

} // namespace sim::core
