#pragma once

#include "peripherals/devices/diode_part.h"
#include "peripherals/devices/segment_display.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::devices {

/// Digits of seven segments, multiplexed by the program.
///
///     A to G, DP  a segment of all digits
///     DIG1 ...    the common cathode (or anode) of a digit, from the left; one digit alone may have it wired
///                 to ground (or the supply)
///     CLN         optional: the colon between the middle digits, whose other end is wired like that
///
/// A segment shines while its own line and that of its digit feed it, and an eye sees its share of the time
/// over the latest complete `window_us`. A segment reads as lit from a quarter of the brightest one's share
/// on, so that ghosts do not count. Not modelled: currents.
class SevenSegment final : public DiodePart, public SegmentDisplay {
public:
    struct Config {
        bool common_anode = false;
        bool inverted_digits = false; // a transistor drives each common
        std::int64_t window_us = 20'000;
        std::uint32_t colour = 0xff3020;
    };
    struct Nets {
        std::vector<sim::core::Net*> segments; // A to G, or to DP
        std::vector<sim::core::Net*> digits;   // none: one digit, wired
        sim::core::Net* colon = nullptr;
    };
    /// Throws `Error` for other than seven or eight segments.
    SevenSegment(sim::core::Machine& machine, std::string name, const Nets& nets, const Config& config);

    void inspect(sim::core::Inspector& inspector) const override;
    /// As a person reads it: "12:34", "3.14".
    std::string text() const;

private:
    static std::vector<Line> lines_of(const Nets& nets, const Config& config);
    static std::vector<DiodeGrid::Diode> diodes_of(const Nets& nets, const Config& config);

    std::size_t digits() const override { return digits_; }
    std::uint32_t segment_colour(std::size_t digit, std::size_t segment) const override;
    std::uint32_t colon_colour() const override;
    std::uint32_t brightest_ppm() const;
    /// How much light a full share of the time is, for one digit of several.
    std::uint32_t light_ppm(std::size_t diode) const;

    Config config_;
    std::size_t segments_;
    std::size_t digits_;
    bool colon_;
};

} // namespace peripherals::devices
