#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

/// Half-words of Thumb code for tests: each function is one instruction, named as the assembler does.
namespace thumb {

using Code = std::vector<std::uint16_t>;

// NOLINTBEGIN(readability-identifier-naming): mnemonics, as the reference manual spells them.
enum : unsigned { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, sp, lr, pc };
enum Condition : unsigned { eq, ne, cs, cc, mi, pl, vs, vc, hi, ls, ge, lt, gt, le };

constexpr std::uint16_t half(unsigned value) {
    return static_cast<std::uint16_t>(value);
}

constexpr std::uint16_t lsls(unsigned d, unsigned m, unsigned imm) {
    return half(0x0000 | imm << 6 | m << 3 | d);
}
constexpr std::uint16_t lsrs(unsigned d, unsigned m, unsigned imm) {
    return half(0x0800 | (imm & 31) << 6 | m << 3 | d);
}
constexpr std::uint16_t asrs(unsigned d, unsigned m, unsigned imm) {
    return half(0x1000 | (imm & 31) << 6 | m << 3 | d);
}
constexpr std::uint16_t adds(unsigned d, unsigned n, unsigned m) {
    return half(0x1800 | m << 6 | n << 3 | d);
}
constexpr std::uint16_t subs(unsigned d, unsigned n, unsigned m) {
    return half(0x1a00 | m << 6 | n << 3 | d);
}
constexpr std::uint16_t movs(unsigned d, unsigned imm) {
    return half(0x2000 | d << 8 | imm);
}
constexpr std::uint16_t cmp_imm(unsigned n, unsigned imm) {
    return half(0x2800 | n << 8 | imm);
}
constexpr std::uint16_t adds_imm(unsigned d, unsigned imm) {
    return half(0x3000 | d << 8 | imm);
}
constexpr std::uint16_t subs_imm(unsigned d, unsigned imm) {
    return half(0x3800 | d << 8 | imm);
}

/// The sixteen instructions of "data processing (register)" by their opcode.
enum Opcode : unsigned {
    ands,
    eors,
    lsls_r,
    lsrs_r,
    asrs_r,
    adcs,
    sbcs,
    rors,
    tst,
    rsbs,
    cmp,
    cmn,
    orrs,
    muls,
    bics,
    mvns
};
constexpr std::uint16_t op(Opcode opcode, unsigned d, unsigned m) {
    return half(0x4000 | opcode << 6 | m << 3 | d);
}

constexpr std::uint16_t high(unsigned base, unsigned d, unsigned m) {
    return half(base | (d & 8) << 4 | m << 3 | (d & 7));
}
constexpr std::uint16_t add(unsigned d, unsigned m) {
    return high(0x4400, d, m);
}
constexpr std::uint16_t cmp_high(unsigned n, unsigned m) {
    return high(0x4500, n, m);
}
constexpr std::uint16_t mov(unsigned d, unsigned m) {
    return high(0x4600, d, m);
}
constexpr std::uint16_t bx(unsigned m) {
    return half(0x4700 | m << 3);
}
constexpr std::uint16_t blx(unsigned m) {
    return half(0x4780 | m << 3);
}

/// `words` is the distance from the aligned PC, which is 4 after the instruction.
constexpr std::uint16_t ldr_pc(unsigned t, unsigned words) {
    return half(0x4800 | t << 8 | words);
}
constexpr std::uint16_t adr(unsigned d, unsigned words) {
    return half(0xa000 | d << 8 | words);
}
constexpr std::uint16_t str(unsigned t, unsigned n, unsigned imm) {
    return half(0x6000 | imm / 4 << 6 | n << 3 | t);
}
constexpr std::uint16_t ldr(unsigned t, unsigned n, unsigned imm) {
    return half(0x6800 | imm / 4 << 6 | n << 3 | t);
}
constexpr std::uint16_t strb(unsigned t, unsigned n, unsigned imm) {
    return half(0x7000 | imm << 6 | n << 3 | t);
}
constexpr std::uint16_t ldrb(unsigned t, unsigned n, unsigned imm) {
    return half(0x7800 | imm << 6 | n << 3 | t);
}
constexpr std::uint16_t strh(unsigned t, unsigned n, unsigned imm) {
    return half(0x8000 | imm / 2 << 6 | n << 3 | t);
}
constexpr std::uint16_t ldrh(unsigned t, unsigned n, unsigned imm) {
    return half(0x8800 | imm / 2 << 6 | n << 3 | t);
}
constexpr std::uint16_t str_sp(unsigned t, unsigned imm) {
    return half(0x9000 | t << 8 | imm / 4);
}
constexpr std::uint16_t ldr_sp(unsigned t, unsigned imm) {
    return half(0x9800 | t << 8 | imm / 4);
}
/// Loads and stores with a register as offset.
enum Transfer : unsigned { str_r, strh_r, strb_r, ldrsb_r, ldr_r, ldrh_r, ldrb_r, ldrsh_r };
constexpr std::uint16_t transfer(Transfer kind, unsigned t, unsigned n, unsigned m) {
    return half(0x5000 | kind << 9 | m << 6 | n << 3 | t);
}
constexpr std::uint16_t add_sp(unsigned imm) {
    return half(0xb000 | imm / 4);
}
constexpr std::uint16_t sub_sp(unsigned imm) {
    return half(0xb080 | imm / 4);
}
constexpr unsigned list(std::initializer_list<unsigned> registers) {
    unsigned bits = 0;
    for (const unsigned reg : registers) {
        bits |= reg >= lr ? 0x100U : 1U << reg;
    }
    return bits;
}
constexpr std::uint16_t push(std::initializer_list<unsigned> registers) {
    return half(0xb400 | list(registers));
}
constexpr std::uint16_t pop(std::initializer_list<unsigned> registers) {
    return half(0xbc00 | list(registers));
}
constexpr std::uint16_t stm(unsigned n, std::initializer_list<unsigned> registers) {
    return half(0xc000 | n << 8 | list(registers));
}
constexpr std::uint16_t ldm(unsigned n, std::initializer_list<unsigned> registers) {
    return half(0xc800 | n << 8 | list(registers));
}
constexpr std::uint16_t sxth(unsigned d, unsigned m) {
    return half(0xb200 | m << 3 | d);
}
constexpr std::uint16_t sxtb(unsigned d, unsigned m) {
    return half(0xb240 | m << 3 | d);
}
constexpr std::uint16_t uxth(unsigned d, unsigned m) {
    return half(0xb280 | m << 3 | d);
}
constexpr std::uint16_t uxtb(unsigned d, unsigned m) {
    return half(0xb2c0 | m << 3 | d);
}
constexpr std::uint16_t rev(unsigned d, unsigned m) {
    return half(0xba00 | m << 3 | d);
}
constexpr std::uint16_t rev16(unsigned d, unsigned m) {
    return half(0xba40 | m << 3 | d);
}
constexpr std::uint16_t revsh(unsigned d, unsigned m) {
    return half(0xbac0 | m << 3 | d);
}

/// `distance` in bytes from the branch itself.
constexpr std::uint16_t b(int distance) {
    return half(0xe000U | (static_cast<unsigned>(distance - 4) >> 1 & 0x7ff));
}
constexpr std::uint16_t b(Condition condition, int distance) {
    return half(0xd000U | condition << 8 | (static_cast<unsigned>(distance - 4) >> 1 & 0xff));
}
/// The half-words of BL; `distance` as above.
constexpr std::uint16_t bl_first(int distance) {
    const auto offset = static_cast<unsigned>(distance - 4);
    return half(0xf000 | (offset >> 24 & 1) << 10 | (offset >> 12 & 0x3ff));
}
constexpr std::uint16_t bl_second(int distance) {
    const auto offset = static_cast<unsigned>(distance - 4);
    const unsigned s = offset >> 24 & 1;
    const unsigned j1 = (offset >> 23 & 1) ^ s ^ 1;
    const unsigned j2 = (offset >> 22 & 1) ^ s ^ 1;
    return half(0xd000 | j1 << 13 | j2 << 11 | (offset >> 1 & 0x7ff));
}

constexpr std::uint16_t nop = 0xbf00;
constexpr std::uint16_t wfe = 0xbf20;
constexpr std::uint16_t wfi = 0xbf30;
constexpr std::uint16_t sev = 0xbf40;
constexpr std::uint16_t cpsie = 0xb662;
constexpr std::uint16_t cpsid = 0xb672;
constexpr std::uint16_t udf = 0xde00;
constexpr std::uint16_t self = 0xe7fe; // b .
constexpr std::uint16_t svc(unsigned imm) {
    return half(0xdf00 | imm);
}
constexpr std::uint16_t bkpt(unsigned imm) {
    return half(0xbe00 | imm);
}

/// Special registers, and the half-words of MRS and MSR.
enum Special : unsigned { apsr = 0, ipsr = 5, msp = 8, psp = 9, primask = 16, control = 20 };
constexpr std::uint16_t mrs_first = 0xf3ef;
constexpr std::uint16_t mrs_second(unsigned d, unsigned special) {
    return half(0x8000 | d << 8 | special);
}
constexpr std::uint16_t msr_first(unsigned n) {
    return half(0xf380 | n);
}
constexpr std::uint16_t msr_second(unsigned special) {
    return half(0x8800 | special);
}

// NOLINTEND(readability-identifier-naming)

} // namespace thumb
