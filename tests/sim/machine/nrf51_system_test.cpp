#include "sim/machine/nrf51.h"

#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

using namespace sim::core;
using sim::machine::Nrf51;

namespace {

constexpr std::uint32_t power = 0x40000000;
constexpr std::uint32_t resetreas = power + 0x400, systemoff = power + 0x500, gpregret = power + 0x51c;
constexpr std::uint32_t timer0 = 0x40008000, timer1 = 0x40009000, ecb = 0x4000e000, ccm_aar = 0x4000f000,
                        wdt = 0x40010000, ppi = 0x4001f000;
constexpr std::uint32_t cc = 0x540, start = 0x000;
constexpr std::uint32_t ram = 0x20000000;
constexpr std::uint32_t code = 0x100;

using Code = std::vector<std::uint16_t>;

/// A chip that runs from 0x100, where a loop stands if nothing else.
struct Bench {
    Simulation simulation;
    Nrf51 chip{simulation, "chip", {}};

    explicit Bench(const Code& program = {0xe7fe}) {
        load(0, {0x4000, 0x2000, code | 1, 0}); // stack pointer and reset vector
        load(code, program);
        chip.reset();
    }
    void load(std::uint32_t address, const Code& halfwords) {
        std::vector<std::uint8_t> bytes;
        for (const std::uint16_t halfword : halfwords) {
            bytes.push_back(static_cast<std::uint8_t>(halfword));
            bytes.push_back(static_cast<std::uint8_t>(halfword >> 8));
        }
        chip.code_flash().load(address, bytes);
    }
    std::uint32_t read(std::uint32_t address) { return chip.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { chip.bus().write(address, value, {}); }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
};

const Code reset_once = {
    0x4804,                 // ldr r0, =GPREGRET
    0x6801, 0x2900, 0xd104, // ldr r1, [r0]; cmp r1, #0; bne to the loop
    0x2101, 0x6001,         // movs r1, #1; str r1, [r0]
    0x4802, 0x4903, 0x6001, // ldr r0, =AIRCR; ldr r1, =SYSRESETREQ with its key; str r1, [r0]
    0xe7fe,                 // b .
    0x051c, 0x4000, 0xed0c, 0xe000, 4, 0x05fa // the literals
};

const Code lock_up_once = {
    0x4803, 0x6801, 0x2900, // ldr r0, =GPREGRET; ldr r1, [r0]; cmp r1, #0
    0xd102,                 // bne to the loop
    0x2101, 0x6001,         // movs r1, #1; str r1, [r0]
    0xde00,                 // udf #0, and HardFault has no handler
    0xe7fe,                 // b .
    0x051c, 0x4000          // the literal
};

const Code write_flash = {
    0x4804, 0x2101, 0x6001,              // CONFIG.WEN of NVMC = 1
    0x4a04, 0x2305, 0x6013,              // *0x20000 = 5
    0x4a03, 0x6013,                      // then the same in RAM
    0xe7fe,                              // b .
    0,                                   // alignment
    0xe504, 0x4001, 0,      2, 0, 0x2000 // the literals
};

} // namespace

TEST_CASE("nRF51: a watchdog reset reaches all blocks, leaves GPREGRET and RAM, and says what it was") {
    Bench bench;
    bench.write(timer0 + cc, 1234);
    bench.write(gpregret, 0x5a);
    bench.write(ram + 0x100, 99);
    bench.write(wdt + 0x504, 327);
    bench.write(wdt + start, 1);
    bench.run_us(9'000);
    CHECK(bench.read(resetreas) == 0);
    const std::uint64_t instructions = bench.chip.core().instructions();
    bench.run_us(2'000);
    CHECK(bench.read(resetreas) == 2);
    CHECK(bench.read(timer0 + cc) == 0);
    CHECK(bench.read(wdt + 0x400) == 0);
    CHECK(bench.read(gpregret) == 0x5a);
    CHECK(bench.read(ram + 0x100) == 99);
    CHECK(bench.chip.core().instructions() > instructions);
    CHECK(bench.chip.core().pc() == code);
}

TEST_CASE("nRF51: SYSRESETREQ resets the chip, but not the watchdog") {
    Bench bench(reset_once);
    bench.write(timer0 + cc, 1234);
    bench.write(wdt + start, 1);
    bench.run_us(10);
    CHECK(bench.read(resetreas) == 4);
    CHECK(bench.read(gpregret) == 1);
    CHECK(bench.read(timer0 + cc) == 0);
    CHECK(bench.read(wdt + 0x400) == 1);
    CHECK(bench.chip.core().pc() == code + 18);
}

TEST_CASE(
    "nRF51: a lockup stops the run with the registers; going on, it resets the chip, but not the watchdog") {
    Bench bench(lock_up_once);
    bench.write(timer0 + cc, 1234);
    bench.write(wdt + start, 1);
    const Stop stop = bench.simulation.run_until(ps_per_ms);
    CHECK(stop.cause == StopCause::Lockup);
    CHECK(stop.text.find("pc=0x") != std::string::npos);
    CHECK(bench.chip.core().locked_up());
    CHECK(bench.read(resetreas) == 0);
    bench.run_us(10);
    CHECK(bench.read(resetreas) == 8);
    CHECK(bench.read(gpregret) == 1);
    CHECK(bench.read(timer0 + cc) == 0);
    CHECK(bench.read(wdt + 0x400) == 1);
    CHECK_FALSE(bench.chip.core().locked_up());
    CHECK(bench.chip.core().pc() == code + 14);
}

TEST_CASE(
    "nRF51: while nRESET is low the chip is in reset, the watchdog too; GPREGRET and RAM are retained") {
    Bench bench;
    NetPin button;
    button.connect(bench.chip.reset_pin(), nullptr, 0);
    const auto set_button = [&](Drive drive) {
        button.set({.drive = drive});
        bench.simulation.settle();
    };
    bench.write(timer0 + cc, 1234);
    bench.write(gpregret, 0x5a);
    bench.write(ram + 0x100, 99);
    bench.write(wdt + start, 1);
    set_button(Drive::Low);
    bench.run_us(1);
    const std::uint64_t instructions = bench.chip.core().instructions();
    bench.run_us(100);
    CHECK(bench.chip.core().instructions() == instructions);
    bench.chip.reset(); // power comes while it is low still
    bench.run_us(10);
    CHECK(bench.chip.core().instructions() == 0);
    bench.write(gpregret, 0x5a);
    set_button(Drive::None);
    bench.run_us(10);
    CHECK(bench.chip.core().instructions() > 0);
    set_button(Drive::Low);
    set_button(Drive::None);
    bench.run_us(10);
    CHECK(bench.read(resetreas) == 1);
    CHECK(bench.read(timer0 + cc) == 0);
    CHECK(bench.read(wdt + 0x400) == 0);
    CHECK(bench.read(gpregret) == 0x5a);
    CHECK(bench.read(ram + 0x100) == 99);
}

TEST_CASE("nRF51: the processor waits while a word of flash is written") {
    Bench bench(write_flash);
    bench.run_us(40);
    CHECK(bench.read(0x20000) == 5);
    CHECK(bench.read(ram) == 0);
    bench.run_us(10);
    CHECK(bench.read(ram) == 5);
}

TEST_CASE("nRF51: nothing runs in System OFF") {
    Bench bench;
    bench.write(timer0 + start, 1);
    bench.run_us(10);
    bench.write(systemoff, 1);
    const std::uint64_t instructions = bench.chip.core().instructions();
    bench.run_us(1'000'000);
    CHECK(bench.chip.core().instructions() == instructions);
    bench.chip.reset(); // power-on
    bench.run_us(10);
    CHECK(bench.chip.core().instructions() > 0);
    CHECK(bench.read(resetreas) == 0);
}

TEST_CASE("nRF51: PPI takes events of one block to tasks of another and to its own") {
    Bench bench;
    bench.write(ppi + 0x510, timer0 + 0x140);
    bench.write(ppi + 0x514, timer1 + start);
    bench.write(ppi + 0x518, timer0 + 0x144);
    bench.write(ppi + 0x51c, ppi + 0x004); // CHG[0].DIS
    bench.write(ppi + 0x800, 1);
    bench.write(ppi + 0x504, 3);
    bench.write(timer0 + cc, 10);
    bench.write(timer0 + cc + 4, 20);
    bench.write(timer0 + start, 1);
    bench.run_us(30);
    CHECK(bench.read(ppi + 0x504) == 2);
    bench.write(timer1 + 0x040, 1);
    CHECK(bench.read(timer1 + cc) >= 19);
    CHECK(bench.read(timer1 + cc) <= 21);
}

TEST_CASE("nRF51: CCM and AAR share an address, POWER and CLOCK one, with one interrupt each") {
    Bench bench;
    bench.write(ccm_aar + 0x500, 2);
    bench.write(ccm_aar + 0x504, 1);
    CHECK(bench.read(ccm_aar + 0x504) == 1); // MODE of CCM
    bench.write(power + 0x304, 0xffffffff);
    CHECK(bench.read(power + 0x304) == 0x1f);
    bench.write(power + 0x000, 1); // HFCLKSTART
    bench.run_us(500);
    CHECK(bench.read(power + 0x40c) == 0x10001);
    CHECK((bench.read(0x40000100)) == 1);
}

TEST_CASE("nRF51: data pointers reach RAM only") {
    Bench bench;
    bench.write(ecb + 0x504, ram);
    bench.write(ecb + 0x000, 1);
    bench.run_us(20);
    CHECK(bench.read(ecb + 0x100) == 1);
    bench.write(ecb + 0x504, 0x1000);
    bench.write(ecb + 0x000, 1);
    CHECK(bench.read(ecb + 0x104) == 1);
}

TEST_CASE("nRF51: identity and revision as start-up code reads them") {
    Bench bench;
    CHECK(bench.read(0x10000010) == 1024);
    CHECK(bench.read(0x10000014) == 256);
    CHECK(bench.read(0x10001014) == 0xffffffff);
    CHECK(bench.read(0xf0000fe0) == 1);
    CHECK((bench.read(0xf0000fe8) >> 4) == 7);
    CHECK(bench.simulation.diagnostics().entries().empty());
}
