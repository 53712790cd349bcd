#include "sim/core/memory_window.h"

#include "sim/core/assert.h"

namespace sim::core {

CacheTags::CacheTags()
    : allocation_(static_cast<std::uint8_t*>(std::calloc(line_count, 1))), held_(allocation_.get()) {
    TERRARIUM_ASSERT(held_ != nullptr);
    lines_.fill({no_line, no_line});
}

void CacheTags::fill(std::uint32_t line, unsigned word) {
    const std::uint32_t set = line % set_count;
    auto& ways = lines_[set];
    unsigned way = 0;
    if (ways[0] == line || ways[1] == line) {
        way = ways[1] == line ? 1 : 0;
    } else {
        way = older_[set] & 1U;
        if (ways[way] != no_line) {
            held_[ways[way]] = 0;
        }
        ways[way] = line;
    }
    const unsigned other = way ^ 1U;
    held_[line] = static_cast<std::uint8_t>((held_[line] & both_words) | first_word << word | other);
    older_[set] = static_cast<std::uint8_t>(other);
}

void CacheTags::forget(std::uint32_t line) {
    for (std::uint32_t& held : lines_[line % set_count]) {
        if (held == line) {
            held = no_line;
            held_[line] = 0;
        }
    }
}

void CacheTags::clear() {
    for (auto& ways : lines_) {
        for (std::uint32_t& line : ways) {
            if (line != no_line) {
                held_[line] = 0;
                line = no_line;
            }
        }
    }
    older_.fill(0);
}

} // namespace sim::core
