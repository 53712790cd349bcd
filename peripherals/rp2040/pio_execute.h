#pragma once

#include "peripherals/rp2040/pio_machine.h"

namespace peripherals::rp2040::pio {

// Fields of an instruction word ("PIO: Instruction Set").
constexpr std::uint32_t operand(std::uint32_t instruction) {
    return instruction & 31;
}
constexpr std::uint32_t selector(std::uint32_t instruction) {
    return instruction >> 5 & 7;
}
constexpr bool bit(std::uint32_t instruction, unsigned number) {
    return (instruction >> number & 1) != 0;
}
constexpr unsigned bit_count(std::uint32_t instruction) {
    return operand(instruction) == 0 ? 32 : operand(instruction);
}
constexpr std::uint32_t low_bits(unsigned count) {
    return count >= 32 ? 0xffffffff : (1U << count) - 1;
}
/// How often instructions made X and Y one less, and how often they used them in other ways.
struct CounterUse {
    std::uint32_t x_steps = 0;
    std::uint32_t y_steps = 0;
    std::uint32_t others = 0;
};

/// Executes a machine's instructions, one tick after the other.
class Executor {
public:
    Executor(MachineState& state, const MachineConfig& config, const Environment& environment,
             Samples& samples)
        : core_(state.core), state_(state), config_(config), environment_(environment), samples_(samples) {}

    /// Executes the instruction that is due in `cycle`.
    void execute(Edge cycle);
    /// A tick of a delay.
    void idle();

    /// The OSR takes a word from the FIFO in this tick, unless the instruction itself sees to that.
    bool refill_due() const { return needs_refill() && !core_.tx.empty(); }
    // Of the last tick:
    bool stalled() const { return last_.stalled; }
    /// Others see something of it.
    bool effect() const { return last_.effect; }
    /// The OSR was filled from the FIFO, so that the next tick may be another one.
    bool refilled() const { return last_.refilled; }

    const CounterUse& counters() const { return counters_; }

private:
    void jmp(std::uint32_t instruction, Edge cycle);
    void wait(std::uint32_t instruction, Edge cycle);
    void in(std::uint32_t instruction, Edge cycle);
    void out(std::uint32_t instruction);
    void push(std::uint32_t instruction);
    void pull(std::uint32_t instruction);
    void mov(std::uint32_t instruction, Edge cycle);
    void irq(std::uint32_t instruction);
    void set(std::uint32_t instruction);

    void side_set(std::uint32_t instruction);
    void write_pins(const PinWindow& window, std::uint32_t data, bool directions);
    void write(const PinWrite& write);
    std::uint32_t pins(Edge cycle, std::uint32_t mask);
    bool flag(unsigned number);
    unsigned flag_number(std::uint32_t index) const;
    bool needs_refill() const { return config_.autopull && core_.osr_count >= config_.pull_thresh; }
    void refill();
    void push_isr();
    void stall() { last_.stalled = true; }
    void use_counter() { ++counters_.others; }
    void jump(std::uint32_t target);
    void latch(std::uint32_t instruction);

    Core& core_;
    MachineState& state_;
    const MachineConfig& config_;
    const Environment& environment_;
    Samples& samples_;
    CounterUse counters_;
    struct Last {
        bool stalled = false;
        bool effect = false;
        bool refilled = false;
        bool jumped = false;
        bool latched = false;  // an instruction to execute next: no delay before it
        bool uses_osr = false; // OUT, PULL and MOV OSR settle by themselves what is in the OSR
    };
    Last last_;
};

} // namespace peripherals::rp2040::pio
