#include "peripherals/rp2040/dma_sniffer.h"

#include <bit>

namespace peripherals::rp2040::dma {

namespace {

constexpr std::uint32_t crc32_polynomial = 0x04c11db7; // IEEE 802.3
constexpr std::uint32_t crc16_polynomial = 0x1021;     // CCITT

// A CRC of `width` bits, bit by bit, over the `bits` low bits of `data` from the top down.
std::uint32_t crc(std::uint32_t accumulator, std::uint32_t polynomial, unsigned width, std::uint32_t data,
                  unsigned bits) {
    const std::uint32_t top = 1U << (width - 1);
    while (bits-- > 0) {
        const bool feedback = ((accumulator & top) != 0) != ((data >> bits & 1) != 0);
        accumulator = accumulator << 1 ^ (feedback ? polynomial : 0);
    }
    return width == 32 ? accumulator : accumulator & ((1U << width) - 1);
}

} // namespace

std::uint32_t reverse_bits(std::uint32_t value) {
    value = (value >> 1 & 0x55555555) | (value & 0x55555555) << 1;
    value = (value >> 2 & 0x33333333) | (value & 0x33333333) << 2;
    value = (value >> 4 & 0x0f0f0f0f) | (value & 0x0f0f0f0f) << 4;
    return reverse_bytes(value, 4);
}

std::uint32_t reverse_bytes(std::uint32_t value, unsigned bytes) {
    switch (bytes) {
    case 4:
        return value >> 24 | (value >> 8 & 0xff00) | (value & 0xff00) << 8 | value << 24;
    case 2:
        return (value >> 8 & 0xff) | (value & 0xff) << 8;
    default:
        return value;
    }
}

std::uint32_t accumulate(Calculation calculation, std::uint32_t accumulator, std::uint32_t data,
                         unsigned bytes) {
    const unsigned bits = 8 * bytes;
    const std::uint32_t reversed = reverse_bits(data) >> (32 - bits);
    switch (calculation) {
    case Calculation::Crc32:
        return crc(accumulator, crc32_polynomial, 32, data, bits);
    case Calculation::Crc32Reversed:
        return crc(accumulator, crc32_polynomial, 32, reversed, bits);
    case Calculation::Crc16:
        return crc(accumulator, crc16_polynomial, 16, data, bits);
    case Calculation::Crc16Reversed:
        return crc(accumulator, crc16_polynomial, 16, reversed, bits);
    case Calculation::Parity:
        return accumulator ^ static_cast<std::uint32_t>(std::popcount(data) & 1);
    case Calculation::Sum:
        return accumulator + data;
    }
    return accumulator;
}

} // namespace peripherals::rp2040::dma
