#pragma once

#include "sim/core/memory.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace sim::core {

/// Tags of a two-way set-associative read cache of 16 KiB in front of up to 16 MiB. Lines have 8 bytes, of
/// which each word is filled by itself when it is first missed; the least recently used of two is replaced.
///
/// What is held stands by line of the memory, so that a hit is known from one byte.
class CacheTags {
public:
    static constexpr unsigned line_bytes = 8;
    static constexpr unsigned set_count = 1024;
    static constexpr std::uint32_t line_count = 0x1000000 / line_bytes;
    static constexpr std::uint32_t no_line = 0xffffffff;

    CacheTags();

    /// Whether word `word` of `line` is held; the line is the last used of its set then.
    bool hit(std::uint32_t line, unsigned word) {
        const std::uint8_t held = held_[line];
        if ((held & first_word << word) == 0) {
            return false;
        }
        older_[line % set_count] = held;
        return true;
    }
    /// The same for both words.
    bool hit_both(std::uint32_t line) {
        const std::uint8_t held = held_[line];
        if (held < both_words) {
            return false;
        }
        older_[line % set_count] = held;
        return true;
    }
    /// Takes one word in.
    void fill(std::uint32_t line, unsigned word);
    /// Forgets a line.
    void forget(std::uint32_t line);
    /// Forgets all.
    void clear();

    std::uint64_t accesses = 0; // words, hit or not
    std::uint64_t misses = 0;
    std::uint64_t hits() const { return accesses - misses; }

private:
    struct Free {
        void operator()(std::uint8_t* memory) const { std::free(memory); }
    };
    // What is held of a line: bit 0 is the number of the way that does not hold it.
    static constexpr unsigned first_word = 2;
    static constexpr unsigned both_words = 6;

    std::array<std::array<std::uint32_t, 2>, set_count> lines_; // that the ways of a set hold
    std::array<std::uint8_t, set_count> older_{}; // bit 0: the way that the next new line replaces
    // By line. Zeros that take no memory until they are written.
    std::unique_ptr<std::uint8_t, Free> allocation_;
    std::uint8_t* held_;
};

/// One way of reading through the cache: several windows (with and without lookup or allocation) share the
/// tags. It decides hits and counts them; what a miss costs, its owner says. Inline, because a processor asks
/// for all code that it runs.
class ReadCache {
public:
    explicit ReadCache(CacheTags& tags) : tags_(tags) {}
    virtual ~ReadCache() = default;

    /// Wait cycles beyond a zero-wait memory for reading the word at `offset` of the window: where the memory
    /// repeats, each copy has its own tags.
    unsigned read(std::uint32_t offset) {
        const std::uint32_t line = offset / CacheTags::line_bytes;
        if (line < lines_ && tags_.hit(line, offset / 4 % 2)) [[likely]] {
            ++tags_.accesses;
            return 0;
        }
        return miss(offset, 1);
    }
    /// The same for all words from there to the end of the line.
    unsigned read_rest(std::uint32_t offset) {
        return offset / 4 % 2 != 0 ? read(offset) : read_line(offset / CacheTags::line_bytes);
    }
    unsigned read_line(std::uint32_t line) {
        if (line < lines_ && tags_.hit_both(line)) [[likely]] {
            tags_.accesses += 2;
            return 0;
        }
        return miss(line * CacheTags::line_bytes, 2);
    }
    /// A processor wants to run code at `offset` of a window that is closed, and the cache holds it, so that
    /// a load asked nobody beneath: asks now, which opens the window if the answers are its memory's.
    virtual void open_to_code(std::uint32_t /*offset*/) {}

protected:
    /// Called for every read that is no hit as a whole: counts accesses and misses, fills
    /// what is to be kept and returns the wait cycles.
    virtual unsigned miss(std::uint32_t offset, unsigned words) = 0;
    /// Without lookup every read is a miss.
    void set_lookup(bool lookup) { lines_ = lookup ? CacheTags::line_count : 0; }
    bool lookup() const { return lines_ != 0; }

    CacheTags& tags_;

private:
    std::uint32_t lines_ = CacheTags::line_count; // that may be hit
};

/// A stretch of the address map that a processor fetches from and loads from directly, without the bus: SRAM,
/// ROM, flash through its cache. The memory repeats if the window is longer than it.
struct MemoryWindow {
    std::uint32_t base = 0;
    std::uint32_t size = 0;
    Memory* memory = nullptr;
    ReadCache* cache = nullptr; // null: no wait cycles
    bool writable = false;      // stores too go directly; otherwise to the bus
    bool open = true;           // while closed, accesses go to the bus (flash that is not in XIP mode)
    bool host_calls = false;    // BKPT calls the host (a built-in boot ROM)
};

} // namespace sim::core
