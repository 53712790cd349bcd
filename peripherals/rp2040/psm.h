#pragma once

#include "peripherals/rp2040/psm_registers.h"
#include "sim/core/line.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peripherals::rp2040 {

/// The stages of the power-on sequence, in the order of the bits and of the sequence.
enum class PsmStage : std::uint8_t {
    Rosc,
    Xosc,
    Clocks,
    Resets,
    Busfabric,
    Rom,
    Sram0,
    Sram1,
    Sram2,
    Sram3,
    Sram4,
    Sram5,
    Xip,
    VregAndChipReset,
    Sio,
    Proc0,
    Proc1,
};
inline constexpr std::size_t psm_stage_count = 17;

/// Power-on state machine: brings the stages out of reset one after the other, each when the one before is
/// done. A stage that goes into reset (by FRCE_OFF, or by the watchdog where WDSEL says so) takes all behind
/// it along, unless FRCE_ON keeps them up. A stage takes 1 us (Estimate).
class Psm final : public sim::core::RegisterDevice, public sim::core::LineSink {
public:
    Psm(sim::core::Machine& machine, std::string name);

    /// `device` is held in reset with `stage`.
    void connect(PsmStage stage, sim::core::RegisterDevice& device) { devices_.emplace_back(stage, &device); }
    /// High while a stage is in reset: for the processors and memories.
    sim::core::Line& reset_line(PsmStage stage) { return lines_[static_cast<std::size_t>(stage)]; }

    /// Pulses: the watchdog fires, a processor asks for a reset by AIRCR.SYSRESETREQ (which gives one to
    /// both processors). A level: while it is high the chip is in reset, and so are all stages and registers.
    enum Input : unsigned { WatchdogFired, SystemResetRequest, ChipInReset };

    void reset() override;
    void on_line(unsigned input, bool level) override;

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    /// Puts stages into reset and takes them out as far as those before them are done.
    void apply();
    void finish_stages();
    void reset_processors();
    void put_into_reset(std::size_t stage);
    void hold(std::size_t stage, bool held);

    struct State {
        std::uint32_t held = 0;
        std::uint32_t done = 0;
        bool chip_in_reset = false;
    };
    State state_;
    std::array<sim::core::Line, psm_stage_count> lines_;
    std::vector<std::pair<PsmStage, sim::core::RegisterDevice*>> devices_;
    sim::core::Event finish_{*this, sim::core::EventClass::Timer, "stage",
                             sim::core::handler<&Psm::finish_stages>};
    sim::core::Event system_reset_{*this, sim::core::EventClass::Timer, "system reset",
                                   sim::core::handler<&Psm::reset_processors>};
};

} // namespace peripherals::rp2040
