#include "sim/machine/rp2040.h"

// Blocks that talk on pins: UART, SPI, I2C, PWM; and the ADC.

namespace sim::machine {

using namespace core;
using namespace peripherals::rp2040;

namespace {

constexpr unsigned first_analogue_pin = 26;

} // namespace

void Rp2040::map_serial() {
    map_block(0x40034000, uart0_, apb_cycles);
    map_block(0x40038000, uart1_, apb_cycles);
    map_block(0x4003c000, spi0_, apb_cycles);
    map_block(0x40040000, spi1_, apb_cycles);
    map_block(0x40044000, i2c0_, apb_cycles);
    map_block(0x40048000, i2c1_, apb_cycles);
    map_block(0x4004c000, adc_, apb_cycles);
    map_block(0x40050000, pwm_, apb_cycles);
}

void Rp2040::connect_source(unsigned number, const AnalogSource& source) {
    const unsigned input = number - first_analogue_pin;
    if (input < Adc::pin_inputs) {
        add_source(pin(number), source);
        adc_.connect_input(input, &source);
    }
}

void Rp2040::connect_serial() {
    connect_irq(pwm_.irq(), Irq::PWM_IRQ_WRAP);
    connect_irq(spi0_.irq(), Irq::SPI0_IRQ);
    connect_irq(spi1_.irq(), Irq::SPI1_IRQ);
    connect_irq(uart0_.irq(), Irq::UART0_IRQ);
    connect_irq(uart1_.irq(), Irq::UART1_IRQ);
    connect_irq(adc_.irq(), Irq::ADC_IRQ_FIFO);
    connect_irq(i2c0_.irq(), Irq::I2C0_IRQ);
    connect_irq(i2c1_.irq(), Irq::I2C1_IRQ);
    for (unsigned input = 0; input < Adc::pin_inputs; ++input) {
        adc_.connect_input(input, &net("GPIO" + std::to_string(first_analogue_pin + input)));
    }
    resets_.connect(ResetBlock::Adc, adc_, &clocks_.gate(ClockGate::AdcAdc));
    resets_.connect(ResetBlock::I2c0, i2c0_);
    resets_.connect(ResetBlock::I2c1, i2c1_);
    resets_.connect(ResetBlock::Pwm, pwm_);
    resets_.connect(ResetBlock::Spi0, spi0_, &clocks_.gate(ClockGate::PeriSpi0));
    resets_.connect(ResetBlock::Spi1, spi1_, &clocks_.gate(ClockGate::PeriSpi1));
    resets_.connect(ResetBlock::Uart0, uart0_, &clocks_.gate(ClockGate::PeriUart0));
    resets_.connect(ResetBlock::Uart1, uart1_, &clocks_.gate(ClockGate::PeriUart1));
}

// Idle levels are those of a line that nobody uses: no start bit, nobody who lets send, no selected slave.

void Rp2040::connect_uart_function(unsigned pin, unsigned function, Uart& uart) {
    switch (pin_function(pin, function).signal) {
    case PinSignal::Tx:
        io_bank0_.connect_output(pin, function, uart.outputs(), 0);
        break;
    case PinSignal::Rts:
        io_bank0_.connect_output(pin, function, uart.outputs(), 1);
        break;
    case PinSignal::Cts:
        io_bank0_.connect_input(pin, function, uart, Uart::CtsInput, true);
        break;
    default:
        io_bank0_.connect_input(pin, function, uart, Uart::RxInput, true);
        break;
    }
}

void Rp2040::connect_spi_function(unsigned pin, unsigned function, Spi& spi) {
    switch (pin_function(pin, function).signal) {
    case PinSignal::Tx:
        io_bank0_.connect_output(pin, function, spi.outputs(), 0);
        break;
    case PinSignal::Sck:
        io_bank0_.connect_output(pin, function, spi.outputs(), 1);
        io_bank0_.connect_input(pin, function, spi, Spi::SclkInput, false);
        break;
    case PinSignal::Csn:
        io_bank0_.connect_output(pin, function, spi.outputs(), 2);
        io_bank0_.connect_input(pin, function, spi, Spi::CsnInput, true);
        break;
    default:
        io_bank0_.connect_input(pin, function, spi, Spi::RxInput, false);
        break;
    }
}

void Rp2040::connect_i2c_function(unsigned pin, unsigned function, I2c& i2c) {
    const bool sda = pin_function(pin, function).signal == PinSignal::Sda;
    io_bank0_.connect_output(pin, function, i2c.outputs(), sda ? 0 : 1);
    io_bank0_.connect_input(pin, function, i2c, sda ? I2c::SdaInput : I2c::SclInput, true);
}

void Rp2040::connect_pwm_function(unsigned pin, unsigned function, unsigned slice) {
    const bool b = pin_function(pin, function).signal == PinSignal::B;
    io_bank0_.connect_output(pin, function, pwm_.outputs(), 2 * slice + (b ? 1 : 0));
    if (b) {
        io_bank0_.connect_input(pin, function, pwm_, slice, false);
    }
}

void Rp2040::connect_serial_function(unsigned pin, unsigned function) {
    const PinBlock block = pin_function(pin, function).block;
    switch (block) {
    case PinBlock::Uart0:
    case PinBlock::Uart1:
        connect_uart_function(pin, function, block == PinBlock::Uart0 ? uart0_ : uart1_);
        break;
    case PinBlock::Spi0:
    case PinBlock::Spi1:
        connect_spi_function(pin, function, block == PinBlock::Spi0 ? spi0_ : spi1_);
        break;
    case PinBlock::I2c0:
    case PinBlock::I2c1:
        connect_i2c_function(pin, function, block == PinBlock::I2c0 ? i2c0_ : i2c1_);
        break;
    default:
        connect_pwm_function(pin, function,
                             static_cast<unsigned>(block) - static_cast<unsigned>(PinBlock::Pwm0));
        break;
    }
}

} // namespace sim::machine
