#pragma once

#include "peripherals/devices/diode_part.h"
#include "sim/core/pixel_display.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// Light-emitting diodes, each with a resistor: one alone, a bar of them, or red, green and blue under one
/// lens.
///
///     A pin for each diode, which shines while it is high or, with `active_low` (a common anode), low. What
///     drives it has to reach the forward voltage; a pull is too weak.
///
/// Brightness is the share of the time over the latest complete 20 ms: of PWM from 50 Hz on in steps of
/// 50 Hz it is exact, otherwise off by one period at most. More than `most_ma` is the diagnostic
/// `led.current`. Not modelled: the forward voltage as it depends on current, the drop in the driving pin,
/// how bright a current makes it.
class Led final : public DiodePart, public sim::core::PixelDisplay {
public:
    struct Diode {
        std::uint32_t colour = 0xff3020; // 0xRRGGBB
        std::int64_t forward_mv = 2000;
    };
    struct Config {
        std::vector<Diode> diodes{{}};
        bool active_low = false;
        bool one_lens = false; // their light mixes
        std::int64_t resistor_ohm = 330;
        std::int64_t supply_mv = 3300; // of a common anode, or of what drives the pins
        std::int64_t most_ma = 20;
    };
    /// Throws `Error` unless there is a net for each diode.
    Led(sim::core::Machine& machine, std::string name, const std::vector<sim::core::Net*>& nets,
        const Config& config);

    void inspect(sim::core::Inspector& inspector) const override;

    /// In percent of the time.
    std::int64_t brightness(std::size_t diode) const;
    /// Through a diode while it shines; 0 while it is dark.
    std::int64_t current_ua(std::size_t diode) const;

    std::size_t width() const override { return config_.one_lens ? 1 : config_.diodes.size(); }
    std::size_t height() const override { return 1; }
    std::uint32_t colour(std::size_t x, std::size_t y) const override;

private:
    sim::core::Level feed(unsigned line, sim::core::Level level) const override;
    void on_light() override;
    /// What drives a diode that is to shine, less its forward voltage.
    std::int64_t excess_mv(std::size_t diode) const;

    Config config_;
    std::vector<bool> was_lit_;
    std::int64_t latest_ua_ = 0; // when one last shone
};

} // namespace peripherals::devices
