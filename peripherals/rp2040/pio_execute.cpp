#include "peripherals/rp2040/pio_execute.h"

#include <bit>

namespace peripherals::rp2040::pio {

void Executor::execute(Edge cycle) {
    last_ = {};
    const bool from_program = core_.exec == Exec::None;
    const std::uint32_t instruction =
        from_program ? environment_.instructions[core_.pc] : core_.exec_instruction;
    const bool refills = refill_due();
    switch (instruction >> 13) {
    case 0:
        jmp(instruction, cycle);
        break;
    case 1:
        wait(instruction, cycle);
        break;
    case 2:
        in(instruction, cycle);
        break;
    case 3:
        out(instruction);
        break;
    case 4:
        bit(instruction, 7) ? pull(instruction) : push(instruction);
        break;
    case 5:
        mov(instruction, cycle);
        break;
    case 6:
        irq(instruction);
        break;
    default:
        set(instruction);
        break;
    }
    if (config_.side_bits != 0) {
        side_set(instruction); // over what the instruction itself wrote, and while it stalls too
    }
    if (refills && !last_.uses_osr) {
        refill();
    }
    if (last_.stalled) {
        core_.exec = from_program ? Exec::None : Exec::Latched;
        return;
    }
    core_.irq_waiting = false;
    if (!from_program && !last_.latched) {
        core_.exec = Exec::None;
    }
    if (from_program && !last_.jumped) {
        core_.pc = core_.pc == config_.wrap_top
                       ? config_.wrap_bottom
                       : static_cast<std::uint8_t>((core_.pc + 1) % instruction_count);
    }
    core_.delay = last_.latched
                      ? std::uint8_t{0}
                      : static_cast<std::uint8_t>(instruction >> 8 & low_bits(5 - config_.side_bits));
}

void Executor::idle() {
    last_ = {};
    if (refill_due()) {
        refill();
    }
    --core_.delay;
}

void Executor::jump(std::uint32_t target) {
    core_.pc = static_cast<std::uint8_t>(target % instruction_count);
    last_.jumped = true;
}

void Executor::latch(std::uint32_t instruction) {
    core_.exec_instruction = static_cast<std::uint16_t>(instruction);
    core_.exec = Exec::Latched;
    last_.latched = true;
}

std::uint32_t Executor::pins(Edge cycle, std::uint32_t mask) {
    samples_.pins |= mask;
    return environment_.inputs.at(cycle);
}

unsigned Executor::flag_number(std::uint32_t index) const {
    return (index & 0x10) != 0 ? (index & 4) | ((index + config_.number) & 3) : index & 7;
}

bool Executor::flag(unsigned number) {
    samples_.irqs |= 1U << number;
    return (environment_.irq_flags >> number & 1) != 0;
}

void Executor::write(const PinWrite& write) {
    std::uint32_t& levels = write.directions ? core_.oe : core_.out;
    const std::uint32_t changed = (levels ^ write.value) & write.mask;
    last_.effect =
        last_.effect || (changed & environment_.watched) != 0 || (config_.shares_pins && write.mask != 0);
    levels ^= changed;
    (write.directions ? state_.written_oe : state_.written_out) |= write.mask;
}

void Executor::write_pins(const PinWindow& window, std::uint32_t data, bool directions) {
    const PinWrite pins{window.mask, std::rotl(data & low_bits(window.count), window.base), directions};
    if (config_.out_sticky) {
        core_.sticky = pins;
    }
    write(pins);
}

void Executor::side_set(std::uint32_t instruction) {
    const std::uint32_t data = (instruction >> 8 & 31) >> (5 - config_.side_bits);
    if (config_.side_en && !bit(data, config_.side_bits - 1)) {
        return;
    }
    write({config_.side.mask, std::rotl(data & low_bits(config_.side.count), config_.side.base),
           config_.side_pindir});
}

void Executor::jmp(std::uint32_t instruction, Edge cycle) {
    bool condition = true;
    switch (selector(instruction)) {
    case 1:
        condition = core_.x == 0;
        break;
    case 2:
        condition = core_.x-- != 0;
        ++counters_.x_steps;
        break;
    case 3:
        condition = core_.y == 0;
        break;
    case 4:
        condition = core_.y-- != 0;
        ++counters_.y_steps;
        break;
    case 5:
        condition = core_.x != core_.y;
        break;
    case 6:
        condition = bit(pins(cycle, 1U << config_.jmp_pin), config_.jmp_pin);
        break;
    case 7:
        condition = core_.osr_count < config_.pull_thresh;
        break;
    default:
        break;
    }
    if (condition) {
        jump(operand(instruction));
    }
}

void Executor::wait(std::uint32_t instruction, Edge cycle) {
    const bool polarity = bit(instruction, 7);
    const std::uint32_t index = operand(instruction);
    switch (selector(instruction) & 3) {
    case 0:
    case 1: {
        const unsigned pin = (selector(instruction) & 1) == 0 ? index : (index + config_.in_base) % 32;
        if (bit(pins(cycle, 1U << pin), pin) != polarity) {
            stall();
        }
        break;
    }
    case 2: {
        const unsigned number = flag_number(index);
        if (flag(number) != polarity) {
            stall();
        } else if (polarity) {
            state_.irq_clear |= static_cast<std::uint8_t>(1U << number);
            last_.effect = true;
        }
        break;
    }
    default:
        break;
    }
}

void Executor::irq(std::uint32_t instruction) {
    const bool clear = bit(instruction, 6);
    const bool wait = bit(instruction, 5);
    const unsigned number = flag_number(operand(instruction));
    const auto mask = static_cast<std::uint8_t>(1U << number);
    if (clear) {
        state_.irq_clear |= mask;
        last_.effect = true;
        return;
    }
    if (!core_.irq_waiting || !wait) { // it may be one from SMx_INSTR, in the place of one that waits
        state_.irq_set |= mask;
        last_.effect = true;
        core_.irq_waiting = wait;
        if (wait) {
            stall();
        }
    } else if (flag(number)) {
        stall();
    }
}

void Executor::set(std::uint32_t instruction) {
    const std::uint32_t data = operand(instruction);
    switch (selector(instruction)) {
    case 0:
    case 4:
        write_pins(config_.set, data, selector(instruction) == 4);
        break;
    case 1:
        core_.x = data;
        use_counter();
        break;
    case 2:
        core_.y = data;
        use_counter();
        break;
    default:
        break;
    }
}

} // namespace peripherals::rp2040::pio
