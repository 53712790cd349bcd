#include "peripherals/rp2040/clocks.h"

// GPOUT0 to GPOUT3 as levels on pins.

namespace peripherals::rp2040 {

using namespace sim::core;
using clocks::clocks_registers;

namespace {
constexpr Row ctrl = row_of(clocks_registers, "CLK_GPOUT%_CTRL");
constexpr Row div = row_of(clocks_registers, "CLK_GPOUT%_DIV");
constexpr FieldRef enable = find(clocks_registers, "CLK_GPOUT%_CTRL.ENABLE");
constexpr FieldRef nudge = find(clocks_registers, "CLK_GPOUT%_CTRL.NUDGE");
constexpr FieldRef phase = find(clocks_registers, "CLK_GPOUT%_CTRL.PHASE");
constexpr FieldRef dc50 = find(clocks_registers, "CLK_GPOUT%_CTRL.DC50");
} // namespace

void Clocks::write_gpout(unsigned number) {
    Gpout& gpout = state_.gpouts[number];
    const std::uint32_t changed = gpout.ctrl ^ value(ctrl, number);
    gpout.ctrl = value(ctrl, number);
    if ((changed & enable.mask) != 0) {
        gpout.shift = field(phase, number);
    } else if ((changed & nudge.mask) != 0) {
        ++gpout.shift;
    }
}

// A level that no pad shows has no events.
void Clocks::on_watched(std::uint32_t signals) {
    for (unsigned number = 0; number < gpout_edges_.size(); ++number) {
        if ((signals >> number & 1) != 0) {
            update_gpout(number);
        } else {
            gpout_edges_[number].disarm();
        }
    }
}

void Clocks::update_gpout(unsigned number) {
    const ClockDomain& output = generators_[number];
    const Frequency input = domain(aux_source(static_cast<Generator>(number))).frequency();
    bool level = false;
    if (output.running()) {
        const Time shift = muldiv(state_.gpouts[number].shift * input.denominator, ps_per_s, input.numerator);
        const std::int64_t edge = output.edges_at(now() - shift);
        const Time rises = output.time_of(edge) + shift;
        const Time next = output.time_of(edge + 1) + shift;
        const Time falls = rises + gpout_high_ps(number, next - rises);
        level = now() < falls;
        gpout_edges_[number].arm(level ? falls : next);
    } else {
        gpout_edges_[number].disarm();
    }
    const std::uint32_t bit = 1U << number;
    outputs_.set(level ? outputs_.levels() | bit : outputs_.levels() & ~bit, 0xf);
}

// Half of a period; without DC50, an odd divisor is high for the shorter half of its input clocks.
Time Clocks::gpout_high_ps(unsigned number, Time period) const {
    const std::uint32_t divisor = value(div, number) >> 8;
    if (divisor > 1 && divisor % 2 != 0 && field(dc50, number) == 0) {
        return muldiv(period, divisor / 2, divisor);
    }
    return period / 2;
}

} // namespace peripherals::rp2040
