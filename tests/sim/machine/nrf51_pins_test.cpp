#include "sim/machine/nrf51.h"

#include "peripherals/devices/uart_adapter.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <span>
#include <vector>

using namespace sim::core;
using peripherals::devices::UartAdapter;
using sim::machine::Nrf51;

namespace {

constexpr std::uint32_t uart0 = 0x40002000, slot_3 = 0x40003000, slot_4 = 0x40004000, gpiote = 0x40006000,
                        timer0 = 0x40008000, ppi = 0x4001f000, gpio = 0x50000000, power = 0x40000000;
constexpr std::uint32_t enable = 0x500;

/// A chip whose processor loops.
struct Bench {
    Simulation simulation;
    Nrf51 chip{simulation, "chip", {}};

    Bench() {
        const std::uint8_t program[] = {0x00, 0x40, 0x00, 0x20, 0x09, 0x00, 0x00, 0x00, 0xfe, 0xe7};
        chip.code_flash().load(0, program);
        chip.reset();
    }
    std::uint32_t read(std::uint32_t address) { return chip.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { chip.bus().write(address, value, {}); }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "nRF51: UART0 speaks through the pins that it is given") {
    UartAdapter adapter(chip, "SERIAL", "uart0", chip.pin(24), chip.pin(25));
    std::vector<std::uint8_t> heard;
    adapter.set_output(
        [&](std::span<const std::uint8_t> bytes) { heard.insert(heard.end(), bytes.begin(), bytes.end()); });
    write(uart0 + 0x50c, 24);
    write(uart0 + 0x514, 25);
    write(uart0 + 0x524, 0x01d7e000);
    write(uart0 + enable, 4);
    write(uart0 + 0x000, 1);
    write(uart0 + 0x008, 1);
    write(uart0 + 0x51c, 'x');
    const std::uint8_t sent[] = {'y'};
    adapter.send(sent);
    run_us(200);
    CHECK(heard == std::vector<std::uint8_t>{'x'});
    CHECK(read(uart0 + 0x518) == 'y');
}

TEST_CASE_FIXTURE(Bench, "nRF51: a timer toggles a pin through PPI and GPIOTE, at exact times") {
    write(gpiote + 0x510, 3 | 7 << 8 | 3 << 16);
    write(timer0 + 0x510, 4); // 1 MHz
    write(timer0 + 0x540, 10);
    write(timer0 + 0x200, 1); // COMPARE0_CLEAR
    write(ppi + 0x510, timer0 + 0x140);
    write(ppi + 0x514, gpiote);
    write(ppi + 0x504, 1);
    write(timer0, 1);
    run_us(100);
    const std::uint64_t edges = chip.pin(7).edges();
    const Time last = chip.pin(7).last_edge();
    run_us(100);
    CHECK(chip.pin(7).edges() == edges + 10);
    CHECK(chip.pin(7).last_edge() == last + 100 * ps_per_us);
}

TEST_CASE_FIXTURE(Bench, "nRF51: SPI, TWI and SPIS take turns at one address by ENABLE") {
    for (const std::uint32_t base : {slot_3, slot_4}) {
        write(base + 0x508, 1);
        write(base + 0x50c, 2);
        write(base + 0x554, 4); // of SPI: SCK idles high
        write(base + enable, 1);
        CHECK(chip.pin(1).level() == Level::High);
        write(base + 0x51c, 0x55);
        run_us(100);
        CHECK(read(base + 0x108) == 1);
        write(gpio + 0x700 + 4, 6 << 8); // S0D1
        write(gpio + 0x700 + 8, 6 << 8);
        write(base + enable, 5);
        CHECK(chip.pin(1).level() == Level::Floating);
        write(base + 0x014, 1); // STOP
        CHECK(read(base + 0x104) == 1);
        write(base + enable, 0);
        write(gpio + 0x700 + 4, 0);
        write(gpio + 0x700 + 8, 0);
    }
    write(slot_4 + enable, 2);
    CHECK(read(slot_4 + 0x400) == 1);
}

TEST_CASE_FIXTURE(Bench, "nRF51: a pin's DETECT wakes from System OFF") {
    write(gpio + 0x700 + 4 * 17, 3 << 16 | 3 << 2);
    write(power + enable, 1);
    run_us(10);
    NetPin button;
    button.connect(chip.pin(17), nullptr, 0);
    button.set({.drive = Drive::Low});
    simulation.settle();
    run_us(1000);
    CHECK((read(power + 0x400) & 1 << 16) != 0);              // RESETREAS.OFF
    CHECK(read(gpio + 0x700 + 4 * 17) == (3 << 16 | 3 << 2)); // kept
}
