#include "peripherals/nrf51/wdt.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Wdt;

namespace {

constexpr std::uint32_t start = 0x000;
constexpr std::uint32_t intenset = 0x304;
constexpr std::uint32_t runstatus = 0x400;
constexpr std::uint32_t reqstatus = 0x404;
constexpr std::uint32_t crv = 0x504;
constexpr std::uint32_t rren = 0x508;
constexpr std::uint32_t config = 0x50c;
constexpr std::uint32_t rr = 0x600;
constexpr std::uint32_t timeout = 0x40010100;

struct Fixture : tests::nrf51::Bench {
    Wdt wdt{machine, "WDT", lfclk, &events};
    tests::nrf51::Rises resets;

    Fixture() {
        wdt.reset_request().connect(resets, 0);
        machine.reset();
    }
    void write(std::uint32_t offset, std::uint32_t value) { wdt.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return wdt.read(offset, {}); }
    void reload(unsigned number) { write(rr + 4 * number, Wdt::reload_word); }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "WDT: resets CRV + 1 cycles after START, keeping LFCLK going") {
    CHECK(read(crv) == 0xffffffff);
    CHECK(read(reqstatus) == 1);
    write(crv, 32'767);
    CHECK_FALSE(wdt.clock_request().level());
    write(start, 1);
    CHECK(wdt.clock_request().level());
    CHECK(read(runstatus) == 1);
    run_for(999 * ps_per_ms);
    CHECK(resets.count == 0);
    run_for(2 * ps_per_ms);
    CHECK(resets.count == 1);
    CHECK(events.time(timeout) == ps_per_s);
    wdt.reset();
    CHECK(read(runstatus) == 0);
    CHECK_FALSE(wdt.clock_request().level());
    run_for(2 * ps_per_s);
    CHECK(resets.count == 1);
}

TEST_CASE_FIXTURE(Fixture, "WDT: reloads when each enabled register has got its word") {
    write(crv, 32'767);
    write(rren, 0x81);
    write(start, 1);
    CHECK(read(reqstatus) == 0x81);
    run_for(600 * ps_per_ms);
    write(rr, 0x12345678); // not the word
    reload(0);
    reload(3); // not enabled
    CHECK(read(reqstatus) == 0x80);
    reload(7);
    CHECK(read(reqstatus) == 0x81);
    run_for(600 * ps_per_ms);
    CHECK(resets.count == 0);
    reload(0);
    run_for(600 * ps_per_ms);
    CHECK(resets.count == 1);
}

TEST_CASE_FIXTURE(Fixture, "WDT: its configuration is fixed while it runs") {
    write(crv, 32'767);
    write(start, 1);
    write(crv, 0xffffff);
    write(rren, 0xff);
    write(config, 9);
    CHECK(read(crv) == 32'767);
    CHECK(read(rren) == 1);
    CHECK(read(config) == 1);
    CHECK(reports("wdt.running") == 3);
    run_for(500 * ps_per_ms);
    write(start, 1); // no reload
    run_for(501 * ps_per_ms);
    CHECK(resets.count == 1);
}

TEST_CASE_FIXTURE(Fixture, "WDT: with its interrupt enabled the reset comes two cycles after TIMEOUT") {
    write(crv, 327);
    write(intenset, 1);
    write(start, 1);
    simulation.run_until(lfclk.time_of(328));
    CHECK(wdt.irq().level());
    reload(0); // too late
    CHECK(resets.count == 0);
    simulation.run_until(lfclk.time_of(330) - 1);
    CHECK(resets.count == 0);
    simulation.run_until(lfclk.time_of(330));
    CHECK(resets.count == 1);
}

TEST_CASE_FIXTURE(Fixture, "WDT: pauses in sleep and while halted as CONFIG says") {
    write(crv, 32'767);
    SUBCASE("as at reset: runs in sleep, pauses while halted") {
        write(start, 1);
        wdt.on_line(Wdt::Halted, true);
        run_for(5 * ps_per_s);
        wdt.on_line(Wdt::Halted, false);
        wdt.on_line(Wdt::Sleeping, true);
        run_for(999 * ps_per_ms);
        CHECK(resets.count == 0);
        run_for(2 * ps_per_ms);
        CHECK(resets.count == 1);
    }
    SUBCASE("pauses in sleep, runs while halted") {
        write(config, 8);
        wdt.on_line(Wdt::Sleeping, true);
        write(start, 1);
        run_for(5 * ps_per_s);
        wdt.on_line(Wdt::Sleeping, false);
        run_for(500 * ps_per_ms);
        wdt.on_line(Wdt::Sleeping, true);
        run_for(5 * ps_per_s);
        wdt.on_line(Wdt::Sleeping, false);
        wdt.on_line(Wdt::Halted, true);
        run_for(499 * ps_per_ms);
        CHECK(resets.count == 0);
        run_for(2 * ps_per_ms);
        CHECK(resets.count == 1);
    }
}
