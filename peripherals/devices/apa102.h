#pragma once

#include "peripherals/devices/pixel_strip.h"
#include "sim/core/net.h"
#include "sim/core/part.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// A strip of APA102C pixels ("DotStar"; Shiji Lighting, datasheet v1.0).
///
///     DI  taken while CI rises, the highest bit first
///     CI  the clock
///
/// A start frame is 32 zeros or more; each pixel then takes one frame of 32 bits: three ones, five bits of
/// global brightness, blue, green, red. A pixel passes what follows on half a clock later, so that the pixel
/// number n (from 0) has its frame n / 2 clocks after its last bit: that is what the end frame is for.
/// Frames that begin with other than three ones are the diagnostic `apa102.frame`. Not modelled: DO and CO of
/// the last pixel, limits of the clock, the pulses of the brightness.
class Apa102 final : public sim::core::Part, public PixelStrip, private sim::core::NetListener {
public:
    struct Config {
        PixelLayout layout = {};
    };
    /// Throws `Error` for a strip without pixels.
    Apa102(sim::core::Machine& machine, std::string name, sim::core::Net& di, sim::core::Net& ci,
           const Config& config);

    /// Dark, as after power-on.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    struct Pending {
        std::int64_t due = 0; // in half clocks
        std::size_t pixel = 0;
        std::uint32_t frame = 0;
    };
    struct State {
        std::vector<std::uint32_t> shown; // frames
        std::vector<Pending> pending;
        bool di = false;
        bool ci = false;
        std::int64_t half_clocks = 0;
        unsigned zeros = 0;    // in a row
        bool started = false;  // the start frame is over, frames come
        std::size_t pixel = 0; // that the next frame is for
        unsigned bits = 0;     // of that frame
        std::uint32_t frame = 0;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void take_bit(bool bit);
    void take_frame();
    std::uint32_t pixel_colour(std::size_t index) const override;

    State state_;
    sim::core::NetPin di_;
    sim::core::NetPin ci_;
};

} // namespace peripherals::devices
