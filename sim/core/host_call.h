#pragma once

#include <array>
#include <cstdint>

namespace sim::core {

/// A processor as a routine that the host performs sees it: registers r0-r15 (at the call: arguments in
/// r0-r3, return address in r14) and memory as the processor itself reaches it.
class HostCallContext {
public:
    std::array<std::uint32_t, 16> r{};
    unsigned core = 0;

    virtual ~HostCallContext() = default;
    /// `size` bytes (1, 2 or 4); an unmapped or misaligned address gives 0 and the processor's fault.
    virtual std::uint32_t load(std::uint32_t address, unsigned size) = 0;
    virtual void store(std::uint32_t address, std::uint32_t value, unsigned size) = 0;
    /// Whether an access so far ended with a fault: the processor takes it when the routine returns.
    virtual bool failed() const = 0;
};

/// How far a routine came. It costs `cycles` in any case; unfinished, it is called again with the registers
/// as it left them, after interrupts had their chance. Finished, the processor returns to r14, or goes on at
/// `r15` if `branch` says so.
struct HostCallResult {
    std::uint32_t cycles = 1;
    bool finished = true;
    bool branch = false;
};

/// Performs routines in place of guest code: the processor calls it when it executes `BKPT` in a memory that
/// was declared to hold host calls (a built-in boot ROM).
class HostCalls {
public:
    virtual ~HostCalls() = default;
    /// `number` is the BKPT's immediate, `address` where it stands.
    virtual HostCallResult call(unsigned number, std::uint32_t address, HostCallContext& context) = 0;
};

} // namespace sim::core
