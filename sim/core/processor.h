#pragma once

#include "sim/core/device.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sim::core {

class Machine;

enum class StopCause : std::uint8_t { None, Request, Breakpoint, Watchpoint, Step, Lockup, Halt, Exit };

/// Why a run ended before its time.
struct Stop {
    StopCause cause = StopCause::None;
    int core = -1;
    std::uint32_t address = 0; // of the breakpoint or of the data that a watchpoint saw; the exit code
    std::string text;
    const Machine* machine = nullptr; // whose core it was; null where none ran
};

enum class WatchKind : std::uint8_t { Write, Read, Access };

/// A processor core: runs instructions up to a horizon, and lets a debugger look and stop without changing
/// what the firmware does.
class Processor : public Device {
public:
    using Device::Device;

    /// Number within its machine, from 0.
    virtual unsigned core() const = 0;
    /// Time at which its next instruction begins.
    virtual Time next_time() const = 0;
    /// False while asleep, held in reset or locked up.
    virtual bool runnable() const = 0;
    /// `next_time` if it is runnable, else `never`.
    virtual Time due() const { return runnable() ? next_time() : never; }
    /// Whether its last `run` ended before an access to something shared.
    virtual bool waiting() const { return false; }
    /// Brings a core that does not run to `time`.
    virtual void skip_to(Time time) = 0;
    /// Runs until the next instruction would begin at or after `horizon`. May return earlier: asleep, or
    /// before an access to something shared at a time after `shared_limit` (another core must catch up
    /// first).
    virtual void run(Time horizon, Time shared_limit) = 0;
    /// Ends the present `run` after the instruction that is being executed.
    virtual void end_slice() = 0;

    // For diagnostics and debuggers.
    virtual std::uint32_t pc() const = 0;
    virtual std::uint64_t instructions() const = 0;
    virtual std::uint64_t cycles() const = 0;
    virtual std::uint64_t sleeping_cycles() const = 0;
    /// Registers in the order of GDB's target description for the architecture.
    virtual std::vector<std::uint32_t> registers() const = 0;
    virtual void set_register(unsigned number, std::uint32_t value) = 0;
    virtual void set_breakpoint(std::uint32_t address, bool on) = 0;
    virtual void set_watchpoint(std::uint32_t address, std::uint32_t size, WatchKind kind, bool on) = 0;
    /// Asks for a stop after one instruction of this core.
    virtual void step() = 0;
    virtual bool locked_up() const = 0;
};

} // namespace sim::core
