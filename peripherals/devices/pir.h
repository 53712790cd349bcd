#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A motion sensor by infrared light on a module with BISS0001 (HC-SR501).
///
///     OUT  high for `hold_ms` from a motion on. With `retrigger` (jumper H) as long as it goes on, and
///          `hold_ms` more; without (jumper L) `hold_ms` in all. Then nothing is seen for `block_ms`
///
/// The world: something moves, or not. Nothing is seen during `warm_up_ms` after power-on. Approximate: what
/// moves is seen at once. Not modelled: distance, light sensor, false alarms while it warms up.
class Pir final : public sim::core::Part {
public:
    struct Config {
        std::int64_t hold_ms = 5000;
        std::int64_t block_ms = 2500;
        std::int64_t warm_up_ms = 0; // about 60,000 in reality
        bool retrigger = true;
    };
    Pir(sim::core::Machine& machine, std::string name, sim::core::Net& out, const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_motion(std::int64_t moving);

private:
    enum class Phase : std::uint8_t { Blind, Watching, Alarm };
    struct State {
        Phase phase = Phase::Blind;
        std::int64_t alarms = 0;
    };

    void watch();
    void raise_alarm();
    void end_phase();

    Config config_;
    bool moving_ = false;
    State state_;
    sim::core::NetPin out_;
    sim::core::Event end_{*this, sim::core::EventClass::InputEdge, "end",
                          sim::core::handler<&Pir::end_phase>};
};

} // namespace peripherals::devices
