#pragma once

#include "sim/core/memory_window.h"

#include <span>
#include <vector>

namespace sim::cpu::armv6m {

/// The decoded code of all memories that processors run from. Cores that share memories share one store, so
/// that code which one of them (or DMA, or a flash operation) changes is decoded anew for all.
class CodeStore final {
public:
    /// The windows must not overlap, and outlive the store. Their `open` may change at any time.
    explicit CodeStore(std::span<sim::core::MemoryWindow* const> windows)
        : windows_(windows.begin(), windows.end()) {}

    std::span<sim::core::MemoryWindow* const> windows() const { return windows_; }

private:
    std::vector<sim::core::MemoryWindow*> windows_;
};

} // namespace sim::cpu::armv6m
