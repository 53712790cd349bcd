#pragma once

#include "peripherals/devices/described_message.h"
#include "peripherals/devices/described_stimuli.h"
#include "peripherals/devices/i2c_target.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace peripherals::devices {

/// A part on I2C that a board file describes and that has no registers: reads take what it has to say (a GPS
/// receiver's sentences), byte by byte, and a filler where there is nothing.
///
/// Messages come in periods and wait until they are read; one that does not fit in the buffer is lost. What
/// is written to it is acknowledged and has no effect. Not modelled: answers, a count of what waits.
class I2cPeer final : public I2cTarget {
public:
    struct Config {
        std::uint8_t address = 0x10;
        std::uint8_t filler = 0xff;
        std::size_t buffer_bytes = 255;
        std::vector<MessageQuantity> quantities = {};
        std::vector<PeriodicMessage> periodic = {};
    };

    I2cPeer(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
            Config config);

    /// Power-on: the first periods begin. Quantities stay.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::span<const sim::core::Stimulus> stimuli() const override { return stimuli_; }
    void set_quantity(std::size_t number, std::int64_t value) { world_[number] = value; }

private:
    struct State {
        std::deque<std::uint8_t> waiting;
        std::vector<sim::core::Time> due; // by periodic message
        std::int64_t messages = 0;
        std::int64_t lost = 0;
        std::int64_t written = 0; // bytes
    };

    bool on_address(bool) override { return true; }
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;
    void say_due();
    void arm();

    const Config config_;
    std::vector<std::int64_t> world_; // by quantity
    std::vector<sim::core::Stimulus> stimuli_;
    State state_;
    sim::core::Event due_{*this, sim::core::EventClass::Timer, "due", sim::core::handler<&I2cPeer::say_due>};
};

} // namespace peripherals::devices
