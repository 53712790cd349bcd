#include "sim/cpu/armv6m/nvic.h"

#include <bit>

namespace sim::cpu::armv6m {

namespace {

constexpr std::uint64_t bit(unsigned number) {
    return std::uint64_t{1} << number;
}

// Not to be masked by ISER and ICER.
constexpr std::uint64_t always_enabled = bit(exception::nmi) | bit(exception::hard_fault) |
                                         bit(exception::svcall) | bit(exception::pendsv) |
                                         bit(exception::systick);

} // namespace

void Nvic::reset() {
    const std::uint32_t lines = state_.lines;
    const std::uint32_t nmi_mask = state_.nmi_mask;
    state_ = {};
    state_.lines = lines;
    state_.nmi_mask = nmi_mask;
    state_.enabled = always_enabled;
    state_.at_priority[0] = ~std::uint64_t{0};
    // The NVIC samples levels: lines that are high become pending again.
    state_.pending = std::uint64_t{lines} << exception::first_irq | (nmi_line() ? bit(exception::nmi) : 0);
}

bool Nvic::set_line(unsigned irq, bool level) {
    const bool nmi_before = nmi_line();
    const std::uint32_t mask = 1U << irq;
    state_.lines = level ? state_.lines | mask : state_.lines & ~mask;
    if (nmi_line() && !nmi_before) {
        state_.pending |= bit(exception::nmi);
    }
    return level && set_pending(exception::first_irq + irq);
}

bool Nvic::set_nmi_mask(std::uint32_t irqs) {
    const bool nmi_before = nmi_line();
    state_.nmi_mask = irqs;
    return nmi_line() && !nmi_before && set_pending(exception::nmi);
}

bool Nvic::set_pending(unsigned number) {
    const bool before = is_pending(number);
    state_.pending |= bit(number);
    return !before;
}

void Nvic::sample_line(unsigned number) {
    if (number >= exception::first_irq) {
        state_.pending |= std::uint64_t{state_.lines >> (number - exception::first_irq) & 1} << number;
    } else if (number == exception::nmi && nmi_line()) {
        state_.pending |= bit(exception::nmi);
    }
}

void Nvic::clear_pending(unsigned number) {
    state_.pending &= ~bit(number);
    if (!is_active(number)) {
        sample_line(number);
    }
}

void Nvic::set_irq_enabled(std::uint32_t irqs) {
    state_.enabled = always_enabled | std::uint64_t{irqs} << exception::first_irq;
}

void Nvic::set_priority_field(unsigned number, unsigned priority) {
    for (std::uint64_t& set : state_.at_priority) {
        set &= ~bit(number);
    }
    state_.priority[number] = static_cast<std::uint8_t>(priority);
    state_.at_priority[priority] |= bit(number);
}

unsigned Nvic::first_of(std::uint64_t set) const {
    // NMI and HardFault stay in the first set, where no other number is lower.
    for (const std::uint64_t level : state_.at_priority) {
        if ((set & level) != 0) {
            return static_cast<unsigned>(std::countr_zero(set & level));
        }
    }
    return exception::none;
}

int Nvic::priority(unsigned number) const {
    switch (number) {
    case exception::none:
        return lowest_priority;
    case exception::nmi:
        return -2;
    case exception::hard_fault:
        return -1;
    default:
        return state_.priority[number];
    }
}

void Nvic::activate(unsigned number) {
    state_.pending &= ~bit(number);
    state_.active |= bit(number);
}

void Nvic::deactivate(unsigned number) {
    state_.active &= ~bit(number);
    sample_line(number);
}

} // namespace sim::cpu::armv6m
