#pragma once

#include "peripherals/rp2040/pio_execute.h"
#include "peripherals/rp2040/pio_machine.h"

#include <cstdint>
#include <optional>

namespace peripherals::rp2040::pio {

/// Finds the core in a state that it was in before, by comparing with one that is renewed ever more seldom.
class PeriodFinder {
public:
    /// The time, in 1/256 cycles, since the core was the same; 0 if it was not.
    std::int64_t look(const MachineState& state) {
        if (reference_ && state.core.pc == reference_->pc && state.core == *reference_) {
            return state.next_tick - tick_;
        }
        if (++seen_ == limit_) {
            reference_ = state.core;
            tick_ = state.next_tick;
            seen_ = 0;
            limit_ *= 2;
        }
        return 0;
    }

private:
    static constexpr std::int64_t first_reference = 16; // ticks; by then all inputs have come through
    static_assert(first_reference > Inputs::delay);

    std::optional<Core> reference_;
    std::int64_t tick_ = 0;
    std::int64_t seen_ = 0;
    std::int64_t limit_ = first_reference;
};

/// Finds loops that do nothing but count X and Y down, as delays and pulse widths are made, and skips rounds
/// of them.
class CountingLoop {
public:
    /// To call when the program went back. If the last round changed nothing but X and Y, by JMP X-- and JMP
    /// Y-- alone, then the next ones do the same until a counter comes to 0 or the two become equal: leaves
    /// out as many as surely come before that, and end before `until`.
    void went_back(MachineState& state, const Executor& executor, const Inputs& inputs, Edge until);

private:
    /// Nothing changed since the last time but X and Y, by so many steps.
    bool counted(const Core& core, const CounterUse& use, std::int64_t x_step, std::int64_t y_step) const;

    // Programs that never count pay for a look at one in so many rounds.
    static constexpr unsigned most_patience = 32;

    std::optional<Core> core_; // when it went back the last time, if the next round is looked at
    std::int64_t tick_ = 0;
    CounterUse use_;
    unsigned patience_ = 2;
    unsigned rounds_ = 0;
};

} // namespace peripherals::rp2040::pio
