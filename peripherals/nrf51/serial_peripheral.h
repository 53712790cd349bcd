#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/pins.h"
#include "sim/core/clock_domain.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>

namespace peripherals::nrf51 {

/// What the masters of serial lines have in common: one value of ENABLE that makes them take their pins, and
/// edges of the 16 MHz clock by which they count.
class SerialPeripheral : public Peripheral, private sim::core::ClockListener {
public:
    bool active() const final { return field(enable_.field) == enable_.value; }

protected:
    struct Enable {
        sim::core::FieldRef field;
        std::uint32_t value;
    };
    SerialPeripheral(sim::core::Machine& machine, std::string name,
                     std::span<const sim::core::Register> registers, unsigned id, EventSink* events,
                     const Enable& enable, sim::core::ClockDomain& hfclk)
        : Peripheral(machine, std::move(name), registers, id, events), enable_(enable), hfclk_(hfclk) {
        hfclk_.add_listener(this);
    }

    /// Arms for edges of the clock.
    virtual void arm_events() = 0;

    std::int64_t edge_now() const { return hfclk_.edges_at(now()); }
    sim::core::Time time_of(std::int64_t edge) const { return hfclk_.time_of(edge); }

private:
    void on_clock_changed() final { arm_events(); }

    Enable enable_;
    sim::core::ClockDomain& hfclk_;
};

} // namespace peripherals::nrf51
