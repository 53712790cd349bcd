#pragma once

#include <cstdint>

namespace sim::core {

/// What an analogue input is connected to: a potentiometer, a sensor, a scenario's stimulus.
class AnalogSource {
public:
    virtual ~AnalogSource() = default;
    /// The voltage against ground now, in microvolts.
    virtual std::int64_t microvolts() const = 0;
};

} // namespace sim::core
