#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/ppi_registers.h"
#include "sim/core/clock_domain.h"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::nrf51 {

/// Programmable peripheral interconnect: 16 channels whose ends firmware chooses (0-15) and 12 whose ends are
/// fixed (20-31), each from an event to a task of any peripheral, and four groups of channels that tasks
/// switch on and off. A task follows its event with the next edge of the 16 MHz clock.
class Ppi final : public Peripheral, public EventSink {
public:
    static constexpr unsigned own_id = 31;

    Ppi(sim::core::Machine& machine, std::string name);

    /// The 16 MHz clock, before the first event: what makes it sends events itself.
    void set_clock(sim::core::ClockDomain& hfclk) { hfclk_ = &hfclk; }
    /// Makes the tasks of `peripheral` reachable, which must live as long as this: this one's own too.
    /// Several may have one ID.
    void connect(Peripheral& peripheral);

    void reset() override;
    void on_event(std::uint32_t address) override;

private:
    static constexpr unsigned id_count = 64;

    void on_task(sim::core::Index task) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void set_channels(std::uint32_t enabled);
    std::uint32_t event_of(unsigned channel) const;
    std::uint32_t task_of(unsigned channel) const;
    void deliver();

    struct State {
        std::uint32_t due = 0; // bit n: channel n does its task when `deliver_` fires
    };
    State state_;
    sim::core::ClockDomain* hfclk_ = nullptr;
    std::array<std::vector<Peripheral*>, id_count> peripherals_; // by ID
    sim::core::Event deliver_{*this, sim::core::EventClass::Timer, "deliver",
                              sim::core::handler<&Ppi::deliver>};
};

} // namespace peripherals::nrf51
