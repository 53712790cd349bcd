#include "sim/core/error.h"
#include "sim/host/endpoint.h"

#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include <poll.h>

namespace sim::host {

namespace {

class FileEndpoint final : public Endpoint {
public:
    explicit FileEndpoint(const std::string& path) : stream_(path, std::ios::binary) {
        if (!stream_) {
            throw core::Error(fmt::format("{}: cannot be written: {}", path, std::strerror(errno)));
        }
    }
    bool interactive() const override { return false; }
    void add_poll(std::vector<pollfd>&) const override {}
    std::vector<std::uint8_t> read() override { return {}; }
    void write(std::span<const std::uint8_t> bytes) override {
        stream_.write(reinterpret_cast<const char*>(bytes.data()),
                      static_cast<std::streamsize>(bytes.size()));
    }
    void flush() override { stream_.flush(); }

private:
    std::ofstream stream_;
};

} // namespace

std::unique_ptr<Endpoint> make_file(const std::string& path) {
    return std::make_unique<FileEndpoint>(path);
}

} // namespace sim::host
