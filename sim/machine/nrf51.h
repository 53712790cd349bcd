#pragma once

#include "peripherals/nrf51/aar.h"
#include "peripherals/nrf51/adc.h"
#include "peripherals/nrf51/ccm.h"
#include "peripherals/nrf51/clock.h"
#include "peripherals/nrf51/ecb.h"
#include "peripherals/nrf51/ficr.h"
#include "peripherals/nrf51/gpio.h"
#include "peripherals/nrf51/gpiote.h"
#include "peripherals/nrf51/lpcomp.h"
#include "peripherals/nrf51/mpu.h"
#include "peripherals/nrf51/nvmc.h"
#include "peripherals/nrf51/peripheral.h"
#include "peripherals/nrf51/power.h"
#include "peripherals/nrf51/ppi.h"
#include "peripherals/nrf51/qdec.h"
#include "peripherals/nrf51/radio.h"
#include "peripherals/nrf51/rng.h"
#include "peripherals/nrf51/romtable_registers.h"
#include "peripherals/nrf51/rtc.h"
#include "peripherals/nrf51/shared_slot.h"
#include "peripherals/nrf51/spi.h"
#include "peripherals/nrf51/spis.h"
#include "peripherals/nrf51/swi_registers.h"
#include "peripherals/nrf51/temp.h"
#include "peripherals/nrf51/timer.h"
#include "peripherals/nrf51/twi.h"
#include "peripherals/nrf51/uart.h"
#include "peripherals/nrf51/uicr.h"
#include "peripherals/nrf51/wdt.h"
#include "sim/core/line.h"
#include "sim/core/memory.h"
#include "sim/core/memory_window.h"
#include "sim/core/register_device.h"
#include "sim/cpu/armv6m/code_store.h"
#include "sim/cpu/armv6m/core.h"
#include "sim/cpu/armv6m/semihosting.h"
#include "sim/image/nrf51_image.h"
#include "sim/machine/chip.h"
#include "sim/machine/nrf51_adapters.h"
#include "sim/machine/reset_pin.h"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace sim::machine {

namespace nrf51 = peripherals::nrf51;

/// What differs from one nRF51822 board to the next.
struct Nrf51Config {
    std::uint64_t seed = 0;             // of what is random in the chip, and of its identity
    bool low_frequency_crystal = false; // 32.768 kHz
};

/// The nRF51822 (variant QFAA) with all of its blocks. Members stand in the order of their IDs; the
/// constructor maps and connects them.
class Nrf51 final : public Chip, private core::LineSink {
public:
    Nrf51(core::Simulation& simulation, std::string name, const Nrf51Config& config);

    std::vector<Store> stores() override;
    core::Net& pin(unsigned number) override;
    void connect_source(unsigned number, const core::AnalogSource& source) override {
        add_source(pin(number), source);
        gpio_.connect_source(number, &source);
    }
    core::Net& reset_pin() override { return net("nRESET"); }
    core::ConsolePort& semihosting() override { return semihosting_; }
    core::Memory& code_flash() { return flash_; }
    core::Memory& ram() { return ram_; }
    cpu::armv6m::Core& core() { return core_; }
    nrf51::Pins& pins() { return gpio_; }

    static constexpr unsigned pin_count = 32;

private:
    // Bus clocks of an access to a peripheral. Estimate: the product specification gives no figure.
    static constexpr std::uint8_t apb_cycles = 2;

    static constexpr std::uint32_t gpio_base = 0x50000000;
    static constexpr std::uint32_t romtable_base = 0xf0000000;
    static constexpr std::uint32_t ram_block_bytes = 0x2000;

    void map_memories();
    void map_system();
    void connect_system();
    void map_pins();
    void connect_pins();
    /// Bus, interconnect, interrupt, reset.
    void add(nrf51::Peripheral& block);
    void add(nrf51::SharedSlot& slot, SharedInterrupt& irq);
    void map(std::uint32_t base, core::RegisterDevice& block);
    /// A reset of the chip by POWER; high as long as it lasts.
    void on_line(unsigned input, bool level) override;

    Nrf51Config config_;
    std::vector<nrf51::Peripheral*> blocks_; // that `add` knows
    core::Memory flash_{image::nrf51_flash_size, core::Memory::Kind::Rom, 0xff};
    core::Memory uicr_{image::nrf51_uicr_size, core::Memory::Kind::Rom, 0xff};
    core::Memory ram_{image::nrf51_ram_size, core::Memory::Kind::Ram};
    nrf51::Ppi ppi_{*this, "PPI"};
    nrf51::Power power_{*this, "POWER", ram_, ram_block_bytes, &ppi_};
    nrf51::Clock clock_{*this, "CLOCK", {.low_frequency_crystal = config_.low_frequency_crystal}, &ppi_};
    nrf51::Mpu mpu_{*this, "MPU"};
    nrf51::SharedSlot power_clock_mpu_{&power_, &clock_, &mpu_};
    SharedInterrupt power_clock_mpu_irq_;
    nrf51::Radio radio_{*this, &ppi_};
    ResetPin reset_pin_;
    nrf51::Gpio gpio_{*this, "GPIO"};
    nrf51::Uart uart0_{*this, "UART0", 2, &ppi_, gpio_, clock_.hfclk()};
    nrf51::Spi spi0_{*this, "SPI0", 3, &ppi_, gpio_, clock_.hfclk()};
    nrf51::Twi twi0_{*this, "TWI0", 3, &ppi_, gpio_, clock_.hfclk()};
    nrf51::SharedSlot spi0_twi0_{&spi0_, &twi0_};
    SharedInterrupt spi0_twi0_irq_;
    nrf51::Spi spi1_{*this, "SPI1", 4, &ppi_, gpio_, clock_.hfclk()};
    nrf51::Twi twi1_{*this, "TWI1", 4, &ppi_, gpio_, clock_.hfclk()};
    nrf51::Spis spis1_{*this, "SPIS1", 4, &ppi_, gpio_};
    nrf51::SharedSlot spi1_twi1_spis1_{&spi1_, &twi1_, &spis1_};
    SharedInterrupt spi1_twi1_spis1_irq_;
    nrf51::Gpiote gpiote_{*this, "GPIOTE", 6, &ppi_, gpio_};
    nrf51::Adc adc_{*this, "ADC", 7, &ppi_, gpio_, clock_.hfclk()};
    nrf51::Timer timer0_{*this, "TIMER0", 0, 32, clock_.hfclk(), &ppi_};
    nrf51::Timer timer1_{*this, "TIMER1", 1, 16, clock_.hfclk(), &ppi_};
    nrf51::Timer timer2_{*this, "TIMER2", 2, 16, clock_.hfclk(), &ppi_};
    nrf51::Rtc rtc0_{*this, "RTC0", nrf51::Rtc::id_of_rtc0, 3, clock_.lfclk(), &ppi_};
    nrf51::Temp temp_{*this, "TEMP", &ppi_};
    nrf51::Rng rng_{*this, "RNG", config_.seed, &ppi_};
    nrf51::Ecb ecb_{*this, "ECB", &ppi_};
    nrf51::Aar aar_{*this, "AAR", &ppi_};
    nrf51::Ccm ccm_{*this, "CCM", &ppi_};
    nrf51::SharedSlot ccm_aar_{&ccm_, &aar_};
    SharedInterrupt ccm_aar_irq_;
    nrf51::Wdt wdt_{*this, "WDT", clock_.lfclk(), &ppi_};
    nrf51::Rtc rtc1_{*this, "RTC1", nrf51::Rtc::id_of_rtc1, 4, clock_.lfclk(), &ppi_};
    nrf51::Qdec qdec_{*this, "QDEC", 18, &ppi_, gpio_, clock_.hfclk()};
    nrf51::Lpcomp lpcomp_{*this, "LPCOMP", 19, &ppi_, gpio_};
    std::deque<core::RegisterDevice> swi_;
    FlashProtection flash_protection_{mpu_};
    nrf51::Nvmc nvmc_{*this, "NVMC", flash_, uicr_, &flash_protection_};
    nrf51::Ficr ficr_{
        *this,
        "FICR",
        {.code_bytes = image::nrf51_flash_size,
          .ram_bytes = image::nrf51_ram_size,
          .ram_block_bytes = ram_block_bytes,
          .identity = config_.seed}
    };
    nrf51::Uicr registers_of_uicr_{*this, "UICR", nvmc_.uicr_port()};
    core::RegisterDevice romtable_{*this, "ROMTABLE", nrf51::romtable::romtable_registers};

    core::MemoryWindow flash_window_{.base = 0, .size = image::nrf51_flash_size, .memory = &flash_};
    core::MemoryWindow ram_window_{
        .base = image::nrf51_ram_base, .size = image::nrf51_ram_size, .memory = &ram_, .writable = true};
    std::vector<core::MemoryWindow*> windows_{&flash_window_, &ram_window_};
    cpu::armv6m::CodeStore code_{windows_};
    cpu::armv6m::Core core_{*this, "CORE0", 0, clock_.hfclk(), code_, nullptr, cpu::armv6m::cortex_m0};
    cpu::armv6m::Semihosting semihosting_{*this, "SEMIHOSTING", {&core_}};
};

} // namespace sim::machine
