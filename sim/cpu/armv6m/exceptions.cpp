// Exception entry and return (ARMv6-M Architecture Reference Manual, B1.5).

#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/core/trace.h"
#include "sim/cpu/armv6m/core.h"
#include "sim/cpu/armv6m/timing.h"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr std::uint32_t to_handler = 0xfffffff1;
constexpr std::uint32_t to_thread_main = 0xfffffff9;
constexpr std::uint32_t to_thread_process = 0xfffffffd;
constexpr std::uint32_t frame_bytes = sizeof(Core::ExceptionFrame);
constexpr unsigned frame_words = frame_bytes / 4;
constexpr std::uint32_t frame_padded = 1U << 9; // of the stacked xPSR: 4 bytes were skipped

} // namespace

int Core::execution_priority() const {
    const int active = nvic_.active_priority();
    return state_.primask ? std::min(active, 0) : active;
}

bool Core::push_frame(std::uint32_t address, const ExceptionFrame& words) {
    if (std::uint8_t* const bytes = ram_words(address, frame_words)) {
        std::memcpy(bytes, words.data(), sizeof words);
        forget_words(address, frame_words);
        return true;
    }
    const Begun begun(*this);
    bool done = true;
    for (unsigned i = 0; i < frame_words && done; ++i) {
        done = store(address + 4 * i, 4, words[i]) != Outcome::Fault;
    }
    return done;
}

bool Core::pop_frame(std::uint32_t address, ExceptionFrame& words) {
    if (const std::uint8_t* const bytes = ram_words(address, frame_words)) {
        std::memcpy(words.data(), bytes, sizeof words);
        return true;
    }
    const Begun begun(*this);
    bool done = true;
    for (unsigned i = 0; i < frame_words && done; ++i) {
        done = load(address + 4 * i, 4, words[i]) == Outcome::Done;
    }
    return done;
}

void Core::begin_exception() {
    const std::uint32_t sp = state_.r[13];
    const std::uint32_t frame = (sp - frame_bytes) & ~7U;
    const std::uint32_t padded = (sp & 4) != 0 ? frame_padded : 0;
    const ExceptionFrame words = {state_.r[0],  state_.r[1],  state_.r[2],  state_.r[3],
                                  state_.r[12], state_.r[14], state_.r[15], xpsr() | padded};
    if (state_.exception != 0) {
        state_.return_value = to_handler;
    } else {
        state_.return_value = state_.process_stack ? to_thread_process : to_thread_main;
    }
    state_.r[13] = frame;
    if (!push_frame(frame, words)) {
        fault_in_exception("the stack of an exception", nvic_.next());
        return;
    }
    // Wait states were charged with the words.
    charge(timing::stacking);
    state_.entering_for = nvic_.next();
    state_.entering = true;
}

// An exception cannot be entered or left: HardFault takes its place, or the core locks up.
void Core::fault_in_exception(std::string_view what, unsigned number) {
    fault_.pc = state_.r[15];
    fault_.cause = what;
    if (number == exception::hard_fault || number == exception::nmi || nvic_.active_priority() < 0) {
        lock_up();
        return;
    }
    tell_fault();
    nvic_.set_pending(exception::hard_fault);
    state_.entering = true;
    state_.entering_for = exception::hard_fault;
    charge(timing::stacking);
}

void Core::take_vector() {
    const unsigned next = nvic_.next();
    const bool still = next != exception::none && nvic_.priority(next) < execution_priority();
    const unsigned number = still ? next : state_.entering_for;
    std::uint32_t vector = 0;
    const Begun begun(*this);
    const Outcome outcome = load(system_control_.vector_table() + 4 * number, 4, vector);
    state_.entering = false;
    if (outcome == Outcome::Abandon) {
        return;
    }
    if (outcome == Outcome::Fault) {
        fault_in_exception("the vector of an exception", number);
        return;
    }
    nvic_.activate(number);
    trace().record(clock_.time_of(state_.edge), instance(), TraceKind::InterruptEntry, number);
    select_stack(false);
    state_.exception = number;
    state_.r[14] = state_.return_value;
    state_.thumb = (vector & 1) != 0;
    state_.event = true;
    charge(std::int64_t{model_.exception_entry} - timing::stacking);
    update_attention();
    update_checks();
    branch_to(vector & ~1U);
}

void Core::return_from_exception(std::uint32_t value) {
    const unsigned number = state_.exception;
    trace().record(clock_.time_of(state_.edge), instance(), TraceKind::InterruptExit, number);
    nvic_.deactivate(number);
    state_.event = true;
    update_checks();
    update_attention();
    const bool known = value == to_handler || value == to_thread_main || value == to_thread_process;
    if (!known) {
        fault_.address = value;
        state_.return_value = value | 0xf0000000;
        fault_in_exception("a return value of an exception", exception::none);
        return;
    }
    if (attention_) {
        state_.return_value = value;
        state_.entering_for = nvic_.next();
        state_.entering = true;
        charge(timing::tail_chaining);
        return;
    }
    if (!unstack(value)) {
        state_.return_value = value;
        fault_in_exception("the stack of an exception that returns", exception::none);
        return;
    }
    charge(timing::unstacking);
    update_attention();
    update_checks();
    branch_to(state_.r[15]);
    if (state_.exception == 0 && system_control_.sleep_on_exit()) {
        fall_asleep(Sleep::Interrupt);
    }
}

// False if the frame cannot be read, or does not fit the mode that is returned to.
bool Core::unstack(std::uint32_t value) {
    const bool process = value == to_thread_process;
    const std::uint32_t sp = process ? state_.other_sp : state_.r[13];
    ExceptionFrame words{};
    if (!pop_frame(sp, words)) {
        return false;
    }
    const std::uint32_t number = words[7] & 0x3f;
    if ((number != 0) != (value == to_handler)) {
        fault_.address = value;
        return false;
    }
    state_.exception = number;
    select_stack(process);
    state_.r[13] = (sp + frame_bytes) | ((words[7] & frame_padded) != 0 ? 4 : 0);
    std::copy_n(words.begin(), 4, state_.r.begin());
    state_.r[12] = words[4];
    state_.r[14] = words[5];
    state_.r[15] = words[6] & ~1U;
    set_flags(words[7]);
    state_.thumb = (words[7] >> 24 & 1) != 0;
    return true;
}

void Core::tell_fault() {
    char detail[16];
    std::snprintf(detail, sizeof detail, "0x%08x", fault_.pc);
    char text[160];
    std::snprintf(text, sizeof text, "HardFault: %.*s (address 0x%08x)",
                  static_cast<int>(fault_.cause.size()), fault_.cause.data(), fault_.address);
    report("cpu.hard_fault", text, detail);
}

// The instruction at r[15] cannot be executed.
void Core::raise_fault() {
    fault_.pc = state_.r[15];
    if (nvic_.active_priority() < 0) {
        lock_up();
        return;
    }
    scheduler().set_now(clock_.time_of(state_.edge));
    tell_fault();
    first_fault_ = fault_;
    nvic_.set_pending(exception::hard_fault);
    update_attention();
}

} // namespace sim::cpu::armv6m
