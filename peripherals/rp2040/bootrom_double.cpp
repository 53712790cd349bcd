// Double precision: arithmetic and conversions.

#include "peripherals/rp2040/bootrom_arithmetic.h"

#include <bit>
#include <utility>

namespace peripherals::rp2040::bootrom {

namespace {

using Wide = unsigned __int128;

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
constexpr std::uint64_t implied = std::uint64_t{1} << 52;
constexpr std::uint64_t infinity = std::uint64_t{0x7ff} << 52;
constexpr std::int32_t all_ones_exponent = 0x7ff;
constexpr std::int32_t bias = 0x3ff;
// Exponents of what is zero and of what is not finite: (e - 128) << 12.
constexpr std::int32_t zero_exponent = -0x80000;
constexpr std::int32_t infinite_exponent = 0x77f000;

constexpr std::uint64_t sign_of(std::uint64_t x) {
    return x & sign_bit;
}
constexpr std::int32_t exponent_of(std::uint64_t x) {
    return static_cast<std::int32_t>(x >> 52 & 0x7ff);
}
constexpr bool special(std::uint64_t x) {
    return exponent_of(x) == 0 || exponent_of(x) == all_ones_exponent;
}
/// 53 bits; those of what is not a normal number do not count.
constexpr std::uint64_t mantissa_of(std::uint64_t x) {
    return special(x) ? implied : (x & (implied - 1)) | implied;
}
constexpr std::int32_t scaled_exponent(std::uint64_t x) {
    const std::int32_t exponent = exponent_of(x);
    return exponent == 0 ? zero_exponent : exponent == all_ones_exponent ? infinite_exponent : exponent;
}

int bits_of(Wide value) {
    const auto high = static_cast<std::uint64_t>(value >> 64);
    return high != 0 ? 128 - std::countl_zero(high)
                     : 64 - std::countl_zero(static_cast<std::uint64_t>(value));
}

struct Rounded {
    std::uint64_t mantissa;
    std::int32_t exponent; // biased, before rounding may have carried
};

/// Rounds to 53 bits; bit 0 has the weight of a mantissa's at the biased exponent `exponent`.
Rounded round_to_53(Wide magnitude, std::int32_t exponent) {
    const int excess = bits_of(magnitude) - 53;
    if (excess <= 0) {
        return {static_cast<std::uint64_t>(magnitude << -excess), exponent + excess};
    }
    const Wide half = Wide{1} << (excess - 1);
    const Wide rest = magnitude & (2 * half - 1);
    auto mantissa = static_cast<std::uint64_t>(magnitude >> excess);
    mantissa += rest > half || (rest == half && (mantissa & 1) != 0) ? 1 : 0;
    return {mantissa, exponent + excess};
}

/// Signed zero below the range, infinity above it.
std::uint64_t assemble(std::uint64_t sign, const Rounded& rounded) {
    if (rounded.exponent >= all_ones_exponent) {
        return sign | infinity;
    }
    if (rounded.exponent <= 0) {
        return sign;
    }
    return sign + ((static_cast<std::uint64_t>(rounded.exponent) - 1) << 52) + rounded.mantissa;
}

/// Of two infinities the negative one is the smaller.
std::int32_t addition_exponent(std::uint64_t x) {
    const std::int32_t below = sign_of(x) != 0 ? 1 << 12 : 0;
    return exponent_of(x) == all_ones_exponent ? infinite_exponent - below : scaled_exponent(x);
}

std::uint64_t add_double(std::uint64_t x, std::uint64_t y) {
    if (addition_exponent(y) > addition_exponent(x)) {
        std::swap(x, y);
    }
    constexpr int guard_bits = 64;
    constexpr std::int32_t negligible = 60;
    const std::int32_t exponent = addition_exponent(x);
    const std::int32_t shift = exponent - addition_exponent(y);
    const auto scaled = [](std::uint64_t value) {
        const auto magnitude = static_cast<__int128>(Wide{mantissa_of(value)} << guard_bits);
        return sign_of(value) != 0 ? -magnitude : magnitude;
    };
    const __int128 sum = scaled(x) + (shift < negligible ? scaled(y) >> shift : 0);
    if (sum == 0) {
        return 0;
    }
    return assemble(sum < 0 ? sign_bit : 0,
                    round_to_53(static_cast<Wide>(sum < 0 ? -sum : sum), exponent - guard_bits));
}

std::uint64_t multiply_double(std::uint64_t x, std::uint64_t y) {
    const std::uint64_t sign = sign_of(x ^ y);
    const Wide product = Wide{mantissa_of(x)} * mantissa_of(y);
    const std::int32_t exponent = scaled_exponent(x) + scaled_exponent(y) - bias - 52;
    const int excess = bits_of(product) - 53;
    if (exponent + excess == 0 && product >> excess == 2 * implied - 1) {
        return sign | implied; // becomes the smallest normal number
    }
    return assemble(sign, exponent + excess <= 0 ? Rounded{0, 0} : round_to_53(product, exponent));
}

std::uint64_t square_root_double(std::uint64_t x) {
    const std::int32_t exponent = exponent_of(x);
    if (exponent == 0) {
        return sign_of(x);
    }
    if (sign_of(x) != 0 || exponent == all_ones_exponent) {
        return sign_of(x) | infinity;
    }
    // The root of 1 <= y < 4 has 53 bits; the rest decides the rounding, which never ties.
    const bool doubled = (exponent & 1) == 0;
    const Wide y = Wide{mantissa_of(x)} << (doubled ? 53 : 52);
    std::uint64_t root = 0;
    for (std::uint64_t bit = implied; bit != 0; bit >>= 1) {
        const Wide tried = root | bit;
        if (tried * tried <= y) {
            root |= bit;
        }
    }
    root += y - Wide{root} * root > root ? 1 : 0;
    return (static_cast<std::uint64_t>(exponent - 1 + (bias - 1)) >> 1 << 52) + root;
}

std::uint32_t compare_fast(std::uint64_t x, std::uint64_t y) {
    const bool x_negative = sign_of(x) != 0;
    if (sign_of(x ^ y) != 0) {
        const bool zeros = (x | y) << 1 == 0;
        return zeros ? 0 : x_negative ? 0xffffffff : 1;
    }
    if (x == y) {
        return 0;
    }
    return (x > y) != x_negative ? 1 : 0xffffffff;
}

std::uint32_t compare(std::uint64_t x, std::uint64_t y) {
    const auto flush = [](std::uint64_t value) { return special(value) ? value & ~(implied - 1) : value; };
    return compare_fast(flush(x), flush(y));
}

std::uint64_t double_to_ufix(std::uint64_t x, std::int32_t places) {
    if (sign_of(x) != 0) {
        return 0;
    }
    const UnpackedDouble number = unpack_double(x);
    const bool zero = (number.exponent >> 16) + 1 < 0;
    return to_fixed(zero ? 0 : number.mantissa, number.exponent, false, places).value;
}

std::uint32_t double_to_float(std::uint64_t x) {
    const auto sign = static_cast<std::uint32_t>(sign_of(x) >> 32);
    const std::int32_t exponent = exponent_of(x) - (bias - 127);
    const std::uint64_t mantissa = x & (implied - 1);
    constexpr std::uint32_t float_implied = 1U << 23;
    if (exponent >= 0xff) {
        return sign | 0xffU << 23;
    }
    if (exponent == 0 && mantissa >> 29 == float_implied - 1) {
        return sign | float_implied; // becomes the smallest normal number
    }
    if (exponent <= 0) {
        return sign;
    }
    const std::uint64_t rest = mantissa & 0x1fffffff;
    auto result = static_cast<std::uint32_t>(mantissa >> 29) | static_cast<std::uint32_t>(exponent) << 23;
    result += rest > 0x10000000 || (rest == 0x10000000 && (result & 1) != 0) ? 1 : 0;
    return sign | result;
}

void set(Words& r, std::uint64_t value, unsigned at = 0) {
    r[at] = static_cast<std::uint32_t>(value);
    r[at + 1] = static_cast<std::uint32_t>(value >> 32);
}

std::uint64_t ufix_to_double(std::uint64_t value, std::int32_t places) {
    return pack_double(value, false, places);
}

} // namespace

UnpackedDouble unpack_double(std::uint64_t x) {
    const auto magnitude = static_cast<std::int64_t>(mantissa_of(x));
    return {sign_of(x) != 0 ? -magnitude : magnitude, addition_exponent(x) - bias};
}

std::uint64_t pack_double(std::uint64_t magnitude, bool negative, std::int32_t places) {
    if (magnitude == 0) {
        return 0;
    }
    const Rounded rounded = round_to_53(magnitude, subtract(bias + 52, places));
    const std::uint64_t sign = negative ? sign_bit : 0;
    const std::int32_t exponent = subtract(rounded.exponent, 1);
    if (static_cast<std::uint32_t>(exponent) >= 0x7fe) {
        // Zero or infinity by the sign of the exponent, if it is no more than 21 bits long.
        const std::uint32_t high = ~static_cast<std::uint32_t>(exponent) >> 21 << 20;
        return static_cast<std::uint64_t>(high) << 32 | sign;
    }
    return sign + (static_cast<std::uint64_t>(exponent) << 52) + rounded.mantissa;
}

std::uint64_t fix_to_double(std::int64_t value, std::int32_t places) {
    const auto bits = static_cast<std::uint64_t>(value);
    return pack_double(value < 0 ? 0 - bits : bits, value < 0, places);
}

Fixed to_fixed(std::int64_t mantissa, std::int32_t exponent, bool negative, std::int32_t places) {
    const std::int32_t shift = subtract(add(exponent, places), 52);
    if (shift >= 12) {
        return {negative ? 0 : ~std::uint64_t{0}, negative};
    }
    if (shift >= 0) {
        return {static_cast<std::uint64_t>(mantissa) << shift, negative};
    }
    return {static_cast<std::uint64_t>(mantissa >> (shift < -63 ? 63 : -shift)), negative};
}

std::uint64_t clamp_signed(const Fixed& fixed) {
    if ((fixed.value >> 63 != 0) == fixed.negative) {
        return fixed.value;
    }
    return fixed.negative ? sign_bit : sign_bit - 1;
}

std::int64_t double_to_fix(std::uint64_t x, std::int32_t places) {
    const UnpackedDouble number = unpack_double(x);
    if ((number.exponent >> 16) + 1 < 0) { // zero
        return static_cast<std::int64_t>(clamp_signed(to_fixed(0, number.exponent, false, places)));
    }
    return static_cast<std::int64_t>(
        clamp_signed(to_fixed(number.mantissa, number.exponent, number.mantissa < 0, places)));
}

std::uint64_t divide_double(std::uint64_t x, std::uint64_t y) {
    // Less drastic exponents for the dividend, so that 0/0 and infinity/infinity overflow.
    const std::int32_t exponent = exponent_of(x);
    const std::int32_t x_exponent = special(x) ? (exponent - 64) * 4096 : exponent;
    constexpr int extra_bits = 60;
    const Wide dividend = Wide{mantissa_of(x)} << extra_bits;
    const Wide quotient = dividend / mantissa_of(y) << 1 | (dividend % mantissa_of(y) != 0 ? 1U : 0U);
    return assemble(sign_of(x ^ y),
                    round_to_53(quotient, x_exponent - scaled_exponent(y) + bias - extra_bits - 1 + 52));
}

void perform_double(Function function, Words& r) {
    const std::uint64_t x = join(r[0], r[1]);
    const std::uint64_t y = join(r[2], r[3]);
    const auto signed_word = [&](unsigned index) { return static_cast<std::int32_t>(r[index]); };
    switch (function) {
    case Function::Add:
        set(r, add_double(x, y));
        break;
    case Function::Sub:
        set(r, add_double(x, y ^ sign_bit));
        break;
    case Function::Mul:
        set(r, multiply_double(x, y));
        break;
    case Function::Div:
        set(r, divide_double(x, y));
        break;
    case Function::CompareFast:
    case Function::CompareFastFlags:
        r[0] = compare_fast(x, y);
        break;
    case Function::Compare:
        r[0] = compare(x, y);
        break;
    case Function::Sqrt:
        set(r, square_root_double(x));
        break;
    case Function::ToInt:
        r[0] = static_cast<std::uint32_t>(double_to_fix(x, 32) >> 32);
        break;
    case Function::ToFix:
        r[0] = static_cast<std::uint32_t>(double_to_fix(x, add(signed_word(2), 32)) >> 32);
        break;
    case Function::ToUint:
        r[0] = static_cast<std::uint32_t>(double_to_ufix(x, 32) >> 32);
        break;
    case Function::ToUfix:
        r[0] = static_cast<std::uint32_t>(double_to_ufix(x, add(signed_word(2), 32)) >> 32);
        break;
    case Function::FromInt:
        set(r, fix_to_double(signed_word(0), 0));
        break;
    case Function::FromFix:
        set(r, fix_to_double(signed_word(0), signed_word(1)));
        break;
    case Function::FromUint:
        set(r, ufix_to_double(r[0], 0));
        break;
    case Function::FromUfix:
        set(r, ufix_to_double(r[0], signed_word(1)));
        break;
    case Function::Cos:
        set(r, sine_cosine_double(x).cosine);
        break;
    case Function::Sin:
        set(r, sine_cosine_double(x).sine);
        break;
    case Function::Tan: {
        const WideSineCosine both = sine_cosine_double(x);
        set(r, divide_double(both.sine, both.cosine));
        break;
    }
    case Function::SinCos: {
        const WideSineCosine both = sine_cosine_double(x);
        set(r, both.sine);
        set(r, both.cosine, 2);
        break;
    }
    case Function::Exp:
        set(r, exponential_double(x));
        break;
    case Function::Ln:
        set(r, logarithm_double(x));
        break;
    case Function::Atan2:
        set(r, arctangent_double(x, y));
        break;
    case Function::FromInt64:
        set(r, fix_to_double(static_cast<std::int64_t>(x), 0));
        break;
    case Function::FromFix64:
        set(r, fix_to_double(static_cast<std::int64_t>(x), signed_word(2)));
        break;
    case Function::FromUint64:
        set(r, ufix_to_double(x, 0));
        break;
    case Function::FromUfix64:
        set(r, ufix_to_double(x, signed_word(2)));
        break;
    case Function::ToInt64:
        set(r, static_cast<std::uint64_t>(double_to_fix(x, 0)));
        break;
    case Function::ToFix64:
        set(r, static_cast<std::uint64_t>(double_to_fix(x, signed_word(2))));
        break;
    case Function::ToUint64:
        set(r, double_to_ufix(x, 0));
        break;
    case Function::ToUfix64:
        set(r, double_to_ufix(x, signed_word(2)));
        break;
    case Function::Convert:
        r[0] = double_to_float(x);
        break;
    }
}

} // namespace peripherals::rp2040::bootrom
