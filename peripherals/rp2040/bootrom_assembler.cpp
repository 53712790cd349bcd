#include "peripherals/rp2040/bootrom_assembler.h"

#include "sim/core/assert.h"

#include <algorithm>

namespace peripherals::rp2040::bootrom {

namespace {

/// Checks that `value` is at most `limit`, which a field of the instruction can hold.
unsigned fits(std::uint32_t value, std::uint32_t limit) {
    TERRARIUM_ASSERT(value <= limit);
    return value;
}

unsigned list_bits(std::initializer_list<Reg> registers, unsigned special, unsigned special_bit) {
    unsigned bits = 0;
    for (const Reg reg : registers) {
        bits |= reg == special ? special_bit : 1U << fits(reg, 7);
    }
    return bits;
}

} // namespace

void Assembler::put(std::uint32_t at, std::uint32_t halfword) {
    TERRARIUM_ASSERT(at + 2 <= image_.size());
    image_[at] = static_cast<std::uint8_t>(halfword);
    image_[at + 1] = static_cast<std::uint8_t>(halfword >> 8);
}

void Assembler::half(std::uint32_t value) {
    put(here_, value);
    here_ += 2;
}

void Assembler::word(std::uint32_t value) {
    half(value);
    half(value >> 16);
}

void Assembler::align(std::uint32_t bytes) {
    here_ = (here_ + bytes - 1) & ~(bytes - 1);
}

Assembler::Label Assembler::make() {
    labels_.push_back(unbound);
    return {static_cast<unsigned>(labels_.size() - 1)};
}

void Assembler::bind(Label label) {
    TERRARIUM_ASSERT(labels_[label.id] == unbound);
    labels_[label.id] = here_;
    for (const Use& open : open_) {
        if (open.label == label.id) {
            resolve(open);
        }
    }
    std::erase_if(open_, [&](const Use& open) { return open.label == label.id; });
}

Assembler::Label Assembler::bind_new() {
    const Label label = make();
    bind(label);
    return label;
}

std::uint32_t Assembler::address(Label label) const {
    TERRARIUM_ASSERT(labels_[label.id] != unbound);
    return labels_[label.id];
}

void Assembler::use(Label label, Form form) {
    const Use here{here_, label.id, form};
    half(0);
    if (form == Form::Call) {
        half(0);
    }
    if (labels_[label.id] == unbound) {
        open_.push_back(here);
    } else {
        resolve(here);
    }
}

void Assembler::resolve(const Use& use) {
    const std::int32_t distance =
        static_cast<std::int32_t>(labels_[use.label]) - static_cast<std::int32_t>(use.at) - 4;
    const auto offset = static_cast<std::uint32_t>(distance / 2);
    const unsigned condition = static_cast<unsigned>(image_[use.at]) << 8; // put there by b()
    switch (use.form) {
    case Form::Branch:
        TERRARIUM_ASSERT(distance >= -2048 && distance < 2048);
        put(use.at, 0xe000 | (offset & 0x7ff));
        break;
    case Form::Conditional:
        TERRARIUM_ASSERT(distance >= -256 && distance < 256);
        put(use.at, 0xd000 | condition | (offset & 0xff));
        break;
    case Form::Call: {
        const std::uint32_t sign = distance < 0 ? 1 : 0;
        const std::uint32_t j1 = ((offset >> 22 & 1) ^ sign) ^ 1;
        const std::uint32_t j2 = ((offset >> 21 & 1) ^ sign) ^ 1;
        put(use.at, 0xf000 | sign << 10 | (offset >> 11 & 0x3ff));
        put(use.at + 2, 0xd000 | j1 << 13 | j2 << 11 | (offset & 0x7ff));
        break;
    }
    }
}

void Assembler::movs(Reg rd, std::uint32_t imm8) {
    half(0x2000 | fits(rd, 7) << 8 | fits(imm8, 255));
}

void Assembler::mov(Reg rd, Reg rm) {
    half(0x4600 | (rd & 8U) << 4 | rm << 3 | (rd & 7U));
}

void Assembler::adds(Reg rd, Reg rn, Reg rm) {
    half(0x1800 | fits(rm, 7) << 6 | fits(rn, 7) << 3 | fits(rd, 7));
}

void Assembler::adds(Reg rdn, std::uint32_t imm8) {
    half(0x3000 | fits(rdn, 7) << 8 | fits(imm8, 255));
}

void Assembler::subs(Reg rd, Reg rn, Reg rm) {
    half(0x1a00 | fits(rm, 7) << 6 | fits(rn, 7) << 3 | fits(rd, 7));
}

void Assembler::subs(Reg rdn, std::uint32_t imm8) {
    half(0x3800 | fits(rdn, 7) << 8 | fits(imm8, 255));
}

void Assembler::cmp(Reg rn, std::uint32_t imm8) {
    half(0x2800 | fits(rn, 7) << 8 | fits(imm8, 255));
}

void Assembler::cmp(Reg rn, Reg rm) {
    data_op(10, rn, rm);
}

void Assembler::lsls(Reg rd, Reg rm, unsigned imm5) {
    half(0x0000 | fits(imm5, 31) << 6 | fits(rm, 7) << 3 | fits(rd, 7));
}

void Assembler::lsrs(Reg rd, Reg rm, unsigned imm5) {
    half(0x0800 | (fits(imm5, 32) & 31U) << 6 | fits(rm, 7) << 3 | fits(rd, 7));
}

void Assembler::data_op(unsigned op, Reg rdn, Reg rm) {
    half(0x4000 | op << 6 | fits(rm, 7) << 3 | fits(rdn, 7));
}

void Assembler::rev(Reg rd, Reg rm) {
    half(0xba00 | fits(rm, 7) << 3 | fits(rd, 7));
}

void Assembler::uxtb(Reg rd, Reg rm) {
    half(0xb2c0 | fits(rm, 7) << 3 | fits(rd, 7));
}

void Assembler::transfer(unsigned op, Reg rt, Reg rn, std::uint32_t offset, unsigned size) {
    TERRARIUM_ASSERT(offset % size == 0);
    half(op | fits(offset / size, 31) << 6 | fits(rn, 7) << 3 | fits(rt, 7));
}

void Assembler::ldr(Reg rt, Reg rn, std::uint32_t offset) {
    if (rn == sp) {
        half(0x9800 | fits(rt, 7) << 8 | fits(offset / 4, 255));
    } else {
        transfer(0x6800, rt, rn, offset, 4);
    }
}

void Assembler::str(Reg rt, Reg rn, std::uint32_t offset) {
    transfer(0x6000, rt, rn, offset, 4);
}

void Assembler::ldrh(Reg rt, Reg rn, std::uint32_t offset) {
    transfer(0x8800, rt, rn, offset, 2);
}

void Assembler::strh(Reg rt, Reg rn, std::uint32_t offset) {
    transfer(0x8000, rt, rn, offset, 2);
}

void Assembler::ldrb(Reg rt, Reg rn, std::uint32_t offset) {
    transfer(0x7800, rt, rn, offset, 1);
}

void Assembler::strb(Reg rt, Reg rn, std::uint32_t offset) {
    transfer(0x7000, rt, rn, offset, 1);
}

void Assembler::ldrb(Reg rt, Reg rn, Reg rm) {
    half(0x5c00 | fits(rm, 7) << 6 | fits(rn, 7) << 3 | fits(rt, 7));
}

void Assembler::strb(Reg rt, Reg rn, Reg rm) {
    half(0x5400 | fits(rm, 7) << 6 | fits(rn, 7) << 3 | fits(rt, 7));
}

void Assembler::str(Reg rt, Reg rn, Reg rm) {
    half(0x5000 | fits(rm, 7) << 6 | fits(rn, 7) << 3 | fits(rt, 7));
}

void Assembler::ldm(Reg rn, std::initializer_list<Reg> registers) {
    half(0xc800 | fits(rn, 7) << 8 | list_bits(registers, unbound, 0));
}

void Assembler::stm(Reg rn, std::initializer_list<Reg> registers) {
    half(0xc000 | fits(rn, 7) << 8 | list_bits(registers, unbound, 0));
}

void Assembler::load(Reg rt, std::uint32_t constant) {
    constants_.push_back({here_, constant});
    half(0x4800 | fits(rt, 7) << 8);
}

void Assembler::pool() {
    align(4);
    std::vector<Constant> placed;
    for (const Constant& constant : constants_) {
        const auto known = std::find_if(placed.begin(), placed.end(),
                                        [&](const Constant& other) { return other.value == constant.value; });
        const std::uint32_t place = known != placed.end() ? known->at : here_;
        if (known == placed.end()) {
            placed.push_back({here_, constant.value});
            word(constant.value);
        }
        const std::uint32_t base = (constant.at + 4) & ~3U;
        put(constant.at,
            (static_cast<std::uint32_t>(image_[constant.at + 1]) << 8) | fits((place - base) / 4, 255));
    }
    constants_.clear();
}

void Assembler::push(std::initializer_list<Reg> registers) {
    half(0xb400 | list_bits(registers, lr, 0x100));
}

void Assembler::pop(std::initializer_list<Reg> registers) {
    half(0xbc00 | list_bits(registers, pc, 0x100));
}

void Assembler::b(Label target) {
    use(target, Form::Branch);
}

void Assembler::b(Condition condition, Label target) {
    const std::uint32_t at = here_;
    TERRARIUM_ASSERT(at + 2 <= image_.size());
    image_[at] = static_cast<std::uint8_t>(condition); // kept for resolve()
    const Use here{at, target.id, Form::Conditional};
    here_ += 2;
    if (labels_[target.id] == unbound) {
        open_.push_back(here);
    } else {
        resolve(here);
    }
}

void Assembler::bl(Label target) {
    use(target, Form::Call);
}

void Assembler::bx(Reg rm) {
    half(0x4700 | rm << 3);
}

void Assembler::blx(Reg rm) {
    half(0x4780 | rm << 3);
}

void Assembler::bkpt(unsigned number) {
    half(0xbe00 | fits(number, 255));
}

void Assembler::msr_msp(Reg rn) {
    half(0xf380 | rn);
    half(0x8808);
}

} // namespace peripherals::rp2040::bootrom
