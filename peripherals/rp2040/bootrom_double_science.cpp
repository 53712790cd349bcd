// Double precision: CORDIC in 64 bits, 62 of them after the point, down to rotations by 2^-32; what is left
// is done by one multiplication.

#include "peripherals/rp2040/bootrom_arithmetic.h"

#include <utility>

namespace peripherals::rp2040::bootrom {

namespace {

constexpr unsigned steps = 32;
constexpr std::int64_t one = std::int64_t{1} << 62;

// atan(2^-i), i = 1 ...
constexpr std::int64_t arctangents[steps] = {
    0x1dac670561bb4f69, 0x0fadbafc96406eb1, 0x07f56ea6ab0bdb72, 0x03feab76e59fbd39, 0x01ffd55bba97624b,
    0x00fffaaadddb94d6, 0x007fff5556eeea5d, 0x003fffeaaab7776e, 0x001ffffd5555bbbc, 0x000fffffaaaaadde,
    0x0007fffff555556f, 0x0003fffffeaaaaab, 0x0001ffffffd55555, 0x0000fffffffaaaab, 0x00007fffffff5555,
    0x00003fffffffeaab, 0x00001ffffffffd55, 0x00000fffffffffab, 0x000007fffffffff5, 0x000003ffffffffff,
    0x0000020000000000, 0x0000010000000000, 0x0000008000000000, 0x0000004000000000, 0x0000002000000000,
    0x0000001000000000, 0x0000000800000000, 0x0000000400000000, 0x0000000200000000, 0x0000000100000000,
    0x0000000080000000, 0x0000000040000000,
};
// ln(1 + 2^-i), i = 1 ...
constexpr std::int64_t logarithms[steps] = {
    0x19f323ecbf984bf3, 0x0e47fbe3cd4d10d6, 0x0789c1db8abcb97a, 0x03e14618022c54cc, 0x01f829b0e7833005,
    0x00fe054587e01f1e, 0x007f80a9ac419e24, 0x003fe01545621781, 0x001ff802a9ab10e6, 0x000ffe0055455888,
    0x0007ff800aa9aac4, 0x0003ffe001554556, 0x0001fff8002aa9ab, 0x0000fffe00055545, 0x00007fff8000aaaa,
    0x00003fffe0001555, 0x00001ffff80002ab, 0x00000ffffe000055, 0x000007ffff80000b, 0x000003ffffe00001,
    0x000001fffff80000, 0x000000fffffe0000, 0x0000007fffff8000, 0x0000003fffffe000, 0x0000001ffffff800,
    0x0000000ffffffe00, 0x00000007ffffff80, 0x00000003ffffffe0, 0x00000001fffffff8, 0x00000000fffffffe,
    0x0000000080000000, 0x0000000040000000,
};

constexpr std::int64_t rotation_scale = 0x36f656c59df04dbb; // what makes up for the growth of the rotations
constexpr std::int64_t ln2 = 0x2c5c85fdf473de6b;
constexpr std::int64_t half_pi_61 = 0x3243f6a8885a308d; // 61 bits after the point

/// What arguments are reduced by, and its reciprocal with 15 bits after the point.
struct Divisor {
    std::int64_t value;
    std::int32_t reciprocal;
};
constexpr Divisor by_half_pi = {0x6487ed5110b4611a, 0x517d};
constexpr Divisor by_ln2 = {ln2, 0xb8aa};

std::int64_t wrap_add(std::int64_t x, std::int64_t y) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(x) + static_cast<std::uint64_t>(y));
}
std::int64_t wrap_subtract(std::int64_t x, std::int64_t y) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(x) - static_cast<std::uint64_t>(y));
}

/// The highest of the bits that a shift right by `shift` (1 to 32) loses: a carry that rounds.
std::int64_t lost_bit(std::int64_t value, unsigned shift) {
    return value >> (shift - 1) & 1;
}
std::int64_t shifted_sum(std::int64_t x, std::int64_t y, unsigned shift) {
    return wrap_add(wrap_add(x, y >> shift), lost_bit(y, shift));
}
/// Borrows where `shifted_sum` carries: one less if the lost bit is 0.
std::int64_t shifted_difference(std::int64_t x, std::int64_t y, unsigned shift) {
    return wrap_subtract(wrap_subtract(x, y >> shift), 1 - lost_bit(y, shift));
}

struct Vector {
    std::int64_t x;
    std::int64_t y;
    std::int64_t angle;
};

void micro_rotate(Vector& v, unsigned shift, bool positive) {
    const std::int64_t x = v.x;
    const std::int64_t y = v.y;
    const std::int64_t angle = arctangents[shift - 1];
    v.x = positive ? shifted_difference(x, y, shift) : shifted_sum(x, y, shift);
    v.y = positive ? shifted_sum(y, x, shift) : shifted_difference(y, x, shift);
    v.angle = positive ? wrap_subtract(v.angle, angle) : wrap_add(v.angle, angle);
}

struct Reduced {
    std::int64_t rest; // 62 bits after the point
    std::int32_t quotient;
};

Reduced reduce(const UnpackedDouble& number, const Divisor& divisor) {
    std::int64_t mantissa = number.mantissa;
    std::int32_t exponent = number.exponent;
    if (exponent < -2) { // less than a quarter: nothing to take off
        const std::int32_t shift = -(exponent + 2);
        if (shift > 64) {
            return {0, 0};
        }
        const std::int64_t scaled = mantissa * 256;
        const std::int64_t whole = scaled >> (shift > 63 ? 63 : shift);
        return {wrap_add(whole, scaled >> (shift - 1) & 1), 0};
    }
    if (exponent >= 10) { // plus or minus 1024
        mantissa = mantissa < 0 ? -(std::int64_t{1} << 52) : std::int64_t{1} << 52;
        exponent = 10;
    }
    const auto high = static_cast<std::int32_t>(mantissa >> 32);
    const std::int32_t scaled = multiply(high >> (15 - exponent), divisor.reciprocal);
    const std::int32_t quotient = (scaled >> 20) + (scaled >> 19 & 1);
    const auto fixed = static_cast<std::uint64_t>(mantissa) << (exponent + 10);
    const auto taken = static_cast<std::uint64_t>(divisor.value) *
                       static_cast<std::uint64_t>(static_cast<std::int64_t>(quotient));
    return {static_cast<std::int64_t>(fixed - taken), quotient};
}

} // namespace

WideSineCosine sine_cosine_double(std::uint64_t argument) {
    const Reduced reduced = reduce(unpack_double(argument), by_half_pi);
    const std::int64_t start = (reduced.quotient & 2) != 0 ? -rotation_scale : rotation_scale;
    const bool odd = (reduced.quotient & 1) != 0;
    Vector v{odd ? 0 : start, odd ? start : 0, reduced.rest};
    for (unsigned shift = 1; shift <= steps; ++shift) {
        micro_rotate(v, shift, v.angle >= 0);
    }
    // cos(a + e) = cos a - e sin a, sin(a + e) = sin a + e cos a, with the upper halves of sin a and cos a.
    const std::int64_t rest = static_cast<std::int32_t>(v.angle);
    const std::int64_t of_sine = rest * static_cast<std::int32_t>(v.y >> 32);
    const std::int64_t of_cosine = rest * static_cast<std::int32_t>(v.x >> 32);
    constexpr unsigned scale = 30;
    return {.sine = fix_to_double(shifted_sum(v.y, of_cosine, scale), 62),
            .cosine = fix_to_double(shifted_difference(v.x, of_sine, scale), 62)};
}

std::uint64_t exponential_double(std::uint64_t argument) {
    Reduced reduced = reduce(unpack_double(argument), by_ln2);
    if (reduced.rest < 0) {
        reduced = {wrap_add(reduced.rest, ln2), reduced.quotient - 1};
    }
    std::int64_t result = one;
    for (unsigned shift = 1; shift <= steps; ++shift) {
        const std::int64_t left = wrap_subtract(reduced.rest, logarithms[shift - 1]);
        if (left >= 0) {
            reduced.rest = left;
            result = shifted_sum(result, result, shift);
        }
    }
    // exp(a + e) = exp a (1 + e)
    const auto rest = static_cast<std::int32_t>(reduced.rest);
    const std::int64_t correction =
        rest * static_cast<std::int64_t>(static_cast<std::uint64_t>(result) >> 32);
    return fix_to_double(wrap_add(result, correction >> 30), 62 - reduced.quotient);
}

std::uint64_t logarithm_double(std::uint64_t argument) {
    constexpr std::uint64_t infinity = std::uint64_t{0x7ff} << 52;
    constexpr std::uint64_t negative_infinity = std::uint64_t{0xfff} << 52;
    if (argument >> 63 != 0 || argument >> 52 == 0) {
        return negative_infinity;
    }
    if (argument >> 52 == 0x7ff) {
        return infinity;
    }
    const UnpackedDouble number = unpack_double(argument);
    // Half the mantissa is multiplied by as many 1 + 2^-i as keep it below 1.
    std::int64_t x = number.mantissa << 9;
    std::int64_t logarithm = 0;
    for (unsigned shift = 1; shift <= steps; ++shift) {
        const std::int64_t tried = shifted_sum(x, x, shift);
        if (static_cast<std::uint64_t>(tried) >> 62 == 0) {
            x = tried;
            logarithm = wrap_subtract(logarithm, logarithms[shift - 1]);
        }
    }
    logarithm = wrap_add(logarithm,
                         static_cast<std::int64_t>(static_cast<std::uint64_t>(x) << 2) >> 2); // ln x ~ x - 1
    __int128 result = static_cast<__int128>(ln2) * (number.exponent + 1) + logarithm;
    std::int32_t places = 62;
    while (result != static_cast<std::int64_t>(result)) {
        result >>= 4;
        places -= 4;
    }
    return fix_to_double(static_cast<std::int64_t>(result), places);
}

namespace {

/// The angle of a vector with y/x = `slope`, 61 bits after the point; -pi/4 to pi/4.
std::int64_t angle_of(std::uint64_t slope) {
    Vector v{one, double_to_fix(slope, 62), 0};
    for (unsigned shift = 1; shift <= steps; ++shift) {
        micro_rotate(v, shift, v.y < 0);
    }
    // What is left of y, divided by x bit by bit, is the rest of the angle.
    auto x = static_cast<std::uint32_t>(v.x >> 32) - 12; // so that atan(0) is 0
    auto y = static_cast<std::int32_t>(v.y);
    for (std::int64_t bit = std::int64_t{1} << 29; bit != 0; bit >>= 1) {
        const auto carry = static_cast<std::int32_t>(x & 1);
        x >>= 1;
        if (y < 0) {
            y = add(add(y, static_cast<std::int32_t>(x)), carry);
            v.angle = wrap_subtract(v.angle, bit);
        } else {
            y = subtract(subtract(y, static_cast<std::int32_t>(x)), 1 - carry);
            v.angle = wrap_add(v.angle, bit);
        }
    }
    return v.angle >> 1;
}

} // namespace

std::uint64_t arctangent_double(std::uint64_t y, std::uint64_t x) {
    constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;
    constexpr std::uint64_t infinity = std::uint64_t{0x7ff} << 52;
    const auto flush = [](std::uint64_t value) {
        const std::uint64_t exponent = value & infinity;
        return exponent == 0 || exponent == infinity ? value >> 52 << 52 : value;
    };
    y = flush(y);
    x = flush(x);
    std::int32_t quarter_turns = 0;
    if (x >> 63 != 0) { // by half a turn
        x ^= sign_bit;
        y ^= sign_bit;
        quarter_turns = y >> 63 != 0 ? 2 : -2;
    }
    // By a quarter of a turn if y is the larger, as far as the upper halves tell.
    const bool below = y >> 63 != 0;
    const auto x_high = static_cast<std::int32_t>(x >> 32);
    const auto y_high = static_cast<std::int32_t>((below ? y ^ sign_bit : y) >> 32);
    if (below ? x_high < y_high : y_high > x_high) {
        quarter_turns += below ? -1 : 1;
        std::swap(x, y);
        (below ? y : x) ^= sign_bit;
    }
    std::int64_t angle = 0;
    const bool x_infinite = static_cast<std::uint32_t>(x) == 0 && (x & infinity) == infinity;
    const bool y_infinite = (y & infinity) == infinity;
    if (x_infinite && y_infinite) { // both just finite: 45 degrees
        x -= std::uint64_t{1} << 32;
        y -= std::uint64_t{1} << 32;
    }
    if (x != 0 && (!x_infinite || y_infinite)) {
        angle = angle_of(divide_double(y, x));
    }
    const std::int64_t quarter = quarter_turns < 0 ? ~half_pi_61 : half_pi_61;
    if (quarter_turns != 0) {
        angle = wrap_add(angle, quarter);
        angle = (quarter_turns & 1) == 0 ? wrap_add(angle, quarter) : angle;
    }
    return fix_to_double(angle, 61);
}

} // namespace peripherals::rp2040::bootrom
