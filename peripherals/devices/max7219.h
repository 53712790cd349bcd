#pragma once

#include "peripherals/devices/segment_display.h"
#include "sim/core/net.h"
#include "sim/core/part.h"
#include "sim/core/pixel_display.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// A chain of MAX7219, each a driver of 8 x 8 diodes (Maxim, 19-4452; rev. 4).
///
///     DIN   taken while CLK rises, the highest bit first, whatever LOAD is
///     CLK   up to 10 MHz; faster is the diagnostic `max7219.clock`
///     LOAD  (CS) what the latest 16 bits of each driver say is done while it rises. A number of clocks since
///           it fell that is no multiple of 16 is `max7219.load`
///     DOUT  optional, of the last driver: 16 clocks later, while CLK falls
///
/// Words are D11 to D8 for the register, D7 to D0 for its data: 1 to 8 digits, 9 decode mode, Ah intensity,
/// Bh scan limit, Ch shutdown, Fh display test. After power-on it is shut down and scans one digit. Not
/// modelled: RSET, currents, that fewer scanned digits are brighter.
class Max7219 : public sim::core::Part, private sim::core::NetListener {
public:
    static constexpr unsigned lines = 8;
    struct Nets {
        sim::core::Net& din;
        sim::core::Net& clk;
        sim::core::Net& load;
        sim::core::Net* dout = nullptr;
    };
    /// Throws `Error` for a chain without drivers.
    Max7219(sim::core::Machine& machine, std::string name, const Nets& nets, std::size_t drivers,
            std::uint32_t colour);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

protected:
    std::size_t drivers() const { return drivers_.size(); }
    /// D7 to D0, decoded, as they shine. Drivers count from DIN.
    std::uint8_t shown(std::size_t driver, unsigned digit) const;
    std::uint32_t shade(std::size_t driver, bool lit) const;
    /// What they show together, a name and a text.
    virtual void inspect_picture(sim::core::Inspector& inspector) const = 0;

private:
    struct Driver {
        std::uint16_t shift = 0;
        std::array<std::uint8_t, lines> digits{};
        unsigned decode = 0; // a bit for each digit
        unsigned intensity = 0;
        unsigned scan_limit = 0;
        bool running = false; // not shut down
        bool test = false;
    };
    struct State {
        bool din = false;
        bool clk = false;
        bool load = false;
        unsigned clocks = 0; // since LOAD fell
        sim::core::Time rise = sim::core::never;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void on_clk(bool high);
    void on_load(bool high);
    void execute(Driver& driver);

    std::uint32_t colour_;
    State state_;
    std::vector<Driver> drivers_;
    sim::core::NetPin din_;
    sim::core::NetPin clk_;
    sim::core::NetPin load_;
    sim::core::NetPin dout_;
};

/// Modules of 8 x 8 diodes side by side, as FC-16 boards have them: the first driver is at the right, digit 0
/// is the upper line, D7 at the left.
class Max7219Matrix final : public Max7219, public sim::core::PixelDisplay {
public:
    using Max7219::Max7219;
    std::size_t width() const override { return lines * drivers(); }
    std::size_t height() const override { return lines; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override;

private:
    bool lit(std::size_t x, std::size_t y) const;
    std::size_t driver_at(std::size_t x) const { return drivers() - 1 - x / lines; }
    void inspect_picture(sim::core::Inspector& inspector) const override;
};

/// Modules of eight digits of seven segments: the first driver and digit 0 are at the right, D7 is the point,
/// D6 segment A, D0 segment G.
class Max7219Digits final : public Max7219, public SegmentDisplay {
public:
    using Max7219::Max7219;

private:
    std::size_t digits() const override { return lines * drivers(); }
    std::uint32_t segment_colour(std::size_t digit, std::size_t segment) const override;
    std::uint8_t segments(std::size_t digit) const;
    std::size_t driver_of(std::size_t digit) const { return drivers() - 1 - digit / lines; }
    void inspect_picture(sim::core::Inspector& inspector) const override;
};

} // namespace peripherals::devices
