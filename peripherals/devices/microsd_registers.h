#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace peripherals::devices::microsd {

using Register16 = std::array<std::uint8_t, 16>;

/// Of a command: x^7 + x^3 + 1.
std::uint8_t crc7(std::span<const std::uint8_t> bytes);
/// Of a block of data: CCITT, x^16 + x^12 + x^5 + 1.
std::uint16_t crc16(std::span<const std::uint8_t> bytes);

/// Card-specific data: version 2.0 for high capacity, else 1.0. `sectors` fit it (`fits`).
Register16 csd(std::uint32_t sectors, bool high_capacity);
/// Card identification.
Register16 cid(std::uint32_t serial);
/// SD configuration: physical layer 3.0, both widths, erased bytes are zero.
std::array<std::uint8_t, 8> scr(bool high_capacity);

/// Whether a card of that kind can have that size: whole units of 512 KiB, up to 2 GiB or 2 TiB.
bool fits(std::uint64_t bytes, bool high_capacity);

} // namespace peripherals::devices::microsd
