#pragma once

#include <cstdint>

namespace peripherals::nrf51 {

/// Bits that look random and depend on nothing but `seed` and `number`: a 64-bit finaliser (xor and shift,
/// multiply).
constexpr std::uint64_t hash(std::uint64_t seed, std::uint64_t number) {
    std::uint64_t mixed = seed + (number + 1) * 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31);
}

} // namespace peripherals::nrf51
