#include "peripherals/rp2040/timer.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using timer::timer_registers;

namespace {
constexpr Row timehw = row_of(timer_registers, "TIMEHW");
constexpr Row timelw = row_of(timer_registers, "TIMELW");
constexpr Row timehr = row_of(timer_registers, "TIMEHR");
constexpr Row timelr = row_of(timer_registers, "TIMELR");
constexpr Row alarm_row = row_of(timer_registers, "ALARM%");
constexpr FieldRef armed = find(timer_registers, "ARMED.ARMED");
constexpr Row timerawh = row_of(timer_registers, "TIMERAWH");
constexpr Row timerawl = row_of(timer_registers, "TIMERAWL");
constexpr FieldRef dbgpause[] = {find(timer_registers, "DBGPAUSE.DBG0"),
                                 find(timer_registers, "DBGPAUSE.DBG1")};
constexpr FieldRef pause = find(timer_registers, "PAUSE.PAUSE");
constexpr Row intr = row_of(timer_registers, "INTR");
constexpr Row inte = row_of(timer_registers, "INTE");
constexpr Row intf = row_of(timer_registers, "INTF");
constexpr Row ints = row_of(timer_registers, "INTS");
} // namespace

Timer::Timer(Machine& machine, std::string name, ClockDomain& tick, ClockDomain& clock)
    : RegisterDevice(machine, std::move(name), timer_registers), tick_(tick),
      clock_(clock), alarms_{
                         {{*this, EventClass::Timer, "alarm 0", handler<&Timer::fire_alarm<0>>},
                          {*this, EventClass::Timer, "alarm 1", handler<&Timer::fire_alarm<1>>},
                          {*this, EventClass::Timer, "alarm 2", handler<&Timer::fire_alarm<2>>},
                          {*this, EventClass::Timer, "alarm 3", handler<&Timer::fire_alarm<3>>}}
} {
    tick_.add_listener(this);
    clock_.add_listener(this);
}

void Timer::reset() {
    RegisterDevice::reset();
    const auto debug = state_.debug; // inputs
    state_ = {};
    state_.debug = debug;
    set_time(0);
    update_irqs();
}

void Timer::on_line(unsigned input, bool level) {
    const std::uint64_t present = time();
    state_.debug[input] = level;
    set_time(present);
}

std::uint32_t Timer::on_read(Index reg, std::uint32_t stored, const Access&) {
    if (reg.row == timelr) {
        state_.latched_high = static_cast<std::uint32_t>(time() >> 32);
    }
    return on_peek(reg, stored);
}

std::uint32_t Timer::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case timelr:
    case timerawl:
        return static_cast<std::uint32_t>(time());
    case timehr:
        return state_.latched_high;
    case timerawh:
        return static_cast<std::uint32_t>(time() >> 32);
    case ints:
        return interrupts();
    default:
        return stored;
    }
}

void Timer::on_write(Index reg, std::uint32_t, const Access&) {
    switch (reg.row) {
    case timehw: // a write of TIMELW waits for this one
        set_time(std::uint64_t{value(timehw)} << 32 | value(timelw));
        break;
    case alarm_row:
        set_field(armed, field(armed) | 1U << reg.element);
        arm_alarm(reg.element);
        break;
    case armed.row:
        for (unsigned alarm = 0; alarm < alarm_count; ++alarm) {
            arm_alarm(alarm);
        }
        break;
    case dbgpause[0].row:
    case pause.row:
        set_time(time());
        break;
    default:
        update_irqs();
    }
}

std::uint64_t Timer::time() const {
    if (!state_.counting) {
        return state_.time;
    }
    return state_.time + static_cast<std::uint64_t>(tick_.edges_at(now()) - state_.tick_edge);
}

bool Timer::counting() const {
    const bool debug_pause =
        (state_.debug[0] && field(dbgpause[0]) != 0) || (state_.debug[1] && field(dbgpause[1]) != 0);
    return clock_.running() && !held_in_reset() && !debug_pause && field(pause) == 0;
}

void Timer::set_time(std::uint64_t time) {
    state_.time = time;
    state_.tick_edge = tick_.edges_at(now());
    state_.counting = counting();
    for (unsigned alarm = 0; alarm < alarm_count; ++alarm) {
        arm_alarm(alarm);
    }
}

void Timer::arm_alarm(unsigned alarm) {
    if ((field(armed) >> alarm & 1) == 0) {
        alarms_[alarm].disarm();
        return;
    }
    const std::uint32_t wait = value(alarm_row, alarm) - static_cast<std::uint32_t>(time());
    if (wait == 0) {
        alarms_[alarm].arm(now());
    } else if (state_.counting) {
        alarms_[alarm].arm(tick_.time_of(tick_.edges_at(now()) + wait));
    } else {
        alarms_[alarm].disarm();
    }
}

void Timer::fire(unsigned alarm) {
    set_field(armed, field(armed) & ~(1U << alarm));
    set_value(intr, value(intr) | 1U << alarm);
    update_irqs();
}

std::uint32_t Timer::interrupts() const {
    return (value(intr) & value(inte)) | value(intf);
}

void Timer::update_irqs() {
    for (unsigned alarm = 0; alarm < alarm_count; ++alarm) {
        irqs_[alarm].set((interrupts() >> alarm & 1) != 0);
    }
}

} // namespace peripherals::rp2040
