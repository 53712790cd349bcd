#include "peripherals/rp2040/busctrl.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using busctrl::busctrl_registers;

namespace {
constexpr FieldRef ack = find(busctrl_registers, "BUS_PRIORITY_ACK.BUS_PRIORITY_ACK");
constexpr FieldRef perfctr = find(busctrl_registers, "PERFCTR%.PERFCTR%");
constexpr FieldRef perfsel = find(busctrl_registers, "PERFSEL%.PERFSEL%");
} // namespace

Busctrl::Busctrl(Machine& machine, std::string name, const BusEvents& events)
    : RegisterDevice(machine, std::move(name), busctrl_registers), events_(events) {}

void Busctrl::reset() {
    RegisterDevice::reset();
    for (unsigned counter = 0; counter < counter_count; ++counter) {
        state_.counters[counter] = {};
        select(counter);
    }
}

std::uint32_t Busctrl::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row == ack.row) {
        return ack.mask; // every arbiter follows at once
    }
    if (reg.row == perfctr.row) {
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(counted(reg.element), perfctr.mask));
    }
    return stored;
}

void Busctrl::on_write(Index reg, std::uint32_t, const Access&) {
    if (reg.row == perfctr.row) { // any value clears
        state_.counters[reg.element].before = 0;
        select(reg.element);
    } else if (reg.row == perfsel.row) {
        state_.counters[reg.element].before = counted(reg.element);
        select(reg.element);
    }
}

std::uint64_t Busctrl::counted(unsigned counter) const {
    const Counter& of = state_.counters[counter];
    return of.before + events_.count(of.event) - of.start;
}

void Busctrl::select(unsigned counter) {
    Counter& of = state_.counters[counter];
    of.event = field(perfsel, counter);
    of.start = events_.count(of.event);
}

} // namespace peripherals::rp2040
