#include "sim/cpu/armv6m/decode.h"

#include <array>
#include <bit>
#include <iterator>

namespace sim::cpu::armv6m {

namespace {

/// How an instruction's operands are taken out of its bits: those that `fill` knows, then those of
/// `fill_address`, then, from HighRdRm on, those of `fill_control`.
enum class Operands : std::uint8_t {
    None,
    RdRm,
    RdRmShift,
    RdRmShiftTo32,
    RdRnRm,
    RdRnImm3,
    RdImm8,
    RdRnImm5Bytes,
    RdRnImm5HalfWords,
    RdRnImm5Words,
    RdLiteral,
    RdPcImm8,
    RdSpImm8,
    SpImm7,
    SpMinusImm7,
    RnList,
    ListLr,
    ListPc,
    HighRdRm,
    HighRdPc,
    HighRdAlignedPc,
    OncePc,
    TwicePc,
    ToArmState,
    Imm8,
    Branch8,
    Branch11,
    Branch24,
    RdSpecial,
    RnSpecial
};

struct Encoding {
    std::uint32_t mask;
    std::uint32_t match;
    Operands operands;
    Operation operation;
};

constexpr Encoding encodings[] = {
#define ENCODING(mask, match, operands, operation, text)                                                     \
    {mask, match, Operands::operands, Operation::operation},
#include "sim/cpu/armv6m/opcodes.def"
};

constexpr bool wide(const Encoding& encoding) {
    return encoding.mask > 0xffff;
}

// The first row that may match, by the ten high bits of the first half-word.
constexpr unsigned prefix_bits = 10;
consteval std::array<std::uint8_t, 1U << prefix_bits> first_rows() {
    std::array<std::uint8_t, 1U << prefix_bits> rows{};
    for (std::uint32_t prefix = 0; prefix < rows.size(); ++prefix) {
        std::uint8_t row = 0;
        for (const Encoding& encoding : encodings) {
            const unsigned shift = (wide(encoding) ? 32 : 16) - prefix_bits;
            if (((prefix << shift ^ encoding.match) & encoding.mask) >> shift == 0) {
                break;
            }
            ++row;
        }
        rows[prefix] = row;
    }
    return rows;
}
constexpr auto first_row = first_rows();

constexpr std::uint32_t sign_extend(std::uint32_t value, unsigned bits) {
    const std::uint32_t sign = 1U << (bits - 1);
    return (value ^ sign) - sign;
}

std::uint32_t branch24_distance(std::uint32_t code) {
    const std::uint32_t s = code >> 26 & 1;
    const std::uint32_t i1 = (code >> 13 & 1) ^ s ^ 1;
    const std::uint32_t i2 = (code >> 11 & 1) ^ s ^ 1;
    const std::uint32_t distance =
        s << 24 | i1 << 23 | i2 << 22 | (code >> 16 & 0x3ff) << 12 | (code & 0x7ff) << 1;
    return sign_extend(distance, 25);
}

void fill_list(Slot& slot, std::uint8_t base, std::uint32_t list) {
    slot.a = base;
    slot.b = static_cast<std::uint8_t>(std::popcount(list));
    slot.c = base > 7 || (list >> base & 1) == 0;
    slot.imm = list;
}

// Operands of loads, stores and what counts with the PC or SP.
void fill_address(Slot& slot, Operands operands, std::uint32_t pc, std::uint32_t code) {
    const std::uint32_t imm5 = code >> 6 & 0x1f;
    const std::uint32_t imm8 = code & 0xff;
    switch (operands) {
    case Operands::RdRnImm5Bytes:
        slot.imm = imm5;
        break;
    case Operands::RdRnImm5HalfWords:
        slot.imm = imm5 * 2;
        break;
    case Operands::RdRnImm5Words:
        slot.imm = imm5 * 4;
        break;
    case Operands::RdLiteral:
    case Operands::RdPcImm8:
        slot.a = code >> 8 & 7;
        slot.imm = (pc & ~3U) + imm8 * 4;
        break;
    case Operands::RdSpImm8:
        slot.a = code >> 8 & 7;
        slot.b = 13;
        slot.imm = imm8 * 4;
        break;
    case Operands::SpImm7:
        slot.imm = (code & 0x7f) * 4;
        break;
    case Operands::SpMinusImm7:
        slot.imm = 0 - (code & 0x7f) * 4;
        break;
    case Operands::RnList:
        fill_list(slot, code >> 8 & 7, imm8);
        break;
    case Operands::ListLr:
        fill_list(slot, 13, imm8 | (code & 0x100) << 6);
        break;
    case Operands::ListPc:
        fill_list(slot, 13, imm8);
        break;
    default:
        break;
    }
}

// Operands of high registers, branches and special instructions; `pc` is the address plus 4.
void fill_control(Slot& slot, Operands operands, std::uint32_t pc, std::uint32_t code) {
    slot.a = static_cast<std::uint8_t>((code >> 4 & 8) | (code & 7));
    slot.b = code >> 3 & 0xf;
    slot.imm = pc;
    switch (operands) {
    case Operands::HighRdPc:
        slot.b = slot.a;
        break;
    case Operands::HighRdAlignedPc:
        slot.imm = pc & ~3U;
        break;
    case Operands::OncePc:
        slot.imm = pc | 1;
        break;
    case Operands::TwicePc:
        slot.imm = 2 * pc | 1;
        break;
    case Operands::Imm8:
        slot.imm = code & 0xff;
        break;
    case Operands::Branch8:
        slot.imm = pc + sign_extend((code & 0xff) << 1, 9);
        break;
    case Operands::Branch11:
        slot.imm = pc + sign_extend((code & 0x7ff) << 1, 12);
        break;
    case Operands::Branch24:
        slot.imm = pc + branch24_distance(code);
        break;
    case Operands::RdSpecial:
        slot.a = code >> 8 & 0xf;
        slot.imm = code & 0xff;
        break;
    case Operands::RnSpecial:
        slot.b = code >> 16 & 0xf;
        slot.imm = code & 0xff;
        break;
    default:
        break;
    }
}

Slot fill(const Encoding& encoding, std::uint32_t pc, std::uint32_t code) {
    Slot slot;
    slot.operation = static_cast<std::uint8_t>(encoding.operation);
    slot.a = code & 7;
    slot.b = code >> 3 & 7;
    slot.c = code >> 6 & 7;
    switch (encoding.operands) {
    case Operands::None:
    case Operands::RdRm:
    case Operands::RdRnRm:
        break;
    case Operands::RdRmShift:
        slot.imm = code >> 6 & 0x1f;
        break;
    case Operands::RdRmShiftTo32:
        slot.imm = (code >> 6 & 0x1f) == 0 ? 32 : code >> 6 & 0x1f;
        break;
    case Operands::RdRnImm3:
        slot.imm = code >> 6 & 7;
        break;
    case Operands::RdImm8:
        slot.a = slot.b = code >> 8 & 7;
        slot.imm = code & 0xff;
        break;
    default:
        if (encoding.operands < Operands::HighRdRm) {
            fill_address(slot, encoding.operands, pc, code);
        } else {
            fill_control(slot, encoding.operands, pc, code);
        }
        break;
    }
    return slot;
}

} // namespace

Slot decode(std::uint32_t address, std::uint16_t first, std::uint16_t second) {
    const bool is_wide_code = is_wide(first);
    const std::uint32_t code = is_wide_code ? static_cast<std::uint32_t>(first) << 16 | second : first;
    for (std::size_t row = first_row[first >> (16 - prefix_bits)]; row < std::size(encodings); ++row) {
        const Encoding& encoding = encodings[row];
        if (wide(encoding) == is_wide_code && (code & encoding.mask) == encoding.match) {
            return fill(encoding, address + 4, code);
        }
    }
    Slot slot;
    slot.operation = static_cast<std::uint8_t>(Operation::Undefined);
    return slot;
}

} // namespace sim::cpu::armv6m
