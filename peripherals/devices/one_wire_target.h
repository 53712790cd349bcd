#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// The check byte behind ROM codes and data of 1-Wire parts: x^8 + x^5 + x^4 + 1, lowest bit first, from 0.
std::uint8_t one_wire_crc(std::span<const std::uint8_t> bytes);

/// The target's side of a 1-Wire bus, at the level of its one pin; any number of them share a wire.
///
///     DQ  input, and driven low for the presence pulse and for the zeros that it sends
///
/// Times of the DS18B20's datasheet, "AC Electrical Characteristics": a reset is low for 480 us (tRSTL);
/// presence comes after 15 to 60 us for 60 to 240 us; a slot begins with a fall, a 1 is low for 1 to 15 us, a
/// 0 for 60 to 120 us. Where it gives a range, this target takes: 30 us to presence, 120 us of it; the master
/// is sampled 30 us after the fall, a zero that is sent is held until then. Estimate: 400 us are a reset,
/// too. What is over 1 us beyond these lengths is told of as `one_wire.timing`, and taken as it is. Not
/// modelled: overdrive, the resistance of the pull-up.
class OneWireTarget : public sim::core::Part, private sim::core::NetListener {
public:
    using Rom = std::array<std::uint8_t, 8>; // family, serial number with its lowest byte first, check byte

    /// `serial`: 48 bits.
    OneWireTarget(sim::core::Machine& machine, std::string name, sim::core::Net& wire, std::uint8_t family,
                  std::uint64_t serial);

    void reset() override;
    const Rom& rom() const { return rom_; }
    sim::core::Net& wire() const { return pin_.net(); }
    /// As drivers print it, in the order of the wire: "28ff641e8216c3a5".
    std::string rom_text() const;

protected:
    /// What the slots that follow are.
    enum class Slots : std::uint8_t {
        Receive, // bytes from the master
        Send,    // bytes to the master
        Status,  // one bit each, asked for when it is due
        Ignore,  // nothing until a reset
    };
    /// A byte for this target alone or for all, the first one a function command.
    virtual Slots on_byte(std::uint8_t byte) = 0;
    virtual std::uint8_t next_byte() { return 0xff; }
    virtual bool status_bit() { return true; }
    /// Whether it takes part in an alarm search.
    virtual bool in_alarm() const { return false; }
    /// A reset pulse was seen: what was under way is over.
    virtual void on_bus_reset() {}

private:
    enum class Phase : std::uint8_t { Ignore, Presence, RomCommand, ReadRom, MatchRom, Search, Function };
    enum class Slot : std::uint8_t { None, Sample, HoldLow };
    struct State {
        Phase phase = Phase::Ignore;
        Slots slots = Slots::Receive; // in Function
        Slot slot = Slot::None;
        bool low = false;
        bool checks_low = false; // the master alone makes this low, so its length is the master's
        sim::core::Time fall = 0;
        unsigned bits = 0;        // in ROM phases: of the code; otherwise of the byte
        unsigned search_step = 0; // bit, complement, direction
        std::uint8_t shift = 0;
        bool presenting = false;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_fall();
    void on_rise();
    void on_time();
    void send_bit(bool bit);
    bool bit_to_send();
    bool is_sending() const;
    bool rom_bit(unsigned number) const { return (rom_[number / 8] >> number % 8 & 1) != 0; }
    void bit_received(bool bit);
    void rom_command(std::uint8_t command);
    void pull_low(bool low);

    Rom rom_{};
    State state_;
    sim::core::NetPin pin_;
    sim::core::Event timer_{*this, sim::core::EventClass::Timer, "slot",
                            sim::core::handler<&OneWireTarget::on_time>};
};

} // namespace peripherals::devices
