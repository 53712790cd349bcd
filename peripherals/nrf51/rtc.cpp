#include "peripherals/nrf51/rtc.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using rtc::rtc_registers;

namespace {

constexpr Row start = row_of(rtc_registers, "TASKS_START");
constexpr Row stop = row_of(rtc_registers, "TASKS_STOP");
constexpr Row clear = row_of(rtc_registers, "TASKS_CLEAR");
constexpr Row trigovrflw = row_of(rtc_registers, "TASKS_TRIGOVRFLW");
constexpr Row event_tick = row_of(rtc_registers, "EVENTS_TICK");
constexpr Row event_ovrflw = row_of(rtc_registers, "EVENTS_OVRFLW");
constexpr Row event_compare = row_of(rtc_registers, "EVENTS_COMPARE%");
constexpr Row counter = row_of(rtc_registers, "COUNTER");
constexpr FieldRef prescaler = find(rtc_registers, "PRESCALER.PRESCALER");
constexpr Row cc = row_of(rtc_registers, "CC%");

// Bits of the enables.
constexpr unsigned tick_bit = 0;
constexpr unsigned ovrflw_bit = 1;
constexpr unsigned first_compare_bit = 16;

constexpr std::uint32_t count_mask = 0xffffff;
constexpr std::int64_t count_period = 1 << 24;
constexpr std::uint32_t near_overflow = 0xfffff0;
constexpr std::int64_t no_edge_ahead = std::numeric_limits<std::int64_t>::max();

} // namespace

Rtc::Rtc(Machine& machine, std::string name, unsigned id, unsigned ccs, ClockDomain& lfclk, EventSink* events)
    : Peripheral(machine, std::move(name), rtc_registers, id, events), ccs_(ccs), lfclk_(lfclk) {
    lfclk_.add_listener(this);
}

void Rtc::reset() {
    Peripheral::reset();
    state_ = {};
    edge_.disarm();
}

bool Rtc::enabled(unsigned bit) const {
    return ((interrupts_enabled() | events_routed()) >> bit & 1) != 0;
}

std::uint32_t Rtc::count_at(std::int64_t edge) const {
    if (!state_.running) {
        return state_.count;
    }
    return (state_.count + static_cast<std::uint32_t>((edge - state_.edge) / state_.divisor)) & count_mask;
}

std::uint32_t Rtc::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == counter ? count_at(lfclk_.edges_at(now())) : stored;
}

std::int64_t Rtc::effect_edge() const {
    const std::int64_t last = lfclk_.edges_at(now());
    if (!lfclk_.running()) {
        return last + 2;
    }
    const Time rising = lfclk_.time_of(last);
    const Time falling = rising + (lfclk_.time_of(last + 1) - rising) / 2;
    return now() <= falling ? last + 1 : last + 2;
}

// Tasks wait for at most two edges.
Rtc::Pending& Rtc::pending_at(std::int64_t edge) {
    for (Pending& pending : state_.pending) {
        if (pending.edge == edge) {
            return pending;
        }
    }
    Pending& free = state_.pending[state_.pending[0].edge == none ? 0 : 1];
    free = {.edge = edge};
    return free;
}

void Rtc::on_task(Index task) {
    Pending& pending = pending_at(effect_edge());
    if (task.row == start || task.row == stop) {
        pending.starts = task.row == start;
        pending.stops = task.row == stop;
    } else if (task.row == clear || task.row == trigovrflw) {
        pending.sets = true;
        pending.count = task.row == clear ? 0 : near_overflow;
    }
    arm();
}

void Rtc::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == cc) {
        if (reg.element >= ccs_) {
            report("rtc.cc", "RTC0 has no CC[3]");
            return;
        }
        state_.cc_edge[reg.element] = effect_edge();
        arm();
    } else if (reg.row == prescaler.row && state_.running) {
        report("rtc.prescaler",
               "PRESCALER is written while the RTC runs: it counts after the next START, CLEAR "
               "or TRIGOVRFLW");
    }
}

void Rtc::edge_reached() {
    const std::int64_t edge = lfclk_.edges_at(now());
    take_ccs(edge);
    const bool counting = take_tasks(edge);
    if (counting && edge > state_.edge && (edge - state_.edge) % state_.divisor == 0) {
        state_.count = count_at(edge);
        state_.edge = edge;
        count_events();
    }
    arm();
}

void Rtc::take_ccs(std::int64_t edge) {
    for (unsigned i = 0; i < ccs_; ++i) {
        if (state_.cc_edge[i] != none && state_.cc_edge[i] <= edge) {
            state_.cc_edge[i] = none;
            state_.cc[i] = value(cc, i);
        }
    }
}

bool Rtc::take_tasks(std::int64_t edge) {
    bool counting = state_.running;
    std::sort(state_.pending.begin(), state_.pending.end(),
              [](const Pending& a, const Pending& b) { return a.edge < b.edge; });
    for (Pending& each : state_.pending) {
        if (each.edge == none || each.edge > edge) {
            continue;
        }
        const Pending task = std::exchange(each, {});
        if (task.stops && state_.running) {
            state_.count = count_at(edge - 1);
            state_.running = false;
            counting = false;
        }
        if ((task.starts && !state_.running) || task.sets) {
            state_.count = task.sets ? task.count : state_.count;
            state_.edge = edge;
            state_.divisor = std::int64_t{field(prescaler)} + 1;
            state_.running = state_.running || task.starts;
            counting = false;
        }
    }
    return counting;
}

void Rtc::count_events() {
    if (enabled(tick_bit)) {
        raise(event_tick);
    }
    if (state_.count == 0 && enabled(ovrflw_bit)) {
        raise(event_ovrflw);
    }
    for (unsigned i = 0; i < ccs_; ++i) {
        if (state_.count == state_.cc[i] && enabled(first_compare_bit + i)) {
            raise(event_compare, i);
        }
    }
}

std::int64_t Rtc::next_counted_edge() const {
    const std::int64_t present = lfclk_.edges_at(now());
    const std::int64_t counted = (present - state_.edge) / state_.divisor;
    const std::uint32_t count = count_at(present);
    std::int64_t increments = std::numeric_limits<std::int64_t>::max();
    const auto consider = [&](std::uint32_t target) {
        const std::int64_t distance = (target - count) & count_mask;
        increments = std::min(increments, distance == 0 ? count_period : distance);
    };
    if (enabled(tick_bit)) {
        consider(count + 1);
    }
    if (enabled(ovrflw_bit)) {
        consider(0);
    }
    for (unsigned i = 0; i < ccs_; ++i) {
        if (enabled(first_compare_bit + i)) {
            consider(state_.cc[i]);
        }
    }
    return increments == std::numeric_limits<std::int64_t>::max()
               ? no_edge_ahead
               : state_.edge + (counted + increments) * state_.divisor;
}

void Rtc::arm() {
    std::int64_t next = state_.running ? next_counted_edge() : no_edge_ahead;
    for (const Pending& pending : state_.pending) {
        next = pending.edge == none ? next : std::min(next, pending.edge);
    }
    for (const std::int64_t edge : state_.cc_edge) {
        next = edge == none ? next : std::min(next, edge);
    }
    edge_.arm(next == no_edge_ahead ? never : lfclk_.time_of(next));
}

} // namespace peripherals::nrf51
