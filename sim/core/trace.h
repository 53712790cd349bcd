#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <vector>

namespace sim::core {

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

/// Sees every record as it happens, for instance to write a VCD. Must not change the simulation.
class TraceObserver {
public:
    virtual ~TraceObserver() = default;
    virtual void on_record(const TraceRecord& record) = 0;
};

/// What "same trace" means: a hash over all records. It is a sum of the records' hashes, so that it depends
/// on what happened when, not on the order in which a quantum let two cores tell of it.
class Trace {
public:
    void record(Time time, std::uint32_t source, TraceKind kind, std::uint64_t payload);
    std::uint64_t hash() const { return hash_; }
    std::uint64_t records() const { return records_; }

    void add_observer(TraceObserver* observer) { observers_.push_back(observer); }
    void remove_observer(TraceObserver* observer) { std::erase(observers_, observer); }

private:
    std::uint64_t hash_ = 0;
    std::uint64_t records_ = 0;
    std::vector<TraceObserver*> observers_;
};

} // namespace sim::core
