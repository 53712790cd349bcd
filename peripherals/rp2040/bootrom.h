#pragma once

#include "sim/core/host_call.h"
#include "sim/core/machine.h"
#include "sim/core/processor.h"

#include <cstdint>
#include <string>
#include <vector>

namespace peripherals::rp2040 {

/// The built-in boot ROM, with the layout and functions of the RP2040's ROM version 3 (datasheet, "Bootrom").
///
/// Start-up, core 1's wait, flash and memory functions are machine code of our own that the cores run; bits,
/// float and double are performed by the host when a core meets their BKPT, and cost the cycles that the
/// ROM's take on average. Results of float and double are those of version 3, bit for bit, also where they
/// are not IEEE's. Not modelled: the USB boot loader; asking for it stops the run with a message. Copying the
/// floating point library into RAM is of no use here: its code is BKPTs.
class BootRom final : public sim::core::HostCalls {
public:
    static constexpr std::uint32_t bytes = 0x4000;

    explicit BootRom(sim::core::Machine& machine) : machine_(machine) {}

    /// What stands at address 0.
    static std::vector<std::uint8_t> image();

    sim::core::HostCallResult call(unsigned number, std::uint32_t address,
                                   sim::core::HostCallContext& context) override;

private:
    sim::core::HostCallResult stop(sim::core::HostCallContext& context, std::uint32_t address,
                                   sim::core::StopCause cause, const std::string& text);

    sim::core::Machine& machine_;
};

} // namespace peripherals::rp2040
