#pragma once

#include "peripherals/devices/bme280_registers.h"
#include "peripherals/devices/i2c_target.h"
#include "peripherals/devices/spi_target.h"
#include "sim/core/device.h"
#include "sim/core/part.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace peripherals::devices {

/// BME280, pressure, humidity and temperature of the air (Bosch Sensortec, datasheet rev. 1.6): what the chip
/// does with its registers, however they are reached.
///
/// Modes sleep, forced and normal; a measurement takes the typical time of its oversampling. Its results are
/// the raw values for which the datasheet's formulas, with the calibration that the registers tell, give what
/// the air has: of 16 to 20 bits, of 20 with the filter. Results of a read are of one measurement.
/// Approximate: all quantities are those at the end of a measurement. Not modelled: noise, how slowly the
/// sensors follow, self-heating, SPI with three wires.
class Bme280 final : public sim::core::Device {
public:
    struct Air {
        std::int64_t temperature_mc = 20'000;
        std::int64_t pressure_pa = 101'325;
        std::int64_t humidity_permille = 500;
    };
    Bme280(sim::core::Machine& machine, std::string name, const Air& air)
        : Device(machine, std::move(name)), air_(air) {}

    /// Power-on.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

    Air& air() { return air_; }
    /// From now on reads give what is there now.
    void begin_read() { state_.shown = state_.results; }
    std::uint8_t read(std::uint8_t address) const;
    void write(std::uint8_t address, std::uint8_t byte);

private:
    static constexpr std::int64_t skipped = 0x80000;
    static constexpr std::int64_t skipped_humidity = 0x8000;
    struct Results {
        std::int64_t pressure = skipped;
        std::int64_t temperature = skipped;
        std::int64_t humidity = skipped_humidity;
    };
    struct State {
        std::uint8_t ctrl_hum = 0;
        std::uint8_t ctrl_meas = 0;
        std::uint8_t config = 0;
        std::uint8_t humidity_oversampling = 0; // takes effect with ctrl_meas
        bool has_filtered = false;
        sim::core::Time copied = 0; // calibration, after power-on
        Results results;
        Results shown;
    };

    unsigned field(ByteFieldRef ref) const;
    void follow_mode();
    void begin_measurement();
    void measured();
    std::int64_t filtered(std::int64_t before, std::int64_t raw, unsigned oversampling) const;
    sim::core::Time measurement_time() const;

    Air air_;
    State state_;
    sim::core::Event start_{*this, sim::core::EventClass::Timer, "start",
                            sim::core::handler<&Bme280::begin_measurement>};
    sim::core::Event measured_{*this, sim::core::EventClass::Timer, "measured",
                               sim::core::handler<&Bme280::measured>};
};

/// What both parts have in common. `Bus` is I2cTarget or SpiTarget.
template <class Bus> class Bme280Part : public Bus {
public:
    template <class... BusArguments>
    Bme280Part(sim::core::Machine& machine, const std::string& name, const Bme280::Air& air,
               BusArguments&&... bus)
        : Bus(machine, name, std::forward<BusArguments>(bus)...), chip_(machine, name, air) {}

    void inspect(sim::core::Inspector& inspector) const override { chip_.inspect(inspector); }
    std::span<const sim::core::Stimulus> stimuli() const override { return air_stimuli; }

    void set_temperature(std::int64_t mc) { chip_.air().temperature_mc = mc; }
    void set_pressure(std::int64_t pa) { chip_.air().pressure_pa = pa; }
    void set_humidity(std::int64_t permille) { chip_.air().humidity_permille = permille; }

protected:
    Bme280& chip() { return chip_; }

private:
    static constexpr sim::core::Stimulus air_stimuli[] = {
        {"temperature_mc",    -40'000, 85'000,  sim::core::stimulus<&Bme280Part::set_temperature>, "of the air"       },
        {"pressure_pa",       30'000,  110'000, sim::core::stimulus<&Bme280Part::set_pressure>,    "of the air"       },
        {"humidity_permille", 0,       1000,    sim::core::stimulus<&Bme280Part::set_humidity>,    "relative humidity"},
    };

    Bme280 chip_;
};

///     SCL, SDA  target 0x76, or 0x77 with SDO high. Bytes written are pairs of an address and a value; reads
///               go on from the last address.
class Bme280I2c final : public Bme280Part<I2cTarget> {
public:
    Bme280I2c(sim::core::Machine& machine, const std::string& name, sim::core::Net& scl, sim::core::Net& sda,
              std::uint8_t address, const Bme280::Air& air)
        : Bme280Part(machine, name, air, scl, sda, address) {}

private:
    bool on_address(bool reading) override;
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override { return chip().read(pointer_++); }

    std::uint8_t pointer_ = 0;
    bool value_next_ = false;
};

///     SCK, SDI, SDO, CSB  see SpiTarget. The first byte is an address, its highest bit set for reads; bytes
///                         written are pairs of an address and a value.
class Bme280Spi final : public Bme280Part<SpiTarget> {
public:
    Bme280Spi(sim::core::Machine& machine, const std::string& name, const Nets& nets, const Bme280::Air& air)
        : Bme280Part(machine, name, air, nets) {}

private:
    enum class Phase : std::uint8_t { Address, Read, Write };

    void on_select() override { phase_ = Phase::Address; }
    void on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;

    std::uint8_t pointer_ = 0;
    Phase phase_ = Phase::Address;
};

} // namespace peripherals::devices
