#pragma once

#include <array>
#include <cstdint>

namespace peripherals::rp2040 {

/// One slice of the PWM: fractional divider, 16-bit counter, two comparators. A plain value that is brought
/// to an edge of clk_sys when somebody looks, and that tells when it will do something visible next.
///
/// The divider is fed with events: cycles, cycles while B is high, or edges of B; it passes on one count for
/// each DIV events, by first-order delta-sigma.
class PwmSlice {
public:
    enum class Mode : std::uint8_t { Free, Level, Rise, Fall };
    enum Channel : unsigned { A, B };

    /// Brings the slice to `edge`. Returns how often it has wrapped on the way.
    std::uint32_t advance(std::int64_t edge);
    /// The edge of the next wrap, or change of a watched output (bit 0 is A, bit 1 B), that time alone brings
    /// about; INT64_MAX if none.
    std::int64_t next_edge(std::uint32_t watched) const;

    // All that follow act at the edge that the slice was advanced to.
    void set_enabled(bool enabled);
    void set_mode(Mode mode) { mode_ = mode; }
    void set_phase_correct(bool phase_correct);
    void set_divider(std::uint32_t div_16); // in sixteenths
    void set_counter(std::uint32_t counter) { counter_ = counter; }
    void set_compare(Channel channel, std::uint32_t level);
    void set_top(std::uint32_t top);
    void set_input(bool level);
    void advance_phase() { advancing_ = true; }
    void retard_phase() { retarding_ = true; }

    bool enabled() const { return enabled_; }
    bool advancing() const { return advancing_; }
    bool retarding() const { return retarding_; }
    std::uint32_t counter() const { return counter_; }
    bool above(Channel channel) const { return counter_ < compare_[channel]; }

private:
    bool ticks_with_time() const;
    std::int64_t event_of(std::int64_t count) const;
    std::int64_t counts_at(std::int64_t event) const;
    std::uint32_t counts_to_turn() const;
    std::uint32_t count(std::int64_t counts);
    void latch();

    std::int64_t edge_ = 0;   // the slice is as at this edge
    std::int64_t events_ = 0; // since it was enabled
    std::int64_t counts_ = 0; // that the divider has passed on since `first_event_` was set
    std::int64_t first_event_ = 0;
    std::int64_t phase_16_ = 0; // fraction of an event by which the first one came late
    std::uint32_t div_16_ = 16;
    std::uint32_t counter_ = 0;
    std::uint32_t top_ = 0xffff;
    std::uint32_t next_top_ = 0xffff; // as written: taken over when the counter wraps
    std::array<std::uint32_t, 2> compare_{};
    std::array<std::uint32_t, 2> next_compare_{};
    Mode mode_ = Mode::Free;
    bool enabled_ = false;
    bool phase_correct_ = false;
    bool down_ = false;
    bool input_ = false;
    bool advancing_ = false;
    bool retarding_ = false;
};

} // namespace peripherals::rp2040
