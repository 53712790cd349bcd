#include "peripherals/rp2040/pio_machine.h"

#include "peripherals/rp2040/pio_execute.h"
#include "peripherals/rp2040/pio_loops.h"

#include <algorithm>

namespace peripherals::rp2040::pio {

namespace {

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
    Executor executor(state, config, environment, samples);
    if (core.exec == Exec::Forced) {
        if (state.next_tick / one_cycle == state.edge) {
            state.next_tick += config.divisor;
        }
        core.delay = 0;
        executor.execute(state.edge);
        ++state.edge;
        if (executor.effect()) {
            return {Outcome::Effect};
        }
    }
    PeriodFinder finder;
    CountingLoop loop;
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
        if (core.delay != 0 && !executor.refill_due()) {
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
            executor.idle();
        } else {
            executor.execute(cycle);
        }
        state.edge = cycle + 1;
        state.next_tick += config.divisor;
        if (executor.effect()) {
            return {Outcome::Effect};
        }
        if (executor.stalled() && !executor.refilled()) {
            const Edge change = std::min(environment.inputs.next_change(cycle), until);
            if (change == no_edge) {
                return {Outcome::Steady, config.divisor};
            }
            let_pass(state, config, change);
        } else if (executes_program && core.pc <= pc && core.exec == Exec::None) {
            loop.went_back(state, executor, environment.inputs, until);
        }
    }
}

} // namespace peripherals::rp2040::pio
