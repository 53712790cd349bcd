#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace sim::host {

/// Writes to a file descriptor without blocking and keeps what it does not take yet.
class FdWriter {
public:
    void write(int fd, std::span<const std::uint8_t> bytes);
    /// False when the other side is gone; what was kept is dropped then.
    bool flush(int fd);
    bool pending() const { return !kept_.empty(); }
    void clear() { kept_.clear(); }

private:
    std::deque<std::uint8_t> kept_;
};

/// Everything that can be read now. `ended` (may be null) is set at the end of the stream or on an error.
std::vector<std::uint8_t> read_available(int fd, bool* ended);

/// Adds O_NONBLOCK.
void set_nonblocking(int fd);

} // namespace sim::host
