#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/power_registers.h"
#include "sim/core/line.h"
#include "sim/core/memory.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// POWER: resets and their reasons, System OFF and what wakes the chip from it, RAM blocks, the power-fail
/// comparator. `reset()` is the power-on reset; all others come in by `on_line`, and the chip resets what
/// `reset_request` tells it to.
///
/// A RAM block that is switched off loses its content. Estimate: it reads as 0 then.
///
/// Not modelled: current, what CONSTLAT, LOWPWR and the DC/DC converter change, accesses to a RAM block that
/// is off, the reset by too low a supply.
class Power final : public Peripheral, public sim::core::LineSink {
public:
    static constexpr unsigned own_id = 0;

    /// Inputs; each acts when it rises. `ResetPin` is high while the pin is asserted (low).
    enum Input : unsigned {
        ResetPin,
        Watchdog,
        SystemResetRequest,
        Lockup,
        Detect,     // DETECT of GPIO: wakes from System OFF
        AnaDetect,  // of LPCOMP: wakes from System OFF
        DebugActive // the debug interface wakes from System OFF
    };

    /// What a reset reaches beyond processor and peripherals (reference manual 3.0, "Reset behavior").
    struct Reach {
        bool gpio = true;
        bool watchdog = false;
    };

    /// The first blocks of `ram` are the chip's RAM blocks of `block_bytes`.
    Power(sim::core::Machine& machine, std::string name, sim::core::Memory& ram, std::uint32_t block_bytes,
          EventSink* events);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    /// Rises with each reset but that at power-on; stays high while the reset pin is asserted. `reach` is set
    /// before it rises.
    sim::core::Line& reset_request() { return reset_request_; }
    Reach reach() const { return state_.reach; }
    /// High in System OFF: clocks stand, until a reset.
    sim::core::Line& system_off() { return system_off_; }

    /// The supply at VDD, which the power-fail comparator watches.
    void set_supply_mv(std::int32_t millivolts);
    std::int32_t supply_mv() const { return state_.supply_mv; }

private:
    void on_task(sim::core::Index) override {}
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void restart(std::uint32_t reason, Reach reach);
    void enter_system_off();
    std::uint32_t blocks_on() const;
    std::uint32_t blocks_retained() const;
    void lose_blocks(std::uint32_t lost);
    void check_supply();

    struct State {
        Reach reach;
        bool off = false;
        std::uint32_t inputs = 0;
        std::uint32_t ram_on = 0xf; // bit n: block n
        std::int32_t supply_mv = 3300;
        bool below_threshold = false;
    };
    State state_;
    sim::core::Memory& ram_;
    std::uint32_t block_bytes_;
    sim::core::Line reset_request_;
    sim::core::Line system_off_;
};

} // namespace peripherals::nrf51
