// Where code comes from and where it goes on; the way into the interpreter's loop and out of it.

#include "sim/cpu/armv6m/core.h"

#include <algorithm>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr std::int64_t longest_run = 1 << 19; // cycles, so that instructions fit in 20 bits
constexpr std::uint32_t first_exception_return = 0xf0000000;

} // namespace

// Prepares to run the code at r[15].
Core::Outcome Core::enter_code() {
    const std::uint32_t pc = state_.r[15];
    if (!state_.thumb) {
        return fault("an instruction in ARM state, which the core has not", pc);
    }
    CodeWindow* window = fetch_.window;
    if (window == nullptr || !window->contains(pc)) {
        window = code_.find(pc);
        if (window == nullptr || !Mpu::default_executable(pc)) {
            fetch_ = {};
            return fault("an instruction where no code can be", pc);
        }
        fetch_.window = window;
        fetch_.slots = window->slots();
        fetch_.base = window->base();
        fetch_.half_words = window->size() / 2;
        fetch_.bytes = window->bytes();
        fetch_.memory_size = window->memory_size();
        fetch_.literal_limit = checked_ ? 0 : window->memory_size();
        fetch_.cache = window->window().cache;
    }
    if (!window->window().open) {
        // Flash whose read command was set up anew opens with the first read that the bus gets through.
        std::uint32_t word = 0;
        if (const Outcome outcome = load_from_bus(pc & ~3U, 4, word); outcome != Outcome::Done) {
            return outcome;
        }
        if (!window->window().open && fetch_.cache != nullptr) {
            fetch_.cache->open_to_code(pc - window->base());
        }
        if (!window->window().open) {
            return fault("an instruction in memory that is closed", pc);
        }
    }
    if (mpu_active_ && !mpu_.allows(pc, MpuAccess::Execute, privileged())) {
        return fault("an instruction that the MPU forbids", pc);
    }
    return Outcome::Done;
}

// Goes on at `address`, which may lie in another memory; the line of code there is fetched.
void Core::branch_to(std::uint32_t address) {
    state_.r[15] = address;
    const CodeWindow* window = open_window(address);
    if (window == nullptr || window->window().cache == nullptr) {
        state_.fetch_line = no_line;
        return;
    }
    const std::uint32_t line = address / CodeWindow::line_bytes;
    if (line != state_.fetch_line) {
        state_.fetch_line = line;
        charge(window->window().cache->read_rest(address - window->base()));
    }
}

void Core::exchange(std::uint32_t target) {
    if (state_.exception != 0 && target >= first_exception_return) {
        return_from_exception(target);
        return;
    }
    state_.thumb = (target & 1) != 0;
    branch_to(target & ~1U);
}

std::uint32_t Core::literal_address(const Slot* slot) const {
    const auto offset = static_cast<std::uint32_t>((slot - fetch_.slots) * 2);
    const std::uint32_t pc = fetch_.base + offset + 4;
    return (pc & ~3U) + 4U * fetch_.bytes[fetch_.window->memory_offset(fetch_.base + offset)];
}

bool Core::condition_holds(unsigned condition) const {
    const bool zero = static_cast<std::uint32_t>(state_.nz) == 0;
    const bool less = (state_.nz ^ static_cast<std::int32_t>(state_.overflow)) < 0;
    bool holds = false;
    switch (condition / 2) {
    case 0:
        holds = zero;
        break;
    case 1:
        holds = state_.carry != 0;
        break;
    case 2:
        holds = state_.nz < 0;
        break;
    case 3:
        holds = (state_.overflow >> 31) != 0;
        break;
    case 4:
        holds = state_.carry != 0 && !zero;
        break;
    case 5:
        holds = !less;
        break;
    default:
        holds = !zero && !less;
        break;
    }
    return holds == (condition % 2 == 0);
}

// The loop's `line` for the line that the core holds; 1 is no line.
std::uintptr_t Core::held_line() const {
    if (fetch_.cache == nullptr) {
        return 0;
    }
    const std::uint32_t offset = state_.fetch_line * CodeWindow::line_bytes - fetch_.base;
    if (state_.fetch_line == no_line || offset >= fetch_.half_words * 2) {
        return 1;
    }
    return reinterpret_cast<std::uintptr_t>(fetch_.slots + offset / 2);
}

void Core::hold_line(std::uintptr_t line) {
    if (fetch_.cache == nullptr || line == 1) {
        state_.fetch_line = no_line;
        return;
    }
    const auto slot =
        static_cast<std::uint32_t>((line - reinterpret_cast<std::uintptr_t>(fetch_.slots)) / sizeof(Slot));
    state_.fetch_line = (fetch_.base + slot * 2) / CodeWindow::line_bytes;
}

void Core::begin_loop() {
    limit_ = std::min(slice_limit_, state_.edge + longest_run);
    if (mpu_active_ || step_requested_) {
        limit_ = state_.edge + 1; // one instruction at a time
    }
    budget_ = (limit_ - state_.edge - 1) * budget_unit;
    in_loop_ = true;
}

void Core::end_loop() {
    const std::int64_t edge = present_edge();
    in_loop_ = false;
    state_.cycles += static_cast<std::uint64_t>(edge - state_.edge);
    state_.edge = edge;
    state_.instructions += static_cast<std::uint64_t>(budget_ & (budget_unit - 1));
}

} // namespace sim::cpu::armv6m
