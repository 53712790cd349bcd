#pragma once

#include "peripherals/devices/analog_output.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A voltage on a pin: a potentiometer, a sensor with an analogue output, a finger. What converts or compares
/// volts sees them as they are; what an input reads between 0.8 and 2.0 V is the pad's matter. Not modelled:
/// its resistance (the pin must not be an output).
class VoltageSource final : public sim::core::Part, public sim::core::AnalogSource {
public:
    VoltageSource(sim::core::Machine& machine, std::string name, sim::core::Net& net, std::int64_t mv);

    /// The world keeps its volts.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_mv(std::int64_t mv);
    std::int64_t microvolts() const override { return output_.microvolts(); }

private:
    AnalogOutput output_;
};

} // namespace peripherals::devices
