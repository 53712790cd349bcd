#pragma once

#include <cstdint>
#include <string>

// What clock chips count in: two decimal digits a byte.
namespace peripherals::devices {

inline unsigned from_bcd(std::uint8_t bcd) {
    return (bcd >> 4) * 10U + (bcd & 15U);
}

/// Adds one to a number in BCD; true when it passes `last` and becomes `first`.
inline bool count_bcd(std::uint8_t& bcd, unsigned first, unsigned last) {
    const unsigned value = from_bcd(bcd);
    const bool carry = value >= last;
    const unsigned next = carry ? first : value + 1;
    bcd = static_cast<std::uint8_t>(next / 10 << 4 | next % 10);
    return carry;
}

inline std::string bcd_text(unsigned bcd) {
    constexpr char digits[] = "0123456789abcdef";
    return {digits[bcd >> 4 & 15], digits[bcd & 15]};
}

/// Years that four divides are leap years, which is right from 1901 to 2099. A month that is none has 31.
inline unsigned days_of_month(std::uint8_t month_bcd, std::uint8_t year_bcd) {
    constexpr unsigned days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const unsigned month = from_bcd(month_bcd);
    if (month < 1 || month > 12) {
        return 31;
    }
    return days[month - 1] + (month == 2 && from_bcd(year_bcd) % 4 == 0 ? 1 : 0);
}

} // namespace peripherals::devices
