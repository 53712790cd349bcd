#pragma once

#include "peripherals/nrf51/uicr_registers.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// UICR: registers that are a page of flash. Resets leave them; firmware changes them by the NVMC's rules.
///
/// Not modelled: readback protection (RBPCONF).
class Uicr final : public sim::core::RegisterDevice {
public:
    static constexpr std::uint32_t base = 0x10001000;
    static constexpr std::uint32_t bytes = 0x100;

    /// `flash` is the page as the NVMC lets it be written.
    Uicr(sim::core::Machine& machine, std::string name, sim::core::BusDevice& flash);

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    std::uint32_t offset_of(sim::core::Index reg) const;

    sim::core::BusDevice& flash_;
};

} // namespace peripherals::nrf51
