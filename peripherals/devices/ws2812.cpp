#include "peripherals/devices/ws2812.h"

#include "sim/core/error.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time zero_high = 400 * ps_per_ns; // T0H
constexpr Time one_high = 800 * ps_per_ns;  // T1H
constexpr Time tolerance = 150 * ps_per_ns;
constexpr Time pause = 50 * ps_per_us; // RES
constexpr std::size_t bits_per_pixel = 24;

std::string hex(const Ws2812::Colour& colour) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "#";
    for (const std::uint8_t part : {colour.red, colour.green, colour.blue}) {
        text += digits[part >> 4];
        text += digits[part & 15];
    }
    return text;
}
} // namespace

Ws2812::Ws2812(Machine& machine, std::string name, Net& data_in, std::size_t pixels, Net* data_out)
    : Part(machine, std::move(name)), count_(pixels) {
    if (pixels == 0) {
        throw Error(Device::name() + ": a strip has one pixel at least");
    }
    in_.connect(data_in, this, 0);
    if (data_out != nullptr) {
        out_.connect(*data_out, nullptr, 1);
        out_.set({.drive = Drive::Low});
    }
    reset();
}

void Ws2812::reset() {
    state_ = {};
    state_.shown.resize(count_);
    state_.received.resize(count_);
    state_.high = in_.level() == Level::High;
    state_.rise = now();
    show_.disarm();
}

void Ws2812::inspect(Inspector& inspector) const {
    std::string text;
    for (const Colour& colour : state_.shown) {
        text += (text.empty() ? "" : " ") + hex(colour);
    }
    inspector.text("pixels", text);
    inspector.number("updates", state_.updates);
}

std::uint32_t Ws2812::colour(std::size_t x, std::size_t) const {
    const Colour& shown = state_.shown[x];
    return std::uint32_t{shown.red} << 16 | std::uint32_t{shown.green} << 8 | shown.blue;
}

bool Ws2812::is_full() const {
    return state_.bits == count_ * bits_per_pixel;
}

void Ws2812::on_edge(unsigned, Level level) {
    const bool high = level == Level::High;
    if (high == state_.high) {
        return;
    }
    state_.high = high;
    if (out_.connected() && is_full()) {
        out_.set({.drive = high ? Drive::High : Drive::Low});
    }
    if (high) {
        state_.rise = now();
        show_.disarm();
        return;
    }
    if (!is_full()) {
        take_bit(now() - state_.rise);
    }
    show_.arm(now() + pause);
}

void Ws2812::take_bit(Time high_for) {
    const bool one = high_for > (zero_high + one_high) / 2;
    const Time wanted = one ? one_high : zero_high;
    if (high_for < wanted - tolerance || high_for > wanted + tolerance) {
        report("ws2812.timing", "a pulse that is not 0.25 to 0.55 or 0.65 to 0.95 us long");
    }
    state_.shift = state_.shift << 1 | (one ? 1U : 0U);
    ++state_.bits;
    if (state_.bits % bits_per_pixel == 0) {
        state_.received[state_.bits / bits_per_pixel - 1] = {
            .red = static_cast<std::uint8_t>(state_.shift >> 8),
            .green = static_cast<std::uint8_t>(state_.shift >> 16),
            .blue = static_cast<std::uint8_t>(state_.shift)};
    }
}

/// Pixels that received nothing keep their colour.
void Ws2812::show() {
    const std::size_t complete = state_.bits / bits_per_pixel;
    for (std::size_t i = 0; i < complete; ++i) {
        state_.shown[i] = state_.received[i];
    }
    state_.updates += complete != 0 ? 1 : 0;
    state_.bits = 0;
}

} // namespace peripherals::devices
