#include "peripherals/rp2040/pio.h"

#include <algorithm>
#include <limits>

namespace peripherals::rp2040 {

using namespace sim::core;
using pio::machine_count;
using pio::no_edge;
using pio::Outcome;

namespace {

constexpr std::int64_t no_limit = std::numeric_limits<std::int64_t>::max();

void apply(std::uint32_t& levels, std::uint32_t mask, std::uint32_t from) {
    levels = (levels & ~mask) | (from & mask);
}

// Whether OUT_STICKY makes a difference.
bool repeats_pins(const pio::MachineConfig& config) {
    return config.out_sticky && config.shares_pins;
}

} // namespace

void Pio::sync(unsigned number, Edge edge) const {
    Unit& unit = state_.units[number];
    if (unit.state.edge >= edge) {
        return;
    }
    const Prediction& ahead = unit.ahead;
    const bool has_effect = ahead.valid && ahead.result.outcome != Outcome::Steady;
    if (has_effect) {
        edge = std::min(edge, ahead.state.edge);
    }
    tell_steps(number, edge);
    if (!has_effect && ahead.valid && ahead.state.edge <= edge) {
        if (unit.state.edge < ahead.state.edge) {
            unit.state = ahead.state;
        }
        pio::skip_periods(unit.state, ahead.result.period, edge);
    }
    pio::Samples samples;
    pio::run(unit.state, unit.config, state_.environment, edge, no_limit, samples);
}

void Pio::tell_steps(unsigned number, Edge edge) const {
    const Unit& unit = state_.units[number];
    const bool runs = unit.state.core.enabled || unit.state.core.exec != pio::Exec::None;
    if (!tell_ || !runs) {
        return;
    }
    pio::MachineState state = unit.state;
    pio::Samples samples;
    while (state.edge < edge) {
        const pio::MachineState before = state;
        const Edge tick = before.next_tick / pio::one_cycle;
        const Edge cycle = before.core.exec == pio::Exec::Forced ? state.edge : std::max(state.edge, tick);
        pio::run(state, unit.config, state_.environment, std::min(edge, cycle + 1), no_limit, samples);
        if (state.core.pc != before.core.pc) {
            tell_(clk_sys_.time_of(state.edge), "SM" + std::to_string(number) + "_ADDR", state.core.pc);
        } else if (state.core == before.core && tick >= before.edge && state.next_tick != before.next_tick &&
                   state_.environment.inputs.next_change(cycle) == no_edge) {
            return; // it stalls, and nothing comes that could change that
        }
    }
}

void Pio::sync_all(Edge edge) const {
    for (unsigned number = 0; number < machine_count; ++number) {
        sync(number, edge);
    }
}

const pio::Core& Pio::core(unsigned number) const {
    sync(number, edge_now());
    return state_.units[number].state.core;
}

unsigned Pio::requests(unsigned request) const {
    const pio::Core& machine = core(request % machine_count);
    return request < machine_count ? machine.tx.depth - machine.tx.count : machine.rx.count;
}

void Pio::invalidate(unsigned number, Edge edge) {
    sync(number, edge);
    state_.units[number].ahead.valid = false;
    state_.units[number].ticks = least_ticks;
}

void Pio::invalidate_all(Edge edge) {
    for (unsigned number = 0; number < machine_count; ++number) {
        invalidate(number, edge);
    }
    merge_pins(false);
}

Pio::Edge Pio::next_effect() const {
    Edge next = state_.sticky_edge;
    for (const Unit& unit : state_.units) {
        if (unit.ahead.valid && unit.ahead.result.outcome != Outcome::Steady) {
            next = std::min(next, unit.ahead.state.edge);
        }
    }
    return next;
}

void Pio::step() {
    advance(edge_now());
    finish();
}

bool Pio::advance(Edge edge) {
    bool advanced = false;
    if (advancing_) {
        return advanced;
    }
    for (Edge next = next_effect(); next <= edge; next = next_effect()) {
        advancing_ = true;
        advancing_to_ = next;
        take_effects(next);
        predict();
        advancing_ = false;
        advanced = true;
    }
    return advanced;
}

/// What all machines did in the cycle before `edge`, at once.
void Pio::take_effects(Edge edge) {
    std::uint32_t set = 0;
    std::uint32_t clear = 0;
    bool fifos = false;
    for (Unit& unit : state_.units) {
        Prediction& ahead = unit.ahead;
        if (!ahead.valid || ahead.result.outcome == Outcome::Steady || ahead.state.edge != edge) {
            continue;
        }
        tell_steps(static_cast<unsigned>(&unit - state_.units.data()), edge);
        unit.state = ahead.state;
        ahead.valid = false;
        if (ahead.result.outcome == Outcome::Reached) {
            unit.ticks = std::min(2 * unit.ticks, most_ticks);
        }
        set |= unit.state.irq_set;
        clear |= unit.state.irq_clear;
        fifos = fifos || unit.state.fifo_changed;
        unit.state.irq_set = unit.state.irq_clear = 0;
        unit.state.fifo_changed = false;
    }
    for (unsigned number = 0; number < machine_count; ++number) {
        if (repeats_pins(state_.units[number].config)) {
            sync(number, edge); // a machine ceases to repeat a write without others seeing that
        }
    }
    change_flags((state_.environment.irq_flags & ~clear) | set, edge);
    merge_pins(true);
    state_.sticky_edge = sticky_differs() ? edge + 1 : no_edge;
    outputs_.set(state_.out, state_.oe);
    if (fifos || (set | clear) != 0) {
        update_lines();
    }
}

void Pio::change_flags(std::uint32_t flags, Edge edge) {
    const std::uint32_t changed = flags ^ state_.environment.irq_flags;
    for (unsigned number = 0; number < machine_count && changed != 0; ++number) {
        const Prediction& ahead = state_.units[number].ahead;
        if (ahead.valid && (ahead.samples.irqs & changed) != 0) {
            invalidate(number, edge);
        }
    }
    state_.environment.irq_flags = static_cast<std::uint8_t>(flags);
}

/// Brings what the machines wrote since the last time to the pins; of two that wrote in one cycle, the one
/// with the higher number wins. `sticky` repeats the writes of OUT_STICKY below those of the cycle.
void Pio::merge_pins(bool sticky) const {
    for (Unit& unit : state_.units) {
        const pio::Core& machine = unit.state.core;
        if (sticky && repeats_pins(unit.config)) {
            apply(machine.sticky.directions ? state_.oe : state_.out, machine.sticky.mask,
                  machine.sticky.value);
        }
        apply(state_.out, unit.state.written_out, machine.out);
        apply(state_.oe, unit.state.written_oe, machine.oe);
    }
    for (Unit& unit : state_.units) {
        unit.state.written_out = unit.state.written_oe = 0;
        unit.state.core.out = state_.out;
        unit.state.core.oe = state_.oe;
    }
}

bool Pio::sticky_differs() const {
    std::uint32_t out = state_.out;
    std::uint32_t oe = state_.oe;
    for (const Unit& unit : state_.units) {
        const pio::PinWrite& write = unit.state.core.sticky;
        if (repeats_pins(unit.config)) {
            apply(write.directions ? oe : out, write.mask, write.value);
        }
    }
    return out != state_.out || oe != state_.oe;
}

/// Machines whose pins overlap with those of another one, or that repeat what their own side-set overwrites.
void Pio::find_shared_pins() {
    const auto written = [](const Unit& unit) {
        const pio::Core& machine = unit.state.core;
        return machine.enabled || machine.exec != pio::Exec::None
                   ? unit.config.out.mask | unit.config.set.mask | unit.config.side.mask
                   : 0;
    };
    for (Unit& unit : state_.units) {
        const pio::MachineConfig& config = unit.config;
        bool shares = config.out_sticky && (config.side.mask & (config.out.mask | config.set.mask)) != 0;
        for (const Unit& other : state_.units) {
            shares = shares || (&other != &unit && (written(unit) & written(other)) != 0);
        }
        unit.config.shares_pins = shares;
    }
}

void Pio::predict() {
    for (Unit& unit : state_.units) {
        Prediction& ahead = unit.ahead;
        if (!ahead.valid) {
            ahead.state = unit.state;
            ahead.samples = {};
            ahead.result =
                pio::run(ahead.state, unit.config, state_.environment, no_edge, unit.ticks, ahead.samples);
            ahead.valid = true;
        }
    }
}

void Pio::finish() {
    if (advancing_) {
        return;
    }
    predict();
    const Edge next = next_effect();
    step_.arm(next == no_edge ? never : clk_sys_.time_of(next));
}

/// Forgets changes that all machines see by `edge`; who depends on one is brought to where it appears first.
void Pio::settle_inputs(Edge edge) {
    pio::Inputs& inputs = state_.environment.inputs;
    while (inputs.change_count != 0 && inputs.changes[0].edge + pio::Inputs::delay <= edge) {
        const std::uint32_t changed = (inputs.changes[0].levels ^ inputs.settled) & ~inputs.bypass;
        for (unsigned number = 0; number < machine_count; ++number) {
            const Prediction& ahead = state_.units[number].ahead;
            if (!ahead.valid || (ahead.samples.pins & changed) != 0) {
                sync(number, inputs.changes[0].edge + pio::Inputs::delay);
            }
        }
        inputs.settled = inputs.changes[0].levels;
        std::move(inputs.changes.begin() + 1, inputs.changes.end(), inputs.changes.begin());
        --inputs.change_count;
    }
}

void Pio::on_inputs(std::uint32_t levels, std::uint32_t changed) {
    const Edge edge = advancing_ ? advancing_to_ : edge_now();
    bool predicted = !advance(edge);
    settle_inputs(edge);
    for (unsigned number = 0; number < machine_count; ++number) {
        const Prediction& ahead = state_.units[number].ahead;
        if (ahead.valid && (ahead.samples.pins & changed) != 0) {
            invalidate(number, edge);
            predicted = false;
        }
    }
    pio::Inputs& inputs = state_.environment.inputs;
    inputs.latest = levels;
    if (inputs.change_count == 0 || inputs.changes[inputs.change_count - 1].edge != edge) {
        inputs.changes[inputs.change_count++].edge = edge;
    }
    inputs.changes[inputs.change_count - 1].levels = levels;
    if (!predicted) {
        finish();
    }
}

void Pio::on_watched(std::uint32_t signals) {
    const Edge edge = advancing_ ? advancing_to_ : edge_now();
    advance(edge);
    invalidate_all(edge);
    state_.environment.watched = signals;
    outputs_.set(state_.out, state_.oe);
    finish();
}

void Pio::on_clock_changed() {
    finish();
}

} // namespace peripherals::rp2040
