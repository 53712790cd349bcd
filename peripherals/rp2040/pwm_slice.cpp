#include "peripherals/rp2040/pwm_slice.h"

#include <algorithm>
#include <limits>

namespace peripherals::rp2040 {

namespace {

constexpr std::int64_t no_edge = std::numeric_limits<std::int64_t>::max();
constexpr std::uint32_t counter_states = 0x10000;

} // namespace

bool PwmSlice::ticks_with_time() const {
    return enabled_ && (mode_ == Mode::Free || (mode_ == Mode::Level && input_));
}

std::int64_t PwmSlice::event_of(std::int64_t count) const {
    return first_event_ + ((count - 1) * div_16_ + phase_16_) / 16;
}

std::int64_t PwmSlice::counts_at(std::int64_t event) const {
    if (event < first_event_) {
        return 0;
    }
    return 1 + (16 * (event - first_event_) + 15 - phase_16_) / div_16_;
}

std::uint32_t PwmSlice::advance(std::int64_t edge) {
    events_ += ticks_with_time() ? edge - edge_ : 0;
    edge_ = edge;
    if (!enabled_) {
        return 0;
    }
    const std::int64_t passed = counts_at(events_);
    std::int64_t counts = passed - counts_;
    counts_ = passed;
    if (retarding_ && counts > 0) {
        retarding_ = false;
        --counts;
    }
    if (advancing_ && div_16_ > 16) { // at full speed there is no free cycle for one more
        advancing_ = false;
        ++counts;
    }
    return count(counts);
}

/// Counts after which the counter begins anew or turns round.
std::uint32_t PwmSlice::counts_to_turn() const {
    if (down_) {
        return counter_ + 1;
    }
    return (counter_ <= top_ ? top_ + 1 : counter_states) - counter_;
}

std::uint32_t PwmSlice::count(std::int64_t counts) {
    std::uint32_t wraps = 0;
    while (counts > 0) {
        const std::uint32_t to_turn = counts_to_turn();
        if (counts < to_turn) {
            const auto step = static_cast<std::uint32_t>(counts);
            counter_ = down_ ? counter_ - step : counter_ + step;
            break;
        }
        counts -= to_turn;
        if (phase_correct_ && !down_ && counter_ <= top_) {
            counter_ = top_; // the turn takes a count, at the top as at 0
            down_ = true;
            continue;
        }
        const bool wrapped = down_ || counter_ <= top_; // beyond TOP it runs over without a wrap
        counter_ = 0;
        down_ = false;
        if (wrapped) {
            ++wraps;
            latch();
        }
    }
    return wraps;
}

std::int64_t PwmSlice::next_edge(std::uint32_t watched) const {
    if (!ticks_with_time()) {
        return no_edge;
    }
    std::uint32_t counts = counts_to_turn();
    for (unsigned channel = A; channel <= B; ++channel) {
        const std::uint32_t level = compare_[channel];
        if ((watched >> channel & 1) == 0) {
            continue;
        }
        if (!down_ && level > counter_) {
            counts = std::min(counts, level - counter_);
        } else if (down_ && level != 0 && level <= counter_) {
            counts = std::min(counts, counter_ - (level - 1));
        }
    }
    return edge_ + event_of(counts_ + counts + (retarding_ ? 1 : 0)) - events_;
}

void PwmSlice::latch() {
    top_ = next_top_;
    compare_ = next_compare_;
}

void PwmSlice::set_enabled(bool enabled) {
    if (enabled && !enabled_) {
        events_ = 0;
        counts_ = 0;
        first_event_ = div_16_ / 16;
        phase_16_ = div_16_ % 16;
    }
    enabled_ = enabled;
    if (!enabled_) {
        latch();
    }
}

void PwmSlice::set_phase_correct(bool phase_correct) {
    phase_correct_ = phase_correct;
    if (!phase_correct) {
        down_ = false;
    }
}

/// The count that is under way ends as it began; the next one has the new length.
void PwmSlice::set_divider(std::uint32_t div_16) {
    const std::int64_t next = event_of(counts_ + 1);
    phase_16_ = (counts_ * div_16_ + phase_16_) % 16;
    first_event_ = next;
    counts_ = 0;
    div_16_ = div_16;
}

void PwmSlice::set_compare(Channel channel, std::uint32_t level) {
    next_compare_[channel] = level;
    if (!enabled_) {
        compare_[channel] = level;
    }
}

void PwmSlice::set_top(std::uint32_t top) {
    next_top_ = top;
    if (!enabled_) {
        top_ = top;
    }
}

void PwmSlice::set_input(bool level) {
    const bool counted = level ? mode_ == Mode::Rise : mode_ == Mode::Fall;
    if (enabled_ && counted && level != input_) {
        ++events_;
    }
    input_ = level;
}

} // namespace peripherals::rp2040
