#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <vector>

namespace sim::core {

/// Told when a clock domain that one counts in has changed its frequency.
class ClockListener {
public:
    virtual ~ClockListener() = default;
    /// The domain is already re-anchored: edges up to now keep their times, later ones have new times.
    /// Recompute whatever is armed for a future edge.
    virtual void on_clock_changed() = 0;
};

/// A frequency in hertz as a fraction in lowest terms; 0 means stopped.
struct Frequency {
    std::int64_t numerator = 0;
    std::int64_t denominator = 1;

    /// This frequency times `multiplier / divisor`. A fraction that does not fit loses its lowest bits.
    Frequency scaled(std::int64_t multiplier, std::int64_t divisor) const;
    bool running() const { return numerator != 0; }
    bool operator==(const Frequency&) const = default;
};

/// One clock: counts its own edges, and converts between edges and time exactly (rounding down), although
/// periods such as that of 133 MHz are no whole number of picoseconds. Frequency 0 means stopped.
class ClockDomain {
public:
    /// `hz_numerator / hz_denominator` is the frequency.
    explicit ClockDomain(std::int64_t hz_numerator = 0, std::int64_t hz_denominator = 1);

    /// Changes the frequency from `at` on; edges before `at` keep their count. The phase is kept to within a
    /// picosecond. Listeners are told. A frequency equal to the present one changes nothing.
    void set_frequency(Time at, std::int64_t hz_numerator, std::int64_t hz_denominator = 1);
    void set_frequency(Time at, Frequency frequency) {
        set_frequency(at, frequency.numerator, frequency.denominator);
    }

    bool running() const { return state_.hz_numerator != 0; }
    Frequency frequency() const { return {state_.hz_numerator, state_.hz_denominator}; }
    /// Rounded down.
    std::int64_t hz() const { return state_.hz_numerator / state_.hz_denominator; }

    /// Time of edge `edge`; `never` when stopped and the edge lies in the future of the anchor.
    Time time_of(std::int64_t edge) const {
        // Clocks of whole periods get by without 128-bit divisions: so many edges from the anchor, 64 bits
        // suffice. The anchor's remainder is less than a picosecond.
        const std::int64_t distance = edge - state_.anchor_edge;
        return state_.whole_period != 0 && distance >= 0 && distance < near_edges
                   ? state_.anchor_time + distance * state_.whole_period
                   : exact_time_of(edge);
    }
    /// Number of the last edge at or before `time`.
    std::int64_t edges_at(Time time) const {
        return state_.whole_period != 0 && time >= state_.anchor_time
                   ? state_.anchor_edge + whole_periods(time - state_.anchor_time)
                   : exact_edges_at(time);
    }
    /// Number of the first edge at or after `time`; INT64_MAX when stopped.
    std::int64_t edge_not_before(Time time) const {
        if (state_.whole_period == 0 || time < state_.anchor_time || time == never) {
            return exact_edge_not_before(time);
        }
        const std::int64_t periods = whole_periods(time - state_.anchor_time);
        return state_.anchor_edge + periods +
               (state_.anchor_time + periods * state_.whole_period < time ? 1 : 0);
    }

    void add_listener(ClockListener* listener) { listeners_.push_back(listener); }

private:
    static constexpr std::int64_t near_edges = std::int64_t{1} << 40;

    struct State {
        Time anchor_time = 0;
        std::int64_t anchor_edge = 0;
        // Position of the anchor edge past anchor_time, in 1/hz_numerator picoseconds.
        std::int64_t remainder = 0;
        std::int64_t hz_numerator = 0;
        std::int64_t hz_denominator = 1;
        std::int64_t whole_period = 0; // in picoseconds, where it is a whole number of them; else 0
        std::uint64_t reciprocal = 0;  // 2^64 / whole_period, rounded down
    };
    /// `distance` / whole_period without a division, which takes longer than all the rest.
    std::int64_t whole_periods(Time distance) const {
        const auto dividend = static_cast<std::uint64_t>(distance);
        const auto period = static_cast<std::uint64_t>(state_.whole_period);
        const auto product = static_cast<unsigned __int128>(dividend) * state_.reciprocal;
        const auto quotient = static_cast<std::uint64_t>(product >> 64); // or one less
        return static_cast<std::int64_t>(quotient + (dividend - quotient * period >= period ? 1 : 0));
    }
    Time exact_time_of(std::int64_t edge) const;
    std::int64_t exact_edges_at(Time time) const;
    std::int64_t exact_edge_not_before(Time time) const;
    void find_whole_period();
    State state_;
    std::vector<ClockListener*> listeners_;
};

} // namespace sim::core
