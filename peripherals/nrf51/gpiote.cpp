#include "peripherals/nrf51/gpiote.h"

#include "peripherals/nrf51/gpiote_registers.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using gpiote::gpiote_registers;

namespace {

constexpr Row events_in = row_of(gpiote_registers, "EVENTS_IN%");
constexpr Row events_port = row_of(gpiote_registers, "EVENTS_PORT");
constexpr Row config = row_of(gpiote_registers, "CONFIG%");
constexpr FieldRef mode = find(gpiote_registers, "CONFIG%.MODE");
constexpr FieldRef psel = find(gpiote_registers, "CONFIG%.PSEL");
constexpr FieldRef polarity = find(gpiote_registers, "CONFIG%.POLARITY");
constexpr FieldRef outinit = find(gpiote_registers, "CONFIG%.OUTINIT");

constexpr std::uint32_t event_mode = 1, task_mode = 3;
// Of POLARITY; "toggle" is both.
constexpr std::uint32_t lo_to_hi = 1, hi_to_lo = 2, toggle = 3;

} // namespace

Gpiote::Gpiote(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins)
    : Peripheral(machine, std::move(name), gpiote_registers, id, events),
      pins_{
          {{pins, this, 0}, {pins, this, 1}, {pins, this, 2}, {pins, this, 3}}
} {}

void Gpiote::reset() {
    Peripheral::reset();
    for (BlockPin& pin : pins_) {
        pin.let_go();
    }
}

void Gpiote::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row != config) {
        return;
    }
    BlockPin& pin = pins_[reg.element];
    const std::uint32_t chosen = field(psel, reg.element);
    switch (field(mode, reg.element)) {
    case event_mode:
        pin.take_input(chosen);
        break;
    case task_mode:
        pin.take_output(chosen, field(outinit, reg.element) != 0);
        break;
    default:
        pin.let_go();
        break;
    }
}

void Gpiote::on_task(Index task) {
    if (field(mode, task.element) != task_mode) {
        return;
    }
    BlockPin& pin = pins_[task.element];
    const std::uint32_t what = field(polarity, task.element);
    if (what != 0) {
        pin.drive(what == toggle ? !pin.driven_level() : what == lo_to_hi);
    }
}

void Gpiote::on_pin(unsigned signal, bool level) {
    if (field(mode, signal) == event_mode && (field(polarity, signal) & (level ? lo_to_hi : hi_to_lo)) != 0) {
        raise(events_in, signal);
    }
}

void Gpiote::on_line(unsigned, bool level) {
    if (level) {
        raise(events_port);
    }
}

} // namespace peripherals::nrf51
