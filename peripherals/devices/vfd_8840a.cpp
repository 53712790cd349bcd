#include "peripherals/devices/vfd_8840a.h"
#include "sim/core/wiring.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using namespace vfd_8840a;

namespace {

constexpr std::int64_t highest_milliohm = 1'000'000'000'000;
constexpr std::int64_t largest_uv = 10'000'000'000;

constexpr Stimulus display_stimuli[] = {
    text_stimulus<&Vfd8840a::show>("text", "what it shows, as \"  9.47 Ω\""),
    {"resistance_mohm", 0,                            highest_milliohm,            stimulus<&Vfd8840a::show_resistance>,
                                                                  "in milliohms; OVER from 20 MOhm on"                                                                                                                 },
    {"voltage_uv",      -largest_uv,                  largest_uv,                  stimulus<&Vfd8840a::show_voltage>,    "DC, in the range that fits"     },
    {"all_lit",         0,                            1,                           stimulus<&Vfd8840a::show_all>,        "all segments, as in a self test"},
    {"power",           0,                            1,                           stimulus<&Vfd8840a::set_power>,       "the meter's mains switch"       },
    {"blanked",         0,                            1,                           stimulus<&Vfd8840a::set_blanked>,     "dark, the meter being on"       },
    {"period_us",       Vfd8840a::shortest_period_us, Vfd8840a::longest_period_us, stimulus<&Vfd8840a::set_period>,
                                                                  "of all eight grids"                                                                                                                                 },
    {"blanking_us",     0,                            Vfd8840a::longest_period_us, stimulus<&Vfd8840a::set_blanking>,    "between two grids"              },
    {"skew_us",         0,                            Vfd8840a::longest_period_us, stimulus<&Vfd8840a::set_skew>,
                                                                  "of edges that belong together"                                                                                                                      },
};

// A line's share of the skew, in tenths: fixed, and different for lines that are next to each other.
constexpr std::int64_t share_tenths(std::size_t line) {
    return static_cast<std::int64_t>(line * 37 % 21) - 10;
}

// The picture: each grid as a place of dots, its words above a digit.
constexpr std::size_t place_width = 6;
constexpr std::size_t place_height = 9;
constexpr std::uint32_t glow = 0x40ffd0;
constexpr char place_map[place_height][place_width + 1] = {
    "1 2 3 ", "      ", " aaa  ", "f   b ", "f   b ", " ggg  ", "e   c ", "e   c ", " ddd .",
};
constexpr std::string_view map_letters = "abcdefg.123"; // in Segment's order

} // namespace

Vfd8840a::Vfd8840a(Machine& machine, std::string name, const Nets& nets, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    for (std::size_t line = 0; line < lines; ++line) {
        pins_[line].connect(line < grids ? *nets.grids[line] : *nets.segments[line - grids], nullptr,
                            static_cast<unsigned>(line));
        drive(line, false);
    }
    show(config_.text);
    follow_power();
}

void Vfd8840a::reset() {
    follow_power();
}

void Vfd8840a::describe_wiring(Wiring& wiring) const {
    const auto nets = [this](std::size_t first, std::size_t count) {
        std::vector<const Net*> result;
        for (std::size_t line = first; line < first + count; ++line) {
            result.push_back(&pins_[line].net());
        }
        return result;
    };
    wiring.groups.push_back({"grids", nets(0, grids)});
    wiring.groups.push_back({"segments", nets(grids, segments)});
}

void Vfd8840a::inspect(Inspector& inspector) const {
    inspector.text("text", text());
}

std::span<const Stimulus> Vfd8840a::stimuli() const {
    return display_stimuli;
}

void Vfd8840a::show(std::string_view text) {
    const Reading reading = to_segments(text);
    if (!reading.unknown.empty()) {
        report("vfd_8840a.text", "the display has no segments for a word", reading.unknown);
    }
    frame_ = reading.frame;
}

void Vfd8840a::show_resistance(std::int64_t milliohm) {
    show(resistance_text(milliohm));
}

void Vfd8840a::show_voltage(std::int64_t microvolt) {
    show(voltage_text(microvolt));
}

void Vfd8840a::show_all(std::int64_t lit) {
    state_.all = lit != 0;
}

void Vfd8840a::set_power(std::int64_t on) {
    state_.on = on != 0;
    follow_power();
}

void Vfd8840a::set_blanked(std::int64_t blanked) {
    state_.blanked = blanked != 0;
    follow_power();
}

Frame Vfd8840a::lit() const {
    Frame frame = frame_;
    if (dark()) {
        frame = {};
    } else if (state_.all) {
        frame.fill(all_segments);
    }
    return frame;
}

std::string Vfd8840a::text() const {
    return to_text(lit());
}

/// A dark display's multiplexer stands still, and costs nothing.
void Vfd8840a::follow_power() {
    if (dark()) {
        step_.disarm();
        for (std::size_t line = 0; line < lines; ++line) {
            drive(line, false);
        }
    } else if (!step_.armed()) {
        state_.slot = 0;
        state_.slot_start = now();
        plan_slot();
    }
}

void Vfd8840a::plan_slot() {
    const Time slot_ps = config_.period_us * ps_per_us / static_cast<std::int64_t>(grids);
    const Time gap = std::min(config_.blanking_us * ps_per_us, slot_ps);
    state_.edge_count = 0;
    state_.next_edge = 0;
    add_edge(0, (state_.slot + grids - 1) % grids, false);
    const std::uint16_t wanted = lit()[state_.slot];
    for (std::size_t segment = 0; segment < segments; ++segment) {
        const bool high = (wanted >> segment & 1) != 0;
        if (high != (pins_[grids + segment].contribution().drive == Drive::High)) {
            add_edge(gap / 2, grids + segment, high);
        }
    }
    add_edge(gap, state_.slot, true);
    const auto begin = state_.edges.begin();
    std::stable_sort(begin, begin + static_cast<std::ptrdiff_t>(state_.edge_count),
                     [](const Edge& a, const Edge& b) { return a.at < b.at; });
    step_.arm(state_.edges[0].at);
}

/// At this offset in the slot, or as much earlier or later as the line's skew says.
void Vfd8840a::add_edge(Time offset, std::size_t line, bool high) {
    const Time slot_ps = config_.period_us * ps_per_us / static_cast<std::int64_t>(grids);
    const Time skewed = offset + config_.skew_us * ps_per_us * share_tenths(line) / 10;
    state_.edges[state_.edge_count++] = {state_.slot_start + std::clamp<Time>(skewed, 0, slot_ps - 1), line,
                                         high};
}

void Vfd8840a::step() {
    for (; state_.next_edge < state_.edge_count && state_.edges[state_.next_edge].at <= now();
         ++state_.next_edge) {
        drive(state_.edges[state_.next_edge].line, state_.edges[state_.next_edge].high);
    }
    if (state_.next_edge < state_.edge_count) {
        step_.arm(state_.edges[state_.next_edge].at);
        return;
    }
    state_.slot_start += config_.period_us * ps_per_us / static_cast<std::int64_t>(grids);
    state_.slot = (state_.slot + 1) % grids;
    plan_slot();
}

void Vfd8840a::drive(std::size_t line, bool high) {
    pins_[line].set({.drive = high ? Drive::High : Drive::Low});
}

std::size_t Vfd8840a::width() const {
    return grids * place_width;
}

std::size_t Vfd8840a::height() const {
    return place_height;
}

std::uint32_t Vfd8840a::colour(std::size_t x, std::size_t y) const {
    const std::size_t segment = map_letters.find(place_map[y][x % place_width]);
    const bool is_lit = segment != std::string_view::npos && (lit()[x / place_width] >> segment & 1) != 0;
    return is_lit ? glow : 0;
}

} // namespace peripherals::devices
