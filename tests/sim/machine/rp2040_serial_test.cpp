#include "peripherals/devices/uart_adapter.h"
#include "peripherals/devices/voltage_source.h"
#include "sim/core/simulation.h"
#include "sim/machine/rp2040.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using peripherals::devices::UartAdapter;
using sim::machine::Rp2040;

namespace {

constexpr std::uint32_t resets_clear = 0x4000f000;
constexpr std::uint32_t psm_frce_off = 0x40010004;
constexpr std::uint32_t xosc = 0x40024000;
constexpr std::uint32_t clk_peri_ctrl = 0x40008048;
constexpr std::uint32_t clk_adc_ctrl = 0x40008060;
constexpr std::uint32_t io_bank0 = 0x40014000;
constexpr std::uint32_t pads_bank0 = 0x4001c000;
constexpr std::uint32_t uart0 = 0x40034000, spi0 = 0x4003c000, i2c0 = 0x40044000, adc = 0x4004c000,
                        pwm = 0x40050000, dma = 0x50000000;
constexpr std::uint32_t spi = 1, uart = 2, i2c = 3, pwm_function = 4; // FUNCSEL

/// A wire from one net to another.
struct Wire final : NetListener {
    NetPin from;
    NetPin to;
    Wire(Net& source, Net& sink) {
        from.connect(source, this, 0);
        to.connect(sink, nullptr, 0);
    }
    void on_edge(unsigned, Level level) override {
        to.set({.drive = level == Level::High ? Drive::High : Drive::Low});
    }
};

// The chip without its processors; clk_peri and clk_adc are the crystal's 12 MHz.
struct Bench {
    Simulation simulation;
    Rp2040 chip{simulation, "chip", {}};

    Bench() {
        chip.reset();
        run_us(13);
        write(psm_frce_off, 3 << 15);
        write(resets_clear, 0xffffffff);
        write(xosc, 0xfab << 12 | 0xaa0);
        run_us(5000);
        write(clk_peri_ctrl, 1 << 11 | 4 << 5);
        write(clk_adc_ctrl, 1 << 11 | 3 << 5);
    }
    std::uint32_t read(std::uint32_t address) { return chip.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { chip.bus().write(address, value, {}); }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void select(std::uint32_t pin, std::uint32_t function) { write(io_bank0 + 8 * pin + 4, function); }
};

} // namespace

TEST_CASE("RP2040: UART0 talks on GPIO0 and GPIO1") {
    Bench bench;
    UartAdapter adapter(bench.chip, "adapter", "uart0", bench.chip.net("GPIO0"), bench.chip.net("GPIO1"),
                        {.baud = 750'000});
    std::string heard;
    adapter.set_output(
        [&heard](std::span<const std::uint8_t> bytes) { heard.append(bytes.begin(), bytes.end()); });
    bench.select(0, uart);
    bench.select(1, uart);
    bench.write(uart0 + 0x24, 1); // 12 MHz / 16
    bench.write(uart0 + 0x2c, 0x70);
    bench.write(uart0 + 0x30, 0x301);
    bench.write(uart0, 'h');
    bench.write(uart0, 'i');
    bench.run_us(40);
    CHECK(heard == "hi");
    const std::uint8_t sent[] = {0xa5, 0x5a};
    adapter.send(sent);
    bench.run_us(40);
    CHECK(bench.read(uart0) == 0xa5);
    CHECK(bench.read(uart0) == 0x5a);
    CHECK((bench.read(uart0 + 0x18) & 0x10) != 0);
    adapter.set_output({});
}

TEST_CASE("RP2040: SPI0 sends on GPIO3 and receives on GPIO0, paced by DMA") {
    Bench bench;
    const Wire wire(bench.chip.net("GPIO3"), bench.chip.net("GPIO0"));
    bench.select(0, spi);
    bench.select(2, spi);
    bench.select(3, spi);
    bench.write(spi0 + 0x10, 2);
    bench.write(spi0 + 0x00, 7);
    bench.write(spi0 + 0x04, 2);
    bench.write(spi0 + 0x24, 3);
    constexpr std::uint32_t from = 0x20000000, to = 0x20000100;
    for (std::uint32_t i = 0; i < 5; ++i) {
        bench.write(from + 4 * i, 0x03020100 + i * 0x04040404);
    }
    const auto start = [&bench](std::uint32_t channel, std::uint32_t read_address,
                                std::uint32_t write_address, std::uint32_t control) {
        bench.write(dma + 0x40 * channel + 0x0, read_address);
        bench.write(dma + 0x40 * channel + 0x4, write_address);
        bench.write(dma + 0x40 * channel + 0x8, 20);
        bench.write(dma + 0x40 * channel + 0xc, control | channel << 11 | 1);
    };
    start(1, spi0 + 8, to, 17 << 15 | 1 << 5);
    start(0, from, spi0 + 8, 16 << 15 | 1 << 4);
    bench.run_us(100);
    for (std::uint32_t i = 0; i < 5; ++i) {
        CHECK(bench.read(to + 4 * i) == 0x03020100 + i * 0x04040404);
    }
}

TEST_CASE("RP2040: I2C0 pulls GPIO4 and GPIO5 low") {
    Bench bench;
    for (const std::uint32_t pin : {4U, 5U}) {
        bench.write(pads_bank0 + 4 + 4 * pin, 0x4a); // IE, PUE, SCHMITT
        bench.select(pin, i2c);
    }
    bench.write(i2c0 + 0x04, 0x3c);
    bench.write(i2c0 + 0x6c, 1);
    const std::uint64_t edges = bench.chip.net("GPIO5").edges();
    bench.write(i2c0 + 0x10, 0x200);
    bench.run_us(200);
    CHECK(bench.chip.net("GPIO5").edges() - edges == 20); // nine bits and the STOP
    CHECK((bench.read(i2c0 + 0x80) & 0xffff) == 1);
    CHECK(bench.simulation.diagnostics().count("net.contention") == 0);
}

TEST_CASE("RP2040: PWM drives GPIO2 and counts edges of GPIO1") {
    Bench bench;
    bench.select(2, pwm_function);
    bench.select(1, pwm_function);
    const Wire wire(bench.chip.net("GPIO2"), bench.chip.net("GPIO1"));
    bench.write(pwm + 0x14 + 0x10, 9);
    bench.write(pwm + 0x14 + 0x0c, 5);
    bench.write(pwm + 0x00, 1 | 2 << 4);
    bench.write(pwm + 0x14, 1);
    bench.run_us(20);
    const std::uint64_t edges = bench.chip.net("GPIO2").edges();
    CHECK(edges > 10);
    CHECK(bench.read(pwm + 0x08) >= edges / 2 - 1);
    CHECK(bench.read(pwm + 0x08) <= edges / 2 + 1);
}

TEST_CASE("RP2040: the ADC sees the levels of GPIO26 to GPIO29") {
    Bench bench;
    NetPin pin;
    pin.connect(bench.chip.net("GPIO27"), nullptr, 0);
    pin.set({.drive = Drive::High});
    bench.write(adc, 1);
    bench.run_us(1);
    bench.write(adc, 5 | 1 << 12);
    bench.run_us(20);
    CHECK(bench.read(adc + 4) == 4095);
    bench.write(adc, 5 | 2 << 12); // pulled down by its pad
    bench.run_us(20);
    CHECK(bench.read(adc + 4) == 0);
}

TEST_CASE("RP2040: the ADC converts the voltage at its pin, elsewhere a voltage is a level") {
    Bench bench;
    peripherals::devices::VoltageSource half(bench.chip, "half", bench.chip.pin(26), 1650);
    peripherals::devices::VoltageSource other(bench.chip, "other", bench.chip.pin(25), 3300);
    bench.chip.connect_source(26, half);
    bench.chip.connect_source(25, other);
    bench.write(adc, 1);
    bench.run_us(1);
    bench.write(adc, 5);
    bench.run_us(20);
    CHECK(bench.read(adc + 4) == 2048);
    CHECK(bench.chip.pin(25).level() == Level::High);
}
