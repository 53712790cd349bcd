#include "sim/core/register_device.h"

#include "sim/core/assert.h"
#include "sim/core/trace.h"

#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace sim::core {

namespace {

std::uint32_t mask_of(const Field& field) {
    const unsigned width = field.msb - field.lsb + 1U;
    return (width == 32 ? 0xffffffffU : (1U << width) - 1) << field.lsb;
}

std::uint32_t combine(WriteOp op, std::uint32_t old, std::uint32_t value) {
    switch (op) {
    case WriteOp::Write:
        return value;
    case WriteOp::Xor:
        return old ^ value;
    case WriteOp::Set:
        return old | value;
    case WriteOp::Clear:
        return old & ~value;
    }
    return value;
}

std::string hex_offset(std::uint32_t offset) {
    char text[16];
    std::snprintf(text, sizeof text, "+0x%03x", offset);
    return text;
}

} // namespace

std::string element_name(const Register& reg, unsigned element) {
    const std::string number = std::to_string(reg.array.first + element);
    const std::size_t percent = reg.name.find('%');
    if (percent == std::string_view::npos) {
        return reg.array.count > 1 ? std::string(reg.name) + number : std::string(reg.name);
    }
    return std::string(reg.name.substr(0, percent)) + number + std::string(reg.name.substr(percent + 1));
}

RegisterDevice::RegisterDevice(Machine& machine, std::string name, std::span<const Register> registers,
                               std::uint32_t size)
    : Device(machine, std::move(name)), registers_(registers), size_(size),
      by_offset_(size / 4, no_register) {
    const auto rows = static_cast<Row>(registers.size());
    for (Row row = 0; row < rows; ++row) {
        const Register& reg = registers[row];
        Slot slot{
            {row, 0},
            0, 0, 0, 0
        };
        for (const Field& field : reg.fields) {
            const std::uint32_t mask = mask_of(field);
            slot.reset |= field.reset << field.lsb;
            const FieldAccess access = field.access;
            slot.stored |= access == RW || access == WO ? mask : 0;
            slot.clear |= access == WC ? mask : 0;
            slot.readable |= access == WO || access == SC || access == WF ? 0 : mask;
        }
        first_slots_.push_back(static_cast<std::uint16_t>(slots_.size()));
        untold_.push_back(reg.model == Model::NotModelled);
        any_untold_ |= untold_.back();
        for (std::uint16_t element = 0; element < reg.array.count; ++element) {
            const std::uint32_t offset = reg.offset + element * std::uint32_t{reg.array.stride};
            TERRARIUM_ASSERT(offset < size && by_offset_[offset / 4] == no_register);
            by_offset_[offset / 4] = static_cast<std::uint16_t>(slots_.size());
            slot.index.element = element;
            slots_.push_back(slot);
            values_.push_back(slot.reset);
        }
    }
    unusual_ = any_untold_;
}

void RegisterDevice::reset() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        values_[i] = slots_[i].reset;
    }
}

void RegisterDevice::hold_in_reset(bool held) {
    if (held && !held_in_reset_) {
        reset();
    }
    const bool released = held_in_reset_ && !held;
    held_in_reset_ = held;
    unusual_ = held_in_reset_ || any_untold_;
    if (released) {
        on_released();
    }
}

void RegisterDevice::inspect(Inspector& inspector) const {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const Index index = slots_[i].index;
        const std::uint32_t stored = values_[i] & slots_[i].readable;
        inspector.hex(element_name(registers_[index.row], index.element), on_peek(index, stored));
    }
}

bool RegisterDevice::tell_unusual(std::uint32_t offset, std::uint16_t slot, const char* verb) {
    if (slot == no_register) {
        report("register.unknown", std::string(verb) + " of an offset that has no register",
               hex_offset(offset));
        return false;
    }
    if (held_in_reset_) {
        report("register.in_reset", std::string(verb) + " of a block that is held in reset");
        return false;
    }
    const Row row = slots_[slot].index.row;
    if (untold_[row]) {
        untold_[row] = false;
        report("register.not_modelled",
               std::string(verb) + " of a register that is kept but does nothing yet", registers_[row].name);
    }
    return true;
}

std::uint32_t RegisterDevice::read(std::uint32_t offset, const Access& access) {
    const std::uint16_t slot = slot_at(offset);
    if (!prepare(offset, slot, "read")) {
        return 0;
    }
    const Slot& info = slots_[slot];
    before_access(info.index, access);
    const std::uint32_t value = on_read(info.index, values_[slot] & info.readable, access);
    if (trace().registers_observed()) {
        note_access(info.index, false, value, access);
    }
    return value;
}

std::uint32_t RegisterDevice::peek(std::uint32_t offset) const {
    const std::uint16_t slot = slot_at(offset);
    return slot == no_register ? 0 : on_peek(slots_[slot].index, values_[slot] & slots_[slot].readable);
}

void RegisterDevice::write(std::uint32_t offset, std::uint32_t value, const Access& access) {
    const std::uint16_t slot = slot_at(offset);
    if (!prepare(offset, slot, "write")) {
        return;
    }
    const Slot& info = slots_[slot];
    before_access(info.index, access);
    std::uint32_t& stored = values_[slot];
    const std::uint32_t result = access.op == WriteOp::Write ? value : combine(access.op, stored, value);
    stored = (stored & ~info.stored) | (result & info.stored);
    stored &= ~(value & info.clear);
    const std::uint32_t written = (result & info.stored) | (value & ~info.stored);
    if (trace().registers_observed()) {
        note_access(info.index, true, written, access);
    }
    on_write(info.index, written, access);
}

void RegisterDevice::note_access(Index reg, bool writes, std::uint32_t value, const Access& access) const {
    constexpr std::array<std::array<std::string_view, 2>, 4> texts{
        {{"core0 read", "core0 write"},
         {"core1 read", "core1 write"},
         {"dma read", "dma write"},
         {"debugger read", "debugger write"}}
    };
    trace().note({now(),
                  this,
                  TraceNote::Kind::Register,
                  TraceNote::Phase::Instant,
                  element_name(registers_[reg.row], reg.element),
                  texts[static_cast<std::size_t>(access.initiator)][writes ? 1 : 0],
                  {{"value", value, true}}});
}

void RegisterDevice::before_access(Index, const Access&) {}

std::uint32_t RegisterDevice::on_read(Index reg, std::uint32_t stored, const Access&) {
    return on_peek(reg, stored);
}

std::uint32_t RegisterDevice::on_peek(Index, std::uint32_t stored) const {
    return stored;
}

void RegisterDevice::on_write(Index, std::uint32_t, const Access&) {}

} // namespace sim::core
