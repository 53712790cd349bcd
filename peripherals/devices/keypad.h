#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peripherals::devices {

/// A matrix of keys without diodes: each connects its row with its column while it is held.
///
/// Several keys connect rows and columns with each other, so that three corners of a rectangle look like all
/// four (a ghost). The program pulls and drives the lines. With `bounces`, the contacts of keys that change
/// close and open that often before they stay, evenly over `bounce_us`.
///
/// The world: the keys that are held, by their labels. Not modelled: resistance of the contacts.
class Keypad final : public sim::core::Part {
public:
    struct Config {
        std::string labels = "123A456B789C*0#D"; // row by row, a character each
        unsigned bounces = 0;
        std::int64_t bounce_us = 2000;
    };
    /// Throws `Error` unless there is a label for each key, none twice.
    Keypad(sim::core::Machine& machine, std::string name, const std::vector<sim::core::Net*>& rows,
           const std::vector<sim::core::Net*>& columns, const Config& config);

    /// Fingers stay where they are.
    void reset() override {}
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    /// A label that the keypad does not have is the diagnostic `keypad.key`.
    void hold(std::string_view labels);

private:
    struct Key {
        std::unique_ptr<sim::core::Contact> contact;
        bool held = false;
        bool moving = false; // its contact bounces
    };

    void move_contacts();

    Config config_;
    std::vector<Key> keys_;
    unsigned moves_left_ = 0; // of the contacts, until they stay
    sim::core::Event bounce_{*this, sim::core::EventClass::InputEdge, "bounce",
                             sim::core::handler<&Keypad::move_contacts>};
};

} // namespace peripherals::devices
