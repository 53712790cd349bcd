#include "sim/cpu/armv6m/code_store.h"

#include "sim/core/assert.h"

#include <algorithm>
#include <cstring>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr std::size_t line_alignment = CodeWindow::line_slots * sizeof(Slot);
// How far before a half-word a slot may begin that depends on it: the first of two half-words, and the first
// of a fused pair before that.
constexpr std::uint32_t reach_slots = 2;
constexpr std::uint32_t guard_slots = 4;

Slot make_slot(Operation operation) {
    Slot slot;
    slot.operation = static_cast<std::uint8_t>(operation);
    return slot;
}

} // namespace

CodeWindow::CodeWindow(CodeStore& store, MemoryWindow& window)
    : store_(store), window_(window), bytes_(window.memory->bytes().data()),
      memory_size_(window.memory->size()), chunks_(window.size / chunk_bytes + 1) {
    TERRARIUM_ASSERT(window.size % line_bytes == 0 && memory_size_ % line_bytes == 0);
    const std::size_t slot_count = window.size / 2 + guard_slots;
    const std::size_t bytes = slot_count * sizeof(Slot) + line_alignment;
    allocation_.reset(std::calloc(1, bytes));
    TERRARIUM_ASSERT(allocation_ != nullptr);
    void* start = allocation_.get();
    std::size_t space = bytes;
    slots_ = static_cast<Slot*>(std::align(line_alignment, slot_count * sizeof(Slot), start, space));
    std::fill_n(slots_ + window.size / 2, guard_slots, make_slot(Operation::WindowEnd));
    window.memory->add_listener(this);
}

std::uint16_t CodeWindow::half_word(std::uint32_t index) const {
    std::uint32_t offset = index * 2;
    if (offset >= memory_size_) {
        offset %= memory_size_;
    }
    return static_cast<std::uint16_t>(bytes_[offset] | bytes_[offset + 1] << 8);
}

// Branches within the window get the distance in slots' bytes, others go by address.
void CodeWindow::place_branch(Slot& slot, std::uint32_t address) const {
    const auto operation = static_cast<Operation>(slot.operation);
    if (contains(slot.imm)) {
        slot.imm = (slot.imm - address) * (sizeof(Slot) / 2);
        return;
    }
    if (operation == Operation::B) {
        slot.operation = static_cast<std::uint8_t>(Operation::BFar);
    } else if (operation == Operation::Bl) {
        slot.operation = static_cast<std::uint8_t>(Operation::BlFar);
    } else {
        slot.c = static_cast<std::uint8_t>(slot.operation - static_cast<unsigned>(Operation::Beq));
        slot.operation = static_cast<std::uint8_t>(Operation::ConditionalFar);
    }
    slot.imm |= 1;
}

Slot CodeWindow::fresh_slot(std::uint32_t index) const {
    const std::uint32_t address = window_.base + index * 2;
    const std::uint16_t first = half_word(index);
    std::uint16_t second = 0;
    if (is_wide(first)) {
        if (!contains(address + 2)) {
            return make_slot(Operation::FetchFault);
        }
        second = half_word(index + 1);
    }
    Slot slot = decode(address, first, second);
    const auto operation = static_cast<Operation>(slot.operation);
    const bool cached = window_.cache != nullptr;
    if ((operation >= Operation::Beq && operation <= Operation::B) || operation == Operation::Bl) {
        place_branch(slot, address);
        if (cached && static_cast<Operation>(slot.operation) == Operation::Bl &&
            (index + 1) % line_slots == 0) {
            slot.operation = static_cast<std::uint8_t>(Operation::BlSplit);
        }
    } else if (operation == Operation::LdrLiteral) {
        if (contains(slot.imm)) {
            slot.imm -= window_.base;
            if (cached) {
                slot.operation = static_cast<std::uint8_t>(Operation::LdrLiteralCached);
            }
        } else {
            slot.operation = static_cast<std::uint8_t>(Operation::LdrFar);
        }
    }
    return slot;
}

Operation CodeWindow::operation_at(std::uint32_t index) const {
    return static_cast<Operation>(fresh_slot(index).operation);
}

void CodeWindow::decode_slot(std::uint32_t index) {
    Slot& slot = slots_[index];
    slot = fresh_slot(index);
    if (store_.breakpoint(window_.base + index * 2)) {
        slot.operation = static_cast<std::uint8_t>(Operation::Break);
    }
    chunks_[index * 2 / chunk_bytes] = 1;
    chunks_[std::min(index * 2 + 4, window_.size - 1) / chunk_bytes] = 1;
}

void CodeWindow::forget(std::uint32_t offset, std::uint32_t size) {
    const std::uint32_t end = offset + size;
    for (std::uint32_t chunk = offset / chunk_bytes; chunk * chunk_bytes < end; ++chunk) {
        if (chunks_[chunk] == 0) {
            continue;
        }
        const std::uint32_t first = std::max(offset, chunk * chunk_bytes) / 2;
        const std::uint32_t last = std::min(end, (chunk + 1) * chunk_bytes);
        const std::uint32_t from = first < reach_slots ? 0 : first - reach_slots;
        std::fill(slots_ + from, slots_ + (last + 1) / 2, Slot{});
        if (offset <= chunk * chunk_bytes && (chunk + 1) * chunk_bytes <= end) {
            chunks_[chunk] = 0;
        }
    }
}

void CodeWindow::on_memory_changed(std::uint32_t offset, std::uint32_t size) {
    for (std::uint32_t copy = 0; copy < window_.size; copy += memory_size_) {
        if (copy + offset < window_.size) {
            forget(copy + offset, std::min(size, window_.size - copy - offset));
        }
    }
}

void CodeWindow::changed(std::uint32_t offset, std::uint32_t size) {
    for (const auto& other : store_.windows_) {
        if (other->window_.memory == window_.memory) {
            other->on_memory_changed(offset, size);
        }
    }
}

CodeStore::CodeStore(std::span<MemoryWindow* const> windows) {
    for (MemoryWindow* window : windows) {
        windows_.push_back(std::make_unique<CodeWindow>(*this, *window));
        const std::uint32_t last = (window->base + (window->size - 1)) >> block_shift;
        for (std::uint32_t block = window->base >> block_shift; block <= last; ++block) {
            if (blocks_[block] == nullptr) {
                blocks_[block] = windows_.back().get();
            }
        }
    }
}

CodeWindow* CodeStore::search(std::uint32_t address) const {
    for (const auto& window : windows_) {
        if (window->contains(address)) {
            return window.get();
        }
    }
    return nullptr;
}

bool CodeStore::breakpoint(std::uint32_t address, unsigned core) const {
    const auto position = breakpoints_.find(address);
    return position != breakpoints_.end() && (position->second >> core & 1) != 0;
}

void CodeStore::set_breakpoint(std::uint32_t address, unsigned core, bool on) {
    address &= ~1U;
    if (on) {
        breakpoints_[address] |= 1U << core;
    } else {
        const auto position = breakpoints_.find(address);
        if (position == breakpoints_.end()) {
            return;
        }
        position->second &= ~(1U << core);
        if (position->second == 0) {
            breakpoints_.erase(position);
        }
    }
    if (CodeWindow* window = find(address)) {
        window->forget(address - window->base(), 2);
    }
}

} // namespace sim::cpu::armv6m
