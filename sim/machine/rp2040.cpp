#include "sim/machine/rp2040.h"

#include <utility>

#include <fmt/format.h>

namespace sim::machine {

using namespace core;

namespace {

// The stepping that a boot ROM came with, by its version number (datasheet, "Bootrom Contents"), as CHIP_ID
// has it: 1 for B0 and B1, 2 for B2, whose version 3 the built-in ROM has too.
unsigned revision(const std::vector<std::uint8_t>& boot_rom) {
    constexpr std::size_t version_at = 0x13;
    constexpr std::uint8_t version_of_b2 = 3;
    return boot_rom.size() > version_at && boot_rom[version_at] < version_of_b2 ? 1 : 2;
}

} // namespace

Rp2040::Rp2040(Simulation& simulation, std::string name, const Rp2040Config& config)
    : Chip(simulation, std::move(name)), rosc_(*this, "ROSC", config.seed),
      xosc_(*this, "XOSC", config.crystal_hz), sysinfo_(*this, "SYSINFO", revision(config.boot_rom)),
      flash_(*this, "FLASH",
             {.size = config.flash_bytes,
              .unique_id = peripherals::devices::W25q::default_unique_id + config.seed}) {
    rom_window_.host_calls = config.boot_rom.empty();
    rom_.load(0, rom_window_.host_calls ? rp2040::BootRom::image() : config.boot_rom);
    map_memories();
    map_system();
    map_block(0x40014000, io_bank0_, apb_cycles);
    map_block(0x40018000, io_qspi_, apb_cycles);
    map_block(0x4001c000, pads_bank0_, apb_cycles);
    map_block(0x40020000, pads_qspi_, apb_cycles);
    map_serial();
    map_usb();
    map_dma_and_pio();
    sio_.map(bus(), 0xd0000000);
    connect_irq(sio_.irq(0), Irq::SIO_IRQ_PROC0);
    connect_irq(sio_.irq(1), Irq::SIO_IRQ_PROC1);
    connect_irq(usb_.irq(), Irq::USBCTRL_IRQ);
    connect_pins();
    connect_flash();
    connect_system();
    connect_resets();
    connect_serial();
    core0_.set_sev_target(&core1_);
    core1_.set_sev_target(&core0_);
}

std::vector<Chip::Store> Rp2040::stores() {
    return {
        {flash_base, &flash_.array(), flash_sector_bytes},
        {sram_base,  &sram_,          0                 }
    };
}

Net& Rp2040::pin(unsigned number) {
    return net(fmt::format("GPIO{}", number));
}

void Rp2040::map_memories() {
    bus().map({.base = 0, .size = rom_bytes, .device = &rom_, .name = "ROM", .lanes = true});
    bus().map({.base = sram_base, .size = sram_bytes, .device = &sram_, .name = "SRAM", .lanes = true});
    bus().map(
        {.base = 0x21000000, .size = 0x40000, .device = &sram_banks_, .name = "SRAM0-3", .lanes = true});
}

void Rp2040::map_block(std::uint32_t base, RegisterDevice& block, std::uint8_t cycles) {
    bus().map({.base = base,
               .size = 0x4000,
               .device = &block,
               .name = block.name(),
               .atomic_aliases = true,
               .read_cycles = cycles,
               .write_cycles = cycles});
}

void Rp2040::map_usb() {
    bus().map({.base = 0x50100000,
               .size = rp2040::UsbDpram::size,
               .device = &usb_.dpram(),
               .name = usb_.dpram().name(),
               .lanes = true,
               .read_cycles = ahb_cycles,
               .write_cycles = ahb_cycles});
    map_block(0x50110000, usb_, ahb_cycles);
}

void Rp2040::connect_irq(Line& line, Irq irq) {
    line.connect(core0_, static_cast<unsigned>(irq));
    line.connect(core1_, static_cast<unsigned>(irq));
}

} // namespace sim::machine
