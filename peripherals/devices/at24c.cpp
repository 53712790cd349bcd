#include "peripherals/devices/at24c.h"

#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time write_cycle = 5 * ps_per_ms; // tWR

struct Size {
    std::size_t bytes;
    std::size_t page_bytes;
};
// 24C01, 02, 32, 64, 128, 256, 512.
constexpr Size sizes[] = {
    {128,    8  },
    {256,    8  },
    {4096,   32 },
    {8192,   32 },
    {16'384, 64 },
    {32'768, 64 },
    {65'536, 128}
};
constexpr std::size_t largest_with_one_byte = 256;
} // namespace

bool At24c::has_size(std::size_t bytes) {
    return std::any_of(std::begin(sizes), std::end(sizes),
                       [bytes](const Size& size) { return size.bytes == bytes; });
}

At24c::At24c(Machine& machine, std::string name, Net& scl, Net& sda, Net* write_protect, const Config& config)
    : I2cTarget(machine, std::move(name), scl, sda, config.address), array_(config.bytes, 0xff),
      page_bytes_(0) {
    for (const Size& size : sizes) {
        page_bytes_ = size.bytes == config.bytes ? size.page_bytes : page_bytes_;
    }
    if (!has_size(config.bytes) || config.address < 0x50 || config.address > 0x57) {
        throw Error(
            Device::name() +
            ": EEPROMs have 128, 256, 4096, 8192, 16384, 32768 or 65536 bytes and addresses 0x50 to 0x57");
    }
    if (write_protect != nullptr) {
        write_protect_.connect(*write_protect, nullptr, 0);
    }
    state_.page.resize(page_bytes_);
}

void At24c::reset() {
    I2cTarget::reset();
    state_ = {};
    state_.page.resize(page_bytes_);
    cycle_.disarm();
}

void At24c::inspect(Inspector& inspector) const {
    inspector.number("write_cycles", writes_);
    inspector.number("busy", cycle_.armed() ? 1 : 0);
}

bool At24c::on_address(bool reading) {
    if (cycle_.armed()) {
        return false;
    }
    if (!reading) {
        state_.address_bytes_left = array_.size() > largest_with_one_byte ? 2 : 1;
        state_.page.assign(page_bytes_, std::nullopt);
        state_.has_data = false;
    }
    return true;
}

bool At24c::on_byte(std::uint8_t byte) {
    if (state_.address_bytes_left != 0) {
        state_.address = (state_.address << 8 | byte) & mask();
        --state_.address_bytes_left;
        return true;
    }
    const auto page_mask = static_cast<unsigned>(page_bytes_ - 1);
    state_.page_begin = state_.address & ~page_mask;
    state_.page[state_.address & page_mask] = byte;
    state_.address = state_.page_begin | ((state_.address + 1) & page_mask);
    state_.has_data = true;
    return true;
}

std::uint8_t At24c::next_byte() {
    const std::uint8_t byte = array_[state_.address];
    state_.address = (state_.address + 1) & mask();
    return byte;
}

void At24c::on_end() {
    if (!std::exchange(state_.has_data, false)) {
        return;
    }
    if (write_protect_.level() == Level::High) {
        report("at24c.protected", "a write while WP is high changes nothing");
        return;
    }
    cycle_.arm(now() + write_cycle);
}

void At24c::program() {
    ++writes_;
    for (std::size_t i = 0; i < page_bytes_; ++i) {
        array_[state_.page_begin + i] = state_.page[i].value_or(array_[state_.page_begin + i]);
    }
}

} // namespace peripherals::devices
