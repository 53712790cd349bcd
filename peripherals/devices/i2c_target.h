#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <string>

namespace peripherals::devices {

/// The target's side of an I2C bus, at the level of its two pins, so that any master on the nets meets it: a
/// controller, a state machine, firmware that moves pins.
///
///     SCL  input; this target never stretches the clock
///     SDA  input, and driven low for acknowledges and for the zeros that are read
///
/// SDA is sampled while SCL rises and changes when SCL has fallen. An edge of SDA while SCL is high is a
/// start or stop, unless SCL moves at the same instant: then it is data. Repeated starts, and a stop at any
/// bit, work. Not modelled: addresses of 10 bits, the general call, clock stretching, setup and hold times.
class I2cTarget : public sim::core::Part, private sim::core::NetListener {
public:
    /// `address`: 7 bits.
    I2cTarget(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
              std::uint8_t address);

    void reset() override;
    void describe_wiring(sim::core::Wiring& wiring) const override;
    std::uint8_t address() const { return address_; }
    const sim::core::Net& scl() const { return scl_.net(); }
    const sim::core::Net& sda() const { return sda_.net(); }

protected:
    /// A transfer to (or, `reading`, from) this target begins, by a start or a repeated one. False refuses
    /// it.
    virtual bool on_address(bool reading) = 0;
    /// A byte from the master; false is a NACK.
    virtual bool on_byte(std::uint8_t byte) = 0;
    /// The next byte for the master, asked for when its first bit is due.
    virtual std::uint8_t next_byte() = 0;
    /// The transfer that was addressed to this target has ended, by a stop or a repeated start.
    virtual void on_end() {}

private:
    enum class Phase : std::uint8_t { Idle, Address, Write, Read, Ignored };
    struct State {
        Phase phase = Phase::Idle;
        unsigned clocks = 0; // rises of SCL in this byte: 8 bits and the acknowledge
        std::uint8_t shift = 0;
        bool acknowledged = false; // by whoever receives this byte
        bool scl = true;
        bool sda = true;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_condition(bool start);
    void clock_rises();
    void clock_falls();
    void byte_received();
    void begin_next_byte();
    void pull_low(bool low);

    std::uint8_t address_;
    State state_;
    sim::core::NetPin scl_;
    sim::core::NetPin sda_;
};

} // namespace peripherals::devices
