#pragma once

#include "tests/peers/unicorn/encodings.h"

#include <array>
#include <cstdint>
#include <optional>

/// A deterministic source of numbers (xorshift64*): the same sequence on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15U + 1) {}
    std::uint32_t word() {
        state_ ^= state_ >> 12;
        state_ ^= state_ << 25;
        state_ ^= state_ >> 27;
        return static_cast<std::uint32_t>(state_ * 0x2545f4914f6cdd1dU >> 32);
    }
    std::uint32_t below(std::uint32_t limit) {
        return static_cast<std::uint32_t>(std::uint64_t{word()} * limit >> 32);
    }
    bool one_in(std::uint32_t n) { return below(n) == 0; }

private:
    std::uint64_t state_;
};

/// Registers and memories that both processors start with.
struct CpuState {
    std::array<std::uint32_t, 16> r{}; // r13 is the stack pointer in use
    std::uint32_t other_sp = 0;
    std::uint32_t flags = 0; // NZCV in bits 31:28
    std::uint32_t primask = 0;
    std::uint32_t control = 0;
};

namespace layout {
inline constexpr std::uint32_t ram_base = 0x20000000;
inline constexpr std::uint32_t ram_bytes = 0x1000;
inline constexpr std::uint32_t code_base = 0x20010000; // can be read and run, not written
inline constexpr std::uint32_t code_bytes = 0x1000;
inline constexpr std::uint32_t vector_bytes = 0x1000; // at 0, likewise
inline constexpr std::uint32_t handler = code_base + code_bytes - 16;
} // namespace layout

/// One instruction: its encoding's number and its one or two half-words.
struct Instruction {
    unsigned encoding = 0;
    std::uint32_t bits = 0;
    bool wide = false;
};

/// Draws an instruction of encoding number `encoding`; nothing where the draw is one that the architecture
/// calls UNPREDICTABLE or that Unicorn is known to treat as another processor would.
std::optional<Instruction> draw_instruction(Random& random, unsigned encoding);

/// Draws a state in which `instruction` does something worth comparing: mostly valid addresses in its base
/// registers, any value elsewhere.
CpuState draw_state(Random& random);
void aim(Random& random, const Instruction& instruction, CpuState& state);
