#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// A stepper motor at its four wires.
///
///     bipolar   two coils, A and B, each between two pins: 1A, 1B, 2A, 2B
///     unipolar  four coils, each of which has current while its pin is high (a ULN2003 between): IN1 to IN4
///
/// The coils' currents point to an angle of the electrical turn of four full steps: 1A at 0, 2A at 90, their
/// opposites at 180 and 270 degrees (IN1 to IN4 in that order). How strongly a pin is driven is its share of
/// the current, so that microsteps of a driver show. The rotor goes to the nearest place that fits, at
/// `highest_steps_per_s` at most; if the field has turned away by more than two full steps meanwhile, that
/// is another one, and steps are lost (`stepper.lost_steps`). Without current it ends its step and stays.
/// Not modelled: torque, load, inertia, resonance, gears but as `steps_per_turn`.
class Stepper final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Config {
        bool unipolar = false;
        std::int64_t steps_per_turn = 200;
        std::int64_t highest_steps_per_s = 1000;
    };
    /// Throws `Error` for other than four nets.
    Stepper(sim::core::Machine& machine, std::string name, const std::vector<sim::core::Net*>& nets,
            const Config& config);

    /// The rotor stays where it is.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    /// Of the rotor, in sixteenths of a full step from where it began.
    std::int64_t position() const;
    std::int64_t lost_steps() const;

private:
    static constexpr int no_field = -1;
    struct State {
        int field =
            no_field; // where the currents point to, in microsteps; the latest one while there are none
        std::int64_t wanted = 0; // the field, as it has turned since the beginning
        std::int64_t from = 0;   // the rotor
        std::int64_t to = 0;
        sim::core::Time since = 0;
    };

    void on_edge(unsigned, sim::core::Level) override { on_drive(0); }
    void on_drive(unsigned pin) override;
    void follow_field();
    int coil_percent(unsigned pin) const;
    int field() const;

    Config config_;
    State state_;
    std::vector<sim::core::NetPin> pins_;
    sim::core::Event follow_{*this, sim::core::EventClass::Timer, "follow",
                             sim::core::handler<&Stepper::follow_field>};
};

} // namespace peripherals::devices
