#include "sim/machine/nrf51.h"

#include <utility>

#include <fmt/format.h>

namespace sim::machine {

using namespace core;

Nrf51::Nrf51(Simulation& simulation, std::string name, const Nrf51Config& config)
    : Chip(simulation, std::move(name)), config_(config) {
    for (unsigned number = 0; number < pin_count; ++number) {
        pin(number);
    }
    map_memories();
    map_system();
    map_pins();
    connect_system();
    connect_pins();
}

std::vector<Chip::Store> Nrf51::stores() {
    return {
        {0,                      &flash_, image::nrf51_page_size},
        {image::nrf51_uicr_base, &uicr_,  image::nrf51_page_size},
        {image::nrf51_ram_base,  &ram_,   0                     }
    };
}

Net& Nrf51::pin(unsigned number) {
    return net(fmt::format("P0.{:02}", number));
}

void Nrf51::map_memories() {
    bus().map({.base = 0,
               .size = image::nrf51_flash_size,
               .device = &nvmc_.code_port(),
               .name = "FLASH",
               .lanes = true,
               .dma_reachable = false});
    bus().map({.base = image::nrf51_ram_base,
               .size = image::nrf51_ram_size,
               .device = &ram_,
               .name = "RAM",
               .lanes = true});
}

void Nrf51::map(std::uint32_t base, RegisterDevice& block) {
    bus().map({.base = base,
               .size = 0x1000,
               .device = &block,
               .name = block.name(),
               .read_cycles = apb_cycles,
               .write_cycles = apb_cycles,
               .dma_reachable = false});
}

void Nrf51::add(nrf51::Peripheral& block) {
    map(block.base(), block);
    block.irq().connect(core_, block.id());
    ppi_.connect(block);
    blocks_.push_back(&block);
}

void Nrf51::add(nrf51::SharedSlot& slot, SharedInterrupt& irq) {
    std::string names;
    unsigned input = 0;
    for (nrf51::Peripheral* block : slot.peripherals()) {
        names += (names.empty() ? "" : "_") + block->name();
        block->irq().connect(irq, input++);
        ppi_.connect(*block);
        blocks_.push_back(block);
    }
    const nrf51::Peripheral& first = *slot.peripherals().front();
    bus().map({.base = first.base(),
               .size = 0x1000,
               .device = &slot,
               .name = names,
               .read_cycles = apb_cycles,
               .write_cycles = apb_cycles,
               .dma_reachable = false});
    irq.line().connect(core_, first.id());
}

} // namespace sim::machine
