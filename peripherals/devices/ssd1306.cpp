#include "peripherals/devices/ssd1306.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::uint8_t one_byte = 0x80; // Co
constexpr std::uint8_t data_bit = 0x40; // D/C#
} // namespace

Ssd1306I2c::Ssd1306I2c(Machine& machine, std::string name, Net& scl, Net& sda, std::uint8_t address,
                       const Ssd1306Controller::Config& config)
    : I2cTarget(machine, std::move(name), scl, sda, address), controller_(*this, config) {}

void Ssd1306I2c::reset() {
    I2cTarget::reset();
    state_ = {};
    controller_.power_on();
}

bool Ssd1306I2c::on_address(bool) {
    state_.next = Next::Control;
    return true;
}

bool Ssd1306I2c::on_byte(std::uint8_t byte) {
    if (state_.next == Next::Control) {
        state_.data = (byte & data_bit) != 0;
        state_.next = (byte & one_byte) != 0 ? Next::Byte : Next::Stream;
        return true;
    }
    state_.data ? controller_.data(byte) : controller_.command(byte);
    if (state_.next == Next::Byte) {
        state_.next = Next::Control;
    }
    return true;
}

Ssd1306Spi::Ssd1306Spi(Machine& machine, std::string name, const Nets& nets, Net& dc, Net* res,
                       const Ssd1306Controller::Config& config)
    : SpiTarget(machine, std::move(name), nets), controller_(*this, config) {
    dc_.connect(dc, nullptr, 0);
    if (res != nullptr) {
        res_.connect(*res);
    }
}

void Ssd1306Spi::reset() {
    SpiTarget::reset();
    controller_.power_on();
}

void Ssd1306Spi::on_byte(std::uint8_t byte) {
    if (res_.active()) {
        return;
    }
    dc_.level() == Level::High ? controller_.data(byte) : controller_.command(byte);
}

} // namespace peripherals::devices
