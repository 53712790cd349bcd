#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstdint>
#include <string>

namespace peripherals::devices {

/// The target's side of an SPI bus in mode 0 or 3, at the level of its pins, so that any master on the nets
/// meets it.
///
///     SCK   input; MOSI is sampled while it rises, MISO changes when it falls
///     MOSI  input, the highest bit first
///     MISO  optional output, driven while selected
///     CS    input, active low
///
/// Not modelled: setup and hold times, limits of the clock.
class SpiTarget : public sim::core::Part, private sim::core::NetListener {
public:
    struct Nets {
        sim::core::Net& sck;
        sim::core::Net& mosi;
        sim::core::Net& cs;
        sim::core::Net* miso = nullptr;
    };
    SpiTarget(sim::core::Machine& machine, std::string name, const Nets& nets);

    void reset() override;
    void describe_wiring(sim::core::Wiring& wiring) const override;

protected:
    virtual void on_select() {}
    virtual void on_byte(std::uint8_t byte) = 0;
    /// What goes out with the next byte, asked for when its first bit is due.
    virtual std::uint8_t next_byte() { return 0; }

private:
    struct State {
        bool selected = false;
        bool clock = false;
        unsigned bits = 0; // of this byte
        std::uint8_t in = 0;
        std::uint8_t out = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void select(bool selected);
    void drive_bit();

    State state_;
    sim::core::NetPin sck_;
    sim::core::NetPin mosi_;
    sim::core::NetPin cs_;
    sim::core::NetPin miso_;
};

/// A pin, active low, whose edges reset the controller behind the bus.
template <class Controller> class ResetPin final : public sim::core::NetListener {
public:
    explicit ResetPin(Controller& controller) : controller_(controller) {}
    void connect(sim::core::Net& net) { pin_.connect(net, this, 0); }
    bool active() const { return pin_.level() == sim::core::Level::Low; }

private:
    void on_edge(unsigned, sim::core::Level) override { controller_.reset(); }

    Controller& controller_;
    sim::core::NetPin pin_;
};

} // namespace peripherals::devices
