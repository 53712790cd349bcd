#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/rtc_registers.h"
#include "sim/core/clock_domain.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// RTC: a 24-bit counter of LFCLK divided by PRESCALER + 1. Tasks and writes of CC take effect with the first
/// rising edge of LFCLK behind its next falling edge, that is 15 to 46 us later (reference manual 3.0, "TASK
/// and EVENT jitter/delay"). Events happen only where INTEN or EVTEN enables them. Estimate: where the manual
/// says that a CC written with the next count "may not" match, that time decides.
class Rtc final : public Peripheral, private sim::core::ClockListener {
public:
    static constexpr unsigned id_of_rtc0 = 11;
    static constexpr unsigned id_of_rtc1 = 17;
    static constexpr unsigned most_ccs = 4;

    /// `ccs` is 3 for RTC0 and 4 for RTC1.
    Rtc(sim::core::Machine& machine, std::string name, unsigned id, unsigned ccs,
        sim::core::ClockDomain& lfclk, EventSink* events);

    void reset() override;

private:
    static constexpr std::int64_t none = -1; // no edge

    /// What tasks are to do at one edge.
    struct Pending {
        std::int64_t edge = none;
        bool starts = false;
        bool stops = false;
        bool sets = false;
        std::uint32_t count = 0; // that it sets
    };

    void on_task(sim::core::Index task) override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_enables_changed() override { arm(); }
    void on_clock_changed() override { arm(); }

    std::int64_t effect_edge() const;
    Pending& pending_at(std::int64_t edge);
    std::uint32_t count_at(std::int64_t edge) const;
    bool enabled(unsigned bit) const;
    void edge_reached();
    void take_ccs(std::int64_t edge);
    /// True where the tasks of this edge leave the counter counting.
    bool take_tasks(std::int64_t edge);
    void count_events();
    void arm();
    std::int64_t next_counted_edge() const;

    struct State {
        bool running = false;
        std::uint32_t count = 0; // at `edge`
        std::int64_t edge = 0;   // of LFCLK
        std::int64_t divisor = 1;
        std::array<Pending, 2> pending;
        std::array<std::uint32_t, most_ccs> cc{}; // that compare
        std::array<std::int64_t, most_ccs> cc_edge{none, none, none,
                                                   none}; // at which the register takes over
    };
    State state_;
    unsigned ccs_;
    sim::core::ClockDomain& lfclk_;
    sim::core::Event edge_{*this, sim::core::EventClass::Timer, "edge",
                           sim::core::handler<&Rtc::edge_reached>};
};

} // namespace peripherals::nrf51
