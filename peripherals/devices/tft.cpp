#include "peripherals/devices/tft.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

Tft::Tft(Machine& machine, std::string name, const Nets& nets, const Pins& pins,
         const TftController::Config& config)
    : SpiTarget(machine, std::move(name), nets), controller_(*this, config) {
    dc_.connect(pins.dc, nullptr, 0);
    if (pins.res != nullptr) {
        res_.connect(*pins.res);
    }
    if (pins.backlight != nullptr) {
        backlight_.connect(*pins.backlight, nullptr, 1);
    }
}

void Tft::reset() {
    SpiTarget::reset();
    controller_.power_on();
}

void Tft::inspect(Inspector& inspector) const {
    controller_.inspect(inspector);
    if (backlight_.connected()) {
        inspector.number("backlight", backlight_.level() == Level::High ? 1 : 0);
    }
}

std::uint32_t Tft::colour(std::size_t x, std::size_t y) const {
    const bool dark = backlight_.connected() && backlight_.level() != Level::High;
    return dark ? 0 : controller_.colour(x, y);
}

void Tft::on_byte(std::uint8_t byte) {
    if (res_.active()) {
        return;
    }
    dc_.level() == Level::High ? controller_.data(byte) : controller_.command(byte);
}

} // namespace peripherals::devices
