#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace peripherals::rp2040::bootrom {

// NOLINTNEXTLINE(readability-identifier-naming): registers as the manual spells them.
enum Reg : unsigned { r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, sp, lr, pc };
enum class Condition : unsigned { Eq, Ne, Cs, Cc, Mi, Pl, Vs, Vc, Hi, Ls, Ge, Lt, Gt, Le };

/// Writes ARMv6-M code into a memory image: as much of the instruction set as the built-in boot ROM needs,
/// named and with operands as in the architecture's manual. Operands out of range are broken invariants.
class Assembler {
public:
    /// A place in the code that branches go to, before or after it is bound.
    struct Label {
        unsigned id;
    };

    /// Writes from `start` on.
    Assembler(std::span<std::uint8_t> image, std::uint32_t start) : image_(image), here_(start) {}

    std::uint32_t here() const { return here_; }
    void align(std::uint32_t bytes);
    void half(std::uint32_t value);
    void word(std::uint32_t value);
    void skip(std::uint32_t bytes) { here_ += bytes; }

    Label make();
    void bind(Label label);
    Label bind_new();
    std::uint32_t address(Label label) const;

    void movs(Reg rd, std::uint32_t imm8);
    void mov(Reg rd, Reg rm);
    void adds(Reg rd, Reg rn, Reg rm);
    void adds(Reg rdn, std::uint32_t imm8);
    void subs(Reg rd, Reg rn, Reg rm);
    void subs(Reg rdn, std::uint32_t imm8);
    void cmp(Reg rn, std::uint32_t imm8);
    void cmp(Reg rn, Reg rm);
    void lsls(Reg rd, Reg rm, unsigned imm5);
    void lsrs(Reg rd, Reg rm, unsigned imm5);
    void ands(Reg rdn, Reg rm) { data_op(0, rdn, rm); }
    void eors(Reg rdn, Reg rm) { data_op(1, rdn, rm); }
    void tst(Reg rn, Reg rm) { data_op(8, rn, rm); }
    void orrs(Reg rdn, Reg rm) { data_op(12, rdn, rm); }
    void bics(Reg rdn, Reg rm) { data_op(14, rdn, rm); }
    void mvns(Reg rd, Reg rm) { data_op(15, rd, rm); }
    void rev(Reg rd, Reg rm);
    void uxtb(Reg rd, Reg rm);

    void ldr(Reg rt, Reg rn, std::uint32_t offset = 0);
    void str(Reg rt, Reg rn, std::uint32_t offset = 0);
    void ldrh(Reg rt, Reg rn, std::uint32_t offset = 0);
    void strh(Reg rt, Reg rn, std::uint32_t offset = 0);
    void ldrb(Reg rt, Reg rn, std::uint32_t offset = 0);
    void strb(Reg rt, Reg rn, std::uint32_t offset = 0);
    void ldrb(Reg rt, Reg rn, Reg rm);
    void strb(Reg rt, Reg rn, Reg rm);
    void str(Reg rt, Reg rn, Reg rm);
    void ldm(Reg rn, std::initializer_list<Reg> registers);
    void stm(Reg rn, std::initializer_list<Reg> registers);
    /// A constant from the next pool.
    void load(Reg rt, std::uint32_t constant);
    /// Writes the constants that were loaded since the last pool; behind a branch that is always taken.
    void pool();

    /// Of r0-r7 and lr.
    void push(std::initializer_list<Reg> registers);
    /// Of r0-r7 and pc.
    void pop(std::initializer_list<Reg> registers);
    void b(Label target);
    void b(Condition condition, Label target);
    void bl(Label target);
    void bx(Reg rm);
    void blx(Reg rm);
    void bkpt(unsigned number);
    void wfe() { half(0xbf20); }
    void wfi() { half(0xbf30); }
    void sev() { half(0xbf40); }
    void msr_msp(Reg rn);

private:
    enum class Form : std::uint8_t { Branch, Conditional, Call };
    struct Use {
        std::uint32_t at;
        unsigned label;
        Form form;
    };
    struct Constant {
        std::uint32_t at;
        std::uint32_t value;
    };
    static constexpr std::uint32_t unbound = 0xffffffff;

    void data_op(unsigned op, Reg rdn, Reg rm);
    void transfer(unsigned op, Reg rt, Reg rn, std::uint32_t offset, unsigned size);
    void use(Label label, Form form);
    void resolve(const Use& use);
    void put(std::uint32_t at, std::uint32_t halfword);

    std::span<std::uint8_t> image_;
    std::uint32_t here_;
    std::vector<std::uint32_t> labels_;
    std::vector<Use> open_;
    std::vector<Constant> constants_; // loads whose constants have no place yet
};

} // namespace peripherals::rp2040::bootrom
