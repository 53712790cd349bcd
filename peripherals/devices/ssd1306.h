#pragma once

#include "peripherals/devices/i2c_target.h"
#include "peripherals/devices/spi_target.h"
#include "peripherals/devices/ssd1306_controller.h"
#include "sim/core/pixel_display.h"

#include <string>

namespace peripherals::devices {

/// An OLED with an SSD1306 on I2C.
///
///     SCL, SDA  target 0x3c or 0x3d (D/C# high). A control byte says what follows: Co set for one byte,
///               otherwise all that come; D/C# set for data. Reads give the status.
class Ssd1306I2c final : public I2cTarget, public sim::core::PixelDisplay {
public:
    Ssd1306I2c(sim::core::Machine& machine, std::string name, sim::core::Net& scl, sim::core::Net& sda,
               std::uint8_t address, const Ssd1306Controller::Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override { controller_.inspect(inspector); }
    std::size_t width() const override { return controller_.width(); }
    std::size_t height() const override { return controller_.height(); }
    double pitch_mm() const override { return Ssd1306Controller::pitch_mm; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override { return controller_.colour(x, y); }

private:
    enum class Next : std::uint8_t { Control, Byte, Stream };
    struct State {
        Next next = Next::Control;
        bool data = false; // D/C#
    };

    bool on_address(bool reading) override;
    bool on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override { return controller_.status(); }

    Ssd1306Controller controller_;
    State state_;
};

/// An OLED with an SSD1306 on four-wire SPI.
///
///     SCLK, SDIN, CS#  see SpiTarget
///     D/C#             high for data, as the eighth bit comes
///     RES#             optional, active low
class Ssd1306Spi final : public SpiTarget, public sim::core::PixelDisplay {
public:
    Ssd1306Spi(sim::core::Machine& machine, std::string name, const Nets& nets, sim::core::Net& dc,
               sim::core::Net* res, const Ssd1306Controller::Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override { controller_.inspect(inspector); }
    std::size_t width() const override { return controller_.width(); }
    std::size_t height() const override { return controller_.height(); }
    double pitch_mm() const override { return Ssd1306Controller::pitch_mm; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override { return controller_.colour(x, y); }

private:
    void on_byte(std::uint8_t byte) override;

    Ssd1306Controller controller_;
    sim::core::NetPin dc_;
    ResetPin<Ssd1306Controller> res_{controller_};
};

} // namespace peripherals::devices
