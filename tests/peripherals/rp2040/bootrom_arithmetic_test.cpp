#include "peripherals/rp2040/bootrom_arithmetic.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdint>

using namespace peripherals::rp2040::bootrom;

namespace {

constexpr std::uint32_t one = 0x3f800000;
constexpr std::uint32_t infinity = 0x7f800000;
constexpr std::uint32_t nan = 0x7fc00000;
constexpr std::uint32_t negative = 0x80000000;
constexpr std::uint32_t smallest = 0x00800000;
constexpr std::uint64_t wide_one = 0x3ff0000000000000;
constexpr std::uint64_t wide_infinity = 0x7ff0000000000000;
constexpr std::uint64_t wide_negative = 0x8000000000000000;

std::uint32_t single(Function function, std::uint32_t x, std::uint32_t y = 0) {
    Words r{x, y, 0, 0};
    perform_float(function, r);
    return r[0];
}

std::uint64_t wide(Function function, std::uint64_t x, std::uint64_t y = 0) {
    Words r{static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32), static_cast<std::uint32_t>(y),
            static_cast<std::uint32_t>(y >> 32)};
    perform_double(function, r);
    return join(r[0], r[1]);
}

/// Sum over the results of a function on 4096 arguments of every kind.
std::uint32_t sum_of_results(Function function, bool is_wide) {
    std::uint64_t state = 0x9e3779b97f4a7c15;
    const auto random = [&state] {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return static_cast<std::uint32_t>(state >> 16);
    };
    std::uint32_t sum = 0x811c9dc5;
    for (unsigned i = 0; i < 4096; ++i) {
        Words r{random(), random(), random(), random()};
        if (i % 2 == 0) { // numbers near 1 in both formats, and few places
            r = {0x3e000000 + r[0] % 0x3000000, 0x3fc00000 + r[1] % 0x600000, r[2] % 64,
                 0x3fc00000 + r[3] % 0x600000};
            r[1] = i % 4 == 0 ? r[1] : r[1] % 64;
        }
        (is_wide ? perform_double : perform_float)(function, r);
        for (const std::uint32_t word : r) {
            sum = (sum ^ word) * 0x01000193;
        }
    }
    return sum;
}

} // namespace

TEST_CASE("Boot ROM float: ordinary results") {
    CHECK(single(Function::Add, 0x3fc00000, 0x40100000) == 0x40700000);
    CHECK(single(Function::Sub, 0x3fc00000, 0x40100000) == 0xbf400000);
    CHECK(single(Function::Mul, 0x3fc00000, 0x40100000) == 0x40580000);
    CHECK(single(Function::Div, one, 0x40400000) == 0x3eaaaaab);
    CHECK(single(Function::Sqrt, 0x40000000) == 0x3fb504f3);
    CHECK(single(Function::ToInt, 0xbfc00000) == 0xfffffffe); // towards minus infinity
    CHECK(single(Function::FromInt, 0x01000001) == 0x4b800000);
    CHECK(single(Function::Exp, 0) == one);
    CHECK(single(Function::Ln, one) == 0);
    CHECK(single(Function::Sin, 0) == 0);
    CHECK(single(Function::Cos, 0) == one);
    CHECK(single(Function::Atan2, 0, one) == 0);
    CHECK(single(Function::Atan2, one, one) == 0x3f490fda); // but for the last bit
}

TEST_CASE("Boot ROM float: denormals are zero, infinities take the place of NaNs") {
    CHECK(single(Function::Add, 1, 2) == 0);
    CHECK(single(Function::Sub, infinity, infinity) == infinity);
    CHECK(single(Function::Add, negative | infinity, nan) == infinity);
    CHECK(single(Function::Mul, 0, infinity) == infinity);
    CHECK(single(Function::Div, 0, 0) == infinity);
    CHECK(single(Function::Div, infinity, negative | infinity) == (negative | infinity));
    CHECK(single(Function::Sqrt, negative | one) == (negative | infinity));
    CHECK(single(Function::Sqrt, negative) == negative);
    CHECK(single(Function::Mul, smallest, 0x3f7fffff) == smallest); // rounds up to it
    CHECK(single(Function::Mul, smallest, 0x3f7ffffd) == 0);
    CHECK(single(Function::Ln, negative | one) == (negative | infinity));
    CHECK(single(Function::Ln, 0) == (negative | infinity));
    CHECK(single(Function::Compare, 1, negative | 2) == 0);
    CHECK(single(Function::CompareFast, 1, negative | 2) == 1);
    CHECK(single(Function::ToUint, negative | one) == 0);
    CHECK(single(Function::ToInt, infinity) == 0x7fffffff);
}

TEST_CASE("Boot ROM double: denormals are zero, infinities take the place of NaNs") {
    CHECK(wide(Function::Add, wide_one, wide_one) == 0x4000000000000000);
    CHECK(wide(Function::Add, 1, 2) == 0);
    CHECK(wide(Function::Sub, wide_infinity, wide_infinity) == wide_infinity);
    CHECK(wide(Function::Mul, 0, wide_infinity) == wide_infinity);
    CHECK(wide(Function::Div, 0, 0) == wide_infinity);
    CHECK(wide(Function::Div, wide_one, 0x4008000000000000) == 0x3fd5555555555555);
    CHECK(wide(Function::Sqrt, 0x4000000000000000) == 0x3ff6a09e667f3bcd);
    CHECK(wide(Function::Ln, wide_negative | wide_one) == (wide_negative | wide_infinity));
    CHECK(wide(Function::Exp, 0) == wide_one);
    CHECK(wide(Function::Atan2, wide_infinity, wide_infinity) == wide(Function::Atan2, wide_one, wide_one));
}

TEST_CASE("Boot ROM: results of all functions are those that were compared with a real ROM") {
    // tests/peers/bootrom compares; this tells when something changed since.
    constexpr std::array<std::uint32_t, 32> single_sums = {
        0x62f86428, 0x35f3663a, 0xfe80742c, 0x7b6afa31, 0x580cc35a, 0x580cc35a, 0xb41db836, 0x68226e12,
        0xfa56166e, 0xa690f063, 0x34490279, 0x3c079bdc, 0xb8c5a13f, 0x87ac5bcd, 0x38c5a13f, 0x17cbd5a9,
        0x9e0c65ea, 0x5926059b, 0x9e0c65ea, 0xceba458f, 0x47c023b8, 0x580cc35a, 0xdf8b06e7, 0x660f8775,
        0x5a8cd33b, 0x695ef762, 0x5a8cd33b, 0xf35c9ab8, 0xb8d757a2, 0x6d899fa3, 0x15477ef6, 0x24803f30};
    constexpr std::array<std::uint32_t, 32> wide_sums = {
        0x9effadd5, 0xbab903b0, 0x662874e3, 0xb0ca95b1, 0xf3ac971e, 0xf3ac971e, 0x1863ed8e, 0x6bfc58e6,
        0x4e1fb1aa, 0x478e2b26, 0x951896a8, 0x29633446, 0x8192b723, 0x1c2d213b, 0x8192b723, 0xdad2dfca,
        0x5e604076, 0xbe215b8b, 0x927b57e9, 0xb5b3ee92, 0x95bebe23, 0xf3ac971e, 0xe1558301, 0x52a86f79,
        0xfe563af8, 0xeb3b2026, 0x7e563af8, 0x5fa2ad64, 0x7403bc6c, 0x3dc66ca8, 0x2acfd0e3, 0x42d038b9};
    for (unsigned i = 0; i < 32; ++i) {
        CAPTURE(i);
        CHECK(sum_of_results(static_cast<Function>(i), false) == single_sums[i]);
        CHECK(sum_of_results(static_cast<Function>(i), true) == wide_sums[i]);
    }
}
