#pragma once

#include "sim/core/analog.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// SEN0567, an ammonia sensor of metal oxide on a heater (DFRobot, "Fermion: MEMS Ammonia NH3 Gas Detection
/// Sensor"): 1 to 300 ppm, by quality rather than quantity, with an analogue output.
///
///     Vout  analogue; more ammonia, more volts
///
/// The heater needs five minutes from power-on, in which the output comes down from a high value; a change of
/// the concentration is complete after 20 s. Estimate: the curve (the maker gives none), the shape of warm-up
/// and response. Not modelled: noise, humidity, temperature, other gases; a digital input at Vout reads low.
class Sen0567 final : public sim::core::Part, public sim::core::AnalogSource {
public:
    struct Config {
        std::int64_t supply_mv = 3300;
        bool warm = false; // it has been on for long
    };
    Sen0567(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Config& config);

    /// Power-on: it is cold again, unless it is always on.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_ammonia(std::int64_t ppm);
    std::int64_t microvolts() const override;

private:
    struct State {
        sim::core::Time powered_at = 0;
        // The concentration that it feels moves from one value to another one.
        std::int64_t from_ppb = 0;
        std::int64_t to_ppb = 0;
        sim::core::Time changed_at = 0;
    };

    std::int64_t felt_ppb() const;

    Config config_;
    State state_;
    sim::core::NetPin pin_;
};

} // namespace peripherals::devices
