// The programmer's model: flags, stack pointers, special registers (ARMv6-M Architecture Reference Manual,
// B1.4).

#include "sim/cpu/armv6m/core.h"

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr std::uint32_t thumb_bit = 1U << 24;

// SYSm of MRS and MSR.
namespace special {
constexpr unsigned last_xpsr = 7;
constexpr unsigned msp = 8;
constexpr unsigned psp = 9;
constexpr unsigned primask = 16;
constexpr unsigned control = 20;
} // namespace special

// Order of Core::registers().
constexpr unsigned sp_register = 13;
constexpr unsigned pc_register = 15;
constexpr unsigned xpsr_register = 16;
constexpr unsigned msp_register = 17;
constexpr unsigned psp_register = 18;
constexpr unsigned primask_register = 19;
constexpr unsigned control_register = 20;

} // namespace

std::uint32_t Core::flags() const {
    const std::uint32_t n = state_.nz < 0 ? 1 : 0;
    const std::uint32_t z = static_cast<std::uint32_t>(state_.nz) == 0 ? 1 : 0;
    return n << 31 | z << 30 | state_.carry << 29 | (state_.overflow >> 31) << 28;
}

void Core::set_flags(std::uint32_t apsr) {
    const std::int64_t not_zero = (apsr >> 30 & 1) == 0 ? 1 : 0;
    state_.nz = (apsr >> 31) != 0 ? std::numeric_limits<std::int64_t>::min() | not_zero : not_zero;
    state_.carry = apsr >> 29 & 1;
    state_.overflow = apsr << 3 & 0x80000000;
}

std::uint32_t Core::xpsr() const {
    return flags() | (state_.thumb ? thumb_bit : 0) | state_.exception;
}

std::uint32_t Core::control() const {
    return (state_.unprivileged ? 1U : 0U) | (state_.process_stack ? 2U : 0U);
}

// In handler mode the stack pointer in use is the main one whatever SPSEL was.
void Core::set_control(std::uint32_t value) {
    state_.unprivileged = model_.unprivileged && (value & 1) != 0;
    if (state_.exception == 0) {
        select_stack((value & 2) != 0);
    }
}

void Core::select_stack(bool process) {
    if (process != state_.process_stack) {
        std::swap(state_.r[sp_register], state_.other_sp);
        state_.process_stack = process;
    }
}

std::uint32_t Core::stack_pointer(bool process) const {
    return process == state_.process_stack ? state_.r[sp_register] : state_.other_sp;
}

void Core::set_stack_pointer(bool process, std::uint32_t value) {
    (process == state_.process_stack ? state_.r[sp_register] : state_.other_sp) = value & ~3U;
}

std::uint32_t Core::special_register(unsigned number) const {
    if (number <= special::last_xpsr) {
        // Bit 0: IPSR, bit 1: EPSR, which reads as 0, bit 2: without APSR.
        return ((number & 1) != 0 ? state_.exception : 0) | ((number & 4) == 0 ? flags() : 0);
    }
    if (number == special::control) {
        return control();
    }
    if (!privileged()) {
        return 0;
    }
    switch (number) {
    case special::msp:
    case special::psp:
        return stack_pointer(number == special::psp);
    case special::primask:
        return state_.primask ? 1 : 0;
    default:
        return 0;
    }
}

void Core::set_special_register(unsigned number, std::uint32_t value) {
    if (number <= special::last_xpsr) {
        if ((number & 4) == 0) {
            set_flags(value);
        }
        return;
    }
    if (!privileged()) {
        return;
    }
    switch (number) {
    case special::msp:
    case special::psp:
        set_stack_pointer(number == special::psp, value);
        break;
    case special::primask:
        state_.primask = (value & 1) != 0;
        update_attention();
        break;
    case special::control:
        set_control(value);
        if (mpu_active_) {
            leave_after_instruction();
        }
        break;
    default:
        break;
    }
}

std::uint32_t Core::pc() const {
    return state_.r[pc_register];
}

std::vector<std::uint32_t> Core::registers() const {
    std::vector<std::uint32_t> values(state_.r.begin(), state_.r.end());
    values.insert(values.end(),
                  {xpsr(), stack_pointer(false), stack_pointer(true), state_.primask ? 1U : 0U, control()});
    return values;
}

void Core::set_register(unsigned number, std::uint32_t value) {
    if (state_.starting) { // what comes from the vector table must not overwrite it later
        state_.starting = false;
        begin_at(peek_word(0).value_or(0), peek_word(4).value_or(0));
    }
    switch (number) {
    case sp_register:
        state_.r[sp_register] = value & ~3U;
        break;
    case pc_register:
        state_.thumb = true;
        pass_breakpoint_ = no_breakpoint;
        branch_to(value & ~1U);
        break;
    case xpsr_register:
        set_flags(value);
        state_.thumb = (value & thumb_bit) != 0;
        break;
    case msp_register:
    case psp_register:
        set_stack_pointer(number == psp_register, value);
        break;
    case primask_register:
        state_.primask = (value & 1) != 0;
        update_attention();
        break;
    case control_register:
        set_control(value);
        break;
    default:
        if (number < sp_register + 2) {
            state_.r[number] = value;
        }
        break;
    }
}

void Core::inspect(Inspector& inspector) const {
    static constexpr const char* names[] = {"r0", "r1", "r2",   "r3",  "r4",  "r5",      "r6",
                                            "r7", "r8", "r9",   "r10", "r11", "r12",     "sp",
                                            "lr", "pc", "xpsr", "msp", "psp", "primask", "control"};
    const std::vector<std::uint32_t> values = registers();
    for (std::size_t i = 0; i < values.size(); ++i) {
        inspector.hex(names[i], values[i]);
    }
    const char* doing = state_.held ? "held in reset" : state_.locked_up ? "locked up" : "runs";
    inspector.text("state", state_.sleep == Sleep::Awake ? doing : "sleeps");
    inspector.number("instructions", static_cast<std::int64_t>(instructions()));
    inspector.number("cycles", static_cast<std::int64_t>(cycles()), "cycles");
    inspector.number("sleeping", static_cast<std::int64_t>(sleeping_cycles()), "cycles");
}

} // namespace sim::cpu::armv6m
