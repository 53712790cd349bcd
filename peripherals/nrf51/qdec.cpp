#include "peripherals/nrf51/qdec.h"

#include "peripherals/nrf51/qdec_registers.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using qdec::qdec_registers;

namespace {

constexpr Row task_start = row_of(qdec_registers, "TASKS_START");
constexpr Row task_stop = row_of(qdec_registers, "TASKS_STOP");
constexpr Row samplerdy = row_of(qdec_registers, "EVENTS_SAMPLERDY");
constexpr Row reportrdy = row_of(qdec_registers, "EVENTS_REPORTRDY");
constexpr Row accof = row_of(qdec_registers, "EVENTS_ACCOF");
constexpr Row sample = row_of(qdec_registers, "SAMPLE");
constexpr Row acc = row_of(qdec_registers, "ACC");
constexpr Row accread = row_of(qdec_registers, "ACCREAD");
constexpr Row pselled = row_of(qdec_registers, "PSELLED");
constexpr Row psela = row_of(qdec_registers, "PSELA");
constexpr Row pselb = row_of(qdec_registers, "PSELB");
constexpr Row accdbl = row_of(qdec_registers, "ACCDBL");
constexpr Row accdblread = row_of(qdec_registers, "ACCDBLREAD");
constexpr FieldRef enable = find(qdec_registers, "ENABLE.ENABLE");
constexpr FieldRef ledpol = find(qdec_registers, "LEDPOL.LEDPOL");
constexpr FieldRef sampleper = find(qdec_registers, "SAMPLEPER.SAMPLEPER");
constexpr FieldRef reportper = find(qdec_registers, "REPORTPER.REPORTPER");
constexpr FieldRef dbfen = find(qdec_registers, "DBFEN.DBFEN");
constexpr FieldRef ledpre = find(qdec_registers, "LEDPRE.LEDPRE");

constexpr std::int64_t edges_per_us = 16;
constexpr std::int64_t shortest_period = 128 * edges_per_us;
constexpr unsigned report_samples[] = {10, 40, 80, 120, 160, 200, 240, 280};
constexpr std::int32_t least_acc = -1024, most_acc = 1023;
constexpr std::uint32_t most_accdbl = 15;

// Steps by the pair of phases before and now (reference manual, "Sampling and decoding").
constexpr std::int32_t double_step = 2;
constexpr std::int32_t steps[4][4] = {
    {0,           1,           -1,          double_step},
    {-1,          0,           double_step, 1          },
    {1,           double_step, 0,           -1         },
    {double_step, -1,          1,           0          },
};

} // namespace

Qdec::Qdec(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins, ClockDomain& hfclk)
    : Peripheral(machine, std::move(name), qdec_registers, id, events), hfclk_(hfclk), a_(pins, this, A),
      b_(pins, this, B), led_(pins, nullptr, Led) {
    hfclk_.add_listener(this);
}

void Qdec::reset() {
    Peripheral::reset();
    state_ = {};
    take_pins();
    arm_event();
}

void Qdec::take_pins() {
    if (field(enable) == 0) {
        for (BlockPin* pin : {&a_, &b_, &led_}) {
            pin->let_go();
        }
        return;
    }
    a_.take_input(value(psela));
    b_.take_input(value(pselb));
    led_.take_output(value(pselled), state_.led_lit == (field(ledpol) != 0));
}

void Qdec::light(bool lit) {
    state_.led_lit = lit;
    led_.drive(lit == (field(ledpol) != 0));
}

std::int64_t Qdec::period() const {
    return shortest_period << field(sampleper);
}

/// Edges of the clock that the LED is lit before a sample; a whole period means always.
std::int64_t Qdec::led_lead() const {
    const std::int64_t lead = field(ledpre) * edges_per_us;
    return field(dbfen) != 0 || lead >= period() ? period() : lead;
}

std::uint32_t Qdec::phases_now() const {
    return (a_.level() ? 2U : 0U) | (b_.level() ? 1U : 0U);
}

std::uint32_t Qdec::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case acc:
        return static_cast<std::uint32_t>(state_.acc);
    case accdbl:
        return state_.accdbl;
    default:
        return stored;
    }
}

void Qdec::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == enable.row && field(enable) == 0) {
        stop();
    }
    if (reg.row == enable.row || reg.row == ledpol.row || (reg.row >= pselled && reg.row <= pselb)) {
        take_pins();
    }
}

void Qdec::on_task(Index task) {
    if (task.row == task_start) {
        if (field(enable) != 0 && !state_.running) {
            state_.running = true;
            state_.phases = phases_now();
            state_.unsteady = 0;
            state_.reported = 0;
            state_.sample_edge = hfclk_.edges_at(now()) + period();
            light(led_lead() == period());
            arm_event();
        }
    } else if (task.row == task_stop) {
        stop();
    } else {
        set_value(accread, static_cast<std::uint32_t>(state_.acc));
        set_value(accdblread, state_.accdbl);
        state_.acc = 0;
        state_.accdbl = 0;
    }
}

void Qdec::stop() {
    state_.running = false;
    light(false);
    arm_event();
}

void Qdec::on_pin(unsigned signal, bool) {
    state_.unsteady |= signal == A ? 2U : 1U;
}

void Qdec::on_clock_changed() {
    arm_event();
}

void Qdec::arm_event() {
    if (!state_.running) {
        event_.disarm();
        return;
    }
    const bool led_first = !state_.led_lit && led_lead() != 0;
    event_.arm(hfclk_.time_of(state_.sample_edge - (led_first ? led_lead() : 0)));
}

void Qdec::due() {
    if (hfclk_.edges_at(now()) < state_.sample_edge) {
        light(true);
    } else {
        take_sample();
    }
    arm_event();
}

void Qdec::take_sample() {
    const std::uint32_t kept = field(dbfen) != 0 ? state_.unsteady : 0;
    const std::uint32_t phases = (phases_now() & ~kept) | (state_.phases & kept);
    const std::int32_t step = steps[state_.phases][phases];
    state_.phases = phases;
    state_.unsteady = 0;
    state_.sample_edge += period();
    light(led_lead() == period());
    set_value(sample, static_cast<std::uint32_t>(step));
    bool overflow = false;
    if (step == double_step) {
        overflow = state_.accdbl == most_accdbl;
        state_.accdbl += overflow ? 0 : 1;
    } else {
        const std::int32_t sum = state_.acc + step;
        overflow = sum < least_acc || sum > most_acc;
        state_.acc = overflow ? state_.acc : sum;
    }
    raise(samplerdy);
    if (overflow) {
        raise(accof);
    }
    if (++state_.reported >= report_samples[field(reportper)]) {
        state_.reported = 0;
        if (state_.acc != 0) {
            raise(reportrdy);
        }
    }
}

} // namespace peripherals::nrf51
