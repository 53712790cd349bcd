#pragma once

#include "peripherals/nrf51/clock_registers.h"
#include "peripherals/nrf51/peripheral.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// What of the board the clocks depend on.
struct ClockConfig {
    bool low_frequency_crystal = true; // 32.768 kHz at XL1 and XL2
};

/// CLOCK: the 16 MHz clock HFCLK, from its RC oscillator or the crystal, and the 32.768 kHz clock LFCLK, from
/// RC oscillator, crystal or synthesised. Start-up times are the typical ones of the product specification;
/// LFCLK runs from the RC oscillator while its crystal starts. The calibration timer and calibration take
/// their time.
///
/// Not modelled: how far the RC oscillators are off (they have their nominal frequencies), that HFCLK stops
/// in sleep.
class Clock final : public Peripheral, public sim::core::LineSink, private sim::core::ClockListener {
public:
    static constexpr unsigned own_id = 0;

    /// High while the watchdog counts, which keeps LFCLK going; high in System OFF, which stops all.
    enum Input : unsigned { WatchdogRuns, SystemOff };

    Clock(sim::core::Machine& machine, std::string name, const ClockConfig& config, EventSink* events);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    sim::core::ClockDomain& hfclk() { return hfclk_; }
    sim::core::ClockDomain& lfclk() { return lfclk_; }
    /// High while HFCLK runs from the crystal.
    const sim::core::Line& crystal() const { return crystal_; }

private:
    enum class Source : std::uint8_t { Rc, Crystal, Synthesised }; // as in LFCLKSRC

    void on_task(sim::core::Index task) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_clock_changed() override { arm_calibration_timer(); }
    void start_hfclk();
    void start_lfclk();
    void stop_lfclk();
    void hfclk_started();
    void lfclk_running();
    void lfclk_started();
    void calibrate();
    void calibrated();
    void arm_calibration_timer();
    void calibration_due();
    /// Sets the domains by the state.
    void update();

    struct State {
        bool hfclk_requested = false;
        bool hfclk_crystal = false;
        bool lfclk_requested = false;
        bool lfclk_on = false;
        Source lfclk_source = Source::Rc; // that runs
        Source starting_source = Source::Rc;
        bool watchdog_runs = false;
        bool system_off = false;
        std::int64_t calibration_edge = -1; // of LFCLK; negative: the timer stands
    };
    State state_;
    ClockConfig config_;
    sim::core::ClockDomain hfclk_;
    sim::core::ClockDomain lfclk_;
    sim::core::Line crystal_;
    sim::core::Event hfclk_started_{*this, sim::core::EventClass::Timer, "HFCLK started",
                                    sim::core::handler<&Clock::hfclk_started>};
    sim::core::Event lfclk_running_{*this, sim::core::EventClass::Timer, "LFCLK running",
                                    sim::core::handler<&Clock::lfclk_running>};
    sim::core::Event lfclk_started_{*this, sim::core::EventClass::Timer, "LFCLK started",
                                    sim::core::handler<&Clock::lfclk_started>};
    sim::core::Event calibrated_{*this, sim::core::EventClass::Timer, "calibrated",
                                 sim::core::handler<&Clock::calibrated>};
    sim::core::Event calibration_due_{*this, sim::core::EventClass::Timer, "calibration due",
                                      sim::core::handler<&Clock::calibration_due>};
};

} // namespace peripherals::nrf51
