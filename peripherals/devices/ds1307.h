#pragma once

#include "peripherals/devices/i2c_target.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::devices {

/// DS1307, a clock with 56 bytes of RAM and a battery (Maxim, datasheet 19-5193).
///
///     SCL, SDA  target 0x68; the first byte written is the register pointer, which goes round after 3Fh
///     SQW/OUT   optional, open drain: 1 Hz, 4.096, 8.192 or 32.768 kHz, or the level of OUT
///
/// A start copies the time, so that what one transfer reads belongs together. A write of the seconds begins
/// the second anew. The battery keeps time and RAM; new, it stands at 2000-01-01 00:00:00 (day 1) with CH
/// set. Estimate: the first edge of SQW/OUT comes half a period after it is enabled. Not modelled: drift of
/// the crystal, power-fail, an empty battery.
class Ds1307 final : public I2cTarget {
public:
    Ds1307(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
           sim::core::Net* square_wave);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    static constexpr unsigned registers = 64;
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
        bool level = true; // of SQW/OUT
        sim::core::Time wave_began = 0;
        std::int64_t half_periods = 0;
    };

    bool on_address(bool reading) override;
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    void store(unsigned address, std::uint8_t byte);
    /// The registers as they are now.
    Clock advanced() const;
    void restart_wave();
    void toggle();
    void drive(bool high);

    Clock clock_;
    State state_;
    sim::core::NetPin square_wave_;
    sim::core::Event wave_{*this, sim::core::EventClass::InputEdge, "SQW",
                           sim::core::handler<&Ds1307::toggle>};
};

} // namespace peripherals::devices
