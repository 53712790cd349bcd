#pragma once

#include "sim/core/memory.h"

#include <array>
#include <cstdint>

namespace sim::core {

/// Tags of a two-way set-associative read cache. It decides hits and counts them; what a miss costs, its
/// owner says. Inline, because a processor asks for each line of code that it runs.
class ReadCache {
public:
    static constexpr unsigned line_bytes = 8;

    virtual ~ReadCache() = default;

    /// Wait cycles beyond a zero-wait memory for reading at `offset` of the memory behind; `words` accesses
    /// of the bus are counted.
    unsigned read(std::uint32_t offset, unsigned words = 1) {
        accesses_ += words;
        const std::uint32_t line = offset / line_bytes;
        Set& set = sets_[line % set_count];
        if (enabled_ && set.tags[0] == line) {
            set.older = 1;
            hits_ += words;
            return 0;
        }
        if (enabled_ && set.tags[1] == line) {
            set.older = 0;
            hits_ += words;
            return 0;
        }
        return miss(offset, words);
    }

protected:
    static constexpr unsigned set_count = 1024; // 16 KiB in two ways of 8-byte lines
    static constexpr std::uint32_t no_line = 0xffffffff;
    struct Set {
        std::array<std::uint32_t, 2> tags{no_line, no_line};
        std::uint32_t older = 0; // the way that the next miss replaces
    };

    /// Called for every access that is no hit: returns its wait cycles, fills the line if it is to be kept,
    /// and counts the hits among `words` that the fill gives.
    virtual unsigned miss(std::uint32_t offset, unsigned words) = 0;

    std::array<Set, set_count> sets_;
    std::uint64_t accesses_ = 0;
    std::uint64_t hits_ = 0;
    bool enabled_ = true;
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
