#include "peripherals/devices/strain_bridge.h"

#include <cstddef>
#include <iterator>

namespace peripherals::devices {

using namespace sim::core;

namespace {

constexpr std::int64_t reference_c = 25;
constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t mg_per_g = 1000;

// Estimate: what a scale feels of a cat's visit, in thousandths of its mass; straight lines in between.
struct Moment {
    std::int64_t at_ms;
    std::int64_t permille;
};
constexpr Moment visit[] = {
    {0,      0   }, // two paws, then four
    {400,    550 },
    {900,    520 },
    {1300,   1080},
    {1800,   1000},
    {6000,   1000},
    {6300,   1120}, // digs
    {6600,   900 },
    {6900,   1100},
    {7200,   880 },
    {7500,   1120},
    {7800,   900 },
    {8100,   1000},
    {30'000, 1000}, // sits
    {30'300, 1100}, // covers it up
    {30'600, 900 },
    {30'900, 1100},
    {31'200, 920 },
    {31'500, 1000},
    {38'000, 1000},
    {38'400, 480 }, // leaves
    {38'900, 520 },
    {39'300, 0   },
};

std::int64_t visitor_permille(Time since_start) {
    const std::int64_t us = since_start / ps_per_us;
    for (std::size_t i = 1; i < std::size(visit); ++i) {
        const Moment& from = visit[i - 1];
        const Moment& to = visit[i];
        if (us < to.at_ms * 1000) {
            return from.permille + muldiv(to.permille - from.permille, us - from.at_ms * 1000,
                                          (to.at_ms - from.at_ms) * 1000);
        }
    }
    return 0;
}

/// 64 bits that look random and depend on nothing but `seed` and `number`.
std::uint64_t hash(std::uint64_t seed, std::uint64_t number) {
    std::uint64_t mixed = seed + (number + 1) * 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebU;
    return mixed ^ mixed >> 31;
}

constexpr std::int64_t sigma = std::int64_t{1} << 32;

/// A normal distribution: the sum of twelve even ones, each of the variance 1/12.
std::int64_t gaussian(std::uint64_t seed, std::uint64_t number) {
    std::int64_t sum = -6 * sigma;
    for (std::uint64_t i = 0; i < 6; ++i) {
        const std::uint64_t bits = hash(seed, number * 6 + i);
        sum += static_cast<std::int64_t>(bits >> 32) + static_cast<std::int64_t>(bits & 0xffff'ffff);
    }
    return sum;
}

} // namespace

void StrainBridge::start_visit(std::int64_t grams, Time now) {
    visitor_g_ = grams;
    visit_since_ = now;
}

std::int64_t StrainBridge::mass_mg(Time now) const {
    return mass_g_ * mg_per_g + visitor_g_ * visitor_permille(now - visit_since_);
}

std::int64_t StrainBridge::picovolts_per_volt(Time now) const {
    if (broken_) {
        return 0;
    }
    const std::int64_t warmer_c = temperature_c_ - reference_c;
    const std::int64_t zero =
        config_.zero_uv_per_v * million + config_.zero_drift_nv_per_v_per_c * 1000 * warmer_c;
    const std::int64_t rated = config_.rated_uv_per_v * (million + config_.span_drift_ppm_per_c * warmer_c);
    return zero + muldiv(mass_mg(now), rated, config_.capacity_g * mg_per_g);
}

std::int64_t StrainBridge::noise_picovolts(std::uint64_t number, std::int64_t root_permille) const {
    return muldiv(noise_nv_ * root_permille, gaussian(config_.seed, number), sigma);
}

} // namespace peripherals::devices
