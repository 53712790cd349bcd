#pragma once

#include "peripherals/devices/hd44780.h"
#include "peripherals/devices/i2c_target.h"

#include <array>
#include <string>

namespace peripherals::devices {

/// A character display with an HD44780 at its own pins: RS, E, DB4 to DB7; optional R/W (else grounded) and
/// DB0 to DB3. Levels are those of a 3.3 V supply.
class Lcd1602 final : public sim::core::Part, private sim::core::NetListener {
public:
    struct Nets {
        sim::core::Net& rs;
        sim::core::Net& enable;
        std::array<sim::core::Net*, 8> data{}; // DB0 to DB7; the lower four may be null
        sim::core::Net* read = nullptr;
    };
    Lcd1602(sim::core::Machine& machine, std::string name, const Nets& nets, const Hd44780::Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override { controller_.inspect(inspector); }

private:
    void on_edge(unsigned pin, sim::core::Level level) override;
    void release();

    Hd44780 controller_;
    bool enabled_ = false;
    sim::core::NetPin rs_;
    sim::core::NetPin read_;
    sim::core::NetPin enable_;
    std::array<sim::core::NetPin, 8> data_;
};

/// The same behind a PCF8574 port expander (NXP): P0 RS, P1 R/W, P2 E, P3 backlight, P4 to P7 are DB4 to DB7.
/// Its pins are pulled up weakly and pulled down hard, so a display's answer reads where a 1 was written.
class Lcd1602I2c final : public I2cTarget {
public:
    Lcd1602I2c(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
               std::uint8_t address, const Hd44780::Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    bool on_address(bool) override { return true; }
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override;

    Hd44780 controller_;
    std::uint8_t port_ = 0xff;
    std::uint8_t answer_ = 0xff; // of the display, on P4 to P7
};

} // namespace peripherals::devices
