#pragma once

#include "sim/core/net.h"
#include "sim/core/part.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace peripherals::devices {

/// 74HC595, a shift register with output latches (TI, SCLS041).
///
///     SER     data, taken when SRCLK rises; it comes to QA and moves on to QH
///     SRCLK   shifts
///     RCLK    stores what was shifted, when it rises; tied to SRCLK it stores what there was before
///     OE      optional, active low; outputs float while it is high
///     SRCLR   optional, active low; clears what was shifted, at once, not what is stored
///     QA..QH  outputs, those that are connected
///     QH'     optional; what leaves the register, for the next one's SER
///
/// Approximate: both registers are clear after power-on; the real ones are not. Not modelled: delays, setup
/// and hold times, limits of the clock.
class ShiftRegister final : public sim::core::Part, private sim::core::NetListener {
public:
    static constexpr std::size_t bits = 8;
    struct Nets {
        sim::core::Net& ser;
        sim::core::Net& srclk;
        sim::core::Net& rclk;
        sim::core::Net* oe = nullptr;
        sim::core::Net* srclr = nullptr;
        std::array<sim::core::Net*, bits> outputs{}; // QA first
        sim::core::Net* qh = nullptr;                // QH'
    };
    ShiftRegister(sim::core::Machine& machine, std::string name, const Nets& nets);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

private:
    struct State {
        std::uint8_t shifted = 0; // QA is bit 0
        std::uint8_t stored = 0;
        bool ser = false;
        bool srclk = false;
        bool rclk = false;
    };

    void on_edge(unsigned pin, sim::core::Level level) override;
    void drive();
    bool is_low(const sim::core::NetPin& pin) const { return pin.level() == sim::core::Level::Low; }

    State state_;
    sim::core::NetPin ser_;
    sim::core::NetPin srclk_;
    sim::core::NetPin rclk_;
    sim::core::NetPin oe_;
    sim::core::NetPin srclr_;
    std::array<sim::core::NetPin, bits> outputs_;
    sim::core::NetPin qh_;
};

} // namespace peripherals::devices
