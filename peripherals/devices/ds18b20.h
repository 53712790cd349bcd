#pragma once

#include "peripherals/devices/one_wire_target.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// DS18B20, a thermometer on a 1-Wire bus (Maxim, datasheet 19-7487 rev. 6): -55 to +125 degC in steps of
/// 1/16.
///
///     DQ   the wire (see OneWireTarget), family code 0x28
///     VDD  3.0 to 5.5 V, or to ground: `parasite_power`, fed by the wire
///
/// Conversions take their longest times (93.75 ms for 9 bits, doubled for each bit more), a copy to EEPROM
/// 10 ms, and end in an event; read slots meanwhile give 0. With parasite power something has to drive the
/// wire high from 10 us after the command on; otherwise the part loses its supply, which is
/// `ds18b20.unpowered`, and starts anew with 85 degC. Not modelled: errors of measurement, wear, the time
/// that a recall takes.
class Ds18b20 final : public OneWireTarget {
public:
    struct Config {
        std::uint64_t serial = 0; // 48 bits
        bool parasite_power = false;
        std::int64_t temperature_mc = 20'000;
    };
    Ds18b20(sim::core::Machine& machine, std::string name, sim::core::Net& wire, const Config& config);

    /// Power-on: what the EEPROM holds, and 85 degC.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// Thousandths of a degree Celsius.
    void set_temperature_mc(std::int64_t mc) { temperature_mc_ = mc; }

private:
    /// Bytes 2 to 4 of the scratchpad, which the EEPROM keeps.
    struct Settings {
        std::uint8_t high;          // TH
        std::uint8_t low;           // TL
        std::uint8_t configuration; // 0 R1 R0 11111
    };
    static constexpr Settings as_delivered = {75, 70, 0x7f};
    static constexpr std::int16_t power_on_reading = 85 * 16;

    enum class Work : std::uint8_t { None, Convert, Copy };
    struct State {
        std::int16_t reading = power_on_reading; // sixteenths of a degree
        Settings settings = as_delivered;
        bool alarm = false;
        std::uint8_t command = 0; // whose bytes come or go
        unsigned count = 0;
        Work work = Work::None;
    };

    Slots on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    bool status_bit() override;
    bool in_alarm() const override { return state_.alarm; }
    void on_bus_reset() override;

    Slots on_command(std::uint8_t command);
    void on_setting(std::uint8_t byte);
    Slots begin(Work work, sim::core::Time time);
    void check_supply();
    void finish();
    void convert();
    unsigned resolution_bits() const { return 9U + (state_.settings.configuration >> 5 & 3U); }
    std::array<std::uint8_t, 9> scratchpad() const;

    Config config_;
    std::int64_t temperature_mc_;
    Settings eeprom_ = as_delivered;
    State state_;
    sim::core::Event done_{*this, sim::core::EventClass::Timer, "done", sim::core::handler<&Ds18b20::finish>};
    sim::core::Event supply_{*this, sim::core::EventClass::Timer, "supply",
                             sim::core::handler<&Ds18b20::check_supply>};
};

} // namespace peripherals::devices
