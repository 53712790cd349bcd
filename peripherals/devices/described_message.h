#pragma once

#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace peripherals::devices {

/// What a part sends, as a board file describes it: bytes, and places that quantities and checksums take.
struct DescribedMessage {
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

/// A number of the world that messages may tell, and a stimulus of this name.
struct MessageQuantity {
    std::string name;
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::int64_t initial = 0;
    std::string meaning;
};
inline constexpr std::size_t most_message_quantities = 16;

/// What a part says by itself, for the first time after one period.
struct PeriodicMessage {
    sim::core::Time every = 0;
    DescribedMessage message;
};

} // namespace peripherals::devices
