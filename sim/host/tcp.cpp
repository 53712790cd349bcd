#include "sim/core/error.h"
#include "sim/host/endpoint.h"
#include "sim/host/fd_writer.h"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace sim::host {

namespace {

class Tcp final : public Endpoint {
public:
    explicit Tcp(std::uint16_t port) {
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
            throw core::Error(fmt::format("cannot listen on 127.0.0.1:{}: {}; choose another port", port,
                                          std::strerror(errno)));
        }
        ::getsockname(listener_, generic, &size);
        port_ = ntohs(address.sin_port);
    }
    ~Tcp() override {
        drop_client();
        ::close(listener_);
    }

    std::string description() const override { return fmt::format("tcp 127.0.0.1:{}", port_); }
    bool interactive() const override { return true; }
    void add_poll(std::vector<pollfd>& fds) const override {
        fds.push_back({listener_, POLLIN, 0});
        if (client_ >= 0) {
            const int events = writer_.pending() ? POLLIN | POLLOUT : POLLIN;
            fds.push_back({client_, static_cast<short>(events), 0});
        }
    }
    std::vector<std::uint8_t> read() override {
        const int incoming = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (incoming >= 0) { // the latest client wins: the one before may have died without a word
            drop_client();
            client_ = incoming;
            const int on = 1;
            ::setsockopt(client_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        }
        if (client_ < 0) {
            return {};
        }
        bool ended = false;
        std::vector<std::uint8_t> bytes = read_available(client_, &ended);
        if (ended) {
            drop_client();
        }
        return bytes;
    }
    void write(std::span<const std::uint8_t> bytes) override {
        if (client_ >= 0) {
            writer_.write(client_, bytes);
        }
    }
    void flush() override {
        if (client_ >= 0 && !writer_.flush(client_)) {
            drop_client();
        }
    }

private:
    void drop_client() {
        if (client_ >= 0) {
            ::close(client_);
            client_ = -1;
            writer_.clear();
        }
    }

    int listener_;
    int client_ = -1;
    std::uint16_t port_ = 0;
    FdWriter writer_;
};

} // namespace

std::unique_ptr<Endpoint> make_tcp(std::uint16_t port) {
    return std::make_unique<Tcp>(port);
}

} // namespace sim::host
