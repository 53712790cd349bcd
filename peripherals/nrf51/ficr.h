#pragma once

#include "peripherals/nrf51/ficr_registers.h"
#include "sim/core/register_device.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// What the factory wrote into a chip.
struct FicrConfig {
    std::uint32_t code_bytes = 256U << 10;
    std::uint32_t ram_bytes = 16U << 10;
    std::uint32_t ram_block_bytes = 8U << 10;
    std::uint16_t hardware_id = 0x0083; // Estimate: of an nRF51822 QFAA of revision 3
    std::uint64_t identity = 0;         // device ID, address and root keys follow from it
};

/// FICR: what the factory wrote. No code region 0 and no radio overrides; a random static address.
class Ficr final : public sim::core::RegisterDevice {
public:
    static constexpr std::uint32_t base = 0x10000000;

    Ficr(sim::core::Machine& machine, std::string name, const FicrConfig& config);

private:
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;

    FicrConfig config_;
};

} // namespace peripherals::nrf51
