#pragma once

#include "peripherals/nrf51/peripheral.h"
#include "sim/core/clock_domain.h"
#include "sim/core/memory.h"
#include "sim/core/memory_window.h"
#include "sim/cpu/armv6m/code_store.h"
#include "sim/cpu/armv6m/core.h"
#include "sim/cpu/armv6m/semihosting.h"
#include "sim/image/nrf51_image.h"
#include "sim/machine/chip.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sim::machine {

namespace nrf51 = peripherals::nrf51;

/// What differs from one nRF51822 board to the next.
struct Nrf51Config {
    std::uint64_t seed = 0; // of what is random in the chip
};

/// The nRF51822 (variant QFAA) with all of its blocks. Members stand in the order of their IDs; the
/// constructor maps and connects them.
class Nrf51 final : public Chip {
public:
    Nrf51(core::Simulation& simulation, std::string name, const Nrf51Config& config);

    std::vector<Store> stores() override;
    core::Net& pin(unsigned number) override;
    core::ConsolePort& semihosting() override { return semihosting_; }
    core::Memory& code_flash() { return flash_; }
    core::Memory& ram() { return ram_; }
    cpu::armv6m::Core& core() { return core_; }

    static constexpr unsigned pin_count = 32;

private:
    // Bus clocks of an access to a peripheral. Estimate: the product specification gives no figure.
    static constexpr std::uint8_t apb_cycles = 2;

    void map_memories();
    /// Bus, interrupt.
    void add(nrf51::Peripheral& block);

    core::ClockDomain hfclk_{16'000'000};
    core::Memory flash_{image::nrf51_flash_size, core::Memory::Kind::Rom, 0xff};
    core::Memory uicr_{image::nrf51_uicr_size, core::Memory::Kind::Rom, 0xff};
    core::Memory ram_{image::nrf51_ram_size, core::Memory::Kind::Ram};
    core::MemoryWindow flash_window_{.base = 0, .size = image::nrf51_flash_size, .memory = &flash_};
    core::MemoryWindow ram_window_{
        .base = image::nrf51_ram_base, .size = image::nrf51_ram_size, .memory = &ram_, .writable = true};
    std::vector<core::MemoryWindow*> windows_{&flash_window_, &ram_window_};
    cpu::armv6m::CodeStore code_{windows_};
    cpu::armv6m::Core core_{*this, "CORE0", 0, hfclk_, code_, nullptr, cpu::armv6m::cortex_m0};
    cpu::armv6m::Semihosting semihosting_{*this, "SEMIHOSTING", {&core_}};
};

} // namespace sim::machine
