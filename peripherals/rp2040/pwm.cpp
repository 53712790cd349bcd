#include "peripherals/rp2040/pwm.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using pwm::pwm_registers;

namespace {

constexpr Row csr = row_of(pwm_registers, "CH%_CSR");
constexpr Row div = row_of(pwm_registers, "CH%_DIV");
constexpr Row ctr = row_of(pwm_registers, "CH%_CTR");
constexpr Row cc = row_of(pwm_registers, "CH%_CC");
constexpr Row top = row_of(pwm_registers, "CH%_TOP");
constexpr Row en = row_of(pwm_registers, "EN");
constexpr Row intr = row_of(pwm_registers, "INTR");
constexpr Row inte = row_of(pwm_registers, "INTE");
constexpr Row intf = row_of(pwm_registers, "INTF");
constexpr Row ints = row_of(pwm_registers, "INTS");

constexpr FieldRef ph_adv = find(pwm_registers, "CH%_CSR.PH_ADV");
constexpr FieldRef ph_ret = find(pwm_registers, "CH%_CSR.PH_RET");
constexpr FieldRef divmode = find(pwm_registers, "CH%_CSR.DIVMODE");
constexpr FieldRef b_inv = find(pwm_registers, "CH%_CSR.B_INV");
constexpr FieldRef a_inv = find(pwm_registers, "CH%_CSR.A_INV");
constexpr FieldRef ph_correct = find(pwm_registers, "CH%_CSR.PH_CORRECT");
constexpr FieldRef csr_en = find(pwm_registers, "CH%_CSR.EN");
constexpr FieldRef cc_b = find(pwm_registers, "CH%_CC.B");
constexpr FieldRef cc_a = find(pwm_registers, "CH%_CC.A");

constexpr std::int64_t no_edge = std::numeric_limits<std::int64_t>::max();

} // namespace

Pwm::State::State() {
    next_edges.fill(no_edge);
}

Pwm::Pwm(Machine& machine, std::string name, ClockDomain& clk_sys)
    : RegisterDevice(machine, std::move(name), pwm_registers), clk_sys_(clk_sys) {
    clk_sys_.add_listener(this);
    outputs_.set(0, (1U << (2 * slice_count)) - 1);
    outputs_.set_source(*this);
}

void Pwm::reset() {
    RegisterDevice::reset();
    state_ = {};
    for (unsigned slice = 0; slice < slice_count; ++slice) {
        state_.slices[slice].set_input((inputs_ >> slice & 1) != 0);
    }
    event_.disarm();
    update_outputs();
    update_irq();
}

void Pwm::on_line(unsigned input, bool level) {
    inputs_ = level ? inputs_ | 1U << input : inputs_ & ~(1U << input);
    advance(input);
    state_.slices[input].set_input(level);
    advance(input);
    arm_event();
    update_outputs();
}

/// Brings a slice to now and finds its next edge.
void Pwm::advance(unsigned slice) {
    PwmSlice& state = state_.slices[slice];
    const std::uint32_t wraps = state.advance(clk_sys_.edges_at(now()));
    state_.next_edges[slice] = state.next_edge(outputs_.watched() >> (2 * slice));
    if (wraps == 0) {
        return;
    }
    set_value(intr, value(intr) | 1U << slice);
    for (std::uint32_t i = 0; i < wraps; ++i) {
        dreqs_[slice].set(true);
        dreqs_[slice].set(false);
    }
    update_irq();
}

void Pwm::step() {
    const std::int64_t edge = clk_sys_.edges_at(now());
    for (unsigned slice = 0; slice < slice_count; ++slice) {
        if (state_.next_edges[slice] <= edge) {
            advance(slice);
        }
    }
    arm_event();
    update_outputs();
}

void Pwm::arm_event() {
    const std::int64_t edge = *std::min_element(state_.next_edges.begin(), state_.next_edges.end());
    event_.arm(edge == no_edge ? never : clk_sys_.time_of(edge));
}

void Pwm::on_clock_changed() {
    arm_event();
}

void Pwm::on_watched(std::uint32_t) {
    for (unsigned slice = 0; slice < slice_count; ++slice) {
        advance(slice);
    }
    arm_event();
    update_outputs();
}

std::uint32_t Pwm::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case csr: {
        const PwmSlice& slice = state_.slices[reg.element];
        return stored | (slice.advancing() ? ph_adv.mask : 0) | (slice.retarding() ? ph_ret.mask : 0);
    }
    case ctr: {
        PwmSlice slice = state_.slices[reg.element];
        slice.advance(clk_sys_.edges_at(now()));
        return slice.counter();
    }
    case ints:
        return (value(intr) & value(inte)) | value(intf);
    default:
        return stored;
    }
}

void Pwm::before_access(Index reg, const Access&) {
    if (reg.row <= top) {
        advance(reg.element);
        set_value(ctr, state_.slices[reg.element].counter(),
                  reg.element); // atomic aliases change the present one
    }
}

void Pwm::on_write(Index reg, std::uint32_t written, const Access& access) {
    const unsigned number = reg.element;
    PwmSlice& slice = state_.slices[number];
    switch (reg.row) {
    case csr:
        control_written(number, written, access);
        break;
    case div:
        // An integer part of 0 is 256.
        slice.set_divider(written < 0x10 ? written + 0x1000 : written & 0xfff);
        break;
    case ctr:
        slice.set_counter(written & 0xffff);
        break;
    case cc:
        slice.set_compare(PwmSlice::A, (written & cc_a.mask) >> cc_a.lsb);
        slice.set_compare(PwmSlice::B, (written & cc_b.mask) >> cc_b.lsb);
        break;
    case top:
        slice.set_top(written & 0xffff);
        break;
    case en:
        enables_written(written);
        break;
    default:
        update_irq();
        return;
    }
    if (reg.row <= top) {
        advance(number);
    }
    arm_event();
    update_outputs();
}

void Pwm::control_written(unsigned number, std::uint32_t written, const Access& access) {
    PwmSlice& slice = state_.slices[number];
    slice.set_mode(static_cast<PwmSlice::Mode>(field(divmode, number)));
    slice.set_phase_correct(field(ph_correct, number) != 0);
    slice.set_enabled(field(csr_en, number) != 0);
    if (access.op != WriteOp::Clear && (written & ph_adv.mask) != 0) {
        slice.advance_phase();
    }
    if (access.op != WriteOp::Clear && (written & ph_ret.mask) != 0) {
        slice.retard_phase();
    }
    const std::uint32_t bit = 1U << number;
    set_value(en, field(csr_en, number) != 0 ? value(en) | bit : value(en) & ~bit);
}

/// EN has the EN bits of all slices once more, so that they start and stop together.
void Pwm::enables_written(std::uint32_t written) {
    for (unsigned slice = 0; slice < slice_count; ++slice) {
        const bool enabled = (written >> slice & 1) != 0;
        advance(slice);
        state_.slices[slice].set_enabled(enabled);
        set_field(csr_en, enabled ? 1 : 0, slice);
        advance(slice);
    }
}

void Pwm::update_outputs() {
    std::uint32_t levels = 0;
    std::uint32_t enables = 0;
    for (unsigned slice = 0; slice < slice_count; ++slice) {
        const PwmSlice& state = state_.slices[slice];
        const bool a = state.above(PwmSlice::A) != (field(a_inv, slice) != 0);
        const bool b = state.above(PwmSlice::B) != (field(b_inv, slice) != 0);
        levels |= (a ? 1U : 0U) << (2 * slice) | (b ? 2U : 0U) << (2 * slice);
        enables |= (field(divmode, slice) == 0 ? 3U : 1U) << (2 * slice);
    }
    outputs_.set(levels, enables);
}

void Pwm::update_irq() {
    irq_.set(((value(intr) & value(inte)) | value(intf)) != 0);
}

} // namespace peripherals::rp2040
