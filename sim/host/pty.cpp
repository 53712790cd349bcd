#include "sim/core/error.h"
#include "sim/host/endpoint.h"
#include "sim/host/fd_writer.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

namespace sim::host {

namespace {

using core::Error;

class Pty final : public Endpoint {
public:
    explicit Pty(const std::string& link) : link_(link) {
        master_ = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        if (master_ < 0 || ::grantpt(master_) != 0 || ::unlockpt(master_) != 0) {
            throw Error(
                fmt::format("cannot make a pseudo-terminal: {}; is /dev/pts mounted?", std::strerror(errno)));
        }
        char name[64];
        ::ptsname_r(master_, name, sizeof name);
        path_ = name;
        // Raw, as a USB serial port is; once opened and closed, the master can tell whether a client is
        // there.
        const int slave = ::open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
        termios raw{};
        ::tcgetattr(slave, &raw);
        ::cfmakeraw(&raw);
        ::tcsetattr(slave, TCSANOW, &raw);
        ::close(slave);
        set_nonblocking(master_);
        if (!link_.empty()) {
            make_link();
        }
    }
    ~Pty() override {
        ::close(master_);
        if (!link_.empty()) {
            ::unlink(link_.c_str());
        }
    }

    std::string description() const override { return link_.empty() ? path_ : link_ + " -> " + path_; }
    bool interactive() const override { return true; }
    void add_poll(std::vector<pollfd>& fds) const override {
        // Without a client the master is always "hung up": it would end every wait at once.
        if (client()) {
            const int events = writer_.pending() ? POLLIN | POLLOUT : POLLIN;
            fds.push_back({master_, static_cast<short>(events), 0});
        }
    }
    std::vector<std::uint8_t> read() override { return read_available(master_, nullptr); }
    void write(std::span<const std::uint8_t> bytes) override {
        if (client()) {
            writer_.write(master_, bytes);
        } else {
            writer_.clear();
        }
    }
    void flush() override { writer_.flush(master_); }

private:
    bool client() const {
        pollfd fd{master_, POLLIN, 0};
        return ::poll(&fd, 1, 0) < 1 || (fd.revents & POLLHUP) == 0;
    }
    void make_link() {
        struct stat status {};
        if (::lstat(link_.c_str(), &status) == 0 && !S_ISLNK(status.st_mode)) {
            throw Error(fmt::format("{}: exists and is no symbolic link; choose another --pty-link", link_));
        }
        ::unlink(link_.c_str());
        if (::symlink(path_.c_str(), link_.c_str()) != 0) {
            throw Error(fmt::format("{}: cannot make the link: {}", link_, std::strerror(errno)));
        }
    }

    int master_;
    std::string path_;
    std::string link_;
    FdWriter writer_;
};

} // namespace

std::unique_ptr<Endpoint> make_pty(const std::string& link) {
    return std::make_unique<Pty>(link);
}

} // namespace sim::host
