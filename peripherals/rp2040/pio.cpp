#include "peripherals/rp2040/pio.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using pio::pio_registers;

Pio::Pio(Machine& machine, std::string name, ClockDomain& clk_sys, InputPins& pins)
    : RegisterDevice(machine, std::move(name), pio_registers), clk_sys_(clk_sys), pins_(pins) {
    clk_sys_.add_listener(this);
    pins_.connect(*this);
}

void Pio::reset() {
    RegisterDevice::reset();
    outputs_.set(0, 0);
}

void Pio::on_inputs(std::uint32_t, std::uint32_t) {}

void Pio::on_clock_changed() {}

} // namespace peripherals::rp2040
