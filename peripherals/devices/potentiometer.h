#pragma once

#include "peripherals/devices/analog_output.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A potentiometer between supply and ground, linear, its wiper at a pin. What converts or compares volts
/// sees them as they are; what an input reads between 0.8 and 2.0 V is the pad's matter. Not modelled: its
/// resistance (the pin must not be an output).
class Potentiometer final : public sim::core::Part, public sim::core::AnalogSource {
public:
    struct Config {
        std::int64_t position_permille = 0; // from ground
        std::int64_t supply_mv = 3300;
    };
    Potentiometer(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Config& config);

    /// A hand leaves it where it is.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_position(std::int64_t permille);
    std::int64_t microvolts() const override { return output_.microvolts(); }

private:
    Config config_;
    AnalogOutput output_;
};

} // namespace peripherals::devices
