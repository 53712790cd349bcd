#pragma once

#include "sim/core/memory.h"

#include <array>
#include <cstdint>

namespace sim::core {

/// Tags of a two-way set-associative read cache of 16 KiB. Lines have 8 bytes, of which each word is filled
/// by itself when it is first missed.
struct CacheTags {
    static constexpr unsigned line_bytes = 8;
    static constexpr unsigned set_count = 1024;
    static constexpr std::uint32_t no_line = 0xffffffff;
    struct Set {
        std::array<std::uint32_t, 2> lines{no_line, no_line};
        std::array<std::uint8_t, 2> valid{}; // bit n: word n of the line
        std::uint8_t older = 0;              // the way that the next new line replaces
    };
    std::array<Set, set_count> sets;
    std::uint64_t accesses = 0; // words, hit or not
    std::uint64_t hits = 0;
};

/// One way of reading through the cache: several windows (with and without lookup or allocation) share the
/// tags. It decides hits and counts them; what a miss costs, its owner says. Inline, because a processor asks
/// for all code that it runs.
class ReadCache {
public:
    explicit ReadCache(CacheTags& tags) : tags_(tags) {}
    virtual ~ReadCache() = default;

    /// Wait cycles beyond a zero-wait memory for reading `words` words (1 or 2, within one line) at `offset`
    /// of the memory behind.
    unsigned read(std::uint32_t offset, unsigned words = 1) {
        const std::uint32_t line = offset / CacheTags::line_bytes;
        const unsigned needed = words == 2 ? 3U : 1U << (offset / 4 % 2);
        CacheTags::Set& set = tags_.sets[line % CacheTags::set_count];
        const unsigned way = set.lines[1] == line ? 1 : 0; // no branch that could be mispredicted
        if (lookup_ && set.lines[way] == line && (set.valid[way] & needed) == needed) [[likely]] {
            set.older = static_cast<std::uint8_t>(way ^ 1U);
            tags_.accesses += words;
            tags_.hits += words;
            return 0;
        }
        return miss(offset, words);
    }

protected:
    /// Called for every read that is no hit as a whole: counts accesses and hits, fills what is to be kept
    /// and returns the wait cycles.
    virtual unsigned miss(std::uint32_t offset, unsigned words) = 0;

    CacheTags& tags_;
    bool lookup_ = true; // false: every read is a miss
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
