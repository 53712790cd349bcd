#include "peripherals/devices/ssd1306_controller.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"
#include "sim/core/fnv.h"

#include <algorithm>
#include <string>

namespace peripherals::devices {

using namespace sim::core;
using ssd1306::Action;
using ssd1306::Command;

namespace {
constexpr unsigned scroll_frames[] = {5, 64, 128, 256, 3, 4, 25, 2};
constexpr unsigned pump_enable = 0x04;
constexpr std::int64_t usual_hz = 370'000; // Fosc at setting 8
constexpr std::int64_t percent_per_step = 5;
constexpr unsigned bank0_clocks = 50; // K = phase 1 + phase 2 + this
constexpr unsigned least_light_percent = 40;
constexpr unsigned highest_contrast = 255;

/// The chip's pin that COM `number` comes out of, and the other way round.
unsigned number_at_pin(unsigned pin, bool alternative) {
    return !alternative ? pin : pin < 32 ? 2 * pin : 2 * (pin - 32) + 1;
}
unsigned pin_of_number(unsigned number, bool alternative) {
    return !alternative ? number : number / 2 + (number % 2 == 0 ? 0 : 32);
}

std::string hex(std::uint64_t value) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) {
        text += digits[value >> shift & 15];
    }
    return text;
}
} // namespace

Ssd1306Controller::Ssd1306Controller(const Part& owner, const Config& config)
    : owner_(owner), config_(config) {
    if (config.width < 1 || config.width > columns || config.height < 1 || config.height > lines) {
        throw Error(owner.name() + ": an SSD1306 has up to 128 x 64 pixels");
    }
}

void Ssd1306Controller::power_on() {
    Fnv noise;
    for (std::uint8_t& byte : ram_) {
        noise.add(owner_.name());
        byte = static_cast<std::uint8_t>(noise.value() >> 32);
    }
    reset();
}

void Ssd1306Controller::reset() {
    state_ = {};
}

void Ssd1306Controller::command(std::uint8_t byte) {
    state_.bytes.push_back(byte);
    const std::uint8_t opcode = state_.bytes.front();
    for (const Command& row : ssd1306::commands) {
        if (opcode >= row.first && opcode <= row.last) {
            if (state_.bytes.size() == 1U + row.arguments) {
                execute(row);
                state_.bytes.clear();
            }
            return;
        }
    }
    owner_.report("ssd1306.command", "a command that does not exist");
    state_.bytes.clear();
}

void Ssd1306Controller::execute(const Command& row) {
    const unsigned opcode = state_.bytes.front();
    switch (row.action) {
    case Action::ColumnRange:
        state_.first_column = argument(1) % columns;
        state_.last_column = argument(2) % columns;
        state_.column = state_.first_column;
        break;
    case Action::PageRange:
        state_.first_page = argument(1) % pages;
        state_.last_page = argument(2) % pages;
        state_.page = state_.first_page;
        break;
    case Action::HorizontalScroll:
    case Action::DiagonalScroll:
        set_scroll(row.action == Action::DiagonalScroll);
        break;
    case Action::StopScroll:
        stop_scroll();
        break;
    case Action::StartScroll:
        state_.scroll.running = true;
        state_.scroll.since = owner_.now();
        break;
    case Action::VerticalArea:
        state_.fixed_rows = argument(1) % lines;
        state_.scrolled_rows = argument(2) % 128;
        break;
    case Action::Kept:
        break;
    default:
        execute_setting(row.action, row.arguments != 0 ? argument(1) : opcode - row.first);
        // C0h and C8h are one command with its bit at 3.
        if (row.action == Action::ScanDirection) {
            state_.scan_down = (opcode & 8) != 0;
        }
    }
}

void Ssd1306Controller::execute_setting(Action action, unsigned value) {
    switch (action) {
    case Action::ColumnLow:
        state_.page_column = (state_.page_column & 0x70) | value;
        state_.column = state_.page_column;
        break;
    case Action::ColumnHigh:
        state_.page_column = ((state_.page_column & 0x0f) | value << 4) % columns;
        state_.column = state_.page_column;
        break;
    case Action::Page:
        state_.page = value;
        break;
    case Action::MemoryMode:
        state_.mode = value & 3;
        break;
    case Action::StartLine:
        state_.start_line = value;
        break;
    case Action::Contrast:
        state_.contrast = value;
        break;
    case Action::ChargePump:
        state_.pump = (value & pump_enable) != 0;
        break;
    case Action::SegmentRemap:
        state_.remap = value != 0;
        break;
    case Action::EntireOn:
        state_.entire_on = value != 0;
        break;
    case Action::Inverse:
        state_.inverse = value != 0;
        break;
    case Action::MultiplexRatio:
        if (value % lines < 15) {
            owner_.report("ssd1306.multiplex", "a multiplex ratio under 16 is invalid and left out");
        } else {
            state_.multiplex = value % lines + 1;
        }
        break;
    case Action::DisplayOn:
        turn_on(value != 0);
        break;
    case Action::Offset:
        state_.offset = value % lines;
        break;
    case Action::Clock:
        state_.clock = value;
        break;
    case Action::PreCharge:
        state_.pre_charge = value;
        break;
    case Action::ComPins:
        state_.com_pins = value;
        break;
    default:
        break;
    }
}

void Ssd1306Controller::turn_on(bool on) {
    state_.on = on;
    if (on && !has_supply()) {
        owner_.report("ssd1306.no_supply", "display on without the charge pump (8Dh 14h): it stays dark");
    }
}

void Ssd1306Controller::set_scroll(bool diagonal) {
    stop_scroll();
    Scroll& scroll = state_.scroll;
    scroll.left = diagonal ? argument(0) == 0x2a : argument(0) == 0x27;
    scroll.first_page = argument(2) % pages;
    scroll.frames = scroll_frames[argument(3) & 7];
    scroll.last_page = argument(4) % pages;
    scroll.rows = diagonal ? argument(5) % lines : 0;
}

std::int64_t Ssd1306Controller::scroll_steps() const {
    if (!state_.scroll.running) {
        return 0;
    }
    const std::int64_t hz =
        usual_hz * (100 + percent_per_step * (static_cast<std::int64_t>(state_.clock >> 4) - 8)) / 100;
    const std::int64_t divider = (state_.clock & 15) + 1;
    const std::int64_t clocks = (state_.pre_charge & 15) + (state_.pre_charge >> 4) + bank0_clocks;
    const std::int64_t cycles = state_.multiplex * divider * clocks * state_.scroll.frames;
    return muldiv(owner_.now() - state_.scroll.since, hz, cycles * ps_per_s);
}

unsigned Ssd1306Controller::shift_after(std::int64_t steps) const {
    const std::int64_t rows = std::max<std::int64_t>(state_.scrolled_rows, 1);
    return static_cast<unsigned>((state_.vertical_shift + steps * state_.scroll.rows) % rows);
}

/// What was scrolled stays scrolled.
void Ssd1306Controller::stop_scroll() {
    const std::int64_t steps = scroll_steps();
    const auto by = static_cast<std::ptrdiff_t>(steps % columns);
    for (unsigned page = state_.scroll.first_page; by != 0 && page <= state_.scroll.last_page; ++page) {
        const auto begin = ram_.begin() + page * columns;
        const auto end = begin + columns;
        std::rotate(begin, state_.scroll.left ? begin + by : end - by, end);
    }
    state_.vertical_shift = shift_after(steps);
    state_.scroll.running = false;
}

void Ssd1306Controller::data(std::uint8_t byte) {
    ram_[state_.page * columns + state_.column] = byte;
    advance();
}

void Ssd1306Controller::advance() {
    if (state_.mode >= 2) {
        state_.column = state_.column + 1 < columns ? state_.column + 1 : state_.page_column;
        return;
    }
    const auto next_column = [this] {
        const bool last = state_.column == state_.last_column;
        state_.column = last ? state_.first_column : (state_.column + 1) % columns;
        return last;
    };
    const auto next_page = [this] {
        const bool last = state_.page == state_.last_page;
        state_.page = last ? state_.first_page : (state_.page + 1) % pages;
        return last;
    };
    if (state_.mode == 0 ? next_column() : next_page()) {
        state_.mode == 0 ? next_page() : next_column();
    }
}

bool Ssd1306Controller::ram_bit(unsigned column, unsigned line) const {
    const unsigned page = line / 8;
    const std::int64_t steps = scroll_steps();
    if (steps != 0 && page >= state_.scroll.first_page && page <= state_.scroll.last_page) {
        const auto by = static_cast<unsigned>(steps % columns);
        column = (state_.scroll.left ? column + by : column + columns - by) % columns;
    }
    return (ram_[page * columns + column] >> line % 8 & 1) != 0;
}

/// "Command Table", D3h: of the rows that are multiplexed, the first appears `offset` COMs earlier.
bool Ssd1306Controller::is_lit(std::size_t x, std::size_t y) const {
    const bool panel_alternates = config_.height > lines / 2;
    unsigned pin = pin_of_number(static_cast<unsigned>(config_.height - 1 - y), panel_alternates);
    if ((state_.com_pins & 0x20) != 0) {
        pin ^= 32;
    }
    const unsigned com = number_at_pin(pin, (state_.com_pins & 0x10) != 0);
    const unsigned scanned = state_.scan_down ? state_.multiplex - 1 - com : com;
    const unsigned row = (scanned + state_.offset) % lines;
    if (row >= state_.multiplex) {
        return false;
    }
    if (state_.entire_on) {
        return true;
    }
    unsigned shown = row;
    if (row >= state_.fixed_rows && row < state_.fixed_rows + state_.scrolled_rows) {
        shown = state_.fixed_rows +
                (row - state_.fixed_rows + shift_after(scroll_steps())) % state_.scrolled_rows;
    }
    const auto segment = static_cast<unsigned>(columns - 1 - (columns - config_.width) / 2 - x);
    const unsigned column = state_.remap ? columns - 1 - segment : segment;
    return ram_bit(column, (shown + state_.start_line) % lines) != state_.inverse;
}

std::uint32_t Ssd1306Controller::colour(std::size_t x, std::size_t y) const {
    if (!state_.on || !has_supply() || !is_lit(x, y)) {
        return 0;
    }
    const unsigned percent =
        least_light_percent + (100 - least_light_percent) * state_.contrast / highest_contrast;
    return scaled(config_.colour, percent, 100);
}

void Ssd1306Controller::inspect(Inspector& inspector) const {
    Fnv picture;
    std::int64_t lit = 0;
    for (std::size_t y = 0; y < height(); ++y) {
        for (std::size_t x = 0; x < width(); ++x) {
            const bool shines = colour(x, y) != 0;
            picture.add(std::uint64_t{shines});
            lit += shines ? 1 : 0;
        }
    }
    inspector.number("on", state_.on ? 1 : 0);
    inspector.number("contrast", state_.contrast);
    inspector.number("lit", lit, "pixels");
    inspector.text("picture", hex(picture.value()));
}

} // namespace peripherals::devices
