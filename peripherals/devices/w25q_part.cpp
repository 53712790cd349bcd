#include "peripherals/devices/w25q_part.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned clk_pin = 0;
constexpr unsigned cs_pin = 1;
constexpr unsigned first_io_pin = 2;
} // namespace

W25qPart::W25qPart(Machine& machine, const std::string& name, const Nets& nets, const W25q::Config& config)
    : Part(machine, name), chip_(machine, name, config) {
    clk_.connect(nets.clk, this, clk_pin);
    cs_.connect(nets.cs, this, cs_pin);
    for (unsigned lane = 0; lane < lanes; ++lane) {
        if (nets.io[lane] != nullptr) {
            io_[lane].connect(*nets.io[lane], nullptr, first_io_pin + lane);
        }
    }
}

void W25qPart::reset() {
    state_ = {};
    state_.clock = clk_.level() == Level::High;
    drive({});
}

std::uint8_t W25qPart::levels() const {
    unsigned result = 0;
    for (unsigned lane = 0; lane < lanes; ++lane) {
        result |= (io_[lane].level() == Level::High ? 1U : 0U) << lane;
    }
    return static_cast<std::uint8_t>(result);
}

void W25qPart::drive(const SerialFlash::Lanes& out) {
    for (unsigned lane = 0; lane < lanes; ++lane) {
        if (io_[lane].connected()) {
            const bool driven = (out.driven >> lane & 1) != 0;
            const bool high = (out.levels >> lane & 1) != 0;
            io_[lane].set({.drive = !driven ? Drive::None : high ? Drive::High : Drive::Low});
        }
    }
}

void W25qPart::on_edge(unsigned pin, Level level) {
    if (pin == cs_pin) {
        const bool selected = level == Level::Low;
        chip_.on_line(SerialFlash::chip_select, !selected);
        state_.sent = false;
        if (!selected) {
            drive({});
        }
        return;
    }
    const bool high = level == Level::High;
    if (high == state_.clock) {
        return;
    }
    state_.clock = high;
    if (high) {
        if (!std::exchange(state_.sent, false)) {
            chip_.clock(levels());
        }
    } else if (chip_.sends()) {
        drive(chip_.clock(0));
        state_.sent = true;
    }
}

} // namespace peripherals::devices
