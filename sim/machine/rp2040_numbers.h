#pragma once

#include <cstdint>
#include <iterator>
#include <string_view>

namespace sim::machine {

/// Interrupt numbers (RP2040 datasheet, "Interrupts").
enum class Irq : std::uint8_t {
    TIMER_IRQ_0,
    TIMER_IRQ_1,
    TIMER_IRQ_2,
    TIMER_IRQ_3,
    PWM_IRQ_WRAP,
    USBCTRL_IRQ,
    XIP_IRQ,
    PIO0_IRQ_0,
    PIO0_IRQ_1,
    PIO1_IRQ_0,
    PIO1_IRQ_1,
    DMA_IRQ_0,
    DMA_IRQ_1,
    IO_IRQ_BANK0,
    IO_IRQ_QSPI,
    SIO_IRQ_PROC0,
    SIO_IRQ_PROC1,
    CLOCKS_IRQ,
    SPI0_IRQ,
    SPI1_IRQ,
    UART0_IRQ,
    UART1_IRQ,
    ADC_IRQ_FIFO,
    I2C0_IRQ,
    I2C1_IRQ,
    RTC_IRQ,
};
inline constexpr std::string_view irq_names[] = {
    "TIMER_IRQ_0", "TIMER_IRQ_1",  "TIMER_IRQ_2", "TIMER_IRQ_3",   "PWM_IRQ_WRAP",  "USBCTRL_IRQ",
    "XIP_IRQ",     "PIO0_IRQ_0",   "PIO0_IRQ_1",  "PIO1_IRQ_0",    "PIO1_IRQ_1",    "DMA_IRQ_0",
    "DMA_IRQ_1",   "IO_IRQ_BANK0", "IO_IRQ_QSPI", "SIO_IRQ_PROC0", "SIO_IRQ_PROC1", "CLOCKS_IRQ",
    "SPI0_IRQ",    "SPI1_IRQ",     "UART0_IRQ",   "UART1_IRQ",     "ADC_IRQ_FIFO",  "I2C0_IRQ",
    "I2C1_IRQ",    "RTC_IRQ"};
static_assert(std::size(irq_names) == static_cast<std::size_t>(Irq::RTC_IRQ) + 1);

/// DMA request numbers ("DMA: System DREQ Table").
enum class Dreq : std::uint8_t {
    PIO0_TX0 = 0,
    PIO0_RX0 = 4,
    PIO1_TX0 = 8,
    PIO1_RX0 = 12,
    SPI0_TX = 16,
    SPI0_RX,
    SPI1_TX,
    SPI1_RX,
    UART0_TX,
    UART0_RX,
    UART1_TX,
    UART1_RX,
    PWM_WRAP0,
    I2C0_TX = 32,
    I2C0_RX,
    I2C1_TX,
    I2C1_RX,
    ADC,
    XIP_STREAM,
    XIP_SSITX,
    XIP_SSIRX,
};

} // namespace sim::machine
