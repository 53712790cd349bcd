#include "peripherals/rp2040/gpio_functions.h"
#include "sim/core/simulation.h"
#include "sim/machine/rp2040.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace sim::core;
using namespace peripherals::rp2040;
using sim::machine::Rp2040;

namespace {

constexpr std::uint32_t psm_frce_off = 0x40010004;
constexpr std::uint32_t resets_clear = 0x4000f000;
constexpr std::uint32_t io_bank0 = 0x40014000;
constexpr std::uint32_t io_qspi = 0x40018000;
constexpr std::uint32_t sio = 0xd0000000;
constexpr std::uint32_t oefromperi = 1U << 12;

struct Bench {
    Simulation simulation;
    Rp2040 chip;

    explicit Bench(const sim::machine::Rp2040Config& config = {}) : chip(simulation, "chip", config) {
        chip.reset();
        simulation.run_until(13 * ps_per_us);
        write(psm_frce_off, 1U << 15 | 1U << 16); // no processors
        write(resets_clear, 0x01ffffff);
        simulation.run_until(100 * ps_per_us);
    }
    std::uint32_t read(std::uint32_t address) { return chip.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { chip.bus().write(address, value, {}); }
    Level net(const std::string& name) { return chip.net(name).level(); }
};

} // namespace

TEST_CASE("RP2040: CHIP_ID tells the stepping that the boot ROM belongs to") {
    constexpr std::uint32_t chip_id = 0x40000000;
    constexpr std::uint32_t b1 = 0x10002927;
    constexpr std::uint32_t b2 = 0x20002927;
    CHECK(Bench().read(chip_id) == b2);
    const std::uint32_t wanted[] = {0, b1, b1, b2}; // by the version at 0x13
    for (std::uint8_t version = 1; version <= 3; ++version) {
        std::vector<std::uint8_t> rom(0x4000);
        rom[0x13] = version;
        CHECK(Bench({.boot_rom = rom}).read(chip_id) == wanted[version]);
    }
}

TEST_CASE("RP2040: each pin of SIO is on the net of its number") {
    Bench bench;
    for (unsigned pin = 0; pin < gpio_count; ++pin) {
        bench.write(io_bank0 + 8 * pin + 4, 5);
    }
    bench.write(sio + 0x20, 0x3fffffff);
    for (unsigned pin = 0; pin < gpio_count; ++pin) {
        CAPTURE(pin);
        bench.write(sio + 0x10, 1U << pin);
        bench.simulation.run_until(bench.simulation.now() + ps_per_us);
        CHECK(bench.read(sio + 0x04) == 1U << pin);
        for (unsigned other = 0; other < gpio_count; ++other) {
            CHECK(bench.net("GPIO" + std::to_string(other)) == (other == pin ? Level::High : Level::Low));
        }
    }
}

TEST_CASE("RP2040: the QSPI pins can be SIO's too") {
    Bench bench;
    const char* const nets[] = {"QSPI_SCLK", "QSPI_SS", "QSPI_SD0", "QSPI_SD1", "QSPI_SD2", "QSPI_SD3"};
    bench.write(sio + 0x40, 0x3f);
    for (unsigned pin = 0; pin < 6; ++pin) {
        bench.write(io_qspi + 8 * pin + 4, 5);
        bench.write(sio + 0x30, 1U << pin);
        CHECK(bench.net(nets[pin]) == Level::High);
        bench.write(sio + 0x30, 0);
        CHECK(bench.net(nets[pin]) == Level::Low);
    }
}

TEST_CASE("RP2040: outputs of blocks reach the pins that the table of functions gives them") {
    Bench bench;
    unsigned outputs = 0;
    for (unsigned pin = 0; pin < gpio_count; ++pin) {
        for (unsigned function = 0; function < 10; ++function) {
            const PinFunction what = pin_function(pin, function);
            bench.write(io_bank0 + 8 * pin + 4, function);
            const bool uart = what.block == PinBlock::Uart0 || what.block == PinBlock::Uart1;
            const bool drives = (uart && (what.signal == PinSignal::Tx || what.signal == PinSignal::Rts)) ||
                                what.signal == PinSignal::A || what.signal == PinSignal::B;
            const bool listens = what == PinFunction{} || what.signal == PinSignal::Cts ||
                                 what.signal == PinSignal::Rx || what.signal == PinSignal::VbusDet;
            CAPTURE(pin);
            CAPTURE(function);
            const bool enabled = (bench.read(io_bank0 + 8 * pin) & oefromperi) != 0;
            if (drives || listens) {
                CHECK(enabled == drives);
                outputs += drives ? 1 : 0;
            }
        }
    }
    CHECK(outputs == 8 + 7 + 30); // TX and RTS of the UARTs, PWM
}
