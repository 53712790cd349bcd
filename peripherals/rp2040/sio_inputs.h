#pragma once

#include "sim/core/clock_domain.h"
#include "sim/core/device.h"
#include "sim/core/pins.h"

#include <array>
#include <cstdint>

namespace peripherals::rp2040 {

/// The synchroniser between pins and the GPIO_IN registers: two flip-flops on clk_sys, so that a read sees
/// the levels of two cycles before.
class SioInputs final : private sim::core::InputSink {
public:
    SioInputs(const sim::core::Device& owner, const sim::core::ClockDomain& clock,
              sim::core::InputPins& pins);

    std::uint32_t levels() const;

private:
    void on_inputs(std::uint32_t levels, std::uint32_t changed) override;

    static constexpr unsigned depth = 4; // a power of two, over the two cycles that are to be remembered
    struct Sample {
        std::int64_t cycle = INT64_MIN;
        std::uint32_t levels = 0;
    };
    struct State {
        std::array<Sample, depth> samples; // one for each cycle in which something changed
        unsigned newest = 0;
    };
    State state_;
    const sim::core::Device& owner_;
    const sim::core::ClockDomain& clock_;
};

} // namespace peripherals::rp2040
