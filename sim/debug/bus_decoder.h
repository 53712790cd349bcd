#pragma once

#include "sim/core/net.h"
#include "sim/core/wiring.h"
#include "sim/debug/trace_event.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace sim::debug {

/// Reads what goes over the nets of one bus from their edges alone, so that hardware, state machines and
/// firmware that moves pins are decoded alike. A floating line counts as high.
class BusDecoder {
public:
    using Emit = std::function<void(TraceEvent event)>;

    BusDecoder(core::SerialBus bus, Emit emit);
    BusDecoder(const BusDecoder&) = delete;
    BusDecoder& operator=(const BusDecoder&) = delete;
    virtual ~BusDecoder() = default;

    const core::SerialBus& bus() const { return bus_; }
    /// One of its nets has this level now.
    void on_edge(core::Time time, std::uint32_t net, bool high);
    /// All edges up to `now` have come. Edges at one time are one change: only now can one tell a stop of I2C
    /// from data.
    void settle(core::Time now);

protected:
    static constexpr unsigned absent = 32;

    /// The bit of a pin in `levels`, `absent` if the bus has none of this role.
    unsigned bit_of(std::string_view role) const;
    bool is_high(std::uint32_t levels, unsigned bit) const { return (levels >> bit & 1) != 0; }
    std::uint32_t levels() const { return levels_; }
    core::BusFormat format() const { return bus_.format ? bus_.format() : core::BusFormat{}; }
    void emit(core::Time begin, core::Time end, std::string name, std::string text,
              std::vector<TraceEvent::Field> fields) const;

private:
    virtual void on_change(core::Time time, std::uint32_t before, std::uint32_t after) = 0;
    virtual void on_time(core::Time /*now*/) {}

    core::SerialBus bus_;
    Emit emit_;
    std::uint32_t levels_ = 0;
    std::uint32_t coming_ = 0;
    core::Time changed_ = 0;
};

std::unique_ptr<BusDecoder> make_decoder(core::SerialBus bus, BusDecoder::Emit emit);

} // namespace sim::debug
