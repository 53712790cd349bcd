#pragma once

#include "peripherals/devices/spi_target.h"
#include "peripherals/devices/tft_controller.h"
#include "sim/core/pixel_display.h"

#include <string>

namespace peripherals::devices {

/// A colour display with an ILI9341 or ST7789, on SPI with four wires.
///
///     SCL, SDA (SDI), CSX  see SpiTarget
///     SDO                  optional
///     D/CX                 low for commands, as the eighth bit comes
///     RESX                 optional, active low
///     BL                   optional; it is dark while this is low
class Tft final : public SpiTarget, public sim::core::PixelDisplay {
public:
    struct Pins {
        sim::core::Net& dc;
        sim::core::Net* res = nullptr;
        sim::core::Net* backlight = nullptr;
    };
    Tft(sim::core::Machine& machine, std::string name, const Nets& nets, const Pins& pins,
        const TftController::Config& config);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    std::size_t width() const override { return controller_.config().width; }
    std::size_t height() const override { return controller_.config().height; }
    double pitch_mm() const override { return controller_.config().model.pitch_mm; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override;

private:
    void on_byte(std::uint8_t byte) override;
    std::uint8_t next_byte() override { return controller_.next_byte(); }

    TftController controller_;
    sim::core::NetPin dc_;
    sim::core::NetPin backlight_;
    ResetPin<TftController> res_{controller_};
};

} // namespace peripherals::devices
