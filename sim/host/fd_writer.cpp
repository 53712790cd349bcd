#include "sim/host/fd_writer.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace sim::host {

void FdWriter::write(int fd, std::span<const std::uint8_t> bytes) {
    kept_.insert(kept_.end(), bytes.begin(), bytes.end());
    flush(fd);
}

bool FdWriter::flush(int fd) {
    std::array<std::uint8_t, 4096> chunk{};
    while (!kept_.empty()) {
        const std::size_t size = std::min(chunk.size(), kept_.size());
        std::copy_n(kept_.begin(), size, chunk.begin());
        const ssize_t written = ::write(fd, chunk.data(), size);
        if (written > 0) {
            kept_.erase(kept_.begin(), kept_.begin() + written);
        } else if (errno == EAGAIN || errno == EINTR) {
            return true;
        } else {
            kept_.clear();
            return false;
        }
    }
    return true;
}

std::vector<std::uint8_t> read_available(int fd, bool* ended) {
    std::vector<std::uint8_t> bytes;
    std::array<std::uint8_t, 4096> chunk{};
    for (;;) {
        const ssize_t got = ::read(fd, chunk.data(), chunk.size());
        if (got > 0) {
            bytes.insert(bytes.end(), chunk.begin(), chunk.begin() + got);
            if (static_cast<std::size_t>(got) == chunk.size()) {
                continue;
            }
        } else if (ended != nullptr && (got == 0 || (errno != EAGAIN && errno != EINTR))) {
            *ended = true;
        }
        return bytes;
    }
}

void set_nonblocking(int fd) {
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

} // namespace sim::host
