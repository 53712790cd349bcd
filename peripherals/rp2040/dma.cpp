#include "peripherals/rp2040/dma.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using dma::dma_registers;

Dma::Dma(Machine& machine, std::string name, ClockDomain& clk_sys)
    : RegisterDevice(machine, std::move(name), dma_registers), clk_sys_(clk_sys) {
    clk_sys_.add_listener(this);
}

void Dma::reset() {
    RegisterDevice::reset();
    for (Line& irq : irqs_) {
        irq.set(false);
    }
}

void Dma::on_line(unsigned, bool) {}

void Dma::on_clock_changed() {}

} // namespace peripherals::rp2040
