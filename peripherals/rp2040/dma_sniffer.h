#pragma once

#include <cstdint>

namespace peripherals::rp2040::dma {

/// What the sniffer accumulates: SNIFF_CTRL.CALC.
enum class Calculation : std::uint8_t {
    Crc32 = 0x0,
    Crc32Reversed = 0x1,
    Crc16 = 0x2,
    Crc16Reversed = 0x3,
    Parity = 0xe,
    Sum = 0xf
};

/// The bits of `value` in reverse order.
std::uint32_t reverse_bits(std::uint32_t value);
/// The low `bytes` (1, 2 or 4) of `value` in reverse order.
std::uint32_t reverse_bytes(std::uint32_t value, unsigned bytes);

/// The accumulator after `bytes` (1, 2 or 4) of `data`, whose most significant bit goes first into a CRC.
/// CRC-16 lives in the low half. A reserved calculation changes nothing.
std::uint32_t accumulate(Calculation calculation, std::uint32_t accumulator, std::uint32_t data,
                         unsigned bytes);

} // namespace peripherals::rp2040::dma
