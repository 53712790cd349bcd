#pragma once

#include "peripherals/rp2040/vreg_registers.h"
#include "sim/core/register_device.h"

#include <string>

namespace peripherals::rp2040 {

/// What reset the whole chip.
enum class ResetCause : std::uint8_t { PowerOn, RunPin, DebugPort };

/// Voltage regulator, brown-out detector and the cause of the last reset of the chip. Not modelled: the
/// voltage itself, so neither brown-outs nor processors that are too fast for it.
class VregAndChipReset final : public sim::core::RegisterDevice {
public:
    VregAndChipReset(sim::core::Machine& machine, std::string name);

    void reset() override;
    /// To be set before the reset that it is the cause of; stays until set anew.
    void set_cause(ResetCause cause);

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;

    struct State {
        ResetCause cause = ResetCause::PowerOn;
        bool restart_flag = false; // outlives resets by the power-on state machine
        std::uint32_t vreg = 0;    // as written last
        sim::core::Time in_regulation = 0;
    };
    State state_;
};

} // namespace peripherals::rp2040
