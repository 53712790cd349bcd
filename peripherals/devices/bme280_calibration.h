#pragma once

#include <array>
#include <cstdint>

namespace peripherals::devices::bme280 {

/// Trimming parameters as one chip has them (BME280 datasheet, "Trimming parameter readout"), and what
/// firmware makes of raw values with them ("Compensation formulas", those in integers).
struct Calibration {
    std::uint16_t t1;
    std::int16_t t2;
    std::int16_t t3;
    std::uint16_t p1;
    std::array<std::int16_t, 8> p2_to_p9;
    std::uint8_t h1;
    std::int16_t h2;
    std::uint8_t h3;
    std::int16_t h4;
    std::int16_t h5;
    std::int8_t h6;

    /// 1/5120 degC ("t_fine").
    std::int64_t temperature(std::int64_t raw) const;
    /// 1/256 Pa.
    std::int64_t pressure(std::int64_t raw, std::int64_t t_fine) const;
    /// 1/1024 %.
    std::int64_t humidity(std::int64_t raw, std::int64_t t_fine) const;

    /// The raw value of 20 bits, of 16 for humidity, for which the above come nearest.
    std::int64_t raw_temperature(std::int64_t mc) const;
    std::int64_t raw_pressure(std::int64_t pa, std::int64_t t_fine) const;
    std::int64_t raw_humidity(std::int64_t permille, std::int64_t t_fine) const;

    /// The byte at 0x88 to 0xa1 or 0xe1 to 0xf0.
    std::uint8_t byte(std::uint8_t address) const;

private:
    std::int64_t unlimited_humidity(std::int64_t raw, std::int64_t t_fine) const;
};

// For temperature and pressure those of the example in the BMP280's datasheet; for humidity usual ones
// (Estimate).
inline constexpr Calibration calibration = {
    .t1 = 27'504,
    .t2 = 26'435,
    .t3 = -1000,
    .p1 = 36'477,
    .p2_to_p9 = {-10'685, 3024, 2855, 140, -7, 15'500, -14'600, 6000},
    .h1 = 75,
    .h2 = 362,
    .h3 = 0,
    .h4 = 313,
    .h5 = 50,
    .h6 = 30,
};

} // namespace peripherals::devices::bme280
