#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "sim/core/bus.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace peripherals::nrf51 {

/// Several peripherals with one base address (reference manual 3.0, "Peripherals with shared ID"): POWER,
/// CLOCK and MPU, SPI0 and TWI0, CCM and AAR. A write reaches all that have a register there. A read gives
/// what the active ones have, all together (the interrupt enables of POWER and CLOCK are one register), and
/// where none of them is active, what the first has.
class SharedSlot final : public sim::core::BusDevice {
public:
    /// In the order of the reference manual; each must live as long as the slot.
    SharedSlot(std::initializer_list<Peripheral*> peripherals);

    std::uint32_t read(std::uint32_t offset, const sim::core::Access& access) override;
    void write(std::uint32_t offset, std::uint32_t value, const sim::core::Access& access) override;
    std::uint32_t peek(std::uint32_t offset) const override;

    const std::vector<Peripheral*>& peripherals() const { return peripherals_; }

private:
    static constexpr std::uint32_t size = 0x1000;

    bool has(unsigned number, std::uint32_t offset) const {
        return (holders_[(offset % size) / 4] >> number & 1) != 0;
    }
    /// Calls `take` with each peripheral that answers a read at `offset`.
    template <class Take> void readers(std::uint32_t offset, Take take) const;

    std::vector<Peripheral*> peripherals_;
    std::vector<std::uint8_t> holders_; // by word offset; bit n: peripheral n has a register there
};

} // namespace peripherals::nrf51
