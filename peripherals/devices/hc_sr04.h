#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// HC-SR04, distance by ultrasound.
///
///     Trig  input; a pulse of 10 us starts a measurement when it ends
///     Echo  output, high for the time that sound takes to come back
///
/// Sound goes 343 m/s (air of 20 degC). 20 to 4000 mm are measured; what is nearer counts as 20, and without
/// an echo the pulse lasts 38 ms. Estimate: Echo rises 460 us after the trigger (the burst of eight periods
/// of 40 kHz and what surrounds it). Triggers meanwhile are not seen. Not modelled: angles, noise, several
/// objects.
class HcSr04 final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        std::int64_t distance_mm = 1000;
        std::int64_t echo_mv = 3300; // the part itself gives its supply, 5 V; boards divide it
    };
    HcSr04(sim::core::Machine& machine, std::string name, sim::core::Net& trigger, sim::core::Net& echo,
           const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_distance_mm(std::int64_t mm) { config_.distance_mm = mm; }

private:
    struct State {
        bool triggered = false; // Trig is high
        bool echo = false;
        sim::core::Time rise = 0;
        std::int64_t measurements = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void next_edge();
    void drive(bool high);

    Config config_;
    State state_;
    sim::core::NetPin trigger_;
    sim::core::NetPin echo_;
    sim::core::Event edge_{*this, sim::core::EventClass::InputEdge, "echo",
                           sim::core::handler<&HcSr04::next_edge>};
};

} // namespace peripherals::devices
