#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peripherals::devices {

/// What a part sends, as a board file describes it: bytes, and places that quantities and checksums take.
struct UartMessage {
    enum class Kind : std::uint8_t {
        Byte,         // `number`
        Decimal,      // of the quantity `number`, with `argument` digits behind a point
        QuantityByte, // byte `argument` of the quantity `number`, 0 the lowest
        NmeaChecksum, // two hexadecimal digits: all bytes behind the first one up to a '*', XORed
        SumChecksum,  // a byte that makes the sum of those behind the first one 0
        ModbusCrc,    // two bytes, the low one first, of all before
    };
    struct Item {
        Kind kind = Kind::Byte;
        std::size_t number = 0;
        unsigned argument = 0;
    };
    std::vector<Item> items;

    /// `quantities` as they are now.
    std::vector<std::uint8_t> bytes(std::span<const std::int64_t> quantities) const;
};

} // namespace peripherals::devices
