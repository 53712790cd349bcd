#include "sim/host/endpoint.h"

#include "sim/core/error.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <string>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace sim::host;

namespace {

std::span<const std::uint8_t> bytes_of(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string read_some(int fd) {
    pollfd poll_fd{fd, POLLIN, 0};
    ::poll(&poll_fd, 1, 2000);
    std::array<char, 256> buffer{};
    const ssize_t got = ::read(fd, buffer.data(), buffer.size());
    return {buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

/// What the endpoint has, once there is something.
std::string take(Endpoint& endpoint) {
    for (int attempt = 0; attempt < 200; ++attempt) {
        const auto bytes = endpoint.read();
        if (!bytes.empty()) {
            return {bytes.begin(), bytes.end()};
        }
        std::vector<pollfd> fds;
        endpoint.add_poll(fds);
        ::poll(fds.data(), fds.size(), 10);
    }
    return "";
}

} // namespace

TEST_CASE("PTY: bytes go to and fro, and output without a client is dropped") {
    const std::string link = "endpoint_test.pty";
    {
        const auto pty = make_pty(link);
        pty->write(bytes_of("nobody hears this"));
        const int client = ::open(link.c_str(), O_RDWR | O_NOCTTY);
        REQUIRE(client >= 0);
        pty->write(bytes_of("hello\r\n"));
        CHECK(read_some(client) == "hello\r\n");
        CHECK(::write(client, "\x03\x04", 2) == 2); // raw: control characters are bytes like others
        CHECK(take(*pty) == "\x03\x04");
        ::close(client);
        CHECK(pty->read().empty());
        const int again = ::open(link.c_str(), O_RDWR | O_NOCTTY);
        pty->write(bytes_of("back"));
        CHECK(read_some(again) == "back");
        ::close(again);
    }
    CHECK(::access(link.c_str(), F_OK) != 0);
}

TEST_CASE("PTY: a link does not replace a file") {
    const std::string path = "endpoint_test.file";
    std::ofstream(path) << "precious";
    CHECK_THROWS_AS(make_pty(path), sim::core::Error);
    CHECK(::access(path.c_str(), F_OK) == 0);
    ::unlink(path.c_str());
}

TEST_CASE("TCP: a client is served, and another one after it") {
    const auto server = make_tcp(0);
    const std::string description = server->description();
    const auto port = static_cast<std::uint16_t>(std::atoi(description.c_str() + description.rfind(':') + 1));
    for (int round = 0; round < 2; ++round) {
        const int client = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(port);
        REQUIRE(::connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
        CHECK(::write(client, "ping", 4) == 4);
        CHECK(take(*server) == "ping");
        server->write(bytes_of("pong"));
        CHECK(read_some(client) == "pong");
        ::close(client);
    }
}
