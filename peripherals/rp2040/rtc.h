#pragma once

#include "peripherals/rp2040/rtc_date.h"
#include "peripherals/rp2040/rtc_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// Real-time clock: counts seconds of CLKDIV_M1 + 1 periods of clk_rtc, and interrupts while the date matches
/// IRQ_SETUP. RTC_ENABLE, LOAD and MATCH_ENA arrive two edges of clk_rtc after the write.
class Rtc final : public sim::core::RegisterDevice, private sim::core::ClockListener {
public:
    Rtc(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_rtc);

    void reset() override;
    sim::core::Line& irq() { return irq_; }

private:
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;

    RtcDate date() const;
    bool matches() const;
    /// Counts the seconds that have passed into the state.
    void catch_up();
    void synchronise(std::int64_t& edge, sim::core::Event& event);
    void arrive_enable();
    void arrive_load();
    void arrive_match();
    void pass_second();
    void update_irq();

    struct State {
        RtcDate date;                 // at `second_edge`
        std::int64_t second_edge = 0; // of clk_rtc, on which that second began
        std::int64_t divisor = 1;
        bool active = false;
        bool leap_years = true;
        bool match_active = false;
        std::uint32_t latched_date = 0; // RTC_1
        std::int64_t enable_edge = 0;   // of clk_rtc, on which RTC_ENABLE arrives
        std::int64_t load_edge = 0;
        std::int64_t match_edge = 0;
    };
    State state_;
    sim::core::ClockDomain& clk_rtc_;
    sim::core::Line irq_;
    sim::core::Event enable_{*this, sim::core::EventClass::Timer, "enable",
                             sim::core::handler<&Rtc::arrive_enable>};
    sim::core::Event load_{*this, sim::core::EventClass::Timer, "load",
                           sim::core::handler<&Rtc::arrive_load>};
    sim::core::Event match_{*this, sim::core::EventClass::Timer, "match",
                            sim::core::handler<&Rtc::arrive_match>};
    sim::core::Event second_{*this, sim::core::EventClass::Timer, "second",
                             sim::core::handler<&Rtc::pass_second>};
};

} // namespace peripherals::rp2040
