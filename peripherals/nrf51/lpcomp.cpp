#include "peripherals/nrf51/lpcomp.h"

#include "peripherals/nrf51/lpcomp_registers.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using lpcomp::lpcomp_registers;

namespace {

constexpr Row task_start = row_of(lpcomp_registers, "TASKS_START");
constexpr Row task_stop = row_of(lpcomp_registers, "TASKS_STOP");
constexpr Row ready = row_of(lpcomp_registers, "EVENTS_READY");
constexpr Row down = row_of(lpcomp_registers, "EVENTS_DOWN");
constexpr Row up = row_of(lpcomp_registers, "EVENTS_UP");
constexpr Row cross = row_of(lpcomp_registers, "EVENTS_CROSS");
constexpr Row result = row_of(lpcomp_registers, "RESULT");
constexpr FieldRef enable = find(lpcomp_registers, "ENABLE.ENABLE");
constexpr FieldRef psel = find(lpcomp_registers, "PSEL.PSEL");
constexpr FieldRef refsel = find(lpcomp_registers, "REFSEL.REFSEL");
constexpr FieldRef extrefsel = find(lpcomp_registers, "EXTREFSEL.EXTREFSEL");
constexpr FieldRef anadetect = find(lpcomp_registers, "ANADETECT.ANADETECT");

constexpr std::uint32_t enabled_lpcomp = 1;
constexpr std::uint32_t external_reference = 7;
constexpr std::uint32_t detect_cross = 0, detect_up = 1, detect_down = 2;
constexpr Time startup = 40 * ps_per_us;
constexpr Time source_period = 100 * ps_per_us;

} // namespace

Lpcomp::Lpcomp(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins)
    : Peripheral(machine, std::move(name), lpcomp_registers, id, events), pins_(pins), input_(pins, this, 0) {
}

void Lpcomp::reset() {
    Peripheral::reset();
    stop();
}

void Lpcomp::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == enable.row && field(enable) != enabled_lpcomp) {
        stop();
    }
}

void Lpcomp::on_task(Index task) {
    if (task.row == task_start) {
        start();
    } else if (task.row == task_stop) {
        stop();
    } else if (state_.running) {
        set_value(result, compare() ? 1 : 0);
    }
}

bool Lpcomp::compare() const {
    const std::int64_t reference = field(refsel) == external_reference
                                       ? pins_.microvolts(Pins::analog_reference(field(extrefsel)))
                                       : pins_.supply_uv() * (field(refsel) + 1) / 8;
    return pins_.microvolts(Pins::analog_input(field(psel))) > reference;
}

void Lpcomp::start() {
    if (field(enable) != enabled_lpcomp) {
        return;
    }
    detect_.set(false);
    state_ = {};
    state_.starting = true;
    event_.arm(now() + startup);
}

void Lpcomp::stop() {
    state_ = {};
    input_.let_go();
    event_.disarm();
    detect_.set(false);
}

void Lpcomp::due() {
    if (state_.running) {
        look();
        return;
    }
    state_.starting = false;
    state_.running = true;
    state_.above = compare();
    input_.watch(Pins::analog_input(field(psel)));
    wait_for_source();
    raise(ready);
}

void Lpcomp::wait_for_source() {
    if (state_.running && pins_.source(Pins::analog_input(field(psel))) != nullptr) {
        event_.arm(now() + source_period);
    }
}

void Lpcomp::on_pin(unsigned, bool) {
    look();
}

void Lpcomp::look() {
    const bool above = compare();
    wait_for_source();
    if (!state_.running || above == state_.above) {
        return;
    }
    state_.above = above;
    const std::uint32_t choice = field(anadetect);
    if (choice == detect_cross || choice == (above ? detect_up : detect_down)) {
        detect_.set(true);
    }
    raise(above ? up : down);
    raise(cross);
}

} // namespace peripherals::nrf51
