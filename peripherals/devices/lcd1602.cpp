#include "peripherals/devices/lcd1602.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned enable_pin = 0;

// Lines of the port expander.
constexpr std::uint8_t port_rs = 0x01;
constexpr std::uint8_t port_read = 0x02;
constexpr std::uint8_t port_enable = 0x04;
constexpr std::uint8_t port_backlight = 0x08;
constexpr std::uint8_t port_data = 0xf0;
} // namespace

Lcd1602::Lcd1602(Machine& machine, std::string name, const Nets& nets, const Hd44780::Config& config)
    : Part(machine, std::move(name)), controller_(*this, config) {
    rs_.connect(nets.rs, nullptr, 0);
    enable_.connect(nets.enable, this, enable_pin);
    if (nets.read != nullptr) {
        read_.connect(*nets.read, nullptr, 0);
    }
    for (std::size_t i = 0; i < data_.size(); ++i) {
        if (nets.data[i] != nullptr) {
            data_[i].connect(*nets.data[i], nullptr, 0);
        }
    }
}

void Lcd1602::reset() {
    enabled_ = enable_.level() == Level::High;
    release();
    controller_.reset();
}

void Lcd1602::release() {
    for (NetPin& pin : data_) {
        pin.set({});
    }
}

void Lcd1602::on_edge(unsigned, Level level) {
    const bool high = level == Level::High;
    if (high == enabled_) {
        return;
    }
    enabled_ = high;
    const bool rs = rs_.level() == Level::High;
    const bool reading = read_.level() == Level::High;
    if (high) {
        const unsigned byte = controller_.enable_rises(rs, reading);
        for (std::size_t i = 0; reading && i < data_.size(); ++i) {
            data_[i].set({.drive = (byte >> i & 1) != 0 ? Drive::High : Drive::Low});
        }
        return;
    }
    unsigned lines = 0;
    for (std::size_t i = 0; i < data_.size(); ++i) {
        lines |= data_[i].level() != Level::Low ? 1U << i : 0; // they have pull-ups
    }
    release();
    controller_.enable_falls(rs, reading, static_cast<std::uint8_t>(lines));
}

Lcd1602I2c::Lcd1602I2c(Machine& machine, std::string name, Net& scl, Net& sda, std::uint8_t address,
                       const Hd44780::Config& config)
    : I2cTarget(machine, std::move(name), scl, sda, address), controller_(*this, config) {}

void Lcd1602I2c::reset() {
    I2cTarget::reset();
    port_ = 0xff;
    answer_ = 0xff;
    controller_.reset();
}

void Lcd1602I2c::inspect(Inspector& inspector) const {
    controller_.inspect(inspector);
    inspector.number("backlight", (port_ & port_backlight) != 0 ? 1 : 0);
}

bool Lcd1602I2c::on_byte(std::uint8_t byte) {
    const std::uint8_t before = std::exchange(port_, byte);
    const bool rs = (before & port_rs) != 0; // what changes with E comes too late for it
    const bool reading = (before & port_read) != 0;
    if ((before & port_enable) == 0 && (byte & port_enable) != 0) {
        const std::uint8_t out = controller_.enable_rises((byte & port_rs) != 0, (byte & port_read) != 0);
        answer_ = (byte & port_read) != 0 ? static_cast<std::uint8_t>(out | ~port_data) : std::uint8_t{0xff};
    } else if ((before & port_enable) != 0 && (byte & port_enable) == 0) {
        answer_ = 0xff;
        controller_.enable_falls(rs, reading, static_cast<std::uint8_t>(before | ~port_data));
    }
    return true;
}

std::uint8_t Lcd1602I2c::next_byte() {
    return port_ & answer_;
}

} // namespace peripherals::devices
