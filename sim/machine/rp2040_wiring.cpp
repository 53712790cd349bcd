#include "peripherals/rp2040/gpio_functions.h"
#include "sim/core/wiring.h"
#include "sim/machine/rp2040.h"

#include <algorithm>
#include <string>

// What the pins are by their function, for those who decode what goes over them.

namespace sim::machine {

using namespace core;
using namespace peripherals::rp2040;

namespace {

/// The pins of one block that have the function of one of its signals.
struct BlockPins {
    SerialBus bus;
    std::string_view role_of(PinSignal signal, bool slave) const {
        switch (signal) {
        case PinSignal::Scl:
            return "scl";
        case PinSignal::Sda:
            return "sda";
        case PinSignal::Sck:
            return "sck";
        case PinSignal::Csn:
            return "cs";
        case PinSignal::Tx:
            return slave ? "miso" : "mosi";
        case PinSignal::Rx:
            return slave ? "mosi" : "miso";
        default:
            return {};
        }
    }
    void add(PinSignal signal, const Net& net, bool slave = false) {
        const std::string_view role = role_of(signal, slave);
        const auto known = std::any_of(bus.pins.begin(), bus.pins.end(),
                                       [role](const SerialBus::Pin& pin) { return pin.role == role; });
        if (!role.empty() && !known) {
            bus.pins.push_back({role, &net});
        }
    }
};

} // namespace

void Rp2040::describe_wiring(Wiring& wiring) const {
    BlockPins i2c[] = {{{SerialBus::Kind::I2c, "I2C0", {}, {}}}, {{SerialBus::Kind::I2c, "I2C1", {}, {}}}};
    BlockPins spi[] = {
        {{SerialBus::Kind::Spi, "SPI0", {}, [this] { return spi0_.format(); }}},
        {{SerialBus::Kind::Spi, "SPI1", {}, [this] { return spi1_.format(); }}},
    };
    for (unsigned pin = 0; pin < gpio_count; ++pin) {
        const Net& net = pads_bank0_.net(pin);
        const PinFunction selected = pin_function(pin, io_bank0_.function(pin));
        const bool is_tx = selected.signal == PinSignal::Tx;
        switch (selected.block) {
        case PinBlock::I2c0:
        case PinBlock::I2c1:
            i2c[selected.block == PinBlock::I2c0 ? 0 : 1].add(selected.signal, net);
            break;
        case PinBlock::Spi0:
            spi[0].add(selected.signal, net, spi0_.is_slave());
            break;
        case PinBlock::Spi1:
            spi[1].add(selected.signal, net, spi1_.is_slave());
            break;
        case PinBlock::Uart0:
        case PinBlock::Uart1:
            if (is_tx || selected.signal == PinSignal::Rx) {
                const Uart& uart = selected.block == PinBlock::Uart0 ? uart0_ : uart1_;
                wiring.buses.push_back(
                    {SerialBus::Kind::Uart, uart.name() + (is_tx ? ".TX" : ".RX"), {{"line", &net}}, [&uart] {
                         return uart.format();
                     }});
            }
            break;
        default:
            break;
        }
    }
    for (const auto* blocks : {i2c, spi}) {
        for (unsigned number = 0; number < 2; ++number) {
            wiring.buses.push_back(blocks[number].bus);
        }
    }
}

std::string Rp2040::exception_name(unsigned number) const {
    constexpr unsigned first_irq = 16;
    return number >= first_irq && number - first_irq < std::size(irq_names)
               ? std::string(irq_names[number - first_irq])
               : Machine::exception_name(number);
}

} // namespace sim::machine
