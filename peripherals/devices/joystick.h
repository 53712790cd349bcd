#pragma once

#include "peripherals/devices/analog_output.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A thumb stick of two potentiometers with a button to ground (KY-023).
///
///     VRx, VRy  half of the supply in the middle, the supply at +1000 permille, ground at -1000
///     SW        optional; ground while it is pressed
///
/// The world: where a thumb holds it, and whether it presses. Not modelled: the play of a real one's middle,
/// the resistance of its outputs.
class Joystick final : public sim::core::Part {
public:
    struct Config {
        std::int64_t supply_mv = 3300;
        bool pull_up = true; // of the button
    };
    struct Nets {
        sim::core::Net& x;
        sim::core::Net& y;
        sim::core::Net* button = nullptr;
    };
    Joystick(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    /// A thumb stays where it is.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void set_x(std::int64_t permille);
    void set_y(std::int64_t permille);
    void set_pressed(std::int64_t pressed);
    const sim::core::AnalogSource& x() const { return x_.output; }
    const sim::core::AnalogSource& y() const { return y_.output; }

private:
    struct Axis {
        std::int64_t permille = 0;
        AnalogOutput output;
    };
    void move(Axis& axis, std::int64_t permille);

    Config config_;
    Axis x_;
    Axis y_;
    bool pressed_ = false;
    sim::core::NetPin button_;
};

} // namespace peripherals::devices
