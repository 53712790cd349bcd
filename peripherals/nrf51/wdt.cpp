#include "peripherals/nrf51/wdt.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using wdt::wdt_registers;

namespace {

constexpr Row event_timeout = row_of(wdt_registers, "EVENTS_TIMEOUT");
constexpr Row runstatus = row_of(wdt_registers, "RUNSTATUS");
constexpr Row reqstatus = row_of(wdt_registers, "REQSTATUS");
constexpr Row crv = row_of(wdt_registers, "CRV");
constexpr Row rren = row_of(wdt_registers, "RREN");
constexpr FieldRef run_in_sleep = find(wdt_registers, "CONFIG.SLEEP");
constexpr FieldRef run_in_halt = find(wdt_registers, "CONFIG.HALT");
constexpr Row rr = row_of(wdt_registers, "RR%");

constexpr Row configuration_rows[] = {crv, rren, run_in_sleep.row};
constexpr std::int64_t interrupt_cycles = 2; // between TIMEOUT and reset

} // namespace

Wdt::Wdt(Machine& machine, std::string name, ClockDomain& lfclk, EventSink* events)
    : Peripheral(machine, std::move(name), wdt_registers, own_id, events), lfclk_(lfclk) {
    lfclk_.add_listener(this);
}

void Wdt::reset() {
    Peripheral::reset();
    state_ = {.inputs = state_.inputs};
    end_.disarm();
    clock_request_.set(false);
}

void Wdt::on_line(unsigned input, bool level) {
    state_.inputs[input] = level;
    if (state_.running) {
        recount();
    }
}

void Wdt::on_task(Index) {
    if (state_.running) {
        return;
    }
    for (std::size_t i = 0; i < state_.configuration.size(); ++i) {
        state_.configuration[i] = value(configuration_rows[i]);
    }
    state_.running = true;
    state_.requests = value(rren);
    clock_request_.set(true);
    state_.left = std::int64_t{value(crv)} + 1;
    state_.counting = false;
    recount();
}

void Wdt::on_register(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == rr) {
        if (written == reload_word) {
            reload(reg.element);
        }
        return;
    }
    if (!state_.running) {
        return;
    }
    report("wdt.running", "CRV, RREN or CONFIG is written while the watchdog runs, which changes nothing");
    for (std::size_t i = 0; i < state_.configuration.size(); ++i) {
        set_value(configuration_rows[i], state_.configuration[i]);
    }
}

std::uint32_t Wdt::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case runstatus:
        return state_.running ? 1 : 0;
    case reqstatus:
        return state_.running ? state_.requests : value(rren);
    default:
        return stored;
    }
}

void Wdt::reload(unsigned number) {
    if (!state_.running || state_.timed_out) {
        return;
    }
    state_.requests &= ~(1U << number);
    if (state_.requests == 0) {
        recount();
        state_.requests = value(rren);
        state_.left = std::int64_t{value(crv)} + 1;
        arm();
    }
}

// What waits for the reset after a TIMEOUT goes on whatever the processor does.
bool Wdt::counting() const {
    const bool pauses = (state_.inputs[Sleeping] && field(run_in_sleep) == 0) ||
                        (state_.inputs[Halted] && field(run_in_halt) == 0);
    return state_.running && (!pauses || state_.timed_out);
}

void Wdt::recount() {
    const std::int64_t edge = lfclk_.edges_at(now());
    if (state_.counting) {
        state_.left -= edge - state_.edge;
    }
    state_.edge = edge;
    state_.counting = counting();
    arm();
}

void Wdt::arm() {
    end_.arm(state_.counting ? lfclk_.time_of(state_.edge + state_.left) : never);
}

void Wdt::end() {
    recount();
    if (!state_.timed_out) {
        state_.timed_out = true;
        state_.left = interrupt_cycles;
        recount();
        raise(event_timeout);
        if (interrupts_enabled() != 0) {
            return;
        }
    }
    state_.counting = false;
    end_.disarm();
    reset_request_.set(true); // resets this one too
    reset_request_.set(false);
}

} // namespace peripherals::nrf51
