#pragma once

#include <cmath>

namespace peripherals::devices {

/// e^x and its inverse from sums and products alone: those of C libraries differ in the last bit, and a trace
/// must not depend on one. Good to about 15 digits.

inline constexpr double ln_2 = 0.6931471805599453;

/// x > 0.
inline double natural_logarithm(double x) {
    int exponent = 0;
    double mantissa = std::frexp(x, &exponent); // both of these are exact
    if (mantissa < 0.75) {
        mantissa *= 2;
        --exponent;
    }
    const double s = (mantissa - 1) / (mantissa + 1);
    double sum = 0;
    double power = s;
    for (int i = 1; i < 40; i += 2) {
        sum += power / i;
        power *= s * s;
    }
    return 2 * sum + exponent * ln_2;
}

/// -700 < x < 700.
inline double exponential(double x) {
    const double doublings = std::floor(x / ln_2 + 0.5);
    const double rest = x - doublings * ln_2;
    double sum = 1;
    double term = 1;
    for (int i = 1; i < 20; ++i) {
        term *= rest / i;
        sum += term;
    }
    return std::ldexp(sum, static_cast<int>(doublings));
}

} // namespace peripherals::devices
