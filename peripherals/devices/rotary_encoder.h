#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// An incremental encoder with detents, as on KY-040 modules: two contacts to ground with pull-ups.
///
///     A (CLK), B (DT)  both open at a detent. Clockwise A closes first, then B; A opens first: a detent is
///                      four edges
///
/// The world turns it to a detent; it gets there at `detent_us` each. Its push button is a part of its own
/// (`button`). Not modelled: bounce of its contacts.
class RotaryEncoder final : public sim::core::Part {
public:
    struct Config {
        std::int64_t detent_us = 10'000;
        bool pull_up = true;
    };
    RotaryEncoder(sim::core::Machine& machine, std::string name, sim::core::Net& a, sim::core::Net& b,
                  const Config& config);

    /// A hand stays where it is.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// Clockwise from where it began.
    void turn_to(std::int64_t detent);

private:
    static constexpr std::int64_t steps_per_detent = 4;
    struct State {
        std::int64_t step = 0;
        std::int64_t wanted = 0;
    };

    void next_step();
    void close_contacts();
    sim::core::Time step_time() const { return config_.detent_us * sim::core::ps_per_us / steps_per_detent; }

    Config config_;
    State state_;
    sim::core::NetPin a_;
    sim::core::NetPin b_;
    sim::core::Event step_{*this, sim::core::EventClass::InputEdge, "step",
                           sim::core::handler<&RotaryEncoder::next_step>};
};

} // namespace peripherals::devices
