#include "peripherals/rp2040/watchdog.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using watchdog::watchdog_registers;

namespace {
constexpr FieldRef trigger = find(watchdog_registers, "CTRL.TRIGGER");
constexpr FieldRef enable = find(watchdog_registers, "CTRL.ENABLE");
constexpr FieldRef pause[] = {find(watchdog_registers, "CTRL.PAUSE_DBG0"),
                              find(watchdog_registers, "CTRL.PAUSE_DBG1"),
                              find(watchdog_registers, "CTRL.PAUSE_JTAG")};
constexpr FieldRef load = find(watchdog_registers, "LOAD.LOAD");
constexpr FieldRef reason_force = find(watchdog_registers, "REASON.FORCE");
constexpr FieldRef reason_timer = find(watchdog_registers, "REASON.TIMER");
constexpr Row scratch = row_of(watchdog_registers, "SCRATCH%");
constexpr unsigned scratch_count = 8;
constexpr FieldRef tick_count = find(watchdog_registers, "TICK.COUNT");
constexpr FieldRef tick_running = find(watchdog_registers, "TICK.RUNNING");
constexpr FieldRef tick_enable = find(watchdog_registers, "TICK.ENABLE");
constexpr FieldRef tick_cycles = find(watchdog_registers, "TICK.CYCLES");
constexpr std::uint32_t counts_per_tick = 2; // erratum RP2040-E1
} // namespace

Watchdog::Watchdog(Machine& machine, std::string name, ClockDomain& clk_ref)
    : RegisterDevice(machine, std::move(name), watchdog_registers), clk_ref_(clk_ref) {
    clk_ref_.add_listener(this);
}

void Watchdog::reset() {
    RegisterDevice::reset();
    const auto debug = state_.debug; // inputs
    state_ = {};
    state_.debug = debug;
    fire_.disarm();
    update_tick();
}

void Watchdog::on_line(unsigned input, bool level) {
    const std::uint32_t count = time_left();
    state_.debug[input] = level;
    restart_count(count);
}

std::uint32_t Watchdog::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row == enable.row) {
        return stored | time_left();
    }
    return reg.row == tick_cycles.row ? stored | tick_status() : stored;
}

void Watchdog::on_write(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == enable.row) {
        restart_count(time_left());
        if ((written & trigger.mask) != 0) {
            state_.forced = true;
            fire_.arm(now());
        }
    } else if (reg.row == load.row) {
        restart_count(field(load));
    } else if (reg.row == tick_cycles.row) {
        update_tick();
    }
}

void Watchdog::update_tick() {
    const std::uint32_t count = time_left();
    const bool on = field(tick_enable) != 0 && field(tick_cycles) != 0;
    tick_.set_frequency(now(), on ? clk_ref_.frequency().scaled(1, field(tick_cycles)) : Frequency{});
    restart_count(count);
}

bool Watchdog::counting() const {
    bool paused = false;
    for (unsigned input = 0; input < state_.debug.size(); ++input) {
        paused = paused || (state_.debug[input] && field(pause[input]) != 0);
    }
    return field(enable) != 0 && !paused;
}

std::uint32_t Watchdog::time_left() const {
    if (!state_.counting) {
        return state_.count;
    }
    const std::int64_t fallen = (tick_.edges_at(now()) - state_.tick_edge) * counts_per_tick;
    return static_cast<std::uint32_t>(std::max<std::int64_t>(state_.count - fallen, 0));
}

std::uint32_t Watchdog::tick_status() const {
    if (!tick_.running()) {
        return 0;
    }
    const Time next = tick_.time_of(tick_.edges_at(now()) + 1);
    const std::int64_t cycles = clk_ref_.edges_at(next) - clk_ref_.edges_at(now());
    return tick_running.mask | ((static_cast<std::uint32_t>(cycles) << tick_count.lsb) & tick_count.mask);
}

void Watchdog::restart_count(std::uint32_t count) {
    state_.count = count;
    state_.tick_edge = tick_.edges_at(now());
    state_.counting = counting();
    if (state_.forced) {
        return;
    }
    if (state_.counting) {
        const std::uint32_t ticks = std::max((count + counts_per_tick - 1) / counts_per_tick, 1U);
        fire_.arm(tick_.time_of(state_.tick_edge + ticks));
    } else {
        fire_.disarm();
    }
}

void Watchdog::set_start(std::uint32_t pc, std::uint32_t sp) {
    constexpr std::uint32_t magic = 0xb007c0d3;
    const std::uint32_t words[] = {magic, pc ^ -magic, sp, pc};
    for (unsigned i = 0; i < std::size(words); ++i) {
        set_value(scratch, words[i], 4 + i);
    }
}

void Watchdog::fire() {
    const FieldRef reason = state_.forced ? reason_force : reason_timer;
    std::uint32_t kept[scratch_count];
    for (unsigned i = 0; i < scratch_count; ++i) {
        kept[i] = value(scratch, i);
    }
    reset();
    for (unsigned i = 0; i < scratch_count; ++i) {
        set_value(scratch, kept[i], i);
    }
    set_field(reason, 1);
    reset_request_.set(true);
    reset_request_.set(false);
}

} // namespace peripherals::rp2040
