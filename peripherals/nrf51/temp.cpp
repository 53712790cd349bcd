#include "peripherals/nrf51/temp.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using temp::temp_registers;

namespace {
constexpr Row start = row_of(temp_registers, "TASKS_START");
constexpr Row event_datardy = row_of(temp_registers, "EVENTS_DATARDY");
constexpr Row temp_row = row_of(temp_registers, "TEMP");

constexpr Time conversion = 36 * ps_per_us;
constexpr std::int32_t step_mc = 250;

/// To the nearest step, halves away from zero.
constexpr std::int32_t steps(std::int32_t millidegrees) {
    return (millidegrees + (millidegrees < 0 ? -step_mc / 2 : step_mc / 2)) / step_mc;
}
} // namespace

Temp::Temp(Machine& machine, std::string name, EventSink* events)
    : Peripheral(machine, std::move(name), temp_registers, own_id, events) {}

void Temp::reset() {
    Peripheral::reset();
    ready_.disarm();
}

void Temp::on_task(Index task) {
    ready_.arm(task.row == start ? now() + conversion : never);
}

void Temp::ready() {
    set_value(temp_row, static_cast<std::uint32_t>(steps(temperature_mc_)));
    raise(event_datardy);
}

} // namespace peripherals::nrf51
