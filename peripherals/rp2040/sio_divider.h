#pragma once

#include <cstdint>

namespace peripherals::rp2040 {

/// The integer divider of one core: 8 cycles for a signed or unsigned quotient and remainder. `cycle` counts
/// clk_sys. While it calculates, its results still read as the previous ones (the chip shows partial
/// results).
class SioDivider {
public:
    /// Writing an operand starts over, signed or unsigned as the register that was written.
    void set_dividend(std::uint32_t value, bool is_signed, std::int64_t cycle);
    void set_divisor(std::uint32_t value, bool is_signed, std::int64_t cycle);
    /// Writing a result ends what is being calculated, so that an interrupt handler can restore it.
    void set_quotient(std::uint32_t value, std::int64_t cycle);
    void set_remainder(std::uint32_t value, std::int64_t cycle);

    std::uint32_t dividend() const { return state_.dividend; }
    std::uint32_t divisor() const { return state_.divisor; }
    std::uint32_t quotient(std::int64_t cycle) const { return results(cycle).quotient; }
    std::uint32_t remainder(std::int64_t cycle) const { return results(cycle).remainder; }
    bool ready(std::int64_t cycle) const { return cycle >= state_.ready_cycle; }
    bool dirty() const { return state_.dirty; }
    /// What reading the quotient does.
    void clear_dirty() { state_.dirty = false; }

private:
    struct Results {
        std::uint32_t quotient = 0;
        std::uint32_t remainder = 0;
    };
    const Results& results(std::int64_t cycle) const {
        return ready(cycle) ? state_.results : state_.previous;
    }
    static Results divide(std::uint32_t dividend, std::uint32_t divisor, bool is_signed);
    void start(bool is_signed, std::int64_t cycle);

    struct State {
        std::uint32_t dividend = 0;
        std::uint32_t divisor = 0;
        Results results;  // from `ready_cycle` on
        Results previous; // before
        std::int64_t ready_cycle = 0;
        bool dirty = false;
    };
    State state_;
};

} // namespace peripherals::rp2040
