// Breakpoints, watchpoints, steps.

#include "sim/cpu/armv6m/core.h"

#include <cstdio>

namespace sim::cpu::armv6m {

using namespace sim::core;

void Core::set_breakpoint(std::uint32_t address, bool on) {
    code_.set_breakpoint(address, number_, on);
    if (pass_breakpoint_ == (address & ~1U)) {
        pass_breakpoint_ = no_breakpoint;
    }
}

void Core::set_watchpoint(std::uint32_t address, std::uint32_t size, WatchKind kind, bool on) {
    if (on) {
        watchpoints_.push_back({address, size, kind});
    } else {
        std::erase_if(watchpoints_, [&](const Watchpoint& point) {
            return point.address == address && point.size == size && point.kind == kind;
        });
    }
    update_checks();
}

void Core::step() {
    step_requested_ = true;
    pass_breakpoint_ = state_.r[15];
}

void Core::watch(std::uint32_t address, unsigned size, WatchKind kind) {
    for (const Watchpoint& point : watchpoints_) {
        const bool meant = point.kind == WatchKind::Access || point.kind == kind;
        if (meant && address < point.address + point.size && point.address < address + size) {
            char text[64];
            std::snprintf(text, sizeof text, "%s of %u bytes at 0x%08x",
                          kind == WatchKind::Write ? "store" : "load", size, address);
            stop(StopCause::Watchpoint, point.address, text);
            return;
        }
    }
}

// True where this core is to stop before the instruction at `address`; it does so once.
bool Core::stops_at(std::uint32_t address) {
    if (pass_breakpoint_ == address || !code_.breakpoint(address, number_)) {
        pass_breakpoint_ = no_breakpoint;
        return false;
    }
    pass_breakpoint_ = address;
    stop(StopCause::Breakpoint, address, {});
    return true;
}

} // namespace sim::cpu::armv6m
