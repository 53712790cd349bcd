#include "peripherals/devices/piezo_speaker.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr Time silence = 60 * ps_per_ms;
constexpr std::int64_t shortest_tone = 3; // periods
constexpr std::int64_t tolerance_percent = 3;
} // namespace

std::int64_t PiezoSpeaker::Tone::frequency_mhz() const {
    return end == start ? 0 : muldiv(periods, 1000 * ps_per_s, end - start);
}

PiezoSpeaker::PiezoSpeaker(Machine& machine, std::string name, Net& net) : Part(machine, std::move(name)) {
    pin_.connect(net, this, 0);
}

void PiezoSpeaker::reset() {
    state_ = {};
}

void PiezoSpeaker::inspect(Inspector& inspector) const {
    inspector.number("frequency", (frequency_mhz() + 500) / 1000, "Hz");
    inspector.number("tones", static_cast<std::int64_t>(state_.count));
}

bool PiezoSpeaker::sounds() const {
    return state_.present.periods >= shortest_tone && now() - state_.present.end <= silence;
}

std::int64_t PiezoSpeaker::frequency_mhz() const {
    return sounds() ? state_.present.frequency_mhz() : 0;
}

std::vector<PiezoSpeaker::Tone> PiezoSpeaker::tones() const {
    std::vector<Tone> result;
    for (std::size_t i = state_.count - std::min(state_.count, kept_tones); i < state_.count; ++i) {
        result.push_back(state_.tones[i % kept_tones]);
    }
    if (state_.present.periods >= shortest_tone) {
        result.push_back(state_.present);
    }
    return result;
}

void PiezoSpeaker::finish() {
    if (state_.present.periods >= shortest_tone) {
        state_.tones[state_.count % kept_tones] = state_.present;
        ++state_.count;
    }
    state_.present = {};
}

void PiezoSpeaker::on_edge(unsigned, Level level) {
    if (level != Level::High) {
        return;
    }
    const Time before = std::exchange(state_.last_rise, now());
    if (before == never || now() - before > silence) {
        finish();
        return;
    }
    const Time period = now() - before;
    Tone& present = state_.present;
    if (present.periods != 0) {
        const Time mean = (present.end - present.start) / present.periods;
        const Time difference = period > mean ? period - mean : mean - period;
        if (difference * 100 > mean * tolerance_percent) {
            finish();
        }
    }
    if (present.periods == 0) {
        present.start = before;
    }
    present.end = now();
    ++present.periods;
}

} // namespace peripherals::devices
