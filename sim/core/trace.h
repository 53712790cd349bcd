#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sim::core {

class Device;

enum class TraceKind : std::uint8_t {
    NetEdge,
    ConsoleByte,
    InterruptEntry,
    InterruptExit,
    FlashOperation,
    Reset,
    AirSignal, // began: duration of a bit, frequency, power
    AirBits
};

struct TraceRecord {
    Time time;
    std::uint32_t source; // instance id of the device, core or net
    TraceKind kind;
    std::uint64_t payload;
};

/// What only observers are told of: it is no part of what "same trace" means.
struct TraceNote {
    enum class Kind : std::uint8_t { PinFunction, Dma, Fifo, Register };
    enum class Phase : std::uint8_t { Instant, Begin, End };
    struct Value {
        std::string_view name;
        std::uint64_t value;
        bool hexadecimal = false;
    };
    Time time;
    const Device* source;
    Kind kind;
    Phase phase;
    std::string track;     // which of the device's: "CH3", "TX0", "UARTDR"
    std::string_view text; // what happened: "push"
    std::vector<Value> values;
};

/// Sees every record as it happens, for instance to write a VCD. Must not change the simulation.
class TraceObserver {
public:
    virtual ~TraceObserver() = default;
    virtual void on_record(const TraceRecord& record) = 0;
    virtual void on_note(const TraceNote& /*note*/) {}
    /// An access or an event has ended, and what it caused has settled: a moment to look at states.
    virtual void on_settled(Time /*now*/) {}
    /// Whether it is to be told of each access to a register: these are many. Asked once, when it is added.
    virtual bool wants_registers() const { return false; }
};

/// What "same trace" means: a hash over all records. It is a sum of the records' hashes, so that it depends
/// on what happened when, not on the order in which a quantum let two cores tell of it.
class Trace {
public:
    void record(Time time, std::uint32_t source, TraceKind kind, std::uint64_t payload);
    std::uint64_t hash() const { return hash_; }
    std::uint64_t records() const { return records_; }

    /// Whether anybody looks. Without, nothing is spent on what only observers want to know.
    bool observed() const { return !observers_.empty(); }
    /// For observers only; make the note only if there are some.
    void note(const TraceNote& note) const {
        for (TraceObserver* observer : observers_) {
            observer->on_note(note);
        }
    }
    void settled(Time now) const {
        for (TraceObserver* observer : observers_) {
            observer->on_settled(now);
        }
    }

    /// Whether somebody wants to know of accesses to registers.
    bool registers_observed() const { return registers_observed_ != 0; }

    void add_observer(TraceObserver* observer) {
        observers_.push_back(observer);
        registers_observed_ += observer->wants_registers() ? 1 : 0;
    }
    void remove_observer(TraceObserver* observer) {
        registers_observed_ -= observer->wants_registers() && std::erase(observers_, observer) != 0 ? 1 : 0;
        std::erase(observers_, observer);
    }

private:
    std::uint64_t hash_ = 0;
    std::uint64_t records_ = 0;
    std::vector<TraceObserver*> observers_;
    unsigned registers_observed_ = 0;
};

} // namespace sim::core
