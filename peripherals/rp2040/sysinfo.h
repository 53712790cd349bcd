#pragma once

#include "peripherals/rp2040/sysinfo_registers.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// What the chip is: an RP2040 of `revision` (1 for B0 and B1, 2 for B2), as silicon. Not modelled: the hash
/// of its source (GITREF_RP2040), which reads 0.
class Sysinfo final : public sim::core::RegisterDevice {
public:
    Sysinfo(sim::core::Machine& machine, std::string name, unsigned revision);

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;

    unsigned revision_;
};

} // namespace peripherals::rp2040
