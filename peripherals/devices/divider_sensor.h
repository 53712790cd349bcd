#pragma once

#include "peripherals/devices/analog_output.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A resistor that senses something, in a voltage divider: with a fixed one to the supply and itself to
/// ground or, with `to_supply`, the other way round. Not modelled: the divider's own resistance as an
/// analogue input sees it, self-heating.
class DividerSensor : public sim::core::Part {
public:
    struct Divider {
        std::int64_t series_ohm = 10'000;
        std::int64_t supply_mv = 3300;
        bool to_supply = false;
    };

    /// The world stays as it is.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    const sim::core::AnalogSource& output() const { return output_; }

protected:
    DividerSensor(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Divider& divider);
    /// Of the sensor.
    void set_resistance(double ohm);

private:
    Divider divider_;
    std::int64_t ohm_ = 0;
    AnalogOutput output_;
};

/// A thermistor of negative temperature coefficient: R25 * exp(B * (1/T - 1/298.15 K)).
class Ntc final : public DividerSensor {
public:
    struct Config {
        Divider divider = {};
        std::int64_t r25_ohm = 10'000;
        std::int64_t beta_k = 3950;
        std::int64_t temperature_mc = 20'000;
    };
    Ntc(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Config& config);

    std::span<const sim::core::Stimulus> stimuli() const override;
    void set_temperature_mc(std::int64_t mc);

private:
    Config config_;
};

/// A photoresistor: R10 * (10 lx / E)^gamma, from 0.1 lx on; below that as there.
class Photoresistor final : public DividerSensor {
public:
    struct Config {
        Divider divider = {};
        std::int64_t r10_ohm = 50'000;
        std::int64_t gamma_permille = 700;
        std::int64_t light_lx = 500;
    };
    Photoresistor(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Config& config);

    std::span<const sim::core::Stimulus> stimuli() const override;
    void set_light_lx(std::int64_t lx);

private:
    Config config_;
};

} // namespace peripherals::devices
