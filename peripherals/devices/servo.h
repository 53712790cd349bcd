#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <string>

namespace peripherals::devices {

/// A hobby servo: the length of a pulse, about every 20 ms, is where it turns to.
///
///     PWM  input; `shortest_us` is 0 degrees, `longest_us` is `degrees`, in a line
///
/// It turns at `ms_per_60_degrees` (0.1 s for an SG90 at 4.8 V) and holds. Pulses under a third of the
/// shortest or over 1.5 times the longest length are `servo.pulse` and left out; others beyond the limits
/// mean the limit. Not modelled: torque, overshoot, dead band, that it lets go without pulses.
class Servo final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        std::int64_t shortest_us = 500;
        std::int64_t longest_us = 2500;
        std::int64_t degrees = 180;
        std::int64_t ms_per_60_degrees = 100;
    };
    Servo(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Config& config);

    /// A horn stays where it is.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    /// In tenths of a degree, now.
    std::int64_t angle_tenths() const;

private:
    struct State {
        bool high = false;
        sim::core::Time rise = 0;
        std::int64_t from = 0; // tenths of a degree
        std::int64_t to = 0;
        sim::core::Time since = 0;
        std::int64_t pulse_us = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;

    Config config_;
    State state_;
    sim::core::NetPin pin_;
};

} // namespace peripherals::devices
