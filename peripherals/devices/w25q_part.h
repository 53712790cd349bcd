#pragma once

#include "peripherals/devices/w25q.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::devices {

/// A W25Q at the level of its pins, for any master in mode 0 or 3.
///
///     CLK       input; the chip samples while it rises and changes its outputs when it falls
///     /CS       input, active low
///     DI (IO0), DO (IO1), /WP (IO2), /HOLD (IO3)
///               driven by the chip while data comes out, as many as the command has; the last two are
///               optional
class W25qPart final : public sim::core::Part, private sim::core::NetListener {
public:
    static constexpr std::size_t lanes = 4;
    struct Nets {
        sim::core::Net& clk;
        sim::core::Net& cs;
        std::array<sim::core::Net*, lanes> io;
    };
    W25qPart(sim::core::Machine& machine, const std::string& name, const Nets& nets,
             const W25q::Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override { chip_.inspect(inspector); }

private:
    struct State {
        bool clock = false;
        bool sent = false; // the chip's output of the coming clock stands already
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void drive(const sim::core::SerialFlash::Lanes& out);
    std::uint8_t levels() const;

    W25q chip_;
    State state_;
    sim::core::NetPin clk_;
    sim::core::NetPin cs_;
    std::array<sim::core::NetPin, lanes> io_;
};

} // namespace peripherals::devices
