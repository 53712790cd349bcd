#include "sim/machine/rp2040.h"

// DMA and PIO, and the requests of all blocks to the DMA.

namespace sim::machine {

using namespace core;
using namespace peripherals::rp2040;

void Rp2040::map_dma_and_pio() {
    map_block(0x50000000, dma_, ahb_cycles);
    connect_irq(dma_.irq(0), Irq::DMA_IRQ_0);
    connect_irq(dma_.irq(1), Irq::DMA_IRQ_1);
    map_block(0x50200000, pio0_, ahb_cycles);
    connect_pio(pio0_, Irq::PIO0_IRQ_0, Dreq::PIO0_TX0);
    map_block(0x50300000, pio1_, ahb_cycles);
    connect_pio(pio1_, Irq::PIO1_IRQ_0, Dreq::PIO1_TX0);
    connect_dreqs();
}

/// `irq` is the first of the block's two, `first` the first of its eight requests.
void Rp2040::connect_pio(Pio& pio, Irq irq, Dreq first) {
    connect_irq(pio.irq(0), irq);
    connect_irq(pio.irq(1), static_cast<Irq>(static_cast<unsigned>(irq) + 1));
    for (unsigned request = 0; request < 2 * pio::machine_count; ++request) {
        const unsigned machine = request % pio::machine_count;
        const unsigned dreq = static_cast<unsigned>(first) + request;
        connect_dreq(request < pio::machine_count ? pio.tx_dreq(machine) : pio.rx_dreq(machine),
                     static_cast<Dreq>(dreq));
        dma_.connect_source(dreq, pio, request);
    }
}

void Rp2040::connect_dreqs() {
    connect_dreq(xip_.stream_dreq(), Dreq::XIP_STREAM);
    connect_dreq(ssi_.tx_dreq(), Dreq::XIP_SSITX);
    connect_dreq(ssi_.rx_dreq(), Dreq::XIP_SSIRX);
    connect_dreq(spi0_.tx_dreq(), Dreq::SPI0_TX);
    connect_dreq(spi0_.rx_dreq(), Dreq::SPI0_RX);
    connect_dreq(spi1_.tx_dreq(), Dreq::SPI1_TX);
    connect_dreq(spi1_.rx_dreq(), Dreq::SPI1_RX);
    connect_dreq(uart0_.tx_dreq(), Dreq::UART0_TX);
    connect_dreq(uart0_.rx_dreq(), Dreq::UART0_RX);
    connect_dreq(uart1_.tx_dreq(), Dreq::UART1_TX);
    connect_dreq(uart1_.rx_dreq(), Dreq::UART1_RX);
    connect_dreq(i2c0_.tx_dreq(), Dreq::I2C0_TX);
    connect_dreq(i2c0_.rx_dreq(), Dreq::I2C0_RX);
    connect_dreq(i2c1_.tx_dreq(), Dreq::I2C1_TX);
    connect_dreq(i2c1_.rx_dreq(), Dreq::I2C1_RX);
    connect_dreq(adc_.dreq(), Dreq::ADC);
    for (unsigned slice = 0; slice < Pwm::slice_count; ++slice) {
        const unsigned dreq = static_cast<unsigned>(Dreq::PWM_WRAP0) + slice;
        connect_dreq(pwm_.dreq(slice), static_cast<Dreq>(dreq));
        dma_.count_pulses(dreq);
    }
}

void Rp2040::connect_dreq(Line& line, Dreq dreq) {
    line.connect(dma_, static_cast<unsigned>(dreq));
}

} // namespace sim::machine
