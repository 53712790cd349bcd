#include "peripherals/devices/i2c_registers.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

I2cRegisters::I2cRegisters(Machine& machine, std::string name, Net& scl, Net& sda, std::uint8_t address,
                           std::span<const ByteRegister> registers)
    : I2cTarget(machine, std::move(name), scl, sda, address), registers_(registers) {
    for (const ByteRegister& reg : registers_) {
        for (const Field& field : reg.fields) {
            if (field.access == RW) {
                const auto mask = static_cast<unsigned>((1U << (field.msb + 1)) - (1U << field.lsb));
                writable_[reg.address] = static_cast<std::uint8_t>(writable_[reg.address] | mask);
            }
        }
    }
    reset_registers();
}

void I2cRegisters::reset() {
    I2cTarget::reset();
    state_ = {};
    reset_registers();
}

void I2cRegisters::reset_registers() {
    for (const ByteRegister& reg : registers_) {
        unsigned initial = 0;
        for (const Field& field : reg.fields) {
            initial |= field.reset << field.lsb;
        }
        state_.values[reg.address] = static_cast<std::uint8_t>(initial);
    }
}

void I2cRegisters::inspect(Inspector& inspector) const {
    for (const ByteRegister& reg : registers_) {
        inspector.hex(reg.name, state_.values[reg.address]);
    }
}

bool I2cRegisters::known(std::uint8_t address) {
    const bool found = std::any_of(registers_.begin(), registers_.end(),
                                   [address](const ByteRegister& reg) { return reg.address == address; });
    if (!found) {
        report("i2c_registers.unknown", "an access to an address that has no register");
    }
    return found;
}

bool I2cRegisters::on_address(bool reading) {
    state_.pointer_next = !reading;
    return true;
}

bool I2cRegisters::on_byte(std::uint8_t byte) {
    if (std::exchange(state_.pointer_next, false)) {
        state_.pointer = byte;
        return true;
    }
    if (known(state_.pointer)) {
        before_write(state_.pointer);
        const std::uint8_t mask = writable_[state_.pointer];
        const auto stored =
            static_cast<std::uint8_t>((state_.values[state_.pointer] & ~mask) | (byte & mask));
        state_.values[state_.pointer] = stored;
        on_write(state_.pointer, byte);
    }
    state_.pointer = next_address(state_.pointer);
    return true;
}

std::uint8_t I2cRegisters::next_byte() {
    const std::uint8_t byte =
        known(state_.pointer) ? on_read(state_.pointer, state_.values[state_.pointer]) : std::uint8_t{0};
    state_.pointer = next_address(state_.pointer);
    return byte;
}

} // namespace peripherals::devices
