#include "peripherals/nrf51/clock.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using clock::clock_registers;

namespace {

constexpr Row hfclkstart = row_of(clock_registers, "TASKS_HFCLKSTART");
constexpr Row hfclkstop = row_of(clock_registers, "TASKS_HFCLKSTOP");
constexpr Row lfclkstart = row_of(clock_registers, "TASKS_LFCLKSTART");
constexpr Row lfclkstop = row_of(clock_registers, "TASKS_LFCLKSTOP");
constexpr Row cal = row_of(clock_registers, "TASKS_CAL");
constexpr Row ctstart = row_of(clock_registers, "TASKS_CTSTART");
constexpr Row ctstop = row_of(clock_registers, "TASKS_CTSTOP");
constexpr Row event_hfclkstarted = row_of(clock_registers, "EVENTS_HFCLKSTARTED");
constexpr Row event_lfclkstarted = row_of(clock_registers, "EVENTS_LFCLKSTARTED");
constexpr Row event_done = row_of(clock_registers, "EVENTS_DONE");
constexpr Row event_ctto = row_of(clock_registers, "EVENTS_CTTO");
constexpr Row hfclkrun = row_of(clock_registers, "HFCLKRUN");
constexpr FieldRef hfclkstat_state = find(clock_registers, "HFCLKSTAT.STATE");
constexpr FieldRef hfclkstat_src = find(clock_registers, "HFCLKSTAT.SRC");
constexpr Row lfclkrun = row_of(clock_registers, "LFCLKRUN");
constexpr FieldRef lfclkstat_state = find(clock_registers, "LFCLKSTAT.STATE");
constexpr Row lfclksrccopy = row_of(clock_registers, "LFCLKSRCCOPY");
constexpr FieldRef lfclksrc = find(clock_registers, "LFCLKSRC.SRC");
constexpr FieldRef ctiv = find(clock_registers, "CTIV.CTIV");

constexpr std::int64_t hfclk_hz = 16'000'000;
constexpr std::int64_t lfclk_hz = 32'768;

// Product specification 3.1, "Clock sources", typical values.
constexpr Time hfclk_crystal_start = 400 * ps_per_us;
constexpr Time rc_start = 390 * ps_per_us;
constexpr Time synthesiser_start = 100 * ps_per_us; // Estimate
constexpr Time lfclk_crystal_start = 300 * ps_per_ms;
constexpr Time calibration = 16 * ps_per_ms;
constexpr std::int64_t calibration_unit = lfclk_hz / 4; // CTIV counts quarters of a second

} // namespace

Clock::Clock(Machine& machine, std::string name, const ClockConfig& config, EventSink* events)
    : Peripheral(machine, std::move(name), clock_registers, own_id, events), config_(config),
      hfclk_(hfclk_hz) {
    lfclk_.add_listener(this);
}

void Clock::reset() {
    Peripheral::reset();
    state_ = {.watchdog_runs = state_.watchdog_runs};
    for (Event* event :
         {&hfclk_started_, &lfclk_running_, &lfclk_started_, &calibrated_, &calibration_due_}) {
        event->disarm();
    }
    update();
}

void Clock::on_line(unsigned input, bool level) {
    (input == WatchdogRuns ? state_.watchdog_runs : state_.system_off) = level;
    update();
}

void Clock::on_task(Index task) {
    switch (task.row) {
    case hfclkstart:
        start_hfclk();
        break;
    case hfclkstop:
        state_.hfclk_requested = false;
        state_.hfclk_crystal = false;
        update();
        hfclk_started_.disarm();
        break;
    case lfclkstart:
        start_lfclk();
        break;
    case lfclkstop:
        stop_lfclk();
        break;
    case cal:
        calibrate();
        break;
    case ctstart:
        state_.calibration_edge = lfclk_.edges_at(now()) + field(ctiv) * calibration_unit;
        arm_calibration_timer();
        break;
    case ctstop:
        state_.calibration_edge = -1;
        arm_calibration_timer();
        break;
    default:
        break;
    }
}

void Clock::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == lfclksrc.row && state_.lfclk_requested) {
        report("clock.lfclksrc", "LFCLKSRC is written while LFCLK runs: it counts with the next LFCLKSTART");
    }
}

std::uint32_t Clock::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case hfclkrun:
        return state_.hfclk_requested ? 1 : 0;
    case hfclkstat_state.row: // whoever reads this runs by HFCLK
        return hfclkstat_state.mask | (state_.hfclk_crystal ? hfclkstat_src.mask : 0);
    case lfclkrun:
        return state_.lfclk_requested ? 1 : 0;
    case lfclkstat_state.row:
        return (lfclk_.running() ? lfclkstat_state.mask : 0) |
               static_cast<std::uint32_t>(state_.lfclk_source);
    default:
        return stored;
    }
}

void Clock::start_hfclk() {
    state_.hfclk_requested = true;
    if (state_.hfclk_crystal) {
        raise(event_hfclkstarted);
    } else if (!hfclk_started_.armed()) {
        hfclk_started_.arm(now() + hfclk_crystal_start);
    }
}

void Clock::hfclk_started() {
    state_.hfclk_crystal = true;
    update();
    raise(event_hfclkstarted);
}

// "LFCLK clock controller": with the crystal as its source LFCLK runs from the RC oscillator at first.
void Clock::start_lfclk() {
    set_value(lfclksrccopy, field(lfclksrc));
    const auto source = static_cast<Source>(field(lfclksrc));
    const bool starting = lfclk_started_.armed() && state_.starting_source == source;
    const bool started = state_.lfclk_requested && state_.lfclk_on && state_.lfclk_source == source;
    state_.lfclk_requested = true;
    state_.starting_source = source;
    if (started) {
        raise(event_lfclkstarted);
    }
    if (started || starting) {
        return;
    }
    lfclk_started_.disarm();
    const Time ready = now() + (source == Source::Synthesised ? synthesiser_start : rc_start);
    lfclk_running_.arm(ready);
    if (source != Source::Crystal) {
        lfclk_started_.arm(ready);
    } else if (config_.low_frequency_crystal) {
        lfclk_started_.arm(now() + lfclk_crystal_start);
    } else {
        report("clock.crystal", "LFCLK is to start from a 32.768 kHz crystal, but the board has none: "
                                "LFCLKSTARTED will not come");
    }
}

void Clock::stop_lfclk() {
    state_.lfclk_requested = false;
    state_.lfclk_on = false;
    state_.lfclk_source = Source::Rc;
    lfclk_running_.disarm();
    lfclk_started_.disarm();
    update();
}

void Clock::lfclk_running() {
    state_.lfclk_on = true;
    update();
}

void Clock::lfclk_started() {
    state_.lfclk_on = true;
    state_.lfclk_source = state_.starting_source;
    update();
    raise(event_lfclkstarted);
}

void Clock::calibrate() {
    if (!state_.hfclk_crystal || !lfclk_.running() || state_.lfclk_source != Source::Rc) {
        report("clock.calibration",
               "CAL needs the 16 MHz crystal and LFCLK from the RC oscillator, both running");
        return;
    }
    calibrated_.arm(now() + calibration);
}

void Clock::calibrated() {
    raise(event_done);
}

void Clock::arm_calibration_timer() {
    calibration_due_.arm(state_.calibration_edge < 0 ? never : lfclk_.time_of(state_.calibration_edge));
}

void Clock::calibration_due() {
    state_.calibration_edge = -1;
    raise(event_ctto);
}

void Clock::update() {
    const bool lfclk = (state_.lfclk_on || state_.watchdog_runs) && !state_.system_off;
    hfclk_.set_frequency(now(), state_.system_off ? 0 : hfclk_hz);
    lfclk_.set_frequency(now(), lfclk ? lfclk_hz : 0);
    crystal_.set(state_.hfclk_crystal && !state_.system_off);
}

} // namespace peripherals::nrf51
