#include "sim/core/clock_domain.h"

#include "sim/core/assert.h"

#include <limits>
#include <numeric>

namespace sim::core {

namespace {
constexpr std::int64_t last_edge = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t longest_whole_period = 1 << 20;
} // namespace

Frequency Frequency::scaled(std::int64_t multiplier, std::int64_t divisor) const {
    TERRARIUM_ASSERT(multiplier >= 0 && divisor > 0);
    // Common factors first: what is left of two 63-bit numbers each fits 126 bits.
    const std::int64_t across = std::gcd(numerator, divisor);
    const std::int64_t along = std::gcd(multiplier, denominator);
    __int128 wide_numerator = static_cast<__int128>(numerator / across) * (multiplier / along);
    __int128 wide_denominator = static_cast<__int128>(denominator / along) * (divisor / across);
    while (wide_numerator > last_edge || wide_denominator > last_edge) {
        wide_numerator >>= 1;
        wide_denominator >>= 1;
    }
    return {static_cast<std::int64_t>(wide_numerator),
            wide_denominator == 0 ? 1 : static_cast<std::int64_t>(wide_denominator)};
}

ClockDomain::ClockDomain(std::int64_t hz_numerator, std::int64_t hz_denominator) {
    TERRARIUM_ASSERT(hz_numerator >= 0 && hz_denominator > 0);
    const std::int64_t common = std::gcd(hz_numerator, hz_denominator);
    state_.hz_numerator = hz_numerator / common;
    state_.hz_denominator = hz_denominator / common;
    find_whole_period();
}

void ClockDomain::find_whole_period() {
    if (!running()) {
        return;
    }
    const __int128 unit = static_cast<__int128>(ps_per_s) * state_.hz_denominator;
    const __int128 period = unit / state_.hz_numerator;
    if (period <= longest_whole_period && period * state_.hz_numerator == unit) {
        state_.whole_period = static_cast<std::int64_t>(period);
        state_.reciprocal = std::numeric_limits<std::uint64_t>::max() / static_cast<std::uint64_t>(period);
    }
}

void ClockDomain::set_frequency(Time at, std::int64_t hz_numerator, std::int64_t hz_denominator) {
    TERRARIUM_ASSERT(hz_numerator >= 0 && hz_denominator > 0);
    const std::int64_t common = std::gcd(hz_numerator, hz_denominator);
    hz_numerator /= common;
    hz_denominator /= common;
    if (hz_numerator == state_.hz_numerator && hz_denominator == state_.hz_denominator) {
        return;
    }
    const std::int64_t edge = edges_at(at);
    Time anchor = at;
    std::int64_t remainder = 0;
    if (running()) {
        const __int128 position =
            static_cast<__int128>(edge - state_.anchor_edge) * ps_per_s * state_.hz_denominator +
            state_.remainder;
        anchor = state_.anchor_time + static_cast<Time>(position / state_.hz_numerator);
        if (hz_numerator != 0) {
            remainder = static_cast<std::int64_t>((position % state_.hz_numerator) * hz_numerator /
                                                  state_.hz_numerator);
        }
    }
    state_ = {anchor, edge, remainder, hz_numerator, hz_denominator};
    find_whole_period();
    for (ClockListener* listener : listeners_) {
        listener->on_clock_changed();
    }
}

Time ClockDomain::exact_time_of(std::int64_t edge) const {
    if (!running()) {
        return edge > state_.anchor_edge ? never : state_.anchor_time;
    }
    const __int128 position =
        static_cast<__int128>(edge - state_.anchor_edge) * ps_per_s * state_.hz_denominator +
        state_.remainder;
    __int128 offset = position / state_.hz_numerator;
    if (position < 0 && position % state_.hz_numerator != 0) {
        --offset;
    }
    const __int128 time = state_.anchor_time + offset;
    return time >= never ? never : static_cast<Time>(time);
}

std::int64_t ClockDomain::exact_edges_at(Time time) const {
    if (!running()) {
        return state_.anchor_edge;
    }
    // The last n with floor(position(n) / hz) <= time, that is position(n) < (time + 1 - anchor) * hz.
    const __int128 limit =
        static_cast<__int128>(time - state_.anchor_time + 1) * state_.hz_numerator - state_.remainder - 1;
    const __int128 unit = static_cast<__int128>(ps_per_s) * state_.hz_denominator;
    __int128 edges = limit / unit;
    if (limit < 0 && limit % unit != 0) {
        --edges;
    }
    return state_.anchor_edge + static_cast<std::int64_t>(edges);
}

std::int64_t ClockDomain::exact_edge_not_before(Time time) const {
    if (!running() || time == never) {
        return last_edge;
    }
    const std::int64_t edge = edges_at(time);
    return time_of(edge) == time ? edge : edge + 1;
}

} // namespace sim::core
