#include "peripherals/devices/dht22.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time shortest_start = 800 * ps_per_us; // Tbe
constexpr Time longest_start = 20 * ps_per_ms;
constexpr Time to_answer = 30 * ps_per_us;   // Tgo
constexpr Time answer_low = 80 * ps_per_us;  // Trel
constexpr Time answer_high = 80 * ps_per_us; // Treh
constexpr Time bit_low = 50 * ps_per_us;     // Tlow
constexpr Time bit_high_0 = 26 * ps_per_us;  // TH0
constexpr Time bit_high_1 = 70 * ps_per_us;  // TH1
constexpr Time end_low = 50 * ps_per_us;     // Ten
constexpr Time between_measurements = 2 * ps_per_s;

constexpr std::uint16_t pull_kohm = 10;

constexpr unsigned frame_bits = 40;
constexpr unsigned first_bit_step = 2;
constexpr unsigned end_step = first_bit_step + 2 * frame_bits;

constexpr std::uint16_t below_zero = 0x8000;

constexpr Stimulus dht22_stimuli[] = {
    {"humidity_permille", 0,       999,    stimulus<&Dht22::set_humidity_permille>, "relative humidity"},
    {"temperature_mc",    -40'000, 80'000, stimulus<&Dht22::set_temperature_mc>,
     "thousandths of a degree Celsius"                                                                 },
};
} // namespace

Dht22::Dht22(Machine& machine, std::string name, Net& wire, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    pin_.connect(wire, this, 0);
    pin_.set_open_drain();
    pull_low(false);
}

void Dht22::reset() {
    state_ = {};
    state_.low = pin_.level() == Level::Low;
    step_.disarm();
    measure_.arm(now() + between_measurements);
    pull_low(false);
}

void Dht22::inspect(Inspector& inspector) const {
    const Frame& frame = state_.measured;
    const int temperature = (frame[2] & 0x7f) << 8 | frame[3];
    inspector.number("humidity", frame[0] << 8 | frame[1], "permille");
    inspector.number("temperature", 100 * ((frame[2] & 0x80) != 0 ? -temperature : temperature), "mdegC");
    inspector.number("answers", state_.answers);
}

std::span<const Stimulus> Dht22::stimuli() const {
    return dht22_stimuli;
}

void Dht22::pull_low(bool low) {
    pin_.set({.drive = low ? Drive::Low : Drive::None,
              .pull = config_.pull_up ? Pull::Up : Pull::None,
              .pull_kohm = pull_kohm});
}

void Dht22::on_edge(unsigned, Level level) {
    const bool low = level == Level::Low;
    if (low == state_.low) {
        return;
    }
    state_.low = low;
    if (state_.answering) {
        return; // its own edges
    }
    if (low) {
        state_.fall = now();
    } else if (state_.fall != never) {
        on_start(now() - std::exchange(state_.fall, never));
    }
}

void Dht22::on_start(Time low_for) {
    if (low_for == 0) {
        return; // of a wire that is being connected
    }
    if (low_for < shortest_start || low_for > longest_start) {
        report("dht22.start", "a start signal that is not low for 0.8 to 20 ms");
        if (low_for < shortest_start) {
            return;
        }
    }
    if (measure_.armed()) {
        report("dht22.too_soon", "asked again, or after power-on, before 2 s have passed");
        if (!state_.ever_measured) {
            return;
        }
    }
    state_.answering = true;
    state_.step = 0;
    step_.arm(now() + to_answer);
}

void Dht22::next_step() {
    const unsigned step = state_.step++;
    const unsigned bit = (step - first_bit_step) / 2;
    if (step == end_step + 1) {
        state_.answering = false;
        ++state_.answers;
        if (!measure_.armed()) {
            measure_.arm(now() + between_measurements);
        }
        pull_low(false);
        return;
    }
    const bool low = step % 2 == 0;
    pull_low(low);
    Time length = 0;
    if (step < first_bit_step) {
        length = low ? answer_low : answer_high;
    } else if (step == end_step) {
        length = end_low;
    } else if (low) {
        length = bit_low;
    } else {
        length = (state_.measured[bit / 8] >> (7 - bit % 8) & 1) != 0 ? bit_high_1 : bit_high_0;
    }
    step_.arm(now() + length);
}

void Dht22::measure() {
    const std::int64_t mc = config_.temperature_mc;
    const auto tenths = static_cast<std::uint16_t>(((mc < 0 ? -mc : mc) + 50) / 100);
    const auto temperature = static_cast<std::uint16_t>(mc < 0 && tenths != 0 ? tenths | below_zero : tenths);
    const auto humidity = static_cast<std::uint16_t>(config_.humidity_permille);
    Frame frame = {static_cast<std::uint8_t>(humidity >> 8), static_cast<std::uint8_t>(humidity),
                   static_cast<std::uint8_t>(temperature >> 8), static_cast<std::uint8_t>(temperature)};
    frame[4] = static_cast<std::uint8_t>(frame[0] + frame[1] + frame[2] + frame[3]);
    state_.measured = frame;
    state_.ever_measured = true;
}

} // namespace peripherals::devices
