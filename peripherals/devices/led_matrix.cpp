#include "peripherals/devices/led_matrix.h"

#include "sim/core/error.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned brightest = 9;
constexpr std::int64_t million = 1'000'000;
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
} // namespace

LedMatrix::LedMatrix(Machine& machine, std::string name, const std::vector<Net*>& rows,
                     const std::vector<Net*>& columns, const Config& config)
    : Part(machine, std::move(name)), config_(config), rows_(rows.size()),
      pins_(rows.size() + columns.size()), pixels_at_(pins_.size()) {
    if (config_.width == 0 || config_.pixels.empty() || config_.pixels.size() % config_.width != 0) {
        throw Error(Device::name() + ": its pixels fill no rectangle");
    }
    if (config_.window_us < 1) {
        throw Error(Device::name() + ": a window of at least 1 us is wanted");
    }
    for (std::size_t i = 0; i < config_.pixels.size(); ++i) {
        const Cell& cell = config_.pixels[i];
        if (cell.row >= rows.size() || cell.column >= columns.size()) {
            throw Error(Device::name() + ": a pixel lies outside the rows and columns");
        }
        pixels_at_[cell.row].push_back(i);
        pixels_at_[rows_ + cell.column].push_back(i);
    }
    state_.high.resize(pins_.size());
    state_.lit_since.resize(config_.pixels.size(), never);
    state_.lit_for.resize(config_.pixels.size());
    state_.lit_before.resize(config_.pixels.size());
    state_.charges.resize(pins_.size());
    for (unsigned pin = 0; pin < pins_.size(); ++pin) {
        const bool is_row = pin < rows_;
        if (!is_row) {
            columns_.emplace_back(*this, pin);
        }
        pins_[pin].connect(is_row ? *rows[pin] : *columns[pin - rows_], this, pin);
        state_.high[pin] = is_row ? pins_[pin].level() == Level::High : pins_[pin].level() != Level::Low;
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

void LedMatrix::catch_up(State& state) const {
    const std::int64_t window = now() / window_ps();
    if (window == state.window) {
        return;
    }
    const Time end = (state.window + 1) * window_ps();
    const bool skipped = window - state.window > 1; // whole windows without an edge
    for (std::size_t i = 0; i < state.lit_for.size(); ++i) {
        const bool lit = state.lit_since[i] != never;
        state.lit_before[i] = state.lit_for[i] + (lit ? end - state.lit_since[i] : 0);
        if (skipped) {
            state.lit_before[i] = lit ? window_ps() : 0;
        }
        state.lit_for[i] = 0;
        if (lit) {
            state.lit_since[i] = window * window_ps();
        }
    }
    state.window = window;
}

void LedMatrix::on_edge(unsigned pin, Level level) {
    catch_up(state_);
    if (level == Level::Floating) {
        state_.charges[pin].since = now();
    } else {
        state_.charges[pin].microvolts = level == Level::High ? supply_uv : 0;
    }
    // A line that floats feeds no current either way.
    state_.high[pin] = pin < rows_ ? level == Level::High : level != Level::Low;
    for (const std::size_t i : pixels_at_[pin]) {
        const Cell& cell = config_.pixels[i];
        const bool lit = state_.high[cell.row] && !state_.high[rows_ + cell.column];
        if (lit && state_.lit_since[i] == never) {
            state_.lit_since[i] = now();
        } else if (!lit && state_.lit_since[i] != never) {
            state_.lit_for[i] += now() - state_.lit_since[i];
            state_.lit_since[i] = never;
        }
    }
}

Time LedMatrix::lit_in_window(std::size_t x, std::size_t y) const {
    State state = state_;
    catch_up(state);
    return state.lit_before[y * config_.width + x];
}

std::uint32_t LedMatrix::share_ppm(std::size_t x, std::size_t y) const {
    return static_cast<std::uint32_t>(muldiv(lit_in_window(x, y), million, window_ps()));
}

/// The border between two levels is their geometric mean.
unsigned LedMatrix::level(std::size_t x, std::size_t y) const {
    const Time lit = lit_in_window(x, y);
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
    const unsigned seen = level(x, y);
    std::uint32_t result = 0;
    for (const unsigned shift : {16U, 8U, 0U}) {
        result |= (config_.colour >> shift & 0xff) * seen / brightest << shift;
    }
    return result;
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
