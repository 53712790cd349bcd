// What a core says when it can go no further.

#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/cpu/armv6m/core.h"

#include <cstdio>
#include <optional>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr unsigned searched_words = 256;
constexpr unsigned most_calls = 16;
constexpr unsigned shown_words = 8;
constexpr std::uint32_t exception_return = 0xfffffff0;

std::string hex(std::uint32_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%08x", value);
    return text;
}

} // namespace

std::optional<std::uint32_t> Core::peek_word(std::uint32_t address) const {
    const CodeWindow* window = open_window(address);
    if (window == nullptr || (address & 3) != 0) {
        return std::nullopt;
    }
    return window->window().memory->peek(window->memory_offset(address));
}

// Whether a BL or BLX stands before `address`: what is on a stack may be a return address then.
bool Core::is_call_before(std::uint32_t address) const {
    const CodeWindow* window = open_window(address - 4);
    if ((address & 1) == 0 || window == nullptr || !window->contains(address - 1)) {
        return false;
    }
    const std::uint32_t offset = window->memory_offset(address - 1 - 4);
    const std::uint32_t words = window->window().memory->peek(offset);
    const std::uint32_t first = words & 0xffff;
    const std::uint32_t second = words >> 16;
    const bool is_bl = (first & 0xf800) == 0xf000 && (second & 0xd000) == 0xd000;
    const bool is_blx = (second & 0xff87) == 0x4780;
    return is_bl || is_blx;
}

std::string Core::backtrace() const {
    std::string text;
    std::uint32_t sp = state_.r[13];
    if (state_.r[14] >= exception_return) {
        const std::uint32_t frame = stack_pointer((state_.r[14] & 4) != 0);
        const auto lr = peek_word(frame + 20);
        const auto pc = peek_word(frame + 24);
        if (lr && pc) {
            text += "\n  interrupted at pc=" + hex(*pc) + " lr=" + hex(*lr);
            sp = frame + 32;
        }
    } else if (is_call_before(state_.r[14])) {
        text += "\n  called from " + hex((state_.r[14] & ~1U) - 4);
    }
    unsigned calls = 0;
    for (unsigned i = 0; i < searched_words && calls < most_calls; ++i) {
        const auto word = peek_word(sp + 4 * i);
        if (!word) {
            break;
        }
        if (is_call_before(*word)) {
            text +=
                "\n  perhaps called from " + hex((*word & ~1U) - 4) + " (stack at " + hex(sp + 4 * i) + ")";
            ++calls;
        }
    }
    return text;
}

std::string Core::lockup_text() const {
    std::string text = "lockup of " + name() + ": pc=" + hex(state_.r[15]) + " lr=" + hex(state_.r[14]) +
                       " sp=" + hex(state_.r[13]) + ", " + std::string(fault_.cause) + " (address " +
                       hex(fault_.address) + ") while exception " + std::to_string(state_.exception) +
                       " was active";
    if (!first_fault_.cause.empty()) {
        text += "\n  HardFault before: " + std::string(first_fault_.cause) + " (address " +
                hex(first_fault_.address) + ") at pc=" + hex(first_fault_.pc);
    }
    for (unsigned i = 0; i < 13; ++i) {
        text += (i % 4 == 0 ? "\n  r" : "  r") + std::to_string(i) + "=" + hex(state_.r[i]);
    }
    text += "  xpsr=" + hex(xpsr()) + "\n  stack:";
    for (unsigned i = 0; i < shown_words; ++i) {
        if (const auto word = peek_word(state_.r[13] + 4 * i)) {
            text += " " + hex(*word);
        }
    }
    return text + backtrace();
}

void Core::lock_up() {
    state_.locked_up = true;
    state_.entering = false;
    fault_.pc = state_.r[15];
    stop(StopCause::Lockup, state_.r[15], lockup_text());
    lockup_event_.arm(clock_.time_of(present_edge() + 1));
}

void Core::end_lockup() {
    state_.locked_up = false;
    lockup_event_.disarm();
    lockup_.set(false);
}

} // namespace sim::cpu::armv6m
