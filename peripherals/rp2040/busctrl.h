#pragma once

#include "peripherals/rp2040/busctrl_registers.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Counts of the bus fabric's events, by the numbers of PERFSEL, since the machine was made.
class BusEvents {
public:
    virtual ~BusEvents() = default;
    virtual std::uint64_t count(std::uint32_t event) const = 0;
};

/// Bus fabric control: priorities, and performance counters over events that somebody else counts. Not
/// modelled: arbitration, so priorities are kept and acknowledged without effect, and nothing is contested.
class Busctrl final : public sim::core::RegisterDevice {
public:
    static constexpr unsigned counter_count = 4;

    Busctrl(sim::core::Machine& machine, std::string name, const BusEvents& events);

    void reset() override;

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    std::uint64_t counted(unsigned counter) const;
    void select(unsigned counter);

    struct Counter {
        std::uint32_t event = 0;
        std::uint64_t before = 0; // counted under earlier selections
        std::uint64_t start = 0;  // the event's count when it was selected
    };
    struct State {
        std::array<Counter, counter_count> counters = {};
    };
    State state_;
    const BusEvents& events_;
};

} // namespace peripherals::rp2040
