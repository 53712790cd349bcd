#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A push button or a switch from a net to ground, with its pull-up resistor.
///
/// The world: pressed (closed) or not. With `bounces`, the contact closes and opens that often before it
/// stays, evenly over `bounce_us`. Not modelled: a button that connects two nets of which neither is ground.
class Button final : public sim::core::Part {
public:
    struct Config {
        bool pull_up = true; // false: the chip has to pull
        unsigned bounces = 0;
        std::int64_t bounce_us = 2000;
        std::uint16_t series_kohm =
            0;                 // of a resistor between net and contact, to which any driver is stronger
        bool latching = false; // a switch: what the world does to it is called `closed`
    };
    Button(sim::core::Machine& machine, std::string name, sim::core::Net& net, const Config& config);

    /// A finger stays where it is.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// 1 presses, 0 lets go.
    void set_pressed(std::int64_t pressed);
    bool pressed() const { return state_.pressed; }

private:
    struct State {
        bool pressed = false;
        bool closed = false;
        unsigned moves_left = 0; // of the contact, until it stays
    };

    void move_contact();
    void close_contact(bool closed);

    Config config_;
    State state_;
    sim::core::NetPin pin_;
    sim::core::Event bounce_{*this, sim::core::EventClass::InputEdge, "bounce",
                             sim::core::handler<&Button::move_contact>};
};

} // namespace peripherals::devices
