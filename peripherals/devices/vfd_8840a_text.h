#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace peripherals::devices::vfd_8840a {

inline constexpr std::size_t grids = 8;
inline constexpr std::size_t segments = 11;

/// The display's segment lines, in the order in which boards list them.
enum class Segment : std::uint8_t { PA, PB, PC, PD, PE, PF, PG, PDP, PS1, PS2, PS3 };

/// Which segments are lit, by grid; bit n is Segment n.
using Frame = std::array<std::uint16_t, grids>;

constexpr std::uint16_t bit(Segment segment) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(segment));
}
inline constexpr std::uint16_t all_segments = (1U << segments) - 1;

/// Text as a person reads it, in segments: a number of up to six places, then words in any order, for
/// instance "-1.2345 V DC AUTO", "  9.470 Ω", "OVER kΩ", "ERROR 9". The first place takes a sign and a
/// leading 1 only; other digits begin at the second one. Spaces in front are dark places. What no segment can
/// show is in `unknown`.
struct Reading {
    Frame frame{};
    std::string unknown;
};
Reading to_segments(std::string_view text);

/// The other way round: what a person reads. A place whose segments are no digit reads '?'. Empty for a dark
/// display.
std::string to_text(const Frame& frame);

/// As the meter shows it in the range that fits, on automatic: "  9.470 Ω AUTO"; "OVER MΩ AUTO" from 20 MOhm
/// on.
std::string resistance_text(std::int64_t milliohm);
/// "+1.23456 V DC AUTO"; "OVER V DC AUTO" beyond 1000 V.
std::string voltage_text(std::int64_t microvolt);

} // namespace peripherals::devices::vfd_8840a
