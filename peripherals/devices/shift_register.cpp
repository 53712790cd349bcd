#include "peripherals/devices/shift_register.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
enum Pins : unsigned { Ser, Rclk, Srclk, Oe, Srclr };
constexpr std::uint8_t output_ma = 6;

Contribution driven(bool high) {
    return {.drive = high ? Drive::High : Drive::Low, .strength_ma = output_ma};
}
} // namespace

ShiftRegister::ShiftRegister(Machine& machine, std::string name, const Nets& nets)
    : Part(machine, std::move(name)) {
    ser_.connect(nets.ser, this, Ser);
    rclk_.connect(nets.rclk, this, Rclk); // before SRCLK, if they are one net
    srclk_.connect(nets.srclk, this, Srclk);
    if (nets.oe != nullptr) {
        oe_.connect(*nets.oe, this, Oe);
    }
    if (nets.srclr != nullptr) {
        srclr_.connect(*nets.srclr, this, Srclr);
    }
    for (std::size_t i = 0; i < bits; ++i) {
        if (nets.outputs[i] != nullptr) {
            outputs_[i].connect(*nets.outputs[i], nullptr, 0);
        }
    }
    if (nets.qh != nullptr) {
        qh_.connect(*nets.qh, nullptr, 0);
    }
    drive();
}

void ShiftRegister::reset() {
    state_ = {};
    state_.ser = ser_.level() == Level::High;
    state_.srclk = srclk_.level() == Level::High;
    state_.rclk = rclk_.level() == Level::High;
    drive();
}

void ShiftRegister::inspect(Inspector& inspector) const {
    std::string levels;
    for (std::size_t i = 0; i < bits; ++i) {
        levels += (state_.stored >> i & 1) != 0 ? '1' : '0';
    }
    inspector.text("stored", levels); // QA first
    inspector.number("enabled", oe_.connected() && !is_low(oe_) ? 0 : 1);
}

void ShiftRegister::drive() {
    const bool enabled = !oe_.connected() || is_low(oe_);
    for (std::size_t i = 0; i < bits; ++i) {
        outputs_[i].set(enabled ? driven((state_.stored >> i & 1) != 0) : Contribution{});
    }
    qh_.set(driven((state_.shifted >> (bits - 1) & 1) != 0));
}

/// SER counts as it was told: the register before this one changes it with the same clock.
void ShiftRegister::on_edge(unsigned pin, Level level) {
    const bool high = level == Level::High;
    switch (pin) {
    case Ser:
        state_.ser = high;
        return;
    case Rclk:
        if (high && !state_.rclk) {
            state_.stored = state_.shifted;
        }
        state_.rclk = high;
        break;
    case Srclk:
        if (high && !state_.srclk && !is_low(srclr_)) {
            state_.shifted = static_cast<std::uint8_t>(state_.shifted << 1 | (state_.ser ? 1 : 0));
        }
        state_.srclk = high;
        break;
    case Srclr:
        state_.shifted = is_low(srclr_) ? std::uint8_t{0} : state_.shifted;
        break;
    default:
        break;
    }
    drive();
}

} // namespace peripherals::devices
