#include "peripherals/devices/ws2812.h"

#include "peripherals/devices/colour.h"
#include "sim/core/error.h"
#include "sim/core/wiring.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time zero_high = 400 * ps_per_ns; // T0H
constexpr Time one_high = 800 * ps_per_ns;  // T1H
constexpr Time tolerance = 150 * ps_per_ns;
constexpr Time pause = 50 * ps_per_us; // RES

std::uint8_t Ws2812::Colour::*part_of(char letter) {
    switch (letter) {
    case 'r':
        return &Ws2812::Colour::red;
    case 'g':
        return &Ws2812::Colour::green;
    case 'b':
        return &Ws2812::Colour::blue;
    default:
        return &Ws2812::Colour::white;
    }
}
} // namespace

bool Ws2812::is_order(std::string_view order) {
    std::string sorted(order);
    std::sort(sorted.begin(), sorted.end());
    return sorted == "bgr" || sorted == "bgrw";
}

Ws2812::Ws2812(Machine& machine, std::string name, Net& data_in, const Config& config, Net* data_out)
    : Part(machine, std::move(name)), PixelStrip(config.layout), order_(config.order) {
    if (pixel_count() == 0) {
        throw Error(Device::name() + ": a strip has one pixel at least");
    }
    if (!is_order(order_)) {
        throw Error(Device::name() + ": '" + order_ + "' is no order of red, green, blue and white");
    }
    in_.connect(data_in, this, 0);
    if (data_out != nullptr) {
        out_.connect(*data_out, nullptr, 1);
        out_.set({.drive = Drive::Low});
    }
    reset();
}

void Ws2812::describe_wiring(Wiring& wiring) const {
    const std::vector<SerialBus::Pin> pins{
        {"din", &in_.net()}
    };
    wiring.buses.push_back({SerialBus::Kind::Ws2812, name(), pins, {}});
}

void Ws2812::reset() {
    state_ = {};
    state_.shown.resize(pixel_count());
    state_.received.resize(pixel_count());
    state_.high = in_.level() == Level::High;
    state_.rise = now();
    show_.disarm();
}

void Ws2812::inspect(Inspector& inspector) const {
    std::string text;
    for (const Colour& colour : state_.shown) {
        text += (text.empty() ? "" : " ") +
                colour_text(std::uint32_t{colour.red} << 16 | std::uint32_t{colour.green} << 8 | colour.blue);
        if (order_.size() > 3) {
            text += "+" + std::to_string(colour.white);
        }
    }
    inspector.text("pixels", text);
    inspector.number("updates", state_.updates);
}

/// White adds to each colour.
std::uint32_t Ws2812::pixel_colour(std::size_t index) const {
    const Colour& shown = state_.shown[index];
    std::uint32_t result = 0;
    for (const unsigned part : {shown.red, shown.green, shown.blue}) {
        result = result << 8 | std::min(part + shown.white, 255U);
    }
    return result;
}

bool Ws2812::is_full() const {
    return state_.bits == pixel_count() * bits_per_pixel();
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
    if (state_.bits % bits_per_pixel() == 0) {
        Colour& pixel = state_.received[state_.bits / bits_per_pixel() - 1];
        for (std::size_t i = 0; i < order_.size(); ++i) {
            pixel.*part_of(order_[i]) =
                static_cast<std::uint8_t>(state_.shift >> 8 * (order_.size() - 1 - i));
        }
    }
}

/// Pixels that received nothing keep their colour.
void Ws2812::show() {
    const std::size_t complete = state_.bits / bits_per_pixel();
    for (std::size_t i = 0; i < complete; ++i) {
        state_.shown[i] = state_.received[i];
    }
    state_.updates += complete != 0 ? 1 : 0;
    state_.bits = 0;
}

} // namespace peripherals::devices
