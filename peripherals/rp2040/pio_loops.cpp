#include "peripherals/rp2040/pio_loops.h"

#include <algorithm>
#include <limits>

namespace peripherals::rp2040::pio {

namespace {

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

// Rounds in which a counter that loses `step` a round stays above 0.
std::int64_t rounds_above_zero(std::int64_t counter, std::int64_t step) {
    return step == 0 ? unlimited : std::max<std::int64_t>(counter - 1, 0) / step;
}

// Rounds in which the counters cannot become equal: their difference `distance`, positive, comes nearer by up
// to `reach` within a round and by `step` from one to the next.
std::int64_t rounds_apart(std::int64_t distance, std::int64_t reach, std::int64_t step) {
    if (distance <= reach) {
        return 0;
    }
    return step <= 0 ? unlimited : (distance - reach - 1) / step;
}

} // namespace

bool CountingLoop::counted(const Core& core, const CounterUse& use, std::int64_t x_step,
                           std::int64_t y_step) const {
    if (!core_ || core.pc != core_->pc || use.others != use_.others || core_->x - x_step != core.x ||
        core_->y - y_step != core.y) {
        return false;
    }
    Core other = core;
    other.x = core_->x;
    other.y = core_->y;
    return other == *core_;
}

void CountingLoop::went_back(MachineState& state, const Executor& executor, const Inputs& inputs,
                             Edge until) {
    if (!core_ && ++rounds_ < patience_) {
        return;
    }
    Core& core = state.core;
    const CounterUse& use = executor.counters();
    const std::int64_t x_step = std::uint32_t{use.x_steps - use_.x_steps};
    const std::int64_t y_step = std::uint32_t{use.y_steps - use_.y_steps};
    const bool counts = counted(core, use, x_step, y_step);
    if (counts && (x_step != 0 || y_step != 0)) {
        const std::int64_t round = state.next_tick - tick_;
        const std::int64_t x = core.x;
        const std::int64_t y = core.y;
        std::int64_t rounds = std::min(rounds_above_zero(x, x_step), rounds_above_zero(y, y_step));
        // The round that was seen lies one step back.
        rounds =
            std::min(rounds, x > y ? std::min(rounds_apart(x + x_step - y - y_step, x_step, x_step - y_step),
                                              rounds_apart(x - y, x_step, x_step - y_step))
                                   : std::min(rounds_apart(y + y_step - x - x_step, y_step, y_step - x_step),
                                              rounds_apart(y - x, y_step, y_step - x_step)));
        if (until != no_edge) {
            rounds = std::min(rounds, std::max<std::int64_t>(until * one_cycle - state.next_tick, 0) / round);
        }
        core.x = static_cast<std::uint32_t>(x - rounds * x_step);
        core.y = static_cast<std::uint32_t>(y - rounds * y_step);
        state.next_tick += rounds * round;
    }
    // The next round is compared with this one, as long as that leads to something.
    if (counts) {
        patience_ = 1;
    } else if (core_) {
        patience_ = std::min(2 * patience_, most_patience);
    }
    rounds_ = 0;
    if ((counts || !core_) && inputs.next_change(state.next_tick / one_cycle - 1) == no_edge) {
        core_ = core;
        tick_ = state.next_tick;
        use_ = use;
    } else {
        core_.reset();
    }
}

} // namespace peripherals::rp2040::pio
