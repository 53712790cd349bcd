#pragma once

#include <cstdint>

namespace peripherals::rp2040 {

/// Date and time as the RTC counts them. Every fourth year is a leap year, or none.
struct RtcDate {
    std::uint32_t year = 0;  // 0 to 4095
    std::uint32_t month = 0; // 1 to 12
    std::uint32_t day = 0;   // 1 to 31
    std::uint32_t dotw = 0;  // day of the week, 0 is Sunday
    std::uint32_t hour = 0;
    std::uint32_t min = 0;
    std::uint32_t sec = 0;

    void advance(std::int64_t seconds, bool leap_years);

private:
    void next_second(bool leap_years);
    void next_day(bool leap_years);
};

} // namespace peripherals::rp2040
