#include "peripherals/nrf51/aes.h"

#include <cstddef>

namespace peripherals::nrf51 {

namespace {

constexpr unsigned rounds = 10;

// Multiplication by x modulo x^8 + x^4 + x^3 + x + 1.
constexpr std::uint8_t twice(std::uint8_t a) {
    return static_cast<std::uint8_t>((a << 1) ^ ((a & 0x80) != 0 ? 0x1b : 0));
}

constexpr std::uint8_t rotate_left(std::uint8_t a, unsigned by) {
    return static_cast<std::uint8_t>(a << by | a >> (8 - by));
}

// Section 5.1.1: the inverse in the field, then an affine map. x + 1 generates the field: its powers and
// those of its inverse run through all inverse pairs.
constexpr std::array<std::uint8_t, 256> make_substitution() {
    std::array<std::uint8_t, 256> table{};
    std::uint8_t power = 1;
    std::uint8_t inverse = 1;
    do {
        power = static_cast<std::uint8_t>(power ^ twice(power));
        // Division by x + 1: multiplication by 0xf6.
        inverse = static_cast<std::uint8_t>(inverse ^ inverse << 1);
        inverse = static_cast<std::uint8_t>(inverse ^ inverse << 2);
        inverse = static_cast<std::uint8_t>(inverse ^ inverse << 4);
        inverse = static_cast<std::uint8_t>(inverse ^ ((inverse & 0x80) != 0 ? 0x09 : 0));
        table[power] = static_cast<std::uint8_t>(inverse ^ rotate_left(inverse, 1) ^ rotate_left(inverse, 2) ^
                                                 rotate_left(inverse, 3) ^ rotate_left(inverse, 4) ^ 0x63);
    } while (power != 1);
    table[0] = 0x63;
    return table;
}

constexpr std::array<std::uint8_t, 256> substitution = make_substitution();
static_assert(substitution[0x01] == 0x7c && substitution[0x53] == 0xed && substitution[0xff] == 0x16);

// Section 5.2, one round key from the one before.
void next_key(AesBlock& key, std::uint8_t round_constant) {
    for (std::size_t i = 0; i < 4; ++i) {
        const std::uint8_t last = substitution[key[12 + (i + 1) % 4]];
        key[i] = static_cast<std::uint8_t>(key[i] ^ last ^ (i == 0 ? round_constant : 0));
    }
    for (std::size_t i = 4; i < 16; ++i) {
        key[i] = static_cast<std::uint8_t>(key[i] ^ key[i - 4]);
    }
}

AesBlock substitute_and_shift(const AesBlock& state) {
    AesBlock result;
    for (std::size_t column = 0; column < 4; ++column) {
        for (std::size_t row = 0; row < 4; ++row) {
            result[4 * column + row] = substitution[state[4 * ((column + row) % 4) + row]];
        }
    }
    return result;
}

void mix_columns(AesBlock& state) {
    for (std::size_t first = 0; first < 16; first += 4) {
        const std::array<std::uint8_t, 4> a = {state[first], state[first + 1], state[first + 2],
                                               state[first + 3]};
        const auto all = static_cast<std::uint8_t>(a[0] ^ a[1] ^ a[2] ^ a[3]);
        for (std::size_t i = 0; i < 4; ++i) {
            const auto pair = static_cast<std::uint8_t>(a[i] ^ a[(i + 1) % 4]);
            state[first + i] = static_cast<std::uint8_t>(a[i] ^ all ^ twice(pair));
        }
    }
}

void add_key(AesBlock& state, const AesBlock& key) {
    for (std::size_t i = 0; i < state.size(); ++i) {
        state[i] = static_cast<std::uint8_t>(state[i] ^ key[i]);
    }
}

} // namespace

AesBlock aes_encrypt(const AesBlock& key, const AesBlock& block) {
    AesBlock round_key = key;
    AesBlock state = block;
    std::uint8_t round_constant = 1;
    add_key(state, round_key);
    for (unsigned round = 1; round <= rounds; ++round) {
        state = substitute_and_shift(state);
        if (round < rounds) {
            mix_columns(state);
        }
        next_key(round_key, round_constant);
        round_constant = twice(round_constant);
        add_key(state, round_key);
    }
    return state;
}

} // namespace peripherals::nrf51
