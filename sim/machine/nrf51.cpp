#include "sim/machine/nrf51.h"

#include <utility>

#include <fmt/format.h>

namespace sim::machine {

using namespace core;

Nrf51::Nrf51(Simulation& simulation, std::string name, const Nrf51Config&)
    : Chip(simulation, std::move(name)) {
    for (unsigned number = 0; number < pin_count; ++number) {
        pin(number);
    }
    map_memories();
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
    bus().map(
        {.base = 0, .size = image::nrf51_flash_size, .device = &flash_, .name = "FLASH", .lanes = true});
    bus().map({.base = image::nrf51_uicr_base,
               .size = image::nrf51_uicr_size,
               .device = &uicr_,
               .name = "UICR",
               .lanes = true});
    bus().map({.base = image::nrf51_ram_base,
               .size = image::nrf51_ram_size,
               .device = &ram_,
               .name = "RAM",
               .lanes = true});
}

void Nrf51::add(nrf51::Peripheral& block) {
    bus().map({.base = block.base(),
               .size = 0x1000,
               .device = &block,
               .name = block.name(),
               .read_cycles = apb_cycles,
               .write_cycles = apb_cycles});
    block.irq().connect(core_, block.id());
}

} // namespace sim::machine
