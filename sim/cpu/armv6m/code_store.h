#pragma once

#include "sim/core/memory_window.h"
#include "sim/cpu/armv6m/decode.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <span>
#include <vector>

namespace sim::cpu::armv6m {

class CodeStore;

/// The decoded code of one window: a slot for each half-word, decoded when it is first run.
class CodeWindow final : private sim::core::MemoryListener {
public:
    /// Bytes of memory that share a mark which says that something in them is decoded.
    static constexpr unsigned chunk_bytes = 128;
    /// Code bytes in a line of a cache, and in how many slots they are.
    static constexpr unsigned line_bytes = sim::core::CacheTags::line_bytes;
    static constexpr unsigned line_slots = line_bytes / 2;

    CodeWindow(CodeStore& store, sim::core::MemoryWindow& window);
    CodeWindow(const CodeWindow&) = delete;
    CodeWindow& operator=(const CodeWindow&) = delete;

    const sim::core::MemoryWindow& window() const { return window_; }
    std::uint32_t base() const { return window_.base; }
    std::uint32_t size() const { return window_.size; }
    bool contains(std::uint32_t address) const { return address - window_.base < window_.size; }
    /// Aligned so that a line of the cache begins at a multiple of its slots' size.
    Slot* slots() const { return slots_; }
    /// Offset in the memory behind, which repeats.
    std::uint32_t memory_offset(std::uint32_t address) const {
        const std::uint32_t offset = address - window_.base;
        return offset < memory_size_ ? offset : offset % memory_size_;
    }
    std::uint8_t* bytes() const { return bytes_; }
    std::uint32_t memory_size() const { return memory_size_; }

    /// Decodes the slot at `index`; it is Break where a breakpoint stands.
    void decode_slot(std::uint32_t index);
    /// The operation at `index` whatever breakpoint stands there.
    Operation operation_at(std::uint32_t index) const;
    /// Forgets what was decoded of bytes that changed, in this window and wherever else the memory shows.
    void changed(std::uint32_t memory_offset, std::uint32_t size);
    /// One byte per chunk of the window, not 0 if something in it is decoded.
    const std::uint8_t* chunks() const { return chunks_.data(); }
    void forget(std::uint32_t offset, std::uint32_t size);

private:
    struct Free {
        void operator()(void* memory) const { std::free(memory); }
    };

    void on_memory_changed(std::uint32_t offset, std::uint32_t size) override;
    Slot fresh_slot(std::uint32_t index) const;
    void place_branch(Slot& slot, std::uint32_t address) const;
    std::uint16_t half_word(std::uint32_t index) const;

    CodeStore& store_;
    sim::core::MemoryWindow& window_;
    std::uint8_t* bytes_;
    std::uint32_t memory_size_;
    std::unique_ptr<void, Free> allocation_; // zeros that take no memory until they are written
    Slot* slots_;
    std::vector<std::uint8_t> chunks_;
};

/// The decoded code of all memories that processors run from. Cores that share memories share one store, so
/// that code which one of them (or DMA, or a flash operation) changes is decoded anew for all.
class CodeStore final {
public:
    /// The windows must not overlap, and outlive the store. Their `open` may change at any time.
    explicit CodeStore(std::span<sim::core::MemoryWindow* const> windows);

    std::span<const std::unique_ptr<CodeWindow>> windows() const { return windows_; }
    /// The window that `address` lies in, open or not; null if none.
    CodeWindow* find(std::uint32_t address) const {
        CodeWindow* const first = blocks_[address >> block_shift];
        return first == nullptr || first->contains(address) ? first : search(address);
    }

    /// Breakpoints are kept per core; the code stops all that run it, and each looks whether it is meant.
    void set_breakpoint(std::uint32_t address, unsigned core, bool on);
    bool breakpoint(std::uint32_t address) const { return breakpoints_.contains(address); }
    bool breakpoint(std::uint32_t address, unsigned core) const;

private:
    friend class CodeWindow;
    static constexpr unsigned block_shift = 24;

    CodeWindow* search(std::uint32_t address) const;

    std::vector<std::unique_ptr<CodeWindow>> windows_;
    /// Of each block of the address map the first window that has something there.
    std::array<CodeWindow*, 1U << (32 - block_shift)> blocks_{};
    std::map<std::uint32_t, std::uint32_t> breakpoints_; // a bit per core
};

} // namespace sim::cpu::armv6m
