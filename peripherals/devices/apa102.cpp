#include "peripherals/devices/apa102.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
enum Pins : unsigned { Di, Ci };
constexpr unsigned frame_bits = 32;
constexpr std::uint32_t brightest = 31;

std::uint32_t brightness(std::uint32_t frame) {
    return frame >> 24 & brightest;
}
std::uint32_t rgb(std::uint32_t frame) {
    return (frame & 0xff) << 16 | (frame & 0xff00) | (frame >> 16 & 0xff);
}
} // namespace

Apa102::Apa102(Machine& machine, std::string name, Net& di, Net& ci, const Config& config)
    : Part(machine, std::move(name)), PixelStrip(config.layout) {
    if (pixel_count() == 0) {
        throw Error(Device::name() + ": a strip has one pixel at least");
    }
    di_.connect(di, this, Di);
    ci_.connect(ci, this, Ci);
    reset();
}

void Apa102::reset() {
    state_ = {};
    state_.shown.resize(pixel_count());
    state_.di = di_.level() == Level::High;
    state_.ci = ci_.level() == Level::High;
}

void Apa102::inspect(Inspector& inspector) const {
    std::string text;
    for (const std::uint32_t frame : state_.shown) {
        text += (text.empty() ? "" : " ") + colour_text(rgb(frame));
        text += brightness(frame) == brightest ? "" : "*" + std::to_string(brightness(frame));
    }
    inspector.text("pixels", text); // "#ff0000*5": at 5/31 of the brightness
}

std::uint32_t Apa102::pixel_colour(std::size_t index) const {
    const std::uint32_t frame = state_.shown[index];
    return dimmed(rgb(frame), million * brightness(frame) / brightest);
}

void Apa102::on_edge(unsigned pin, Level level) {
    const bool high = level == Level::High;
    bool& known = pin == Di ? state_.di : state_.ci;
    if (high == known) {
        return;
    }
    known = high;
    if (pin == Di) {
        return;
    }
    ++state_.half_clocks;
    if (high) {
        take_bit(state_.di);
    }
    std::erase_if(state_.pending, [this](const Pending& pending) {
        const bool is_due = pending.due <= state_.half_clocks;
        if (is_due) {
            state_.shown[pending.pixel] = pending.frame;
        }
        return is_due;
    });
}

/// Before frames come, 32 zeros or more are waited for, then a one.
void Apa102::take_bit(bool bit) {
    if (!state_.started) {
        const bool begins = bit && state_.zeros >= frame_bits;
        state_.zeros = bit ? 0 : state_.zeros + 1;
        if (!begins) {
            return;
        }
        state_.started = true;
        state_.pixel = 0;
        state_.bits = 0;
    }
    state_.frame = state_.frame << 1 | (bit ? 1U : 0U);
    if (++state_.bits == frame_bits) {
        take_frame();
    }
}

/// One of zeros is a start frame.
void Apa102::take_frame() {
    state_.bits = 0;
    if (state_.frame == 0) {
        state_.started = false;
        state_.zeros = frame_bits;
        return;
    }
    if (state_.pixel >= pixel_count()) {
        return;
    }
    if (state_.frame >> 29 != 7) {
        report("apa102.frame", "a frame that does not begin with three ones");
    }
    state_.pending.push_back(
        {state_.half_clocks + static_cast<std::int64_t>(state_.pixel), state_.pixel, state_.frame});
    ++state_.pixel;
}

} // namespace peripherals::devices
