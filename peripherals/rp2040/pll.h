#pragma once

#include "peripherals/rp2040/pll_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Phase-locked loop: reference / REFDIV * FBDIV / (POSTDIV1 * POSTDIV2). Powered up, it gives its clock once
/// it has locked; changes while it runs show at once. A VCO, reference or divider out of its range is a
/// diagnostic and works all the same. Not modelled: the frequencies on the way to lock.
class Pll final : public sim::core::RegisterDevice, private sim::core::ClockListener {
public:
    Pll(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& reference);

    void reset() override;
    sim::core::ClockDomain& clock() { return clock_; }

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override { restart(); }
    bool powered() const;
    sim::core::Frequency divided_reference() const;
    sim::core::Frequency vco() const;
    /// The loop's frequency changed: it has to lock anew, or stops.
    void restart();
    void lock();
    void update_output();
    void check_ranges() const;

    struct State {
        bool locked = false;
        bool running = false; // has locked since it was powered up
        sim::core::Frequency vco;
    };
    State state_;
    sim::core::ClockDomain& reference_;
    sim::core::ClockDomain clock_;
    sim::core::Event lock_{*this, sim::core::EventClass::Timer, "lock", sim::core::handler<&Pll::lock>};
};

} // namespace peripherals::rp2040
