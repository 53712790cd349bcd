#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct pollfd;

namespace sim::host {

/// The host's side of a console: a terminal, a pseudo-terminal, a TCP connection, a file. Never blocks; what
/// the other side does not take yet is kept.
class Endpoint {
public:
    Endpoint() = default;
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;
    virtual ~Endpoint() = default;

    /// One line for people: where to connect. Empty if there is nothing to say.
    virtual std::string description() const { return {}; }
    /// Whether somebody may send at any time, so that simulated time should follow real time.
    virtual bool interactive() const = 0;
    /// Adds what to wait for.
    virtual void add_poll(std::vector<pollfd>& fds) const = 0;
    /// Bytes that have arrived from the host since the last call.
    virtual std::vector<std::uint8_t> read() = 0;
    virtual void write(std::span<const std::uint8_t> bytes) = 0;
    /// Hands over what `write` kept, as far as the other side takes it.
    virtual void flush() = 0;
    /// The user asked to end the run (Ctrl-] in a terminal).
    virtual bool quit() const { return false; }
};

/// Standard input and output. A terminal is put into raw mode and back; Ctrl-] quits. Any other input
/// (a file, a pipe) is read to its end.
std::unique_ptr<Endpoint> make_terminal();

/// A pseudo-terminal. `link` (may be empty) becomes a symbolic link to it, removed at the end. Output is
/// dropped while nobody has it open. Throws core::Error.
std::unique_ptr<Endpoint> make_pty(const std::string& link);

/// A TCP server on 127.0.0.1:`port` (0: any free one) for one client at a time. Output is dropped while none
/// is connected. Throws core::Error.
std::unique_ptr<Endpoint> make_tcp(std::uint16_t port);

/// A file that the output goes to, nothing comes from. Throws core::Error.
std::unique_ptr<Endpoint> make_file(const std::string& path);

} // namespace sim::host
