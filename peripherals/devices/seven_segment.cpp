#include "peripherals/devices/seven_segment.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr std::uint32_t reads_as_lit = 4; // from this part of the brightest one's share on
} // namespace

/// Segments, digits, the colon if there is one, and what is wired to the supply.
std::vector<DiodePart::Line> SevenSegment::lines_of(const Nets& nets, const Config& config) {
    std::vector<Line> lines;
    for (Net* net : nets.segments) {
        lines.push_back({.net = net});
    }
    for (Net* net : nets.digits) {
        lines.push_back({.net = net, .inverted = config.inverted_digits});
    }
    if (nets.colon != nullptr) {
        lines.push_back({.net = nets.colon});
    }
    lines.push_back({.always = config.common_anode ? Level::High : Level::Low});
    return lines;
}

/// Digit by digit, then the colon.
std::vector<DiodeGrid::Diode> SevenSegment::diodes_of(const Nets& nets, const Config& config) {
    std::vector<DiodeGrid::Diode> diodes;
    const auto segments = static_cast<unsigned>(nets.segments.size());
    const auto digits = static_cast<unsigned>(nets.digits.size());
    const unsigned wired = segments + digits + (nets.colon != nullptr ? 1 : 0);
    const auto add = [&](unsigned line, unsigned common) {
        diodes.push_back(config.common_anode ? DiodeGrid::Diode{common, line}
                                             : DiodeGrid::Diode{line, common});
    };
    for (unsigned digit = 0; digit < std::max(digits, 1U); ++digit) {
        for (unsigned segment = 0; segment < segments; ++segment) {
            add(segment, digits == 0 ? wired : segments + digit);
        }
    }
    if (nets.colon != nullptr) {
        add(segments + digits, wired);
    }
    return diodes;
}

SevenSegment::SevenSegment(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : DiodePart(machine, std::move(name), lines_of(nets, config), diodes_of(nets, config), config.window_us),
      config_(config), segments_(nets.segments.size()), digits_(std::max<std::size_t>(nets.digits.size(), 1)),
      colon_(nets.colon != nullptr) {
    if (segments_ != segments_per_digit && segments_ != segments_per_digit - 1) {
        throw Error(Device::name() + ": a digit has segments A to G, or A to DP");
    }
    look();
}

std::uint32_t SevenSegment::brightest_ppm() const {
    std::uint32_t most = 0;
    for (std::size_t diode = 0; diode < digits_ * segments_; ++diode) {
        most = std::max(most, share_ppm(diode));
    }
    return most;
}

std::uint32_t SevenSegment::light_ppm(std::size_t diode) const {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(share_ppm(diode) * digits_, million));
}

std::uint32_t SevenSegment::segment_colour(std::size_t digit, std::size_t segment) const {
    return segment < segments_ ? dimmed(config_.colour, light_ppm(digit * segments_ + segment)) : 0;
}

std::uint32_t SevenSegment::colon_colour() const {
    return colon_ ? dimmed(config_.colour, share_ppm(digits_ * segments_)) : 0;
}

std::string SevenSegment::text() const {
    const std::uint32_t most = brightest_ppm();
    std::vector<std::uint8_t> shown(digits_);
    for (std::size_t diode = 0; diode < digits_ * segments_; ++diode) {
        const std::uint32_t share = share_ppm(diode);
        if (share != 0 && share >= most / reads_as_lit) {
            shown[diode / segments_] |= static_cast<std::uint8_t>(1U << diode % segments_);
        }
    }
    return segment_text(shown, colon_ && share_ppm(digits_ * segments_) != 0);
}

void SevenSegment::inspect(Inspector& inspector) const {
    inspector.text("text", text());
}

} // namespace peripherals::devices
