// Single precision: CORDIC in 32 bits, 29 of them after the point (Volder 1959, Walther 1971).

#include "peripherals/rp2040/bootrom_arithmetic.h"

#include <span>

namespace peripherals::rp2040::bootrom {

namespace {

/// One micro-rotation: its angle, and by how many bits the vector is shifted for it.
struct Rotation {
    std::int32_t angle;
    unsigned shift;
};

// atan(2^-i). The last one is not performed: what follows it is done without a table.
constexpr Rotation circular[] = {
    {0x1921fb54, 0 },
    {0x0ed63383, 1 },
    {0x07d6dd7e, 2 },
    {0x03fab753, 3 },
    {0x01ff55bb, 4 },
    {0x00ffeaae, 5 },
    {0x007ffd55, 6 },
    {0x003fffab, 7 },
    {0x001ffff5, 8 },
    {0x000fffff, 9 },
    {0x0007ffff, 10},
    {0x00040000, 11},
    {0x00020000, 12},
};
// atanh(2^-i); 1, 4 and 12 come twice, so that it converges.
constexpr Rotation hyperbolic[] = {
    {0x1193ea7b, 1 },
    {0x1193ea7b, 1 },
    {0x082c577d, 2 },
    {0x04056247, 3 },
    {0x0200ab11, 4 },
    {0x0200ab11, 4 },
    {0x01001559, 5 },
    {0x008002ab, 6 },
    {0x00400055, 7 },
    {0x0020000b, 8 },
    {0x00100001, 9 },
    {0x00080001, 10},
    {0x00040000, 11},
    {0x00020000, 12},
    {0x00020000, 12},
};

constexpr std::int32_t pi = 0x6487ed51;             // 29 bits after the point
constexpr std::int32_t two_pi_24 = pi >> 4;         // 24
constexpr std::int32_t circular_scale = 0x136e9db4; // what makes up for the growth of the rotations
constexpr std::int32_t hyperbolic_scale = 0x2c9e15ca;
constexpr std::int32_t ln_scale = 0x0593c2b9;
constexpr std::int32_t ln2_29 = 0x162e42ff;
constexpr std::int32_t ln4_24 = 0x0162e430;
constexpr std::int32_t log2_e_12 = 5909;
constexpr std::int32_t infinite = 255; // an exponent that packs to infinity

struct Vector {
    std::int32_t x;
    std::int32_t y;
    std::int32_t z; // angle
};

/// `circle` is 1 for circular, -1 for hyperbolic rotations.
void micro_rotate(Vector& v, const Rotation& rotation, bool positive, std::int32_t circle) {
    const std::int32_t dx = v.y >> rotation.shift;
    const std::int32_t dy = v.x >> rotation.shift;
    v.x = subtract(v.x, multiply(positive ? dx : subtract(0, dx), circle));
    v.y = positive ? add(v.y, dy) : subtract(v.y, dy);
    v.z = positive ? subtract(v.z, rotation.angle) : add(v.z, rotation.angle);
}

/// Rotates by the angle z.
void rotate(Vector& v, std::span<const Rotation> table, std::int32_t circle) {
    for (const Rotation& rotation : table.first(table.size() - 1)) {
        micro_rotate(v, rotation, v.z >= 0, circle);
    }
    // What is left is small: one linear step.
    const std::int32_t angle = v.z >> 3;
    const std::int32_t dy = multiply(v.x >> 14, angle);
    const std::int32_t dx = multiply(multiply(v.y >> 14, angle), circle);
    v.x = subtract(v.x, dx >> 12);
    v.y = add(v.y, dy >> 12);
}

/// Rotates until y is 0; z tells by how much.
void rotate_to_axis(Vector& v, std::span<const Rotation> table, std::int32_t circle) {
    for (const Rotation& rotation : table.first(table.size() - 1)) {
        micro_rotate(v, rotation, v.y <= 0, circle);
    }
    std::int32_t step = v.x >> table.back().shift; // x does not change any more
    for (std::int32_t angle = table.back().angle; angle != 0; angle >>= 1, step >>= 1) {
        if (v.y > 0) {
            v.y = subtract(v.y, step);
            v.z = add(v.z, angle);
        } else {
            v.y = add(v.y, step);
            v.z = subtract(v.z, angle);
        }
    }
}

/// Into [-1, 1].
std::int32_t clamp(std::int32_t value) {
    constexpr std::int32_t one = 1 << 29;
    return value > one ? one : value <= -one ? -one : value;
}

} // namespace

SineCosine sine_cosine_float(std::uint32_t argument) {
    // Into one turn by steps, of which the first may leave the range of 32 bits.
    std::int32_t turn = float_to_fix(argument, 24);
    std::int64_t left = 0;
    do {
        left = static_cast<std::int64_t>(turn) - two_pi_24;
        turn = subtract(turn, two_pi_24);
    } while (left >= 0);
    do {
        turn = add(turn, two_pi_24);
    } while (turn < 0);

    Vector v{circular_scale, 0, shift_left(turn, 2)}; // 26 bits after the point: pi / 2 is two_pi_24
    while (v.z >= two_pi_24) {
        v.z = subtract(v.z, 2 * two_pi_24);
        v.x = -v.x;
    }
    v.z = shift_left(v.z, 3);
    rotate(v, circular, 1);
    v.y = add(v.y, 9); // so that sin(0) is 0
    return {.sine = pack_float(clamp(v.y), 0), .cosine = pack_float(clamp(v.x), 0)};
}

std::uint32_t exponential_float(std::uint32_t argument) {
    const std::int32_t x = float_to_fix(argument, 24);
    const std::int32_t exponent = add(multiply(x >> 16, log2_e_12) >> 19, 1) >> 1;
    Vector v{hyperbolic_scale, 0, subtract(shift_left(x, 5), multiply(exponent, ln2_29))};
    rotate(v, hyperbolic, -1);
    return pack_float(add(v.x, v.y), exponent); // cosh + sinh
}

std::uint32_t logarithm_float(std::uint32_t argument) {
    const UnpackedFloat number = unpack_float(argument);
    if (number.mantissa < 0) {
        return pack_float(-1, infinite);
    }
    // ln a = 2 artanh((a - 1) / (a + 1)) of a mantissa between 1 and 4, plus half the exponent's ln 4.
    const bool odd = (number.exponent & 1) != 0;
    const std::int32_t half_exponent = add(number.exponent >> 1, odd ? 1 : 0);
    if (half_exponent > 70) {
        return pack_float(1, infinite);
    }
    if (half_exponent < -70) {
        return pack_float(-1, infinite);
    }
    auto scaled = static_cast<std::int32_t>(static_cast<std::int64_t>(number.mantissa) * ln_scale >> 21);
    scaled >>= odd ? 1 : 0;
    Vector v{add(scaled, 4 * ln_scale), subtract(scaled, 4 * ln_scale), 0};
    rotate_to_axis(v, hyperbolic, -1);
    const std::int32_t of_exponent = multiply(ln4_24, -half_exponent);
    return pack_float(subtract(add(v.z, 8) >> 4, of_exponent), 5);
}

std::uint32_t arctangent_float(std::uint32_t y_argument, std::uint32_t x_argument) {
    const UnpackedFloat unpacked_y = unpack_float(y_argument);
    const UnpackedFloat unpacked_x = unpack_float(x_argument);
    Vector v{shift_left(unpacked_x.mantissa, 5), shift_left(unpacked_y.mantissa, 5), 0};
    const bool both_zero = ((unpacked_x.exponent + unpacked_y.exponent) >> 9) + 1 < 0;
    const std::int32_t shift = unpacked_x.exponent - unpacked_y.exponent;
    constexpr std::int32_t negligible = 28;
    if (both_zero || shift >= negligible) { // on the x axis, as far as one can tell
        const std::int32_t sign = v.y >> 31;
        return pack_float(v.x >= 0 ? sign : pi ^ sign, 0);
    }
    if (shift < 0) {
        v.x = shift_right(v.x, static_cast<std::uint32_t>(-shift));
    } else {
        v.y = shift_right(v.y, static_cast<std::uint32_t>(shift));
    }
    if (shift <= -negligible) {
        v.x >>= 31;
    }
    if (v.x < 0) {
        v = {subtract(0, v.x), subtract(0, v.y), pi};
    }
    rotate_to_axis(v, circular, 1);
    // From -pi/2 ... 3 pi/2 to -pi ... pi.
    const bool negative = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(v.z)) + pi) >> 32 != 0;
    if (!negative && subtract(v.z, pi) >= 0) {
        v.z = subtract(subtract(v.z, pi), pi);
    }
    return pack_float(subtract(v.z, 1), 0);
}

} // namespace peripherals::rp2040::bootrom
