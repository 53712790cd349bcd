#include "tests/peers/unicorn/generator.h"

#include <bit>

namespace {

using namespace layout;

std::uint32_t field(std::uint32_t bits, unsigned lsb, unsigned width) {
    return bits >> lsb & ((1U << width) - 1);
}

bool matches(std::uint32_t bits, std::uint32_t mask, std::uint32_t match) {
    return (bits & mask) == match;
}

// Half-words that ARMv6-M does not have, or that mean something to Unicorn's later processors: CBZ, IT,
// SETEND, HLT, CPS with other effects, hints, BKPT and SVC (exceptions), and the first halves of wide
// instructions.
bool not_for_comparison(std::uint32_t bits) {
    return bits >= 0xe800 || matches(bits, 0xf500, 0xb100) || matches(bits, 0xff00, 0xbf00) ||
           matches(bits, 0xff00, 0xb600) || matches(bits, 0xffc0, 0xba80) || matches(bits, 0xff00, 0xbe00) ||
           matches(bits, 0xff00, 0xdf00);
}

bool unpredictable(std::uint32_t bits) {
    const std::uint32_t high_rd = field(bits, 0, 3) | field(bits, 7, 1) << 3;
    const std::uint32_t high_rm = field(bits, 3, 4);
    if (matches(bits, 0xff00, 0x4400)) { // ADD with two PCs
        return high_rd == 15 && high_rm == 15;
    }
    if (matches(bits, 0xff00, 0x4500)) { // CMP of low registers, or of the PC
        return (high_rd < 8 && high_rm < 8) || high_rd == 15 || high_rm == 15;
    }
    if (matches(bits, 0xff00, 0x4700)) { // BX, BLX with the PC or with bits that should be zero
        return high_rm == 15 || field(bits, 0, 3) != 0;
    }
    if (matches(bits, 0xf600, 0xb400)) { // PUSH, POP of nothing
        return field(bits, 0, 9) == 0;
    }
    if (matches(bits, 0xf000, 0xc000)) { // STM, LDM of nothing; STM of a base that is not the first
        const std::uint32_t list = field(bits, 0, 8);
        const std::uint32_t base = field(bits, 8, 3);
        const bool store = field(bits, 11, 1) == 0;
        return list == 0 ||
               (store && (list >> base & 1) != 0 && std::countr_zero(list) != static_cast<int>(base));
    }
    return false;
}

std::uint32_t special_register(Random& random, bool write) {
    constexpr std::uint32_t readable[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 20};
    constexpr std::uint32_t writable[] = {0, 1, 2, 3, 5, 6, 7, 8, 9, 16, 20};
    return write ? writable[random.below(std::size(writable))] : readable[random.below(std::size(readable))];
}

std::uint32_t draw_value(Random& random) {
    constexpr std::uint32_t special[] = {0,          1,          2,          31,         32,         33,
                                         0x7fffffff, 0x80000000, 0x80000001, 0xffffffff, 0xfffffffe, 255};
    switch (random.below(6)) {
    case 0:
        return special[random.below(std::size(special))];
    case 1:
        return random.below(256);
    case 2:
        return ram_base + random.below(ram_bytes);
    case 3:
        return random.word() >> random.below(32);
    default:
        return random.word();
    }
}

// An address that an access of 256 bytes around it stays in RAM with; unaligned now and then.
std::uint32_t draw_pointer(Random& random) {
    std::uint32_t address = ram_base + 0x400 + random.below(ram_bytes - 0x800);
    address &= ~3U;
    if (random.one_in(16)) {
        address += random.below(4);
    }
    return random.one_in(64) ? random.word() : address;
}

} // namespace

std::optional<Instruction> draw_instruction(Random& random, unsigned encoding) {
    const Encoding& row = encodings[encoding];
    std::uint32_t bits = (random.word() & ~row.mask) | row.match;
    if (!row.wide) {
        bits &= 0xffff;
        if (row.mask == 0 && not_for_comparison(bits)) {
            return std::nullopt;
        }
        if (row.match == 0xd000 &&
            field(bits, 8, 4) >= 14) { // B cond: UDF and SVC have rows of their own or none
            return std::nullopt;
        }
        if (unpredictable(bits)) {
            return std::nullopt;
        }
        return Instruction{encoding, bits, false};
    }
    if (row.match == 0xf3808800) { // MSR: Rn is neither SP nor PC
        bits = (bits & ~0xffU) | special_register(random, true);
        const std::uint32_t rn = field(bits, 16, 4);
        if (rn == 13 || rn == 15) {
            return std::nullopt;
        }
    } else if (row.match == 0xf3ef8000) {
        bits = (bits & ~0xffU) | special_register(random, false);
        const std::uint32_t rd = field(bits, 8, 4);
        if (rd == 13 || rd == 15) {
            return std::nullopt;
        }
    }
    return Instruction{encoding, bits, true};
}

CpuState draw_state(Random& random) {
    CpuState state;
    for (std::uint32_t& value : state.r) {
        value = draw_value(random);
    }
    state.r[13] = (ram_base + 0x400 + random.below(ram_bytes - 0x800)) & ~3U;
    state.other_sp = (ram_base + 0x400 + random.below(ram_bytes - 0x800)) & ~3U;
    state.flags = random.word() & 0xf0000000;
    state.primask = random.word() & 1;
    state.control = random.one_in(4) ? 2 : 0;
    return state;
}

void aim(Random& random, const Instruction& instruction, CpuState& state) {
    const std::uint32_t bits = instruction.bits;
    if (instruction.wide) {
        const std::uint32_t special = field(bits, 0, 8);
        if (matches(bits, 0xfff0ff00, 0xf3808800)) {
            std::uint32_t& value = state.r[field(bits, 16, 4)];
            if (special == 8 || special == 9) {
                value = draw_pointer(random) & ~3U;
            } else if (special == 20) {
                value = random.word() & ~1U; // nPRIV is not in Unicorn's Cortex-M0
            }
        }
        return;
    }
    if (matches(bits, 0xf000, 0x5000)) {
        state.r[field(bits, 3, 3)] = draw_pointer(random);
        if (field(bits, 3, 3) != field(bits, 6, 3)) {
            const std::uint32_t offset = random.below(256) & (random.one_in(8) ? ~0U : ~3U);
            state.r[field(bits, 6, 3)] = random.one_in(2) ? offset : 0U - offset;
        }
    } else if (matches(bits, 0xe000, 0x6000) || matches(bits, 0xf000, 0x8000)) {
        state.r[field(bits, 3, 3)] = draw_pointer(random);
    } else if (matches(bits, 0xf000, 0xc000)) {
        state.r[field(bits, 8, 3)] = draw_pointer(random);
    } else if (matches(bits, 0xff00, 0x4700)) {
        std::uint32_t& target = state.r[field(bits, 3, 4)];
        target |= field(bits, 3, 4) != 13 && !random.one_in(16) ? 1 : 0; // mostly to Thumb state
    }
}
