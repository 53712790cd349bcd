#pragma once

#include <cstdint>

namespace sim::cpu::armv6m {

/// What the interpreter has handlers for (opcodes.def).
enum class Operation : std::uint8_t {
#define OPERATION(name, text) name,
#include "sim/cpu/armv6m/opcodes.def"
    Count
};

/// One decoded instruction, eight bytes for each half-word of code. What `a`, `b`, `c` and `imm` are depends
/// on the operation: register numbers, values, distances.
struct Slot {
    std::uint8_t operation = 0; // an Operation
    std::uint8_t a = 0;
    std::uint8_t b = 0;
    std::uint8_t c = 0;
    std::uint32_t imm = 0;
};
static_assert(sizeof(Slot) == 8);

/// True if `half_word` is the first of two.
constexpr bool is_wide(std::uint16_t half_word) {
    return half_word >= 0xe800;
}

/// Decodes the instruction at `address`; `second` is the half-word behind it. Branches have their target in
/// `imm` as an address, LdrLiteral the address of its word: the code store makes places of them.
Slot decode(std::uint32_t address, std::uint16_t first, std::uint16_t second);

} // namespace sim::cpu::armv6m
