#include "peripherals/rp2040/pio_execute.h"

#include <algorithm>
#include <bit>

// The instructions that move data: through the shift registers, the FIFOs and between registers.

namespace peripherals::rp2040::pio {

namespace {

constexpr std::uint32_t shifted_left(std::uint32_t value, unsigned count) {
    return count >= 32 ? 0 : value << count;
}
constexpr std::uint32_t shifted_right(std::uint32_t value, unsigned count) {
    return count >= 32 ? 0 : value >> count;
}

std::uint32_t reversed(std::uint32_t value) {
    std::uint32_t result = 0;
    for (unsigned i = 0; i < 32; ++i) {
        result |= (value >> i & 1) << (31 - i);
    }
    return result;
}

constexpr std::uint32_t nop = 0x42; // mov y, y

std::uint8_t saturated(unsigned count) {
    return static_cast<std::uint8_t>(std::min(count, 32U));
}

} // namespace

void Executor::refill() {
    if (core_.tx.full()) {
        state_.fifo_changed = last_.effect = true; // TXNFULL rises
    }
    core_.osr = core_.tx.pop();
    core_.osr_count = 0;
    last_.refilled = true;
}

void Executor::push_isr() {
    if (core_.rx.empty()) {
        state_.fifo_changed = last_.effect = true; // RXNEMPTY rises
    }
    core_.rx.push(core_.isr);
    core_.isr = 0;
    core_.isr_count = 0;
}

void Executor::in(std::uint32_t instruction, Edge cycle) {
    const unsigned count = bit_count(instruction);
    const unsigned shifted = saturated(core_.isr_count + count);
    const bool full = config_.autopush && shifted >= config_.push_thresh;
    if (full && core_.rx.full()) {
        core_.rx_stalled = true;
        stall();
        return;
    }
    std::uint32_t data = 0;
    switch (selector(instruction)) {
    case 0: {
        const auto base = static_cast<int>(config_.in_base);
        data = std::rotr(pins(cycle, std::rotl(low_bits(count), base)), base);
        break;
    }
    case 1:
        data = core_.x;
        use_counter();
        break;
    case 2:
        data = core_.y;
        use_counter();
        break;
    case 6:
        data = core_.isr;
        break;
    case 7:
        data = core_.osr;
        break;
    default:
        break;
    }
    data &= low_bits(count);
    core_.isr = config_.in_right ? shifted_right(core_.isr, count) | data << (32 - count)
                                 : shifted_left(core_.isr, count) | data;
    core_.isr_count = saturated(shifted);
    if (full) {
        push_isr();
    }
}

void Executor::out(std::uint32_t instruction) {
    last_.uses_osr = true;
    if (needs_refill()) {
        // Nothing passes through an empty OSR: it is filled in this cycle and shifted in the next.
        if (core_.tx.empty()) {
            core_.tx_stalled = true;
        } else {
            refill();
        }
        stall();
        return;
    }
    const unsigned count = bit_count(instruction);
    const std::uint32_t data = config_.out_right ? core_.osr & low_bits(count) : core_.osr >> (32 - count);
    core_.osr = config_.out_right ? shifted_right(core_.osr, count) : shifted_left(core_.osr, count);
    core_.osr_count = saturated(core_.osr_count + count);
    switch (selector(instruction)) {
    case 0:
    case 4:
        if (config_.inline_out_en && !bit(data, config_.out_en_sel)) {
            core_.sticky = {};
        } else {
            write_pins(config_.out, data, selector(instruction) == 4);
        }
        break;
    case 1:
        core_.x = data;
        use_counter();
        break;
    case 2:
        core_.y = data;
        use_counter();
        break;
    case 5:
        jump(data);
        break;
    case 6:
        core_.isr = data;
        core_.isr_count = static_cast<std::uint8_t>(count);
        break;
    case 7:
        latch(data);
        break;
    default:
        break;
    }
    if (refill_due()) {
        refill();
    }
}

void Executor::push(std::uint32_t instruction) {
    const bool if_full = bit(instruction, 6);
    const bool block = bit(instruction, 5);
    if (if_full && core_.isr_count < config_.push_thresh) {
        return;
    }
    if (!core_.rx.full()) {
        push_isr();
        return;
    }
    core_.rx_stalled = true;
    if (block) {
        stall();
    } else {
        core_.isr = 0;
        core_.isr_count = 0;
    }
}

void Executor::pull(std::uint32_t instruction) {
    const bool if_empty = bit(instruction, 6);
    const bool block = bit(instruction, 5);
    last_.uses_osr = true;
    if ((if_empty && core_.osr_count < config_.pull_thresh) || (config_.autopull && core_.osr_count == 0)) {
        return;
    }
    if (!core_.tx.empty()) {
        refill();
    } else if (block) {
        core_.tx_stalled = true;
        stall();
    } else {
        core_.osr = core_.x;
        use_counter();
        core_.osr_count = 0;
    }
}

void Executor::mov(std::uint32_t instruction, Edge cycle) {
    if ((instruction & 0xff) == nop) {
        return;
    }
    std::uint32_t data = 0;
    switch (instruction & 7) {
    case 0: {
        data = std::rotr(pins(cycle, 0xffffffff), static_cast<int>(config_.in_base));
        break;
    }
    case 1:
        data = core_.x;
        use_counter();
        break;
    case 2:
        data = core_.y;
        use_counter();
        break;
    case 5: {
        const unsigned level = config_.status_of_rx ? core_.rx.count : core_.tx.count;
        data = level < config_.status_n ? 0xffffffff : 0;
        break;
    }
    case 6:
        data = core_.isr;
        break;
    case 7:
        data = core_.osr;
        break;
    default:
        break;
    }
    switch (instruction >> 3 & 3) {
    case 1:
        data = ~data;
        break;
    case 2:
        data = reversed(data);
        break;
    default:
        break;
    }
    switch (selector(instruction)) {
    case 0:
        write_pins(config_.out, data, false);
        break;
    case 1:
        core_.x = data;
        use_counter();
        break;
    case 2:
        core_.y = data;
        use_counter();
        break;
    case 4:
        latch(data);
        break;
    case 5:
        jump(data);
        break;
    case 6:
        core_.isr = data;
        core_.isr_count = 0;
        break;
    case 7:
        last_.uses_osr = true;
        core_.osr = data;
        core_.osr_count = 0;
        break;
    default:
        break;
    }
}

} // namespace peripherals::rp2040::pio
