#include "peripherals/devices/bme280_calibration.h"

#include <algorithm>

namespace peripherals::devices::bme280 {

namespace {

constexpr std::int64_t highest_humidity = 419'430'400; // 100 % before the formula's last shift

std::int64_t distance(std::int64_t a, std::int64_t b) {
    return a < b ? b - a : a - b;
}

/// The number from `low` to `high` for which `rising` comes nearest to `wanted`.
template <class Function>
std::int64_t invert(std::int64_t low, std::int64_t high, std::int64_t wanted, Function rising) {
    while (high - low > 1) {
        const std::int64_t middle = (low + high) / 2;
        (rising(middle) < wanted ? low : high) = middle;
    }
    return distance(rising(low), wanted) < distance(rising(high), wanted) ? low : high;
}

} // namespace

std::int64_t Calibration::temperature(std::int64_t raw) const {
    const std::int64_t first = ((raw >> 3) - 2 * t1) * t2 >> 11;
    const std::int64_t from_middle = (raw >> 4) - t1;
    return first + ((from_middle * from_middle >> 12) * t3 >> 14);
}

std::int64_t Calibration::pressure(std::int64_t raw, std::int64_t t_fine) const {
    const auto& [p2, p3, p4, p5, p6, p7, p8, p9] = p2_to_p9;
    const std::int64_t warmth = t_fine - 128'000; // over 25 degC
    const std::int64_t offset = warmth * warmth * p6 + warmth * p5 * (1LL << 17) + p4 * (1LL << 35);
    const std::int64_t span = (warmth * warmth * p3 >> 8) + warmth * p2 * (1LL << 12);
    const std::int64_t scale = ((1LL << 47) + span) * p1 >> 33;
    if (scale == 0) {
        return 0;
    }
    const std::int64_t linear = (((1'048'576 - raw) << 31) - offset) * 3125 / scale;
    const std::int64_t square = p9 * (linear >> 13) * (linear >> 13) >> 25;
    return ((linear + square + (p8 * linear >> 19)) >> 8) + p7 * 16LL;
}

std::int64_t Calibration::unlimited_humidity(std::int64_t raw, std::int64_t t_fine) const {
    const std::int64_t warmth = t_fine - 76'800; // over 15 degC
    const std::int64_t signal = (raw * (1LL << 14) - h4 * (1LL << 20) - h5 * warmth + 16'384) >> 15;
    const std::int64_t drift = (warmth * h6 >> 10) * ((warmth * h3 >> 11) + 32'768) >> 10;
    const std::int64_t linear = signal * (((drift + 2'097'152) * h2 + 8192) >> 14);
    return linear - (((linear >> 15) * (linear >> 15) >> 7) * h1 >> 4);
}

std::int64_t Calibration::humidity(std::int64_t raw, std::int64_t t_fine) const {
    return std::clamp<std::int64_t>(unlimited_humidity(raw, t_fine), 0, highest_humidity) >> 12;
}

std::int64_t Calibration::raw_temperature(std::int64_t mc) const {
    return invert(0, 0xfffff, mc * 5120 / 1000, [this](std::int64_t raw) { return temperature(raw); });
}

std::int64_t Calibration::raw_pressure(std::int64_t pa, std::int64_t t_fine) const {
    // The formula falls; beyond these it leaves 64 bits.
    return 0xfffff - invert(0x0ffff, 0xeffff, pa * 256, [this, t_fine](std::int64_t inverse) {
               return pressure(0xfffff - inverse, t_fine);
           });
}

std::int64_t Calibration::raw_humidity(std::int64_t permille, std::int64_t t_fine) const {
    return invert(0, 0xffff, permille * highest_humidity / 1000,
                  [this, t_fine](std::int64_t raw) { return unlimited_humidity(raw, t_fine); });
}

std::uint8_t Calibration::byte(std::uint8_t address) const {
    std::array<std::uint16_t, 12> words = {t1, static_cast<std::uint16_t>(t2), static_cast<std::uint16_t>(t3),
                                           p1};
    std::transform(p2_to_p9.begin(), p2_to_p9.end(), words.begin() + 4,
                   [](std::int16_t word) { return static_cast<std::uint16_t>(word); });
    const unsigned offset = address - 0x88U;
    if (offset < 2 * words.size()) { // words, the low byte first
        return static_cast<std::uint8_t>(words[offset / 2] >> 8 * (offset % 2));
    }
    const std::array<int, 7> others = {
        h2, h2 >> 8, h3, h4 >> 4, (h4 & 0x0f) | (h5 & 0x0f) << 4, h5 >> 4, h6,
    };
    const unsigned other = address - 0xe1U;
    return static_cast<std::uint8_t>(address == 0xa1 ? h1 : other < others.size() ? others[other] : 0);
}

} // namespace peripherals::devices::bme280
