#include "peripherals/nrf51/timer.h"

#include <algorithm>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using timer::timer_registers;

namespace {

constexpr Row start = row_of(timer_registers, "TASKS_START");
constexpr Row stop = row_of(timer_registers, "TASKS_STOP");
constexpr Row count_task = row_of(timer_registers, "TASKS_COUNT");
constexpr Row clear_task = row_of(timer_registers, "TASKS_CLEAR");
constexpr Row shutdown = row_of(timer_registers, "TASKS_SHUTDOWN");
constexpr Row capture = row_of(timer_registers, "TASKS_CAPTURE%");
constexpr Row event_compare = row_of(timer_registers, "EVENTS_COMPARE%");
constexpr FieldRef mode = find(timer_registers, "MODE.MODE");
constexpr FieldRef bitmode = find(timer_registers, "BITMODE.BITMODE");
constexpr FieldRef prescaler_field = find(timer_registers, "PRESCALER.PRESCALER");
constexpr Row cc = row_of(timer_registers, "CC%");

constexpr unsigned width_of_bitmode[] = {16, 8, 24, 32};
constexpr unsigned largest_prescaler = 9;

} // namespace

Timer::Timer(Machine& machine, std::string name, unsigned number, unsigned widest, ClockDomain& hfclk,
             EventSink* events)
    : Peripheral(machine, std::move(name), timer_registers, first_id + number, events), widest_(widest),
      hfclk_(hfclk) {
    hfclk_.add_listener(this);
}

void Timer::reset() {
    Peripheral::reset();
    state_ = {};
    compare_.disarm();
}

bool Timer::counts_clock() const {
    return state_.running && field(mode) == 0;
}

std::uint32_t Timer::mask() const {
    const unsigned width = std::min(width_of_bitmode[field(bitmode)], widest_);
    return width == 32 ? 0xffffffff : (1U << width) - 1;
}

unsigned Timer::prescaler() const {
    return std::min(field(prescaler_field), largest_prescaler);
}

void Timer::catch_up() {
    if (counts_clock()) {
        const std::int64_t ticks = (hfclk_.edges_at(now()) - state_.edge) >> prescaler();
        state_.count = (state_.count + static_cast<std::uint32_t>(ticks)) & mask();
        state_.edge += ticks << prescaler();
    } else { // from when it counts the clock, if ever
        state_.edge = hfclk_.edges_at(now());
    }
}

void Timer::on_task(Index task) {
    catch_up();
    switch (task.row) {
    case start:
        if (!state_.running) {
            state_.running = true;
            state_.edge = hfclk_.edges_at(now());
        }
        break;
    case stop:
        state_.running = false;
        break;
    case count_task:
        if (state_.running && field(mode) != 0) {
            state_.count = (state_.count + 1) & mask();
            raise_matches();
        }
        break;
    case clear_task:
        clear();
        break;
    case shutdown:
        state_.running = false;
        clear();
        break;
    case capture:
        set_value(cc, state_.count, task.element);
        break; // it may have been the CC that was armed for
    default:
        break;
    }
    arm();
}

void Timer::clear() {
    state_.count = 0;
    state_.edge = hfclk_.edges_at(now());
}

// A write of these counts from now on.
void Timer::before_access(Index reg, const Access&) {
    if (reg.row == mode.row || reg.row == bitmode.row || reg.row == prescaler_field.row) {
        catch_up();
    }
}

void Timer::on_register(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == cc) {
        catch_up();
    } else {
        if (state_.running) {
            report("timer.running", "MODE, BITMODE or PRESCALER is written while the timer runs");
        }
        if (reg.row == prescaler_field.row && field(prescaler_field) > largest_prescaler) {
            report("timer.prescaler", "PRESCALER is at most 9");
        }
        if (reg.row == bitmode.row && width_of_bitmode[written & 3] > widest_) {
            report("timer.width", "BITMODE is wider than this timer, which counts in its 16 bits");
        }
        state_.count &= mask();
    }
    arm();
}

void Timer::arm() {
    if (!counts_clock()) {
        compare_.disarm();
        return;
    }
    const std::uint32_t width_mask = mask();
    std::int64_t next = std::int64_t{width_mask} + 1;
    for (unsigned i = 0; i < cc_count; ++i) {
        const std::uint32_t distance = (value(cc, i) - state_.count) & width_mask;
        next = distance == 0 ? next : std::min(next, std::int64_t{distance});
    }
    compare_.arm(hfclk_.time_of(state_.edge + (next << prescaler())));
}

void Timer::compare() {
    catch_up();
    raise_matches();
    arm();
}

// All that match this count, whatever the shorts of the first make of it.
void Timer::raise_matches() {
    bool matches[cc_count];
    for (unsigned i = 0; i < cc_count; ++i) {
        matches[i] = (value(cc, i) & mask()) == state_.count;
    }
    for (unsigned i = 0; i < cc_count; ++i) {
        if (matches[i]) {
            raise(event_compare, i);
        }
    }
}

} // namespace peripherals::nrf51
