#include "sim/core/trace.h"

namespace sim::core {

namespace {

// The finaliser of splitmix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31);
}

} // namespace

void Trace::record(Time time, std::uint32_t source, TraceKind kind, std::uint64_t payload) {
    std::uint64_t value = mix(static_cast<std::uint64_t>(time) + 0x9e3779b97f4a7c15U);
    value = mix(value ^ (static_cast<std::uint64_t>(source) << 8 | static_cast<std::uint64_t>(kind)));
    hash_ += mix(value ^ payload);
    ++records_;
    for (TraceObserver* observer : observers_) {
        observer->on_record({time, source, kind, payload});
    }
}

} // namespace sim::core
