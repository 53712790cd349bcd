#include "peripherals/devices/led_matrix.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned brightest = 9;
constexpr std::int64_t root_of_step = 725'476; // of 1 / 1.9, in millionths

constexpr std::int64_t supply_uv = 3'300'000;
constexpr std::int64_t brightest_light = 255;
// What is left of a column's charge after the time at which the micro:bit's runtime looks.
constexpr Time sense_time = 4'073 * ps_per_us;
constexpr std::int64_t left_in_darkness_uv = 338 * supply_uv / 1024;
constexpr std::int64_t left_in_light_uv = 75 * supply_uv / 1024;

constexpr Stimulus matrix_stimuli[] = {
    {"light", 0, brightest_light, stimulus<&LedMatrix::set_light>, "on the diodes, from dark to bright"},
};

std::vector<DiodeGrid::Diode> diodes_of(const LedMatrix::Config& config, std::size_t rows) {
    std::vector<DiodeGrid::Diode> diodes;
    for (const LedMatrix::Cell& cell : config.pixels) {
        diodes.push_back({cell.row, static_cast<unsigned>(rows) + cell.column});
    }
    return diodes;
}
} // namespace

LedMatrix::LedMatrix(Machine& machine, std::string name, const std::vector<Net*>& rows,
                     const std::vector<Net*>& columns, const Config& config)
    : Part(machine, std::move(name)), config_(config), rows_(rows.size()),
      grid_(rows.size() + columns.size(), diodes_of(config, rows.size()), window_ps()),
      pins_(rows.size() + columns.size()) {
    if (config_.width == 0 || config_.pixels.empty() || config_.pixels.size() % config_.width != 0) {
        throw Error(Device::name() + ": its pixels fill no rectangle");
    }
    if (config_.window_us < 1) {
        throw Error(Device::name() + ": a window of at least 1 us is wanted");
    }
    for (const Cell& cell : config_.pixels) {
        if (cell.row >= rows.size() || cell.column >= columns.size()) {
            throw Error(Device::name() + ": a pixel lies outside the rows and columns");
        }
    }
    state_.charges.resize(pins_.size());
    for (unsigned pin = 0; pin < pins_.size(); ++pin) {
        const bool is_row = pin < rows_;
        if (!is_row) {
            columns_.emplace_back(*this, pin);
        }
        pins_[pin].connect(is_row ? *rows[pin] : *columns[pin - rows_], this, pin);
        grid_.set_line(pin, pins_[pin].level(), now());
    }
}

void LedMatrix::inspect(Inspector& inspector) const {
    inspector.text("frame", frame());
}

std::span<const Stimulus> LedMatrix::stimuli() const {
    return matrix_stimuli;
}

void LedMatrix::set_light(std::int64_t light) {
    for (unsigned pin = 0; pin < pins_.size(); ++pin) {
        hold_charge(pin);
    }
    state_.light = light;
}

std::int64_t LedMatrix::microvolts(unsigned pin) const {
    const Level level = pins_[pin].level();
    if (level != Level::Floating) {
        return level == Level::High ? supply_uv : 0;
    }
    const std::int64_t left =
        left_in_darkness_uv - (left_in_darkness_uv - left_in_light_uv) * state_.light / brightest_light;
    const Charge& charge = state_.charges[pin];
    const std::int64_t lost = muldiv(supply_uv - left, now() - charge.since, sense_time);
    return std::max<std::int64_t>(charge.microvolts - lost, 0);
}

void LedMatrix::on_edge(unsigned pin, Level level) {
    if (level == Level::Floating) {
        state_.charges[pin].since = now();
    } else {
        state_.charges[pin].microvolts = level == Level::High ? supply_uv : 0;
    }
    grid_.set_line(pin, level, now());
}

std::uint32_t LedMatrix::share_ppm(std::size_t x, std::size_t y) const {
    return grid_.share_ppm(y * config_.width + x, now());
}

/// The border between two levels is their geometric mean.
unsigned LedMatrix::level(std::size_t x, std::size_t y) const {
    const Time lit = grid_.lit_for(y * config_.width + x, now());
    if (lit == 0) {
        return 0;
    }
    Time border = muldiv(window_ps() / static_cast<std::int64_t>(rows_), root_of_step, million);
    unsigned level = brightest;
    while (level > 1 && lit < border) {
        --level;
        border = muldiv(border, 10, 19);
    }
    return level;
}

std::uint32_t LedMatrix::colour(std::size_t x, std::size_t y) const {
    return scaled(config_.colour, level(x, y), brightest);
}

std::string LedMatrix::frame() const {
    std::string digits;
    for (std::size_t y = 0; y < height(); ++y) {
        for (std::size_t x = 0; x < width(); ++x) {
            digits += static_cast<char>('0' + level(x, y));
        }
        digits += y + 1 < height() ? ":" : "";
    }
    return digits;
}

} // namespace peripherals::devices
