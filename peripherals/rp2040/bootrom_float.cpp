// Single precision: arithmetic and conversions.

#include "peripherals/rp2040/bootrom_arithmetic.h"

#include <bit>
#include <cstdlib>
#include <utility>

namespace peripherals::rp2040::bootrom {

namespace {

constexpr std::uint32_t sign_bit = 0x80000000;
constexpr std::uint32_t implied = 1U << 23;
constexpr std::uint32_t infinity = 255U << 23;
constexpr std::int32_t all_ones_exponent = 255;

constexpr std::uint32_t sign_of(std::uint32_t x) {
    return x & sign_bit;
}
constexpr std::int32_t exponent_of(std::uint32_t x) {
    return static_cast<std::int32_t>(x >> 23 & 0xff);
}
constexpr std::uint32_t mantissa_of(std::uint32_t x) {
    return (x & (implied - 1)) | implied;
}

/// Rounds `magnitude` to 24 bits; its bit 0 has the weight that bit 0 of a mantissa has at the biased
/// exponent `exponent`.
struct Rounded {
    std::uint32_t mantissa;
    std::int32_t exponent;
};
Rounded round_to_24(std::uint64_t magnitude, std::int32_t exponent) {
    const int excess = 64 - std::countl_zero(magnitude) - 24;
    if (excess <= 0) {
        return {static_cast<std::uint32_t>(magnitude << -excess), exponent + excess};
    }
    const std::uint64_t half = std::uint64_t{1} << (excess - 1);
    const std::uint64_t rest = magnitude & (2 * half - 1);
    std::uint64_t mantissa = magnitude >> excess;
    mantissa += rest > half || (rest == half && (mantissa & 1) != 0) ? 1 : 0;
    return {static_cast<std::uint32_t>(mantissa), exponent + excess};
}

/// Whether something just below the smallest normal number becomes it: its 24 bits are all ones.
bool rounds_to_smallest(std::uint64_t magnitude, std::int32_t biased_exponent) {
    const int excess = 64 - std::countl_zero(magnitude) - 24;
    return biased_exponent == 0 && magnitude >> excess == 0xffffff;
}

/// Signed zero below the range, infinity above it. A mantissa of 2 carries into the exponent.
std::uint32_t assemble(std::uint32_t sign, const Rounded& rounded) {
    if (rounded.exponent >= all_ones_exponent) {
        return sign | infinity;
    }
    if (rounded.exponent <= 0) {
        return sign;
    }
    return sign + ((static_cast<std::uint32_t>(rounded.exponent) - 1) << 23) + rounded.mantissa;
}

/// Exponent for addition: zeros lie far below, what is not finite far above, and the negative one of two is
/// the smaller.
std::int32_t addition_exponent(std::uint32_t x) {
    const std::int32_t sign = sign_of(x) != 0 ? 1 : 0;
    const std::int32_t exponent = exponent_of(x);
    if (exponent == 0) {
        return -32 - sign;
    }
    return exponent == all_ones_exponent ? (all_ones_exponent << 8) - sign : exponent;
}

std::uint32_t add_float(std::uint32_t x, std::uint32_t y) {
    if (addition_exponent(y) > addition_exponent(x)) {
        std::swap(x, y);
    }
    constexpr int guard_bits = 32;
    constexpr std::int32_t negligible = 30;
    const std::int32_t exponent = addition_exponent(x);
    const std::int32_t shift = exponent - addition_exponent(y);
    const auto scaled = [](std::uint32_t value) {
        const auto magnitude = static_cast<std::int64_t>(mantissa_of(value)) << guard_bits;
        return sign_of(value) != 0 ? -magnitude : magnitude;
    };
    const std::int64_t sum = scaled(x) + (shift < negligible ? scaled(y) >> shift : 0);
    if (sum == 0) {
        return 0;
    }
    return assemble(sum < 0 ? sign_bit : 0,
                    round_to_24(static_cast<std::uint64_t>(std::abs(sum)), exponent - guard_bits));
}

std::uint32_t multiply_float(std::uint32_t x, std::uint32_t y) {
    const auto scale = [](std::uint32_t value) {
        const std::int32_t exponent = exponent_of(value);
        return exponent == 0 ? -(16 << 8) : exponent == all_ones_exponent ? all_ones_exponent << 8 : exponent;
    };
    const std::uint32_t sign = sign_of(x ^ y);
    const std::uint64_t product = static_cast<std::uint64_t>(mantissa_of(x)) * mantissa_of(y);
    const std::int32_t exponent = scale(x) + scale(y) - 127 - 23;
    const std::int32_t before_rounding = exponent + (product >> 47 != 0 ? 24 : 23);
    if (rounds_to_smallest(product, before_rounding)) {
        return sign | implied;
    }
    if (before_rounding <= 0) {
        return sign;
    }
    return assemble(sign, round_to_24(product, exponent));
}

std::uint32_t square_root_float(std::uint32_t x) {
    const std::int32_t exponent = exponent_of(x);
    if (exponent == 0) {
        return sign_of(x);
    }
    if (sign_of(x) != 0 || exponent == all_ones_exponent) {
        return sign_of(x) | infinity;
    }
    // The root of 1 <= y < 4 has 24 bits; of 48, the lower ones decide the rounding, which never ties.
    const bool doubled = (exponent & 1) == 0;
    const std::uint64_t y = static_cast<std::uint64_t>(mantissa_of(x)) << (doubled ? 24 : 23);
    std::uint64_t root = 0;
    for (std::uint64_t bit = std::uint64_t{1} << 23; bit != 0; bit >>= 1) {
        if ((root | bit) * (root | bit) <= y) {
            root |= bit;
        }
    }
    root += y - root * root > root ? 1 : 0;
    return (static_cast<std::uint32_t>(exponent + 125) >> 1 << 23) + static_cast<std::uint32_t>(root);
}

std::uint32_t compare_fast(std::uint32_t x, std::uint32_t y) {
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

std::uint32_t compare(std::uint32_t x, std::uint32_t y) {
    const auto flush = [](std::uint32_t value) {
        const bool special = exponent_of(value) == 0 || exponent_of(value) == all_ones_exponent;
        return special ? value & ~(implied - 1) : value;
    };
    return compare_fast(flush(x), flush(y));
}

std::uint32_t float_to_ufix(std::uint32_t x, std::int32_t places) {
    const UnpackedFloat number = unpack_float(x);
    if (number.mantissa < 0) {
        return 0;
    }
    const std::int32_t shift = subtract(add(number.exponent, places), 23);
    if (shift < 0) {
        return static_cast<std::uint32_t>(shift_right(number.mantissa, static_cast<std::uint32_t>(-shift)));
    }
    return shift > 8 ? 0xffffffff : static_cast<std::uint32_t>(number.mantissa) << shift;
}

std::uint32_t fix64_to_float(std::int64_t value, std::int32_t places) {
    if (value == 0) {
        return 0;
    }
    while (value >> 56 == value >> 63) { // seven more bits fit
        value = static_cast<std::int64_t>(static_cast<std::uint64_t>(value) << 7);
        places = add(places, 7);
    }
    return pack_float(static_cast<std::int32_t>(value >> 32), subtract(61, places),
                      static_cast<std::uint32_t>(value) != 0);
}

std::uint32_t ufix64_to_float(std::uint64_t value, std::int32_t places) {
    if (value >> 63 == 0) {
        return fix64_to_float(static_cast<std::int64_t>(value), places);
    }
    return pack_float(static_cast<std::int32_t>(value >> 33), subtract(62, places),
                      (value & 0x1ffffffff) != 0);
}

std::uint32_t fix_to_float(std::int32_t value, std::int32_t places) {
    return pack_float(value, subtract(29, places));
}

std::uint32_t ufix_to_float(std::uint32_t value, std::int32_t places) {
    if (value >> 31 == 0) {
        return fix_to_float(static_cast<std::int32_t>(value), places);
    }
    return pack_float(static_cast<std::int32_t>(value >> 1), subtract(30, places), (value & 1) != 0);
}

std::uint64_t float_to_double(std::uint32_t x) {
    const std::uint64_t sign = static_cast<std::uint64_t>(sign_of(x)) << 32;
    if (exponent_of(x) == 0) {
        return sign;
    }
    if (exponent_of(x) == all_ones_exponent) {
        return sign | std::uint64_t{0x7ff} << 52;
    }
    return sign | ((static_cast<std::uint64_t>(x & ~sign_bit) << 29) + (std::uint64_t{1023 - 127} << 52));
}

void set(Words& r, std::uint64_t value) {
    r[0] = static_cast<std::uint32_t>(value);
    r[1] = static_cast<std::uint32_t>(value >> 32);
}

} // namespace

UnpackedFloat unpack_float(std::uint32_t x) {
    const std::int32_t exponent = exponent_of(x);
    UnpackedFloat number{static_cast<std::int32_t>(mantissa_of(x)), exponent - 127};
    if (exponent == 0 || exponent == all_ones_exponent) {
        number = {static_cast<std::int32_t>(implied), exponent == 0 ? -380 : 640};
    }
    if (sign_of(x) != 0) {
        number.mantissa = -number.mantissa;
    }
    return number;
}

std::uint32_t pack_float(std::int32_t mantissa, std::int32_t exponent, bool sticky) {
    const std::uint32_t sign = mantissa < 0 ? sign_bit : 0;
    auto magnitude = static_cast<std::uint32_t>(mantissa);
    if (sign != 0) { // what is below the last bit makes it less negative
        magnitude = sticky ? ~magnitude : 0 - magnitude;
    }
    if (magnitude == 0) {
        return 0;
    }
    const int shift = std::countl_zero(magnitude);
    magnitude <<= shift;
    const std::int32_t biased = add(subtract(exponent, shift), 129); // two too large
    if (biased == 0 && magnitude >= 0xffffff00) {
        return sign | implied; // becomes the smallest normal number
    }
    const std::uint32_t rest = magnitude & 0xff;
    std::uint32_t rounded = magnitude >> 8;
    rounded += rest > 0x80 || (rest == 0x80 && (sticky || (rounded & 1) != 0)) ? 1 : 0;
    const bool carried = rounded >> 24 != 0;
    const std::int32_t final_exponent = carried ? biased : subtract(biased, 1);
    if (final_exponent >= 254) {
        return sign | infinity;
    }
    if (final_exponent + 1 <= 0) {
        return 0; // of either sign
    }
    return sign | static_cast<std::uint32_t>(final_exponent + 1) << 23 |
           (carried ? 0 : rounded & (implied - 1));
}

std::uint32_t divide_float(std::uint32_t x, std::uint32_t y) {
    const std::uint32_t sign = sign_of(x ^ y);
    const std::int32_t x_exponent = exponent_of(x);
    const std::int32_t y_exponent = exponent_of(y);
    if (y_exponent == 0 || x_exponent == all_ones_exponent) {
        return sign | infinity;
    }
    if (y_exponent == all_ones_exponent || x_exponent == 0) {
        return sign;
    }
    constexpr int extra_bits = 32;
    const std::uint64_t dividend = static_cast<std::uint64_t>(mantissa_of(x)) << extra_bits;
    const std::uint64_t quotient = dividend / mantissa_of(y) << 1 | (dividend % mantissa_of(y) != 0 ? 1 : 0);
    return assemble(sign, [&] {
        Rounded rounded = round_to_24(quotient, x_exponent - y_exponent + 127 - extra_bits - 1 + 23);
        if (rounded.exponent == 0 && rounded.mantissa >> 24 != 0) {
            rounded = {implied, 1}; // just below the smallest normal number
        }
        return rounded;
    }());
}

std::int32_t float_to_fix(std::uint32_t x, std::int32_t places) {
    const UnpackedFloat number = unpack_float(x);
    if (number.exponent < -130) {
        return 0;
    }
    const std::int32_t shift = subtract(add(number.exponent, places), 23);
    if (shift < 0) {
        return shift_right(number.mantissa, 0U - static_cast<std::uint32_t>(shift));
    }
    if (shift > 7) {
        return number.mantissa < 0 ? INT32_MIN : INT32_MAX;
    }
    return shift_left(number.mantissa, static_cast<unsigned>(shift));
}

Fixed float_to_fixed(std::uint32_t x, std::int32_t places) {
    const bool negative = sign_of(x) != 0;
    if (exponent_of(x) == 0) {
        return {0, false};
    }
    if (exponent_of(x) == all_ones_exponent) {
        return {negative ? 0 : ~std::uint64_t{0}, negative};
    }
    const UnpackedFloat number = unpack_float(x);
    return to_fixed(static_cast<std::int64_t>(number.mantissa) * (std::int64_t{1} << 29), number.exponent,
                    negative, places);
}

void perform_float(Function function, Words& r) {
    const auto signed_word = [&](unsigned index) { return static_cast<std::int32_t>(r[index]); };
    const std::uint64_t wide = join(r[0], r[1]);
    switch (function) {
    case Function::Add:
        r[0] = add_float(r[0], r[1]);
        break;
    case Function::Sub:
        r[0] = add_float(r[0], r[1] ^ sign_bit);
        break;
    case Function::Mul:
        r[0] = multiply_float(r[0], r[1]);
        break;
    case Function::Div:
        r[0] = divide_float(r[0], r[1]);
        break;
    case Function::CompareFast:
    case Function::CompareFastFlags:
        r[0] = compare_fast(r[0], r[1]);
        break;
    case Function::Compare:
        r[0] = compare(r[0], r[1]);
        break;
    case Function::Sqrt:
        r[0] = square_root_float(r[0]);
        break;
    case Function::ToInt:
        r[0] = static_cast<std::uint32_t>(float_to_fix(r[0], 0));
        break;
    case Function::ToFix:
        r[0] = static_cast<std::uint32_t>(float_to_fix(r[0], signed_word(1)));
        break;
    case Function::ToUint:
        r[0] = float_to_ufix(r[0], 0);
        break;
    case Function::ToUfix:
        r[0] = float_to_ufix(r[0], signed_word(1));
        break;
    case Function::FromInt:
        r[0] = fix_to_float(signed_word(0), 0);
        break;
    case Function::FromFix:
        r[0] = fix_to_float(signed_word(0), signed_word(1));
        break;
    case Function::FromUint:
        r[0] = ufix_to_float(r[0], 0);
        break;
    case Function::FromUfix:
        r[0] = ufix_to_float(r[0], signed_word(1));
        break;
    case Function::Cos:
        r[0] = sine_cosine_float(r[0]).cosine;
        break;
    case Function::Sin:
    case Function::SinCos: {
        const SineCosine both = sine_cosine_float(r[0]);
        r[0] = both.sine;
        r[1] = both.cosine;
        break;
    }
    case Function::Tan: {
        const SineCosine both = sine_cosine_float(r[0]);
        r[0] = divide_float(both.sine, both.cosine);
        break;
    }
    case Function::Exp:
        r[0] = exponential_float(r[0]);
        break;
    case Function::Ln:
        r[0] = logarithm_float(r[0]);
        break;
    case Function::Atan2:
        r[0] = arctangent_float(r[0], r[1]);
        break;
    case Function::FromInt64:
        r[0] = fix64_to_float(static_cast<std::int64_t>(wide), 0);
        break;
    case Function::FromFix64:
        r[0] = fix64_to_float(static_cast<std::int64_t>(wide), signed_word(2));
        break;
    case Function::FromUint64:
        r[0] = ufix64_to_float(wide, 0);
        break;
    case Function::FromUfix64:
        r[0] = ufix64_to_float(wide, signed_word(2));
        break;
    case Function::ToInt64:
        set(r, clamp_signed(float_to_fixed(r[0], 0)));
        break;
    case Function::ToFix64:
        set(r, clamp_signed(float_to_fixed(r[0], signed_word(1))));
        break;
    case Function::ToUint64:
        set(r, sign_of(r[0]) != 0 ? 0 : float_to_fixed(r[0], 0).value);
        break;
    case Function::ToUfix64:
        set(r, sign_of(r[0]) != 0 ? 0 : float_to_fixed(r[0], signed_word(1)).value);
        break;
    case Function::Convert:
        set(r, float_to_double(r[0]));
        break;
    }
}

} // namespace peripherals::rp2040::bootrom
