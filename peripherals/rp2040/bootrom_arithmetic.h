#pragma once

#include <array>
#include <cstdint>

// Floating point as the RP2040's ROM version 3 computes it, in integers (datasheet, "Fast Floating Point
// Library").
//
// Add, subtract, multiply, divide and square root round to nearest, ties to even. Denormals count as zero, as
// operands and as results (what would round up to the smallest normal number does so, but for double
// division). There are no NaNs: where IEEE has them, there is an infinity. The scientific functions are
// CORDICs whose last bits are part of what they are.

namespace peripherals::rp2040::bootrom {

using Words = std::array<std::uint32_t, 4>; // r0-r3

/// Order of the functions in the tables for float and double.
enum class Function : std::uint8_t {
    Add,
    Sub,
    Mul,
    Div,
    CompareFast,
    CompareFastFlags,
    Sqrt,
    ToInt,
    ToFix,
    ToUint,
    ToUfix,
    FromInt,
    FromFix,
    FromUint,
    FromUfix,
    Cos,
    Sin,
    Tan,
    SinCos,
    Exp,
    Ln,
    Compare,
    Atan2,
    FromInt64,
    FromFix64,
    FromUint64,
    FromUfix64,
    ToInt64,
    ToFix64,
    ToUint64,
    ToUfix64,
    Convert, // float to double, double to float
};

/// Performs a function of the float table: arguments and results in `r` as the ROM has them in r0-r3.
void perform_float(Function function, Words& r);
/// The same of the double table.
void perform_double(Function function, Words& r);

constexpr std::uint64_t join(std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint64_t>(high) << 32 | low;
}

/// Arithmetic shift right, by any amount.
constexpr std::int32_t shift_right(std::int32_t value, std::uint32_t amount) {
    return value >> (amount > 31 ? 31 : amount);
}

// Registers wrap: sums and products of 32 bits as the processor makes them.
constexpr std::int32_t add(std::int32_t x, std::int32_t y) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) + static_cast<std::uint32_t>(y));
}
constexpr std::int32_t subtract(std::int32_t x, std::int32_t y) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) - static_cast<std::uint32_t>(y));
}
constexpr std::int32_t multiply(std::int32_t x, std::int32_t y) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) * static_cast<std::uint32_t>(y));
}
constexpr std::int32_t shift_left(std::int32_t x, unsigned amount) {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << amount);
}

// Single precision, packed.
std::uint32_t divide_float(std::uint32_t x, std::uint32_t y);
/// Rounded towards minus infinity with `places` bits after the point, clamped.
std::int32_t float_to_fix(std::uint32_t x, std::int32_t places);

/// Mantissa with 23 bits after its point and a power of two. Zeros and denormals have exponent -380,
/// infinities and NaNs 640, and a mantissa of 1.
struct UnpackedFloat {
    std::int32_t mantissa;
    std::int32_t exponent;
};
UnpackedFloat unpack_float(std::uint32_t x);
/// `mantissa` has 29 bits after its point; `sticky` says that there is something below its last bit.
std::uint32_t pack_float(std::int32_t mantissa, std::int32_t exponent, bool sticky = false);

struct SineCosine {
    std::uint32_t sine;
    std::uint32_t cosine;
};
SineCosine sine_cosine_float(std::uint32_t x);
std::uint32_t exponential_float(std::uint32_t x);
std::uint32_t logarithm_float(std::uint32_t x);
std::uint32_t arctangent_float(std::uint32_t y, std::uint32_t x);

// Double precision, packed.
std::uint64_t divide_double(std::uint64_t x, std::uint64_t y);

/// Signed mantissa with 52 bits after its point and a power of two. What is zero or not finite has a mantissa
/// of 1 and an exponent far outside.
struct UnpackedDouble {
    std::int64_t mantissa;
    std::int32_t exponent;
};
UnpackedDouble unpack_double(std::uint64_t x);
/// A fixed-point number with `places` bits after its point, of which `negative` is the sign.
std::uint64_t pack_double(std::uint64_t magnitude, bool negative, std::int32_t places);
std::uint64_t fix_to_double(std::int64_t value, std::int32_t places);
/// Rounded towards minus infinity and clamped.
std::int64_t double_to_fix(std::uint64_t x, std::int32_t places);

struct WideSineCosine {
    std::uint64_t sine;
    std::uint64_t cosine;
};
WideSineCosine sine_cosine_double(std::uint64_t x);
std::uint64_t exponential_double(std::uint64_t x);
std::uint64_t logarithm_double(std::uint64_t x);
std::uint64_t arctangent_double(std::uint64_t y, std::uint64_t x);

/// A mantissa with 52 bits after its point, as a fixed-point number with `places` of them: what the ROM has
/// in three registers, of which the third only tells the sign.
struct Fixed {
    std::uint64_t value;
    bool negative;
};
Fixed to_fixed(std::int64_t mantissa, std::int32_t exponent, bool negative, std::int32_t places);
/// As a signed number, clamped.
std::uint64_t clamp_signed(const Fixed& fixed);
Fixed float_to_fixed(std::uint32_t x, std::int32_t places);

} // namespace peripherals::rp2040::bootrom
