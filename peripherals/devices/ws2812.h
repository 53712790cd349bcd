#pragma once

#include "peripherals/devices/pixel_strip.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peripherals::devices {

/// A strip of WS2812B pixels ("NeoPixel"; Worldsemi, datasheet v1.0), at the level of its data pin.
///
///     DIN   a bit is a pulse: high for 0.4 us is a 0, for 0.8 us a 1 (+-0.15 us), 1.25 us in all
///     DOUT  optional: what is left when the strip's pixels have had theirs
///
/// Colours come green, red, blue unless `order` says otherwise, the highest bit first, and show after the
/// line was low for 50 us. With a "w" in the order they are pixels with a white diode (SK6812), 32 bits each.
/// Bits of wrong length are taken as the nearer kind, and the first one is the diagnostic `ws2812.timing`.
/// Not modelled: SK6812's own pulses (0.3 and 0.6 us) and its pause of 80 us, the pulses that each pixel
/// shapes anew, its delay, currents.
class Ws2812 final : public sim::core::Part, public PixelStrip, private sim::core::NetListener {
public:
    struct Colour {
        std::uint8_t red = 0;
        std::uint8_t green = 0;
        std::uint8_t blue = 0;
        std::uint8_t white = 0;
        bool operator==(const Colour&) const = default;
    };
    struct Config {
        PixelLayout layout = {};
        std::string order = "grb"; // of the bytes of a pixel
    };
    /// Whether each of the three colours is in it once, and white once at most.
    static bool is_order(std::string_view order);
    /// Throws `Error` for a strip without pixels and for an order that is none.
    Ws2812(sim::core::Machine& machine, std::string name, sim::core::Net& data_in, const Config& config,
           sim::core::Net* data_out = nullptr);

    /// Dark, as after power-on.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    void describe_wiring(sim::core::Wiring& wiring) const override;

    /// What shines.
    const std::vector<Colour>& pixels() const { return state_.shown; }
    /// How often colours were shown.
    std::int64_t updates() const { return state_.updates; }

private:
    struct State {
        std::vector<Colour> shown;
        std::vector<Colour> received;
        std::size_t bits = 0; // since the last pause
        std::uint32_t shift = 0;
        bool high = false;
        sim::core::Time rise = 0;
        std::int64_t updates = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void take_bit(sim::core::Time high_for);
    void show();
    bool is_full() const;
    std::size_t bits_per_pixel() const { return 8 * order_.size(); }
    std::uint32_t pixel_colour(std::size_t index) const override;

    std::string order_;
    State state_;
    sim::core::NetPin in_;
    sim::core::NetPin out_;
    sim::core::Event show_{*this, sim::core::EventClass::Timer, "show", sim::core::handler<&Ws2812::show>};
};

} // namespace peripherals::devices
