#pragma once

#include "peripherals/devices/w25q.h"
#include "peripherals/rp2040/adc.h"
#include "peripherals/rp2040/bootrom.h"
#include "peripherals/rp2040/busctrl.h"
#include "peripherals/rp2040/clocks.h"
#include "peripherals/rp2040/dma.h"
#include "peripherals/rp2040/gpio_functions.h"
#include "peripherals/rp2040/i2c.h"
#include "peripherals/rp2040/io_bank.h"
#include "peripherals/rp2040/io_registers.h"
#include "peripherals/rp2040/pads.h"
#include "peripherals/rp2040/pads_registers.h"
#include "peripherals/rp2040/pio.h"
#include "peripherals/rp2040/pll.h"
#include "peripherals/rp2040/psm.h"
#include "peripherals/rp2040/pwm.h"
#include "peripherals/rp2040/resets.h"
#include "peripherals/rp2040/rosc.h"
#include "peripherals/rp2040/rtc.h"
#include "peripherals/rp2040/sio.h"
#include "peripherals/rp2040/spi.h"
#include "peripherals/rp2040/syscfg.h"
#include "peripherals/rp2040/sysinfo.h"
#include "peripherals/rp2040/tbman_registers.h"
#include "peripherals/rp2040/timer.h"
#include "peripherals/rp2040/uart.h"
#include "peripherals/rp2040/usb.h"
#include "peripherals/rp2040/vreg.h"
#include "peripherals/rp2040/watchdog.h"
#include "peripherals/rp2040/xip.h"
#include "peripherals/rp2040/xip_ssi.h"
#include "peripherals/rp2040/xosc.h"
#include "sim/core/clock_domain.h"
#include "sim/core/memory.h"
#include "sim/core/memory_window.h"
#include "sim/core/register_device.h"
#include "sim/cpu/armv6m/code_store.h"
#include "sim/cpu/armv6m/core.h"
#include "sim/cpu/armv6m/semihosting.h"
#include "sim/machine/chip.h"
#include "sim/machine/qspi_port.h"
#include "sim/machine/reset_pin.h"
#include "sim/machine/rp2040_adapters.h"
#include "sim/machine/rp2040_numbers.h"
#include "sim/machine/sram_banks.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sim::machine {

namespace rp2040 = peripherals::rp2040;

/// What differs from one RP2040 board to the next.
struct Rp2040Config {
    std::uint32_t flash_bytes = 2U << 20;
    std::int64_t crystal_hz = 12'000'000;
    std::vector<std::uint8_t> boot_rom; // 16 KiB; empty: the built-in one. CHIP_ID follows its version
    std::uint64_t seed = 0; // of what is random in the chip, and added to the unique id of its flash
};

/// The RP2040 with all of its blocks, and the flash chip that it runs from. Members stand in the order of the
/// datasheet's address map; the constructor maps and connects them.
class Rp2040 final : public Chip {
public:
    Rp2040(core::Simulation& simulation, std::string name, const Rp2040Config& config);

    /// Power-on. A program that is in SRAM alone is started as the boot loader does when it has received one.
    void reset() override;
    std::vector<Store> stores() override;
    void on_loaded(const image::Image& image) override;
    core::Net& pin(unsigned number) override;
    void describe_wiring(core::Wiring& wiring) const override;
    std::string exception_name(unsigned number) const override;
    void connect_source(unsigned number, const core::AnalogSource& source) override;
    core::Net& reset_pin() override;
    core::Net* boot_select_pin() override { return &net("QSPI_SS"); }
    core::UsbDevicePort* usb() override { return &usb_; }
    core::ConsolePort& semihosting() override { return semihosting_; }

    core::Memory& rom() { return rom_; }
    core::Memory& sram() { return sram_; }
    peripherals::devices::W25q& flash_chip() { return flash_; }
    rp2040::Adc& adc() { return adc_; }
    const rp2040::Xip& xip() const { return xip_; }
    cpu::armv6m::Core& core(unsigned number) { return number == 0 ? core0_ : core1_; }

private:
    // Bus clocks of an access that the bus does not stall. Estimate: the datasheet gives "3 to 4 cycles" for
    // the APB bridge without saying more ("Bus Fabric").
    static constexpr std::uint8_t apb_cycles = 3;
    static constexpr std::uint8_t ahb_cycles = 1;

    void map_memories();
    void map_system();
    /// Clocks, interrupts, wake-up.
    void connect_system();
    void connect_resets();
    void map_usb();
    void map_dma_and_pio();
    void connect_pio(rp2040::Pio& pio, Irq irq, Dreq first);
    void connect_dreqs();
    void connect_dreq(core::Line& line, Dreq dreq);
    /// A block of registers with atomic aliases; `cycles` of the bus for reads and writes.
    void map_block(std::uint32_t base, core::RegisterDevice& block, std::uint8_t cycles);
    void connect_irq(core::Line& line, Irq irq);
    /// The XIP block, the SSI and the flash chip.
    void connect_flash();
    /// Blocks, IO banks, pads and nets.
    void connect_pins();
    void connect_function(unsigned pin, unsigned function);
    void connect_clock_function(unsigned pin, unsigned function);
    void connect_usb_function(unsigned pin, unsigned function);
    void map_serial();
    void connect_serial();
    void connect_serial_function(unsigned pin, unsigned function);
    void connect_uart_function(unsigned pin, unsigned function, rp2040::Uart& uart);
    void connect_spi_function(unsigned pin, unsigned function, rp2040::Spi& spi);
    void connect_i2c_function(unsigned pin, unsigned function, rp2040::I2c& i2c);
    void connect_pwm_function(unsigned pin, unsigned function, unsigned slice);

    static constexpr std::uint32_t rom_bytes = rp2040::BootRom::bytes;
    static constexpr std::uint32_t sram_base = 0x20000000;
    static constexpr std::uint32_t flash_base = 0x10000000;
    static constexpr std::uint32_t flash_sector_bytes = 4096;
    static constexpr std::uint32_t sram_bytes = 0x42000; // four striped banks of 64 KiB, two of 4 KiB
    static constexpr unsigned gpio_count = rp2040::gpio_count;
    static constexpr unsigned qspi_count = 6;

    std::optional<std::uint32_t> start_in_sram_;

    rp2040::Rosc rosc_;
    rp2040::Xosc xosc_;
    rp2040::Pll pll_sys_{*this, "PLL_SYS", xosc_.clock()};
    rp2040::Pll pll_usb_{*this, "PLL_USB", xosc_.clock()};
    rp2040::Clocks clocks_{
        *this, "CLOCKS",
        rp2040::ClockSources{rosc_.clock(), rosc_.clock_ph(), xosc_.clock(), pll_sys_.clock(),
                             pll_usb_.clock()}
    };
    rp2040::Resets resets_{*this, "RESETS"};
    rp2040::Psm psm_{*this, "PSM"};
    rp2040::VregAndChipReset vreg_and_chip_reset_{*this, "VREG_AND_CHIP_RESET"};
    rp2040::Watchdog watchdog_{*this, "WATCHDOG", clocks_.ref()};
    ChipReset chip_reset_{psm_, vreg_and_chip_reset_, watchdog_};
    ResetPin run_;
    rp2040::Timer timer_{*this, "TIMER", watchdog_.tick(), clocks_.gate(rp2040::ClockGate::SysTimer)};
    rp2040::Rtc rtc_{*this, "RTC", clocks_.gate(rp2040::ClockGate::RtcRtc)};
    rp2040::Sysinfo sysinfo_;
    core::RegisterDevice tbman_{*this, "TBMAN", rp2040::tbman::tbman_registers};

    peripherals::devices::W25q flash_;

    core::Memory rom_{rom_bytes, core::Memory::Kind::Rom};
    rp2040::BootRom built_in_rom_{*this};
    core::Memory sram_{sram_bytes, core::Memory::Kind::Ram};
    SramBanks sram_banks_{sram_};
    core::MemoryWindow rom_window_{.base = 0, .size = rom_bytes, .memory = &rom_};
    core::MemoryWindow sram_window_{
        .base = sram_base, .size = sram_bytes, .memory = &sram_, .writable = true};
    rp2040::XipSsi ssi_{*this, "SSI", clocks_.sys(), flash_};
    rp2040::Xip xip_{*this, "XIP_CTRL", clocks_.sys(), flash_, ssi_};
    std::vector<core::MemoryWindow*> windows_{&rom_window_,    &xip_.window(0), &xip_.window(1),
                                              &xip_.window(2), &xip_.window(3), &xip_.sram_window(),
                                              &sram_window_};
    cpu::armv6m::CodeStore code_{windows_};

    cpu::armv6m::Core core0_{*this, "CORE0", 0, clocks_.sys(), code_, &built_in_rom_};
    cpu::armv6m::Core core1_{*this, "CORE1", 1, clocks_.sys(), code_, &built_in_rom_};
    cpu::armv6m::Semihosting semihosting_{
        *this, "SEMIHOSTING", {&core0_, &core1_}
    };
    CoreInputs core_inputs_{core0_, core1_};
    rp2040::Syscfg syscfg_{*this, "SYSCFG", core_inputs_};
    BusCounts bus_counts_{bus(), xip_};
    rp2040::Busctrl busctrl_{*this, "BUSCTRL", bus_counts_};

    rp2040::Pads pads_bank0_{*this, "PADS_BANK0", rp2040::pads::bank0_registers, gpio_count};
    rp2040::Pads pads_qspi_{*this, "PADS_QSPI", rp2040::pads::qspi_registers, qspi_count,
                            rp2040::pads::qspi_pin_of_pad};
    rp2040::IoBank io_bank0_{*this, "IO_BANK0", rp2040::io::bank0_registers, gpio_count,
                             pads_bank0_.inputs()};
    rp2040::IoBank io_qspi_{*this, "IO_QSPI", rp2040::io::qspi_registers, qspi_count, pads_qspi_.inputs()};
    QspiPort qspi_port_{io_qspi_, pads_qspi_};

    rp2040::Uart uart0_{*this, "UART0", clocks_.gate(rp2040::ClockGate::PeriUart0)};
    rp2040::Uart uart1_{*this, "UART1", clocks_.gate(rp2040::ClockGate::PeriUart1)};
    rp2040::Spi spi0_{*this, "SPI0", clocks_.gate(rp2040::ClockGate::PeriSpi0)};
    rp2040::Spi spi1_{*this, "SPI1", clocks_.gate(rp2040::ClockGate::PeriSpi1)};
    rp2040::I2c i2c0_{*this, "I2C0", clocks_.gate(rp2040::ClockGate::SysI2c0)};
    rp2040::I2c i2c1_{*this, "I2C1", clocks_.gate(rp2040::ClockGate::SysI2c1)};
    rp2040::Adc adc_{*this, "ADC", clocks_.gate(rp2040::ClockGate::AdcAdc)};
    rp2040::Pwm pwm_{*this, "PWM", clocks_.gate(rp2040::ClockGate::SysPwm)};

    rp2040::UsbController usb_{*this, "USB", clocks_.gate(rp2040::ClockGate::UsbUsbctrl)};

    rp2040::Dma dma_{*this, "DMA", clocks_.gate(rp2040::ClockGate::SysDma)};
    rp2040::Pio pio0_{*this, "PIO0", clocks_.gate(rp2040::ClockGate::SysPio0), io_bank0_.inputs()};
    rp2040::Pio pio1_{*this, "PIO1", clocks_.gate(rp2040::ClockGate::SysPio1), io_bank0_.inputs()};

    rp2040::Sio sio_{
        *this, "SIO", clocks_.sys(), io_bank0_.inputs(), io_qspi_.inputs(), pads_bank0_.floating()};
};

} // namespace sim::machine
