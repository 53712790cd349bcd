#pragma once

#include "peripherals/devices/i2c_target.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::devices {

/// PCF8523, a clock with an alarm and a battery (NXP, datasheet Rev. 7).
///
///     SCL, SDA  target 0x68; the first byte written is the register pointer, which goes round after 13h
///
/// A start copies the time, so that what one transfer reads belongs together. STOP of Control_1 holds the
/// clock; a write of the seconds begins the second anew; 58h in Control_1 is the software reset. AF is set
/// when a minute begins that meets all enabled parts of the alarm. The battery keeps everything over a reset
/// of the board. New, it stands at 2000-01-01 00:00:00 with OS set (the oscillator has stopped before).
///
/// Not modelled: INT1 and CLKOUT, the timers, the offset's correction, power management.
class Pcf8523 final : public I2cTarget {
public:
    Pcf8523(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    static constexpr unsigned registers = 20;
    using Registers = std::array<std::uint8_t, registers>;
    /// What the battery keeps.
    struct Clock {
        Registers values{};
        sim::core::Time second_began = 0;
    };
    struct State {
        Registers latched{};
        unsigned pointer = 0;
        bool pointer_next = false;
    };

    bool on_address(bool reading) override;
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    void store(unsigned address, std::uint8_t byte);
    /// The registers as they are now.
    Clock advanced() const;
    static bool meets_alarm(const Registers& values);

    Clock clock_;
    State state_;
};

} // namespace peripherals::devices
