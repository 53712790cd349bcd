#pragma once

#include "peripherals/devices/vfd_8840a_text.h"
#include "sim/core/net.h"
#include "sim/core/part.h"
#include "sim/core/pixel_display.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace peripherals::devices {

/// The vacuum fluorescent display of a Fluke 8840A multimeter, as a board sees it that is clamped to its
/// lines.
///
///     G0 .. G7    grids, active high, one after the other
///     PA .. PG    segments, active high, of the grid that is high
///     PDP         decimal point
///     PS1 .. PS3  words
///
/// A period of 4.6 ms has eight slots. In a slot the previous grid falls at its beginning, the segments
/// change in the middle of the blanking gap (20 us), the grid rises at the gap's end. Each line's edges are
/// off by its own share of the skew, -1 to +1 times 3 us. Lines are clamped at 3.3 V.
///
/// The world: what the meter reads, the rates of its multiplexer, its mains switch. While it is off or dark
/// all lines stay low. Not modelled: the 30 V of the lines and the 200 ohms in series, the time of a reading,
/// brightness.
class Vfd8840a final : public sim::core::Part, public sim::core::PixelDisplay {
public:
    static constexpr std::int64_t shortest_period_us = 400;
    static constexpr std::int64_t longest_period_us = 1'000'000;

    struct Config {
        std::int64_t period_us = 4600;
        std::int64_t blanking_us = 20;
        std::int64_t skew_us = 3;
        std::string text; // that it shows from the beginning
    };
    struct Nets {
        std::array<sim::core::Net*, vfd_8840a::grids> grids;
        std::array<sim::core::Net*, vfd_8840a::segments> segments;
    };
    Vfd8840a(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    /// The meter is another device: it goes on.
    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;
    void describe_wiring(sim::core::Wiring& wiring) const override;
    std::span<const sim::core::Stimulus> stimuli() const override;

    void show(std::string_view text);
    void show_resistance(std::int64_t milliohm);
    void show_voltage(std::int64_t microvolt);
    /// A self test: all segments.
    void show_all(std::int64_t lit);
    void set_power(std::int64_t on);
    void set_blanked(std::int64_t blanked);
    void set_period(std::int64_t us) { config_.period_us = us; }
    void set_blanking(std::int64_t us) { config_.blanking_us = us; }
    void set_skew(std::int64_t us) { config_.skew_us = us; }
    /// As a person reads it; empty while it is dark.
    std::string text() const;

    std::size_t width() const override;
    std::size_t height() const override;
    std::uint32_t colour(std::size_t x, std::size_t y) const override;

private:
    static constexpr std::size_t lines = vfd_8840a::grids + vfd_8840a::segments;
    struct Edge {
        sim::core::Time at;
        std::size_t line; // grids, then segments
        bool high;
    };
    struct State {
        bool on = true;
        bool blanked = false;
        bool all = false;
        std::size_t slot = 0;
        sim::core::Time slot_start = 0;
        std::array<Edge, lines> edges{}; // of the present slot, by time
        std::size_t edge_count = 0;
        std::size_t next_edge = 0;
    };

    bool dark() const { return !state_.on || state_.blanked; }
    vfd_8840a::Frame lit() const;
    void follow_power();
    void plan_slot();
    void add_edge(sim::core::Time offset, std::size_t line, bool high);
    void step();
    void drive(std::size_t line, bool high);

    Config config_;
    vfd_8840a::Frame frame_{};
    State state_;
    std::array<sim::core::NetPin, lines> pins_;
    sim::core::Event step_{*this, sim::core::EventClass::InputEdge, "step",
                           sim::core::handler<&Vfd8840a::step>};
};

} // namespace peripherals::devices
