#include "peripherals/rp2040/clocks.h"

// What watches the clocks: the frequency counter FC0 and the resuscitation of clk_sys.

#include <algorithm>

namespace peripherals::rp2040 {

using namespace sim::core;
using clocks::clocks_registers;

namespace {
constexpr FieldRef ref_khz = find(clocks_registers, "FC0_REF_KHZ.FC0_REF_KHZ");
constexpr FieldRef min_khz = find(clocks_registers, "FC0_MIN_KHZ.FC0_MIN_KHZ");
constexpr FieldRef max_khz = find(clocks_registers, "FC0_MAX_KHZ.FC0_MAX_KHZ");
constexpr FieldRef delay = find(clocks_registers, "FC0_DELAY.FC0_DELAY");
constexpr FieldRef interval = find(clocks_registers, "FC0_INTERVAL.FC0_INTERVAL");
constexpr FieldRef src = find(clocks_registers, "FC0_SRC.FC0_SRC");
constexpr FieldRef died = find(clocks_registers, "FC0_STATUS.DIED");
constexpr FieldRef fast = find(clocks_registers, "FC0_STATUS.FAST");
constexpr FieldRef slow = find(clocks_registers, "FC0_STATUS.SLOW");
constexpr FieldRef fail = find(clocks_registers, "FC0_STATUS.FAIL");
constexpr FieldRef waiting = find(clocks_registers, "FC0_STATUS.WAITING");
constexpr FieldRef running = find(clocks_registers, "FC0_STATUS.RUNNING");
constexpr FieldRef done = find(clocks_registers, "FC0_STATUS.DONE");
constexpr FieldRef pass = find(clocks_registers, "FC0_STATUS.PASS");
constexpr FieldRef result_khz = find(clocks_registers, "FC0_RESULT.KHZ");
constexpr FieldRef resus_clear = find(clocks_registers, "CLK_SYS_RESUS_CTRL.CLEAR");
constexpr FieldRef resus_force = find(clocks_registers, "CLK_SYS_RESUS_CTRL.FRCE");
constexpr FieldRef resus_enable = find(clocks_registers, "CLK_SYS_RESUS_CTRL.ENABLE");
constexpr FieldRef resus_timeout = find(clocks_registers, "CLK_SYS_RESUS_CTRL.TIMEOUT");

// The longest interval is 32 ms, so that one edge is the lowest bit of FRAC, 1/32 kHz.
constexpr unsigned longest_interval = 15;
} // namespace

// Datasheet, "CLOCKS: FC0_SRC Register".
const Clocks::Source Clocks::counter_sources[14] = {
    Source::None,  Source::PllSys, Source::PllUsb, Source::Rosc, Source::RoscPh, Source::Xosc, Source::Gpin0,
    Source::Gpin1, Source::Ref,    Source::Sys,    Source::Peri, Source::Usb,    Source::Adc,  Source::Rtc,
};

void Clocks::start_counter() {
    const std::uint32_t choice = field(src);
    state_.counter = {};
    counter_.disarm();
    if (choice == 0 || choice >= std::size(counter_sources)) {
        return;
    }
    state_.counter.source = counter_sources[choice];
    state_.counter.status = running.mask;
    state_.counter.phase = CounterPhase::Delay;
    state_.counter.ref_edge = ref().edges_at(now()) + 1 + field(delay);
    update_counter();
}

void Clocks::update_counter() {
    Counter& counter = state_.counter;
    const bool test_runs = domain(counter.source).running();
    if (counter.phase == CounterPhase::Waiting && test_runs) {
        begin_counting();
    } else if (counter.phase == CounterPhase::Counting && !test_runs) {
        end_counting(true);
    }
    if (counter.phase != CounterPhase::Idle) {
        counter_.arm(ref().time_of(counter.ref_edge));
    }
}

void Clocks::step_counter() {
    Counter& counter = state_.counter;
    if (counter.phase == CounterPhase::Counting) {
        end_counting(false);
        return;
    }
    if (counter.phase == CounterPhase::Waiting) {
        end_counting(true);
        return;
    }
    counter.phase = CounterPhase::Waiting;
    counter.status |= waiting.mask;
    // A clock that stands is 0 kHz in the end, as on a chip. Estimate: it is awaited for one interval.
    counter.first_edge = domain(counter.source).edges_at(now());
    counter.ref_edge = ref().edges_at(now()) + counted_periods();
    update_counter();
}

// Of clk_ref: 2^INTERVAL / 1024 ms, as many times REF_KHZ.
std::int64_t Clocks::counted_periods() const {
    const std::int64_t periods = ((std::int64_t{field(ref_khz)} << field(interval)) + 512) / 1024;
    return std::max<std::int64_t>(periods, 1);
}

void Clocks::begin_counting() {
    Counter& counter = state_.counter;
    counter.phase = CounterPhase::Counting;
    counter.status &= ~waiting.mask;
    counter.first_edge = domain(counter.source).edges_at(now());
    counter.ref_edge = ref().edges_at(now()) + counted_periods();
}

void Clocks::end_counting(bool clock_died) {
    Counter& counter = state_.counter;
    counter_.disarm();
    counter.phase = CounterPhase::Idle;
    const std::int64_t edges = domain(counter.source).edges_at(now()) - counter.first_edge;
    counter.result = static_cast<std::uint32_t>(edges << (longest_interval - field(interval))) & 0x3fffffff;
    const std::uint32_t khz = (counter.result & result_khz.mask) >> result_khz.lsb;
    std::uint32_t fault = clock_died ? died.mask : 0;
    fault |= khz < field(min_khz) ? slow.mask : 0;
    fault |= khz > field(max_khz) ? fast.mask : 0;
    counter.status = done.mask | (fault == 0 ? pass.mask : fault | fail.mask);
}

void Clocks::write_resus() {
    if (field(resus_clear) != 0) {
        state_.resussed = false;
    }
    if (field(resus_force) != 0 && field(resus_clear) == 0) {
        resuscitate();
    }
    update_irq();
}

// clk_sys counts as dead when TIMEOUT periods of clk_ref pass without an edge of it.
void Clocks::update_resus() {
    const Frequency slow_limit = ref().frequency().scaled(1, std::max(field(resus_timeout), 1U));
    const Frequency system = sys().frequency();
    const bool too_slow = static_cast<__int128>(system.numerator) * slow_limit.denominator <
                          static_cast<__int128>(slow_limit.numerator) * system.denominator;
    if (!too_slow || field(resus_enable) == 0 || state_.resussed) {
        resus_.disarm();
    } else if (!resus_.armed()) {
        resus_.arm(ref().time_of(ref().edges_at(now()) + field(resus_timeout)));
    }
}

// Forced to clk_ref, whatever SRC says, until CLEAR.
void Clocks::resuscitate() {
    state_.resussed = true;
    state_.sys.selected = 0;
    update();
    update_irq();
}

} // namespace peripherals::rp2040
