#include "sim/debug/gdb_connection.h"

#include "sim/core/error.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <numeric>

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sim::debug {

namespace {

constexpr char interrupt = '\x03';
constexpr char escape = '}';
constexpr char escape_mask = 0x20;
// More than the largest packet that qSupported allows, escaped: a client that sends more is broken.
constexpr std::size_t most_input = 1U << 20;

unsigned checksum(std::string_view content) {
    return std::accumulate(content.begin(), content.end(), 0U,
                           [](unsigned sum, char c) { return sum + static_cast<unsigned char>(c); }) &
           0xff;
}

} // namespace

GdbConnection::GdbConnection(std::uint16_t port) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener_, generic, size) != 0 || ::listen(listener_, 1) != 0) {
        ::close(listener_);
        throw core::Error(fmt::format("cannot listen for GDB on 127.0.0.1:{}: {}; choose another --gdb port",
                                      port, std::strerror(errno)));
    }
    ::getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
}

GdbConnection::~GdbConnection() {
    drop_client();
    ::close(listener_);
}

bool GdbConnection::accept_client() {
    if (connected()) {
        return false;
    }
    client_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (client_ < 0) {
        return false;
    }
    const int on = 1;
    ::setsockopt(client_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    acknowledge_ = true;
    input_.clear();
    return true;
}

void GdbConnection::wait(int milliseconds) const {
    pollfd fd{connected() ? client_ : listener_, POLLIN, 0};
    ::poll(&fd, 1, milliseconds);
}

void GdbConnection::receive() {
    char chunk[4096];
    while (connected()) {
        const ssize_t got = ::recv(client_, chunk, sizeof chunk, 0);
        if (got > 0) {
            input_.append(chunk, static_cast<std::size_t>(got));
            if (input_.size() > most_input) {
                drop_client();
            }
        } else if (got < 0 && errno == EINTR) {
            continue;
        } else {
            if (got == 0 || errno != EAGAIN) {
                drop_client();
            }
            return;
        }
    }
}

std::optional<std::string> GdbConnection::next_packet() {
    for (;;) {
        const std::size_t start = input_.find_first_of("$\x03");
        if (start == std::string::npos) {
            input_.clear(); // acknowledgements and noise
            return std::nullopt;
        }
        input_.erase(0, start);
        if (input_.front() == interrupt) {
            input_.erase(0, 1);
            return std::string(1, interrupt);
        }
        const std::size_t hash = input_.find('#');
        if (hash == std::string::npos || input_.size() < hash + 3) {
            return std::nullopt;
        }
        const std::string raw = input_.substr(1, hash - 1);
        const std::string digits = input_.substr(hash + 1, 2);
        input_.erase(0, hash + 3);
        unsigned wanted = 0x100;
        std::from_chars(digits.data(), digits.data() + 2, wanted, 16);
        if (wanted != checksum(raw)) {
            write("-");
            continue;
        }
        if (acknowledge_) {
            write("+");
        }
        std::string content;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            if (raw[i] == escape && i + 1 < raw.size()) {
                content += static_cast<char>(raw[++i] ^ escape_mask);
            } else {
                content += raw[i];
            }
        }
        return content;
    }
}

void GdbConnection::send_packet(std::string_view content) {
    std::string escaped;
    for (const char c : content) {
        if (c == '$' || c == '#' || c == escape || c == '*') {
            escaped += escape;
            escaped += static_cast<char>(c ^ escape_mask);
        } else {
            escaped += c;
        }
    }
    write(fmt::format("${}#{:02x}", escaped, checksum(escaped)));
}

void GdbConnection::write(std::string_view bytes) {
    while (connected() && !bytes.empty()) {
        const ssize_t sent = ::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            pollfd fd{client_, POLLOUT, 0};
            ::poll(&fd, 1, 1000);
        } else if (errno != EINTR) {
            drop_client();
        }
    }
}

void GdbConnection::drop_client() {
    if (connected()) {
        ::close(client_);
        client_ = -1;
    }
}

std::string to_hex(std::string_view bytes) {
    std::string text;
    for (const char byte : bytes) {
        text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
    }
    return text;
}

std::optional<std::string> from_hex(std::string_view text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        unsigned value = 0;
        const std::string_view pair = text.substr(i, 2);
        const auto [end, error] = std::from_chars(pair.data(), pair.data() + pair.size(), value, 16);
        if (error != std::errc() || end != pair.data() + 2) {
            return std::nullopt;
        }
        bytes += static_cast<char>(value);
    }
    return bytes;
}

std::optional<std::uint32_t> take_number(std::string_view& text, char separator) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (separator != 0) {
        if (text.empty() || text.front() != separator) {
            return std::nullopt;
        }
        text.remove_prefix(1);
    }
    return value;
}

} // namespace sim::debug
