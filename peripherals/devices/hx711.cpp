#include "peripherals/devices/hx711.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {

constexpr Time power_down_time = 60 * ps_per_us;
constexpr unsigned settling_conversions = 4;
constexpr Time update_time = 40 * ps_per_us; // Estimate
constexpr unsigned result_bits = 24;
constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t pv_per_mv = 1'000'000'000;

// "Input Channel and Gain Selection", by pulses from 25 on.
struct Selection {
    bool channel_b;
    std::int64_t gain;
};
constexpr Selection selections[] = {
    {false, 128},
    {true,  32 },
    {false, 64 }
};
constexpr unsigned first_selection = 25;
constexpr unsigned last_selection = 27;

// The rate's noise against that of 10 samples a second: the root of their ratio.
constexpr std::int64_t slow_rate = 10;
constexpr std::int64_t root_permille_slow = 1000;
constexpr std::int64_t root_permille_fast = 2828;

constexpr Stimulus adc_stimuli[] = {
    {"mass_g",        -1'000'000, 1'000'000,     stimulus<&Hx711::set_mass>,        "what lies on the scale"                  },
    {"visit_g",       0,          1'000'000,     stimulus<&Hx711::start_visit>,
     "a cat of this mass steps in, digs, sits and leaves"                                                                     },
    {"temperature_c", -40,        85,            stimulus<&Hx711::set_temperature>, "of the bridge"                           },
    {"noise_nv",      0,          1'000'000'000, stimulus<&Hx711::set_noise>,       "RMS at the input, at 10 samples a second"},
    {"broken",        0,          1,             stimulus<&Hx711::set_broken>,      "a wire of the bridge is off"             },
    {"b_uv",          -5'000'000, 5'000'000,     stimulus<&Hx711::set_channel_b>,   "between the inputs of channel B"         },
};

} // namespace

Hx711::Hx711(Machine& machine, std::string name, Net& sck, Net& dout, const Config& config)
    : Part(machine, std::move(name)), config_(config), bridge_(config.bridge) {
    sck_.connect(sck, this, 0);
    dout_.connect(dout, nullptr, 1);
    drive_output(true);
}

void Hx711::reset() {
    state_ = {};
    state_.clock = sck_.level() == Level::High;
    drive_output(true);
    power_down_.disarm();
    update_.disarm();
    begin(now());
}

void Hx711::inspect(Inspector& inspector) const {
    const Selection& selected = selections[state_.selection - first_selection];
    inspector.text("channel", !state_.powered ? "off" : selected.channel_b ? "B" : "A");
    inspector.number("gain", selected.gain);
    inspector.hex("result", state_.result);
    inspector.number("mass", bridge_.mass_mg(now()) / 1000, "g");
}

std::span<const Stimulus> Hx711::stimuli() const {
    return adc_stimuli;
}

void Hx711::on_edge(unsigned, Level level) {
    const bool high = level == Level::High;
    if (high == state_.clock) {
        return;
    }
    state_.clock = high;
    if (high) {
        power_down_.arm(now() + power_down_time);
        clock_rises();
        return;
    }
    power_down_.disarm();
    if (!state_.powered) {
        reset();
    }
}

void Hx711::clock_rises() {
    if (!state_.ready) {
        return;
    }
    ++state_.pulses;
    state_.last_pulse = now();
    if (state_.pulses <= result_bits) {
        drive_output((state_.result >> (result_bits - state_.pulses) & 1) != 0);
    } else if (state_.pulses <= last_selection) {
        state_.wanted = state_.pulses;
        drive_output(true);
    } else {
        report("hx711.pulses", "more than 27 pulses in one reading");
    }
}

void Hx711::power_down() {
    state_.powered = false;
    state_.ready = false;
    conversion_.disarm();
    update_.disarm();
    drive_output(true);
}

/// With the channel and gain that are selected, from a moment on that is less than a conversion ago.
void Hx711::begin(Time from) {
    state_.filter.clear();
    state_.settling = settling_conversions - 1;
    conversion_.arm(from + period());
}

void Hx711::conversion_ends() {
    const bool read = state_.pulses >= first_selection;
    if (read && state_.wanted != state_.selection) {
        state_.selection = state_.wanted;
        state_.ready = false;
        state_.pulses = 0;
        begin(state_.last_pulse);
        return;
    }
    conversion_.arm(now() + period());
    const std::int64_t input = selections[state_.selection - first_selection].channel_b
                                   ? channel_b_uv_ * million
                                   : muldiv(bridge_.picovolts_per_volt(now()), config_.supply_mv, 1000);
    state_.filter.push(within_24_bits(counts(input + config_.offset_uv * million)));
    const std::int64_t noise_pv = bridge_.noise_picovolts(
        state_.conversions++, config_.rate_sps == slow_rate ? root_permille_slow : root_permille_fast);
    if (state_.settling != 0) {
        --state_.settling;
        return;
    }
    if (state_.pulses != 0 && !read) {
        if (now() - state_.last_pulse < period() / 8) {
            return; // it is being read
        }
        report("hx711.pulses", "fewer than 25 pulses in one reading");
    }
    state_.result = static_cast<std::uint32_t>(within_24_bits(state_.filter.value() + counts(noise_pv)));
    state_.pulses = 0;
    if (state_.ready && dout_.contribution().drive == Drive::Low) {
        state_.ready = false;
        drive_output(true);
        update_.arm(now() + update_time);
    } else {
        offer_result();
    }
}

void Hx711::offer_result() {
    state_.ready = true;
    drive_output(false);
}

std::int64_t Hx711::counts(std::int64_t picovolts) const {
    const std::int64_t gain = selections[state_.selection - first_selection].gain;
    return nearest(picovolts * gain, 2 * bridge_full_scale, config_.supply_mv * pv_per_mv);
}

void Hx711::drive_output(bool high) {
    dout_.set({.drive = high ? Drive::High : Drive::Low});
}

} // namespace peripherals::devices
