#include "peripherals/devices/exponential.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace peripherals::devices;

TEST_CASE("Exponential: agrees with the C library's to 13 digits, and with its own inverse") {
    for (double x = -20; x <= 20; x += 0.37) {
        CAPTURE(x);
        CHECK(std::abs(exponential(x) / std::exp(x) - 1) < 1e-13);
        CHECK(std::abs(natural_logarithm(exponential(x)) - x) < 1e-12);
    }
    CHECK(exponential(0) == 1);
    CHECK(natural_logarithm(1) == 0);
    CHECK(std::abs(natural_logarithm(1e-4) - std::log(1e-4)) < 1e-12);
}
