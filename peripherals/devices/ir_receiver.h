#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <string>

namespace peripherals::devices {

/// A receiver for infrared remote controls (VS1838B, TSOP38238), with the LED that it looks at.
///
///     OUT  low while it sees the carrier, else let go to a pull-up of 30 kiloohms
///     LED  shines while its net is high
///
/// It tells a burst from its seventh cycle of the carrier on (Vishay's datasheets: 7 to 15), and its end 7
/// periods after the last one, so that a burst is as long behind it as before. Cycles count whose period is
/// within 10 % of the carrier's; a jump of phase by less than two does not end a burst. Not modelled:
/// distance, sunlight, the gain control that bursts without pauses tire, other sources of light than the LED.
class IrReceiver final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        std::int64_t carrier_hz = 38'000;
    };
    IrReceiver(sim::core::Machine& machine, std::string name, sim::core::Net& out, sim::core::Net& led,
               const Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    struct State {
        sim::core::Time last_rise = 0;
        unsigned cycles = 0; // of the carrier, one behind the other
        bool sees = false;
        std::int64_t bursts = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void burst_ends();
    void show(bool sees);

    const Config config_;
    State state_;
    sim::core::NetPin out_;
    sim::core::NetPin led_;
    sim::core::Event end_{*this, sim::core::EventClass::InputEdge, "end",
                          sim::core::handler<&IrReceiver::burst_ends>};
};

} // namespace peripherals::devices
