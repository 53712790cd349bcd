#include "peripherals/rp2040/rtc_date.h"

namespace peripherals::rp2040 {

namespace {
constexpr std::uint32_t seconds_per_day = 86'400;
constexpr std::uint32_t last_year = 4'095;

std::uint32_t days_in(std::uint32_t month, bool leap_year) {
    switch (month) {
    case 2:
        return leap_year ? 29 : 28;
    case 4:
    case 6:
    case 9:
    case 11:
        return 30;
    default:
        return 31;
    }
}
} // namespace

void RtcDate::advance(std::int64_t seconds, bool leap_years) {
    // Values that no clock shows count on to their ends, one second after the other.
    while (seconds > 0 && (hour > 23 || min > 59 || sec > 59)) {
        next_second(leap_years);
        --seconds;
    }
    if (seconds <= 0) {
        return;
    }
    const std::int64_t total = hour * 3'600 + min * 60 + sec + seconds;
    for (std::int64_t days = total / seconds_per_day; days > 0; --days) {
        next_day(leap_years);
    }
    const auto of_day = static_cast<std::uint32_t>(total % seconds_per_day);
    hour = of_day / 3'600;
    min = of_day / 60 % 60;
    sec = of_day % 60;
}

void RtcDate::next_second(bool leap_years) {
    if (++sec < 60) {
        return;
    }
    sec = 0;
    if (++min < 60) {
        return;
    }
    min = 0;
    if (++hour < 24) {
        return;
    }
    hour = 0;
    next_day(leap_years);
}

void RtcDate::next_day(bool leap_years) {
    dotw = dotw >= 6 ? 0 : dotw + 1;
    if (day < days_in(month, leap_years && year % 4 == 0)) {
        ++day;
        return;
    }
    day = 1;
    if (month < 12) {
        ++month;
        return;
    }
    month = 1;
    year = year == last_year ? 0 : year + 1;
}

} // namespace peripherals::rp2040
