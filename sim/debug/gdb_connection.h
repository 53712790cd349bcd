#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace sim::debug {

/// One TCP client of the GDB remote serial protocol on 127.0.0.1: packets with checksums and acknowledgement.
/// (GDB manual, appendix "GDB Remote Serial Protocol".)
class GdbConnection {
public:
    /// Port 0: any free one. Throws core::Error.
    explicit GdbConnection(std::uint16_t port);
    GdbConnection(const GdbConnection&) = delete;
    GdbConnection& operator=(const GdbConnection&) = delete;
    ~GdbConnection();

    std::uint16_t port() const { return port_; }
    bool connected() const { return client_ >= 0; }
    /// Takes a client if one is waiting and none is there; true if one has come.
    bool accept_client();
    /// Waits for a client or for bytes of the present one, `milliseconds` at most.
    void wait(int milliseconds) const;

    /// Reads what has arrived. Not blocking; a client that is gone is dropped.
    void receive();
    /// The next whole packet's content, unescaped. A Ctrl-C of the client is the packet "\x03".
    std::optional<std::string> next_packet();
    void send_packet(std::string_view content);
    /// No acknowledgements from now on (QStartNoAckMode).
    void stop_acknowledging() { acknowledge_ = false; }
    void drop_client();

private:
    void write(std::string_view bytes);

    int listener_;
    int client_ = -1;
    std::uint16_t port_ = 0;
    bool acknowledge_ = true;
    std::string input_;
};

std::string to_hex(std::string_view bytes);
/// Nothing if `text` is no pairs of hexadecimal digits.
std::optional<std::string> from_hex(std::string_view text);
/// A hexadecimal number at the front of `text`, which is shortened by it and by `separator` behind it (0:
/// none).
std::optional<std::uint32_t> take_number(std::string_view& text, char separator = 0);

} // namespace sim::debug
