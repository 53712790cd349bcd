#include "peripherals/devices/axis_sensor.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

AxisSensor::AxisSensor(Machine& machine, std::string name, Net& scl, Net& sda, std::uint8_t address,
                       std::span<const ByteRegister> registers, const Outputs& outputs)
    : I2cRegisters(machine, std::move(name), scl, sda, address, registers), outputs_(outputs) {}

void AxisSensor::reset() {
    I2cRegisters::reset();
    axes_ = {};
    reset_state();
    restart_sampling();
    update_interrupts();
}

void AxisSensor::store_axis(unsigned axis, unsigned bits) {
    const auto msb = static_cast<std::uint8_t>(outputs_.first_msb + 2 * axis);
    set_value(msb, static_cast<std::uint8_t>(bits >> 8));
    set_value(static_cast<std::uint8_t>(msb + 1), static_cast<std::uint8_t>(bits));
}

void AxisSensor::tell_new_sample() {
    axes_.status.new_sample();
    show_status();
}

void AxisSensor::forget_samples() {
    axes_.status = {};
    show_status();
}

std::uint8_t AxisSensor::read_output(std::uint8_t address, std::uint8_t stored) {
    const unsigned axis = (address - outputs_.first_msb) / 2U;
    if ((address - outputs_.first_msb) % 2 != 0) {
        return axes_.low_byte[axis];
    }
    axes_.low_byte[axis] = value(static_cast<std::uint8_t>(address + 1));
    axes_.status.read(axis);
    show_status();
    return stored;
}

} // namespace peripherals::devices
