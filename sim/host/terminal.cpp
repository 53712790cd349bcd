#include "sim/host/endpoint.h"
#include "sim/host/fd_writer.h"

#include <algorithm>

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

namespace sim::host {

namespace {

constexpr std::uint8_t quit_key = 0x1d; // Ctrl-]

class Terminal final : public Endpoint {
public:
    Terminal() : is_terminal_(::isatty(STDIN_FILENO) == 1), input_flags_(::fcntl(STDIN_FILENO, F_GETFL)) {
        if (is_terminal_ && ::tcgetattr(STDIN_FILENO, &saved_) == 0) {
            termios raw = saved_;
            ::cfmakeraw(&raw);
            raw.c_oflag |= OPOST; // messages of ours between the guest's output keep their line ends
            ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
        }
        // Standard output stays blocking: it may be the same open file as standard input or error.
        if (!is_terminal_) {
            set_nonblocking(STDIN_FILENO);
        }
    }
    ~Terminal() override {
        if (is_terminal_) {
            ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_);
        } else {
            ::fcntl(STDIN_FILENO, F_SETFL, input_flags_);
        }
    }

    std::string description() const override {
        return is_terminal_ ? "this terminal; Ctrl-] quits" : std::string();
    }
    bool interactive() const override { return is_terminal_; }
    void add_poll(std::vector<pollfd>& fds) const override {
        if (!ended_) {
            fds.push_back({STDIN_FILENO, POLLIN, 0});
        }
    }

    std::vector<std::uint8_t> read() override {
        if (ended_ || !readable()) {
            return {};
        }
        std::vector<std::uint8_t> bytes = read_available_once();
        const auto key = is_terminal_ ? std::find(bytes.begin(), bytes.end(), quit_key) : bytes.end();
        if (key != bytes.end()) {
            quit_ = true;
            bytes.erase(key, bytes.end());
        }
        return bytes;
    }

    void write(std::span<const std::uint8_t> bytes) override {
        for (std::size_t done = 0; done < bytes.size();) {
            const ssize_t written = ::write(STDOUT_FILENO, bytes.data() + done, bytes.size() - done);
            if (written < 0) {
                return;
            }
            done += static_cast<std::size_t>(written);
        }
    }
    void flush() override {}
    bool quit() const override { return quit_; }

private:
    static bool readable() {
        pollfd fd{STDIN_FILENO, POLLIN, 0};
        return ::poll(&fd, 1, 0) > 0;
    }
    std::vector<std::uint8_t> read_available_once() {
        if (!is_terminal_) {
            return read_available(STDIN_FILENO, &ended_);
        }
        std::vector<std::uint8_t> bytes(256);
        const ssize_t got = ::read(STDIN_FILENO, bytes.data(), bytes.size());
        ended_ = got <= 0;
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return bytes;
    }

    bool is_terminal_;
    int input_flags_;
    bool ended_ = false;
    bool quit_ = false;
    termios saved_{};
};

} // namespace

std::unique_ptr<Endpoint> make_terminal() {
    return std::make_unique<Terminal>();
}

} // namespace sim::host
