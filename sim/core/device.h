#pragma once

#include "sim/core/diagnostics.h"
#include "sim/core/scheduler.h"
#include "sim/core/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sim::core {

class Machine;
class Trace;
struct Wiring;

/// Takes what a device tells of itself: names with values, in the device's own order. Used by tables, the
/// debugger, the window and `--stats`.
class Inspector {
public:
    virtual ~Inspector() = default;
    virtual void number(std::string_view name, std::int64_t value, std::string_view unit = {}) = 0;
    virtual void text(std::string_view name, std::string_view value) = 0;
    /// A register with the value that `peek` gives and, where it has fields, those.
    virtual void hex(std::string_view name, std::uint32_t value) = 0;
};

/// Anything that lives in a machine and has a state: peripherals, parts, processors. Constructed in board
/// order, which gives the instance number that orders events at one time.
class Device {
public:
    /// `name` as the datasheet or the board file has it: "UART0", "LED1".
    Device(Machine& machine, std::string name);
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;
    virtual ~Device();

    /// Puts the state that a reset of the whole machine gives. Must not touch other devices' registers.
    virtual void reset() = 0;
    /// Tells its state without changing it.
    virtual void inspect(Inspector&) const {}
    /// Adds what it knows of the nets around it: buses and groups.
    virtual void describe_wiring(Wiring&) const {}

    const std::string& name() const { return name_; }
    std::uint32_t instance() const { return instance_; }
    Machine& machine() const { return machine_; }
    Scheduler& scheduler() const { return scheduler_; }
    Time now() const { return scheduler_.now(); }
    Trace& trace() const;

    /// Reports a diagnostic with the present time and the place of the access being served. The subject is
    /// this device's name, with `detail` behind it if there is one.
    void report(std::string_view id, std::string_view text, std::string_view detail = {}) const;

private:
    friend class Event;
    std::uint32_t next_event_sequence() { return event_sequence_++; }

    Machine& machine_;
    Scheduler& scheduler_;
    std::string name_;
    std::uint32_t instance_;
    std::uint32_t event_sequence_ = 0;
};

} // namespace sim::core
