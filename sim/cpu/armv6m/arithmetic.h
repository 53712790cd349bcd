#pragma once

#include "sim/cpu/armv6m/code_store.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

/// What handlers of the interpreter compute with: no state of the core.
namespace sim::cpu::armv6m {

template <class Type> Type read_as(const std::uint8_t* bytes) {
    Type value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

// Address of the first slot of the line of the cache that `slot` is in.
inline std::uintptr_t line_of(const Slot* slot) {
    return reinterpret_cast<std::uintptr_t>(slot) &
           ~std::uintptr_t{CodeWindow::line_slots * sizeof(Slot) - 1};
}

inline bool begins_line(const Slot* slot) {
    return line_of(slot) == reinterpret_cast<std::uintptr_t>(slot);
}

template <class Type> constexpr unsigned log2_size = std::countr_zero(sizeof(Type));

template <class Type> constexpr std::uint32_t extend(Type value) {
    return static_cast<std::uint32_t>(static_cast<std::int32_t>(value));
}

// Index of an aligned item at `offset`, or a number beyond all limits if it is not aligned.
template <class Type> constexpr std::uint32_t item_index(std::uint32_t offset) {
    return std::rotr(offset, static_cast<int>(log2_size<Type>));
}

struct Shifted {
    std::uint32_t value;
    std::uint32_t carry;
};

// Shifts by a register: `amount` is its low byte, and 0 leaves the carry.
constexpr Shifted shift_left(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::uint64_t wide = amount > 32 ? 0 : std::uint64_t{value} << amount;
    return {static_cast<std::uint32_t>(wide), static_cast<std::uint32_t>(wide >> 32 & 1)};
}

constexpr Shifted shift_right(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::uint64_t wide = amount > 32 ? 0 : (std::uint64_t{value} << 1) >> amount;
    return {static_cast<std::uint32_t>(wide >> 1), static_cast<std::uint32_t>(wide & 1)};
}

constexpr Shifted shift_right_signed(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::int64_t wide = std::int64_t{static_cast<std::int32_t>(value)} * 2 >> std::min(amount, 33U);
    return {static_cast<std::uint32_t>(wide >> 1), static_cast<std::uint32_t>(wide & 1)};
}

constexpr Shifted rotate_right(std::uint32_t value, std::uint32_t amount, std::uint32_t carry) {
    if (amount == 0) {
        return {value, carry};
    }
    const std::uint32_t result = std::rotr(value, static_cast<int>(amount & 31));
    return {result, result >> 31};
}

// Registers of a list, from and to words that lie one behind the other; gives the first byte behind them.
inline const std::uint8_t* load_list(std::uint32_t* r, std::uint32_t list, const std::uint8_t* bytes) {
    for (; list != 0; list &= list - 1, bytes += 4) {
        std::memcpy(&r[std::countr_zero(list)], bytes, 4);
    }
    return bytes;
}

inline void store_list(const std::uint32_t* r, std::uint32_t list, std::uint8_t* bytes) {
    for (; list != 0; list &= list - 1, bytes += 4) {
        std::memcpy(bytes, &r[std::countr_zero(list)], 4);
    }
}

} // namespace sim::cpu::armv6m
