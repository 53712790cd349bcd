#include "peripherals/nrf51/gpio.h"

#include "peripherals/nrf51/gpio_registers.h"

#include <bit>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using gpio::gpio_registers;

namespace {

constexpr Row out = row_of(gpio_registers, "OUT");
constexpr Row outset = row_of(gpio_registers, "OUTSET");
constexpr Row outclr = row_of(gpio_registers, "OUTCLR");
constexpr Row in = row_of(gpio_registers, "IN");
constexpr Row dir = row_of(gpio_registers, "DIR");
constexpr Row dirset = row_of(gpio_registers, "DIRSET");
constexpr Row dirclr = row_of(gpio_registers, "DIRCLR");
constexpr Row pin_cnf = row_of(gpio_registers, "PIN_CNF%");

constexpr FieldRef cnf_dir = find(gpio_registers, "PIN_CNF%.DIR");
constexpr FieldRef cnf_input = find(gpio_registers, "PIN_CNF%.INPUT");
constexpr FieldRef cnf_pull = find(gpio_registers, "PIN_CNF%.PULL");
constexpr FieldRef cnf_drive = find(gpio_registers, "PIN_CNF%.DRIVE");
constexpr FieldRef cnf_sense = find(gpio_registers, "PIN_CNF%.SENSE");

constexpr std::uint32_t pull_down = 1, pull_up = 3;
constexpr std::uint32_t sense_for_high = 2, sense_for_low = 3;

// Product specification 3.1, "GPIO": 0.5 mA (rounded up) and 5 mA. 0 is a level that is not driven.
struct DriveConfiguration {
    std::uint8_t low_ma;
    std::uint8_t high_ma;
};
constexpr DriveConfiguration drives[] = {
    {1, 1}, // S0S1
    {5, 1}, // H0S1
    {1, 5}, // S0H1
    {5, 5}, // H0H1
    {0, 1}, // D0S1
    {0, 5}, // D0H1
    {1, 0}, // S0D1
    {5, 0}, // H0D1
};

// Product specification 3.1, "Absolute maximum ratings": 0.3 V over VDD at a pin.
constexpr std::int64_t tolerated_mv = 300;

} // namespace

Gpio::Gpio(Machine& machine, std::string name, std::int64_t supply_mv)
    : RegisterDevice(machine, std::move(name), gpio_registers), Pins(supply_mv) {}

void Gpio::reset() {
    RegisterDevice::reset();
    state_ = {};
    for (unsigned pin = 0; pin < count; ++pin) {
        drive(pin);
        connect_buffer(pin);
    }
    update_detect();
}

void Gpio::connect_net(unsigned pin, Net& net) {
    nets_[pin].connect(net, this, pin);
    drive(pin);
    set_level(pin, net.level() == Level::High);
    update_detect();
}

const Net* Gpio::net(unsigned pin) const {
    return nets_[pin].connected() ? &nets_[pin].net() : nullptr;
}

std::uint32_t Gpio::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == in ? levels() & state_.connected : stored;
}

void Gpio::on_write(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == out) {
        set_out(written);
    } else if (reg.row == outset) {
        set_out(state_.out | written);
    } else if (reg.row == outclr) {
        set_out(state_.out & ~written);
    } else if (reg.row == dir) {
        set_directions(written);
    } else if (reg.row == dirset) {
        set_directions(state_.directions | written);
    } else if (reg.row == dirclr) {
        set_directions(state_.directions & ~written);
    } else if (reg.row == pin_cnf) {
        const std::uint32_t bit = 1U << reg.element;
        set_directions((state_.directions & ~bit) | (field(cnf_dir, reg.element) != 0 ? bit : 0));
        drive(reg.element);
        connect_buffer(reg.element);
        // Where a new pull changes the level, its edge comes after this access.
        if (!nets_[reg.element].connected() ||
            (nets_[reg.element].level() == Level::High) == level(reg.element)) {
            update_detect();
        }
    }
}

void Gpio::set_out(std::uint32_t levels) {
    std::uint32_t changed = levels ^ state_.out;
    state_.out = levels;
    for (const Row row : {out, outset, outclr}) {
        set_value(row, levels);
    }
    for (; changed != 0; changed &= changed - 1) {
        drive(static_cast<unsigned>(std::countr_zero(changed)));
    }
}

void Gpio::set_directions(std::uint32_t directions) {
    std::uint32_t changed = directions ^ state_.directions;
    state_.directions = directions;
    for (const Row row : {dir, dirset, dirclr}) {
        set_value(row, directions);
    }
    for (; changed != 0; changed &= changed - 1) {
        const auto pin = static_cast<unsigned>(std::countr_zero(changed));
        set_field(cnf_dir, directions >> pin, pin);
        drive(pin);
    }
}

void Gpio::on_taken(unsigned pin) {
    drive(pin);
    connect_buffer(pin);
    update_detect();
}

void Gpio::drive(unsigned pin) {
    const BlockPin* block = taken_by(pin);
    const bool output = block != nullptr ? block->is_output() : (state_.directions >> pin & 1) != 0;
    const bool high = block != nullptr ? block->driven_level() : (state_.out >> pin & 1) != 0;
    const DriveConfiguration& configuration = drives[field(cnf_drive, pin)];
    const std::uint8_t strength = high ? configuration.high_ma : configuration.low_ma;
    const std::uint32_t pull = field(cnf_pull, pin);
    Contribution contribution;
    if (output && strength != 0) {
        contribution.drive = high ? Drive::High : Drive::Low;
        contribution.strength_ma = strength;
    }
    contribution.pull = pull == pull_up ? Pull::Up : pull == pull_down ? Pull::Down : Pull::None;
    contribution.high_mv = static_cast<std::int16_t>(supply_uv() / 1000);
    nets_[pin].set(contribution);
}

void Gpio::connect_buffer(unsigned pin) {
    const std::uint32_t bit = 1U << pin;
    const BlockPin* block = taken_by(pin);
    const bool connected = field(cnf_input, pin) == 0 || (block != nullptr && !block->is_output());
    const std::uint32_t sense = field(cnf_sense, pin);
    state_.connected = (state_.connected & ~bit) | (connected ? bit : 0);
    state_.sense_high = (state_.sense_high & ~bit) | (sense == sense_for_high ? bit : 0);
    state_.sense_low = (state_.sense_low & ~bit) | (sense == sense_for_low ? bit : 0);
}

void Gpio::update_detect() {
    const std::uint32_t sensed = (levels() & state_.sense_high) | (~levels() & state_.sense_low);
    detect_.set((sensed & state_.connected) != 0);
}

void Gpio::on_edge(unsigned pin, Level level) {
    if (level == Level::Floating && nets_[pin].net().between_limits()) {
        return; // it keeps the level that it had
    }
    set_level(pin, level == Level::High);
    update_detect();
    if (level == Level::High) {
        check_volts(pin);
    }
}

void Gpio::check_volts(unsigned pin) {
    if (nets_[pin].net().driven_mv() > supply_uv() / 1000 + tolerated_mv) {
        report("net.overvoltage",
               "a part drives this pin over the supply of the chip: it does not stand that",
               nets_[pin].net().name());
    }
}

} // namespace peripherals::nrf51
