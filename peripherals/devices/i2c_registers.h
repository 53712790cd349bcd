#pragma once

#include "peripherals/devices/i2c_target.h"
#include "sim/core/register_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peripherals::devices {

/// One register of 8 bits behind an I2C target, with its fields as the datasheet lists them.
struct ByteRegister {
    std::uint8_t address;
    std::string_view name;
    std::span<const sim::core::Field> fields;
};

struct ByteFieldRef {
    std::uint8_t address;
    std::uint8_t lsb;
    std::uint8_t mask; // in place
};

/// Addresses rise; fields fit, fall, do not overlap and hold their resets.
consteval bool well_formed(std::span<const ByteRegister> registers) {
    int previous = -1;
    for (const ByteRegister& reg : registers) {
        if (reg.address <= previous) {
            return false;
        }
        previous = reg.address;
        int above = 8;
        for (const sim::core::Field& field : reg.fields) {
            if (field.msb < field.lsb || field.msb >= above ||
                (field.reset << field.lsb & ~sim::core::field_mask(field)) != 0) {
                return false;
            }
            above = field.lsb;
        }
    }
    return true;
}

/// Address of the register `name`; an unknown name does not compile.
consteval std::uint8_t address_of(std::span<const ByteRegister> registers, std::string_view name) {
    for (const ByteRegister& reg : registers) {
        if (reg.name == name) {
            return reg.address;
        }
    }
    throw "no register of this name";
}

/// The field "REGISTER.FIELD"; an unknown name does not compile.
consteval ByteFieldRef find(std::span<const ByteRegister> registers, std::string_view name) {
    const std::size_t dot = name.find('.');
    for (const ByteRegister& reg : registers) {
        for (const sim::core::Field& field : reg.fields) {
            if (reg.name == name.substr(0, dot) && field.name == name.substr(dot + 1)) {
                return {reg.address, field.lsb, static_cast<std::uint8_t>(sim::core::field_mask(field))};
            }
        }
    }
    throw "no field of this name";
}

/// An I2C target whose registers are a table. The first byte written sets the register pointer, further ones
/// go to where it points, reads come from there; it moves on after each byte. The base owns reset, write
/// masks and inspection; a subclass adds behaviour.
class I2cRegisters : public I2cTarget {
public:
    /// `registers` must live as long as the part (a constexpr table does).
    I2cRegisters(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
                 std::uint8_t address, std::span<const ByteRegister> registers);

    /// Power-on.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

protected:
    /// All registers to their reset values, the bus as it is: what a software reset does.
    void reset_registers();
    /// What a read gives, with its side effects.
    virtual std::uint8_t on_read(std::uint8_t /*address*/, std::uint8_t stored) { return stored; }
    /// Before a write is stored.
    virtual void before_write(std::uint8_t /*address*/) {}
    /// After a write was stored: RW bits took it, SC bits are for the subclass to see in `written`.
    virtual void on_write(std::uint8_t /*address*/, std::uint8_t /*written*/) {}
    /// Where the pointer goes from `address`.
    virtual std::uint8_t next_address(std::uint8_t address) const {
        return static_cast<std::uint8_t>(address + 1);
    }

    std::uint8_t value(std::uint8_t address) const { return state_.values[address]; }
    void set_value(std::uint8_t address, std::uint8_t value) { state_.values[address] = value; }
    std::uint8_t field(ByteFieldRef ref) const {
        return static_cast<std::uint8_t>((state_.values[ref.address] & ref.mask) >> ref.lsb);
    }
    void set_field(ByteFieldRef ref, unsigned value) {
        state_.values[ref.address] = static_cast<std::uint8_t>((state_.values[ref.address] & ~ref.mask) |
                                                               (value << ref.lsb & ref.mask));
    }

private:
    struct State {
        std::array<std::uint8_t, 256> values{}; // by address
        std::uint8_t pointer = 0;
        bool pointer_next = false; // the next byte is the pointer
    };

    bool on_address(bool reading) override;
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    bool known(std::uint8_t address);

    std::span<const ByteRegister> registers_;
    std::array<std::uint8_t, 256> writable_{}; // by address
    State state_;
};

} // namespace peripherals::devices
