#include "peripherals/nrf51/rng.h"

#include "peripherals/nrf51/peripheral_hash.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using rng::rng_registers;

namespace {
constexpr Row start = row_of(rng_registers, "TASKS_START");
constexpr Row event_valrdy = row_of(rng_registers, "EVENTS_VALRDY");
constexpr FieldRef dercen = find(rng_registers, "CONFIG.DERCEN");
constexpr FieldRef value_field = find(rng_registers, "VALUE.VALUE");

constexpr Time raw_time = 167 * ps_per_us;
constexpr Time corrected_time = 677 * ps_per_us;
} // namespace

Rng::Rng(Machine& machine, std::string name, std::uint64_t seed, EventSink* events)
    : Peripheral(machine, std::move(name), rng_registers, own_id, events), seed_(seed) {}

void Rng::reset() {
    Peripheral::reset();
    ready_.disarm();
}

void Rng::on_task(Index task) {
    if (task.row != start) {
        ready_.disarm();
    } else if (!ready_.armed()) {
        arm();
    }
}

void Rng::arm() {
    ready_.arm(now() + (field(dercen) != 0 ? corrected_time : raw_time));
}

void Rng::ready() {
    set_field(value_field, static_cast<std::uint32_t>(hash(seed_, static_cast<std::uint64_t>(now()))) & 0xff);
    arm(); // the short VALRDY_STOP disarms
    raise(event_valrdy);
}

} // namespace peripherals::nrf51
