#include "peripherals/rp2040/gpio_functions.h"
#include "sim/machine/rp2040.h"

#include <string>

namespace sim::machine {

using namespace core;
using namespace peripherals::rp2040;

namespace {

// Pins of IO_QSPI in its order, as the datasheet names them.
constexpr const char* qspi_nets[] = {"QSPI_SCLK", "QSPI_SS", "QSPI_SD0", "QSPI_SD1", "QSPI_SD2", "QSPI_SD3"};

constexpr unsigned sio_function = 5; // in both banks

} // namespace

void Rp2040::connect_pins() {
    pads_bank0_.connect_outputs(io_bank0_.to_pads());
    for (unsigned pin = 0; pin < gpio_count; ++pin) {
        pads_bank0_.connect_net(pin, net("GPIO" + std::to_string(pin)));
        for (unsigned function = 0; function < IoBank::functions; ++function) {
            connect_function(pin, function);
        }
    }
    pads_qspi_.connect_outputs(io_qspi_.to_pads());
    for (unsigned pin = 0; pin < qspi_count; ++pin) {
        pads_qspi_.connect_net(pin, net(qspi_nets[pin]));
        io_qspi_.connect_output(pin, sio_function, sio_.qspi_outputs(), pin);
    }
    for (const auto target : {IoBank::Proc0, IoBank::Proc1}) {
        cpu::armv6m::Core& core = target == IoBank::Proc0 ? core0_ : core1_;
        io_bank0_.irq(target).connect(core, static_cast<unsigned>(Irq::IO_IRQ_BANK0));
        io_qspi_.irq(target).connect(core, static_cast<unsigned>(Irq::IO_IRQ_QSPI));
    }
}

void Rp2040::connect_usb_function(unsigned pin, unsigned function) {
    switch (pin_function(pin, function).signal) {
    case PinSignal::OvercurDet:
        io_bank0_.connect_input(pin, function, usb_, UsbController::Overcurrent, false);
        break;
    case PinSignal::VbusDet:
        io_bank0_.connect_input(pin, function, usb_, UsbController::VbusDetect, false);
        break;
    default:
        io_bank0_.connect_output(pin, function, usb_.outputs(), 0);
        break;
    }
}

void Rp2040::connect_clock_function(unsigned pin, unsigned function) {
    const PinSignal signal = pin_function(pin, function).signal;
    if (signal >= PinSignal::Gpout0 && signal <= PinSignal::Gpout3) {
        const unsigned number = static_cast<unsigned>(signal) - static_cast<unsigned>(PinSignal::Gpout0);
        io_bank0_.connect_output(pin, function, clocks_.outputs(), number);
    }
}

void Rp2040::connect_function(unsigned pin, unsigned function) {
    switch (pin_function(pin, function).block) {
    case PinBlock::Clocks:
        connect_clock_function(pin, function);
        break;
    case PinBlock::Pio0:
        io_bank0_.connect_output(pin, function, pio0_.outputs(), pin);
        break;
    case PinBlock::Pio1:
        io_bank0_.connect_output(pin, function, pio1_.outputs(), pin);
        break;
    case PinBlock::Usb:
        connect_usb_function(pin, function);
        break;
    case PinBlock::Sio:
        io_bank0_.connect_output(pin, function, sio_.outputs(), pin);
        break;
    case PinBlock::NoBlock:
        break;
    default:
        connect_serial_function(pin, function);
        break;
    }
}

} // namespace sim::machine
