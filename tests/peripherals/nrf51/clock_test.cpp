#include "peripherals/nrf51/clock.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Clock;
using peripherals::nrf51::ClockConfig;

namespace {

constexpr std::uint32_t hfclkstarted = 0x40000100;
constexpr std::uint32_t lfclkstarted = 0x40000104;
constexpr std::uint32_t done = 0x4000010c;
constexpr std::uint32_t ctto = 0x40000110;

struct Fixture : tests::nrf51::Bench {
    Clock clock{machine, "CLOCK", ClockConfig{}, &events};

    Fixture() { machine.reset(); }
    void write(std::uint32_t offset, std::uint32_t value) { clock.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return clock.read(offset, {}); }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "CLOCK: HFCLK runs from reset; its crystal starts within half a millisecond") {
    CHECK(clock.hfclk().hz() == 16'000'000);
    CHECK(read(0x408) == 0);
    CHECK(read(0x40c) == 0x10000);
    CHECK(read(0x550) == 0xff);
    write(0x304, 1);
    write(0x000, 1);
    CHECK(read(0x408) == 1);
    CHECK(read(0x40c) == 0x10000);
    run_for(ps_per_ms / 2);
    CHECK(read(0x40c) == 0x10001);
    CHECK(read(0x100) == 1);
    CHECK(clock.irq().level());
    CHECK(events.count(hfclkstarted) == 1);
    write(0x000, 1); // it runs already
    CHECK(events.count(hfclkstarted) == 2);
    write(0x004, 1);
    CHECK(read(0x40c) == 0x10000);
    CHECK(read(0x408) == 0);
}

TEST_CASE_FIXTURE(Fixture, "CLOCK: LFCLK stands until LFCLKSTART, then counts 32768 a second") {
    run_for(ps_per_ms);
    CHECK_FALSE(clock.lfclk().running());
    CHECK(read(0x418) == 0);
    write(0x008, 1);
    CHECK(read(0x414) == 1);
    run_for(ps_per_ms);
    CHECK(events.count(lfclkstarted) == 1);
    CHECK(read(0x418) == 0x10000);
    const std::int64_t edges = clock.lfclk().edges_at(now());
    run_for(ps_per_s);
    CHECK(clock.lfclk().edges_at(now()) == edges + 32'768);
    write(0x00c, 1);
    CHECK_FALSE(clock.lfclk().running());
    CHECK(read(0x414) == 0);
}

TEST_CASE_FIXTURE(Fixture, "CLOCK: LFCLK runs from the RC oscillator until its crystal has started") {
    write(0x518, 1);
    write(0x008, 1);
    CHECK(read(0x41c) == 1);
    run_for(10 * ps_per_ms);
    CHECK(clock.lfclk().running());
    CHECK(read(0x418) == 0x10000);
    CHECK(events.count(lfclkstarted) == 0);
    write(0x008, 1); // a second time changes nothing
    run_for(300 * ps_per_ms);
    CHECK(events.count(lfclkstarted) == 1);
    CHECK(read(0x418) == 0x10001);
    write(0x518, 0);
    CHECK(reports("clock.lfclksrc") == 1);
    CHECK(read(0x41c) == 1);
}

TEST_CASE_FIXTURE(Fixture, "CLOCK: without a 32 kHz crystal LFCLKSTARTED never comes") {
    Clock bare{machine, "CLOCK", ClockConfig{.low_frequency_crystal = false}, nullptr};
    bare.reset();
    bare.write(0x518, 1, {});
    bare.write(0x008, 1, {});
    run_for(5 * ps_per_s);
    CHECK(bare.read(0x104, {}) == 0);
    CHECK(bare.lfclk().running());
    CHECK(reports("clock.crystal") == 1);
}

TEST_CASE_FIXTURE(Fixture, "CLOCK: calibration needs the 16 MHz crystal and LFCLK") {
    write(0x008, 1);
    run_for(ps_per_ms);
    write(0x010, 1);
    CHECK(reports("clock.calibration") == 1);
    write(0x000, 1);
    run_for(ps_per_ms);
    write(0x010, 1);
    run_for(20 * ps_per_ms);
    CHECK(events.count(done) == 1);
}

TEST_CASE_FIXTURE(Fixture, "CLOCK: the calibration timer counts quarters of a second") {
    write(0x008, 1);
    run_for(ps_per_ms);
    write(0x538, 6);
    write(0x014, 1);
    const Time start = now();
    run_for(2 * ps_per_s);
    CHECK(events.count(ctto) == 1);
    CHECK(events.time(ctto) - start > 1'499 * ps_per_ms);
    CHECK(events.time(ctto) - start <= 1'500 * ps_per_ms);
    write(0x014, 1);
    run_for(ps_per_s);
    write(0x018, 1);
    run_for(ps_per_s);
    CHECK(events.count(ctto) == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "CLOCK: the watchdog keeps LFCLK going; System OFF stops all clocks until a reset") {
    clock.on_line(Clock::WatchdogRuns, true);
    CHECK(clock.lfclk().running());
    clock.reset();
    CHECK(clock.lfclk().running());
    clock.on_line(Clock::SystemOff, true);
    CHECK_FALSE(clock.hfclk().running());
    CHECK_FALSE(clock.lfclk().running());
    clock.on_line(Clock::SystemOff, false);
    clock.on_line(Clock::WatchdogRuns, false);
    clock.reset();
    CHECK(clock.hfclk().running());
    CHECK_FALSE(clock.lfclk().running());
}
