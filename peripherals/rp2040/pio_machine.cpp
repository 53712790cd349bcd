#include "peripherals/rp2040/pio_machine.h"

#include "peripherals/rp2040/pio_execute.h"

#include <algorithm>

namespace peripherals::rp2040::pio {

namespace {

constexpr std::int64_t one_cycle = 256;      // next_tick and periods are in 1/256 cycles
constexpr std::int64_t first_reference = 16; // ticks; by then all inputs have come through
static_assert(first_reference > Inputs::delay);

// Ticks of the divider from the next one on that lie in cycles before `edge`.
std::int64_t ticks_before(const MachineState& state, const MachineConfig& config, Edge edge) {
    const std::int64_t distance = edge * one_cycle - state.next_tick;
    return distance <= 0 ? 0 : (distance + config.divisor - 1) / config.divisor;
}

// The divider runs on while nothing is executed.
void let_pass(MachineState& state, const MachineConfig& config, Edge edge) {
    state.next_tick += ticks_before(state, config, edge) * config.divisor;
    state.edge = std::max(state.edge, edge);
}

// Finds the core in a state that it was in before, by comparing with one that is renewed ever more seldom.
class PeriodFinder {
public:
    /// The ticks, in 1/256 cycles, since the core was the same; 0 if it was not.
    std::int64_t look(const MachineState& state) {
        if (taken_ && state.core.pc == reference_.pc && state.core == reference_) {
            return state.next_tick - tick_;
        }
        if (++seen_ == limit_) {
            reference_ = state.core;
            tick_ = state.next_tick;
            taken_ = true;
            seen_ = 0;
            limit_ *= 2;
        }
        return 0;
    }

private:
    Core reference_;
    std::int64_t tick_ = 0;
    std::int64_t seen_ = 0;
    std::int64_t limit_ = first_reference;
    bool taken_ = false;
};

// JMP X-- or Y-- to itself: all rounds at once that end before `until`.
void skip_countdown(MachineState& state, const MachineConfig& config, const Environment& environment,
                    Edge until) {
    constexpr std::uint32_t opcode_and_condition = 0xe0e0;
    const std::uint32_t instruction = environment.instructions[state.core.pc] & opcode_and_condition;
    if (instruction != 0x0040 && instruction != 0x0080) {
        return;
    }
    std::uint32_t& counter = instruction == 0x0040 ? state.core.x : state.core.y;
    const std::int64_t round = (1 + std::int64_t{state.core.delay}) * config.divisor;
    std::int64_t rounds = counter;
    if (until != no_edge) {
        rounds = std::min(rounds, std::max<std::int64_t>(until * one_cycle - state.next_tick, 0) / round);
    }
    counter -= static_cast<std::uint32_t>(rounds);
    state.next_tick += rounds * round;
}

} // namespace

void skip_periods(MachineState& state, std::int64_t period, Edge edge) {
    const std::int64_t distance = edge * one_cycle - state.next_tick;
    if (distance > 0) {
        state.next_tick += distance / period * period;
        state.edge = std::max(state.edge, state.next_tick / one_cycle);
    }
}

RunResult run(MachineState& state, const MachineConfig& config, const Environment& environment, Edge until,
              std::int64_t ticks, Samples& samples) {
    Core& core = state.core;
    if (state.edge >= until) {
        return {};
    }
    let_pass(state, config, state.edge);
    if (core.exec == Exec::Forced) {
        if (state.next_tick / one_cycle == state.edge) {
            state.next_tick += config.divisor;
        }
        core.delay = 0;
        Tick tick(state, config, environment, samples);
        tick.execute(state.edge);
        ++state.edge;
        if (tick.effect()) {
            return {Outcome::Effect};
        }
    }
    PeriodFinder finder;
    for (;;) {
        const Edge cycle = state.next_tick / one_cycle;
        if (!core.enabled && core.exec == Exec::None) {
            if (until == no_edge) {
                return {Outcome::Steady, config.divisor};
            }
            let_pass(state, config, until);
            return {};
        }
        if (cycle >= until || ticks-- == 0) {
            state.edge = std::max(state.edge, std::min(cycle, until));
            return {};
        }
        if (until == no_edge) {
            if (const std::int64_t period = finder.look(state); period != 0) {
                state.edge = std::max(state.edge, cycle);
                return {Outcome::Steady, period};
            }
        }
        Tick tick(state, config, environment, samples);
        if (core.delay != 0 && !tick.refill_due()) {
            const std::int64_t passed =
                until == no_edge ? core.delay
                                 : std::min<std::int64_t>(core.delay, ticks_before(state, config, until));
            core.delay = static_cast<std::uint8_t>(core.delay - passed);
            state.next_tick += passed * config.divisor;
            continue;
        }
        const std::uint8_t pc = core.pc;
        const bool executes_program = core.delay == 0 && core.exec == Exec::None;
        if (core.delay != 0) {
            tick.idle();
        } else {
            tick.execute(cycle);
        }
        state.edge = cycle + 1;
        state.next_tick += config.divisor;
        if (tick.effect()) {
            return {Outcome::Effect};
        }
        if (tick.stalled() && !tick.refilled()) {
            const Edge change = std::min(environment.inputs.next_change(cycle), until);
            if (change == no_edge) {
                return {Outcome::Steady, config.divisor};
            }
            let_pass(state, config, change);
        } else if (executes_program && core.pc == pc && core.exec == Exec::None) {
            skip_countdown(state, config, environment, until);
        }
    }
}

} // namespace peripherals::rp2040::pio
