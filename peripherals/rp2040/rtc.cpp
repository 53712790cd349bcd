#include "peripherals/rp2040/rtc.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using rtc::rtc_registers;

namespace {
constexpr FieldRef clkdiv_m1 = find(rtc_registers, "CLKDIV_M1.CLKDIV_M1");
constexpr FieldRef year = find(rtc_registers, "SETUP_0.YEAR");
constexpr FieldRef month = find(rtc_registers, "SETUP_0.MONTH");
constexpr FieldRef day = find(rtc_registers, "SETUP_0.DAY");
constexpr FieldRef dotw = find(rtc_registers, "SETUP_1.DOTW");
constexpr FieldRef hour = find(rtc_registers, "SETUP_1.HOUR");
constexpr FieldRef min = find(rtc_registers, "SETUP_1.MIN");
constexpr FieldRef sec = find(rtc_registers, "SETUP_1.SEC");
constexpr FieldRef force_notleapyear = find(rtc_registers, "CTRL.FORCE_NOTLEAPYEAR");
constexpr FieldRef load = find(rtc_registers, "CTRL.LOAD");
constexpr FieldRef rtc_active = find(rtc_registers, "CTRL.RTC_ACTIVE");
constexpr FieldRef rtc_enable = find(rtc_registers, "CTRL.RTC_ENABLE");
constexpr FieldRef match_active = find(rtc_registers, "IRQ_SETUP_0.MATCH_ACTIVE");
constexpr FieldRef match_ena = find(rtc_registers, "IRQ_SETUP_0.MATCH_ENA");
constexpr FieldRef year_ena = find(rtc_registers, "IRQ_SETUP_0.YEAR_ENA");
constexpr FieldRef month_ena = find(rtc_registers, "IRQ_SETUP_0.MONTH_ENA");
constexpr FieldRef day_ena = find(rtc_registers, "IRQ_SETUP_0.DAY_ENA");
constexpr Row irq_setup_0 = match_ena.row;
constexpr FieldRef dotw_ena = find(rtc_registers, "IRQ_SETUP_1.DOTW_ENA");
constexpr FieldRef hour_ena = find(rtc_registers, "IRQ_SETUP_1.HOUR_ENA");
constexpr FieldRef min_ena = find(rtc_registers, "IRQ_SETUP_1.MIN_ENA");
constexpr FieldRef sec_ena = find(rtc_registers, "IRQ_SETUP_1.SEC_ENA");
constexpr Row irq_setup_1 = sec_ena.row;
constexpr Row rtc_1 = row_of(rtc_registers, "RTC_1");
constexpr Row rtc_0 = row_of(rtc_registers, "RTC_0");
constexpr Row intr = row_of(rtc_registers, "INTR");
constexpr FieldRef inte = find(rtc_registers, "INTE.RTC");
constexpr FieldRef intf = find(rtc_registers, "INTF.RTC");
constexpr Row ints = row_of(rtc_registers, "INTS");

constexpr std::int64_t synchroniser_edges = 2;

// SETUP_0, IRQ_SETUP_0 and RTC_1 have the date in the same bits, SETUP_1, IRQ_SETUP_1 and RTC_0 the time.
std::uint32_t date_bits(const RtcDate& date) {
    return date.year << year.lsb | date.month << month.lsb | date.day << day.lsb;
}

std::uint32_t time_bits(const RtcDate& date) {
    return date.dotw << dotw.lsb | date.hour << hour.lsb | date.min << min.lsb | date.sec << sec.lsb;
}
} // namespace

Rtc::Rtc(Machine& machine, std::string name, ClockDomain& clk_rtc)
    : RegisterDevice(machine, std::move(name), rtc_registers), clk_rtc_(clk_rtc) {
    clk_rtc_.add_listener(this);
}

void Rtc::reset() {
    RegisterDevice::reset();
    state_ = {};
    for (Event* event : {&enable_, &load_, &match_, &second_}) {
        event->disarm();
    }
    update_irq();
}

std::uint32_t Rtc::on_read(Index reg, std::uint32_t stored, const Access&) {
    if (reg.row == rtc_0) {
        state_.latched_date = date_bits(date());
    }
    return on_peek(reg, stored);
}

std::uint32_t Rtc::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case rtc_active.row:
        return stored | (state_.active ? rtc_active.mask : 0);
    case irq_setup_0:
        return stored | (state_.match_active ? match_active.mask : 0);
    case rtc_1:
        return state_.latched_date;
    case rtc_0:
        return time_bits(date());
    case intr:
        return matches() ? 1 : 0;
    case ints:
        return irq_.level() ? 1 : 0;
    default:
        return stored;
    }
}

void Rtc::on_write(Index reg, std::uint32_t written, const Access&) {
    catch_up();
    switch (reg.row) {
    case clkdiv_m1.row:
        state_.divisor = std::int64_t{field(clkdiv_m1)} + 1;
        break;
    case rtc_enable.row:
        state_.leap_years = field(force_notleapyear) == 0;
        if ((field(rtc_enable) != 0) != state_.active || enable_.armed()) {
            synchronise(state_.enable_edge, enable_);
        }
        if ((written & load.mask) != 0) {
            synchronise(state_.load_edge, load_);
        }
        break;
    case irq_setup_0:
        if ((field(match_ena) != 0) != state_.match_active || match_.armed()) {
            synchronise(state_.match_edge, match_);
        }
        break;
    default:
        break;
    }
    update_irq();
}

void Rtc::on_clock_changed() {
    for (auto [event, edge] : {
             std::pair{&enable_, state_.enable_edge},
             std::pair{&load_,   state_.load_edge  },
             std::pair{&match_,  state_.match_edge }
    }) {
        // A clock that stands still leaves the request waiting.
        if (edge > clk_rtc_.edges_at(now())) {
            event->arm(clk_rtc_.time_of(edge));
        }
    }
    update_irq();
}

RtcDate Rtc::date() const {
    RtcDate present = state_.date;
    if (state_.active) {
        const std::int64_t edges = clk_rtc_.edges_at(now()) - state_.second_edge;
        present.advance(edges / state_.divisor, state_.leap_years);
    }
    return present;
}

bool Rtc::matches() const {
    if (!state_.match_active || field(match_ena) == 0) {
        return false;
    }
    const std::uint32_t date_mask = (field(year_ena) != 0 ? year.mask : 0) |
                                    (field(month_ena) != 0 ? month.mask : 0) |
                                    (field(day_ena) != 0 ? day.mask : 0);
    const std::uint32_t time_mask =
        (field(dotw_ena) != 0 ? dotw.mask : 0) | (field(hour_ena) != 0 ? hour.mask : 0) |
        (field(min_ena) != 0 ? min.mask : 0) | (field(sec_ena) != 0 ? sec.mask : 0);
    const RtcDate present = date();
    return ((date_bits(present) ^ value(irq_setup_0)) & date_mask) == 0 &&
           ((time_bits(present) ^ value(irq_setup_1)) & time_mask) == 0;
}

void Rtc::catch_up() {
    if (state_.active) {
        const std::int64_t seconds = (clk_rtc_.edges_at(now()) - state_.second_edge) / state_.divisor;
        state_.date = date();
        state_.second_edge += seconds * state_.divisor;
    }
}

void Rtc::synchronise(std::int64_t& edge, Event& event) {
    edge = clk_rtc_.edges_at(now()) + synchroniser_edges;
    event.arm(clk_rtc_.time_of(edge));
}

void Rtc::arrive_enable() {
    catch_up();
    state_.active = field(rtc_enable) != 0;
    state_.second_edge = clk_rtc_.edges_at(now());
    update_irq();
}

void Rtc::arrive_load() {
    state_.date = {.year = field(year),
                   .month = field(month),
                   .day = field(day),
                   .dotw = field(dotw),
                   .hour = field(hour),
                   .min = field(min),
                   .sec = field(sec)};
    state_.second_edge = clk_rtc_.edges_at(now());
    update_irq();
}

void Rtc::arrive_match() {
    state_.match_active = field(match_ena) != 0;
    update_irq();
}

void Rtc::pass_second() {
    catch_up();
    update_irq();
}

// Only a match has to be told by itself, so only while one is wanted does every second have an event.
void Rtc::update_irq() {
    if (state_.match_active && state_.active) {
        const std::int64_t edges = clk_rtc_.edges_at(now()) - state_.second_edge;
        second_.arm(clk_rtc_.time_of(state_.second_edge + (edges / state_.divisor + 1) * state_.divisor));
    } else {
        second_.disarm();
    }
    irq_.set((matches() && field(inte) != 0) || field(intf) != 0);
}

} // namespace peripherals::rp2040
