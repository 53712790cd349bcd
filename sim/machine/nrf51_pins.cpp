#include "sim/machine/nrf51.h"

#include <initializer_list>

// The pins and the blocks that take them.

namespace sim::machine {

using namespace core;
using namespace peripherals::nrf51;

void Nrf51::map_pins() {
    map(gpio_base, gpio_);
    add(spi0_twi0_, spi0_twi0_irq_);
    add(spi1_twi1_spis1_, spi1_twi1_spis1_irq_);
    for (Peripheral* block : std::initializer_list<Peripheral*>{&uart0_, &gpiote_, &adc_, &qdec_, &lpcomp_}) {
        add(*block);
    }
}

void Nrf51::connect_pins() {
    for (unsigned number = 0; number < pin_count; ++number) {
        gpio_.connect_net(number, pin(number));
    }
    gpio_.detect().connect(gpiote_, 0);
    gpio_.detect().connect(power_, Power::Detect);
    lpcomp_.detect().connect(power_, Power::AnaDetect);
}

} // namespace sim::machine
