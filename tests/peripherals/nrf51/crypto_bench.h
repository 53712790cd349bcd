#pragma once

#include "sim/core/memory.h"
#include "tests/peripherals/nrf51/bench.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tests::nrf51 {

/// A bench with RAM that peripherals' pointers reach.
struct CryptoBench : Bench {
    static constexpr std::uint32_t ram_base = 0x20000000;

    sim::core::Memory ram{0x1000, sim::core::Memory::Kind::Ram};

    CryptoBench() {
        machine.bus().map(
            {.base = ram_base, .size = ram.size(), .device = &ram, .name = "RAM", .lanes = true});
    }
    static std::uint8_t digit(char c) { return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10); }
    /// Bytes as pairs of digits.
    void store(std::uint32_t offset, std::string_view hex) {
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
            bytes.push_back(static_cast<std::uint8_t>(digit(hex[i]) << 4 | digit(hex[i + 1])));
        }
        ram.load(offset, bytes);
    }
    std::string load(std::uint32_t offset, std::uint32_t count) {
        constexpr std::string_view digits = "0123456789abcdef";
        std::string hex;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint8_t byte = ram.bytes()[offset + i];
            hex += digits[byte >> 4];
            hex += digits[byte & 15];
        }
        return hex;
    }
};

} // namespace tests::nrf51
