#pragma once

#include "peripherals/nrf51/mpu_registers.h"
#include "peripherals/nrf51/peripheral.h"

#include <array>
#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// MPU: protects blocks of 4 KiB of code flash against writes and erases until the next reset.
///
/// Not modelled: the regions 0 and 1 of RAM and peripherals (RLENR0 and PERR0 keep what is written), that a
/// debugger lifts the protection.
class Mpu final : public Peripheral {
public:
    static constexpr unsigned own_id = 0;

    Mpu(sim::core::Machine& machine, std::string name);

    void reset() override;
    /// True where the code flash at `address` may be neither written nor erased.
    bool protects(std::uint32_t address) const;

private:
    void on_task(sim::core::Index) override {}
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;

    struct State {
        std::array<std::uint32_t, 2> protected_blocks{};
    };
    State state_;
};

} // namespace peripherals::nrf51
