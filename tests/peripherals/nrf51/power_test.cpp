#include "peripherals/nrf51/power.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Power;

namespace {

constexpr std::uint32_t resetreas = 0x400;
constexpr std::uint32_t ramstatus = 0x428;
constexpr std::uint32_t systemoff = 0x500;
constexpr std::uint32_t pofcon = 0x510;
constexpr std::uint32_t gpregret = 0x51c;
constexpr std::uint32_t ramon = 0x524;
constexpr std::uint32_t dcdcen = 0x578;

struct Fixture : tests::nrf51::Bench {
    Memory ram{16U << 10, Memory::Kind::Ram};
    Power power{machine, "POWER", ram, 8U << 10, &events};
    tests::nrf51::Rises resets;

    Fixture() {
        power.reset_request().connect(resets, 0);
        machine.reset();
    }
    void write(std::uint32_t offset, std::uint32_t value) { power.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return power.read(offset, {}); }
    void pulse(Power::Input input) {
        power.on_line(input, true);
        power.on_line(input, false);
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "POWER: reasons of resets add up until they are written as 1") {
    CHECK(read(resetreas) == 0); // power-on
    pulse(Power::SystemResetRequest);
    CHECK(read(resetreas) == 4);
    pulse(Power::Watchdog);
    pulse(Power::Lockup);
    pulse(Power::ResetPin);
    CHECK(read(resetreas) == 15);
    CHECK(resets.count == 4);
    write(resetreas, 5);
    CHECK(read(resetreas) == 10);
}

TEST_CASE_FIXTURE(Fixture, "POWER: GPREGRET survives all resets but power-on, other registers none") {
    write(gpregret, 0x1a5);
    write(dcdcen, 1);
    pulse(Power::Watchdog);
    CHECK(read(gpregret) == 0xa5);
    CHECK(read(dcdcen) == 0);
    power.reset();
    CHECK(read(gpregret) == 0);
    CHECK(read(resetreas) == 0);
}

TEST_CASE_FIXTURE(Fixture, "POWER: only watchdog, pin and waking from System OFF reset the watchdog") {
    pulse(Power::SystemResetRequest);
    CHECK_FALSE(power.reach().watchdog);
    pulse(Power::Lockup);
    CHECK_FALSE(power.reach().watchdog);
    pulse(Power::ResetPin);
    CHECK(power.reach().watchdog);
    pulse(Power::SystemResetRequest);
    pulse(Power::Watchdog);
    CHECK(power.reach().watchdog);
    CHECK(power.reach().gpio);
}

TEST_CASE_FIXTURE(Fixture, "POWER: the chip stays in reset while the pin is asserted") {
    power.on_line(Power::ResetPin, true);
    CHECK(power.reset_request().level());
    power.on_line(Power::ResetPin, false);
    CHECK_FALSE(power.reset_request().level());
}

TEST_CASE_FIXTURE(Fixture, "POWER: System OFF ends with DETECT, which is a reset that leaves GPIO alone") {
    pulse(Power::Detect); // not asleep
    CHECK(resets.count == 0);
    write(systemoff, 1);
    CHECK(power.system_off().level());
    pulse(Power::Detect);
    CHECK_FALSE(power.system_off().level());
    CHECK(resets.count == 1);
    CHECK(read(resetreas) == 1U << 16);
    CHECK_FALSE(power.reach().gpio);
    write(systemoff, 1);
    pulse(Power::AnaDetect);
    CHECK(read(resetreas) == 3U << 16);
    write(systemoff, 1);
    pulse(Power::DebugActive);
    CHECK(read(resetreas) == 7U << 16);
    write(systemoff, 1);
    pulse(Power::ResetPin);
    CHECK_FALSE(power.system_off().level());
    CHECK(power.reach().gpio);
}

TEST_CASE_FIXTURE(Fixture, "POWER: a DETECT that is high already wakes from System OFF at once") {
    power.on_line(Power::Detect, true);
    write(systemoff, 1);
    CHECK_FALSE(power.system_off().level());
    CHECK(resets.count == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "POWER: a RAM block loses its content when it is switched off, System OFF keeps OFFRAM") {
    ram.fill(0, ram.size(), 0x55);
    CHECK(read(ramstatus) == 3);
    write(ramon, 1);
    CHECK(read(ramstatus) == 1);
    CHECK(ram.peek(0x1ffc) == 0x55555555);
    CHECK(ram.peek(0x2000) == 0);
    ram.fill(0, ram.size(), 0x55);
    write(ramon, 3U | 2U << 16);
    write(systemoff, 1);
    CHECK(ram.peek(0) == 0);
    CHECK(ram.peek(0x2000) == 0x55555555);
    pulse(Power::Detect);
    CHECK(read(ramon) == 3);
}

TEST_CASE_FIXTURE(Fixture,
                  "POWER: POFWARN when the supply falls below the threshold, with the comparator on") {
    power.set_supply_mv(2000);
    CHECK(read(0x108) == 0);
    power.set_supply_mv(3000);
    write(pofcon, 2U << 1 | 1); // 2.5 V
    write(0x304, 4);
    power.set_supply_mv(2500);
    CHECK(read(0x108) == 0);
    power.set_supply_mv(2499);
    power.set_supply_mv(2400);
    CHECK(events.count(0x40000108) == 1);
    CHECK(power.irq().level());
    power.set_supply_mv(3000);
    power.set_supply_mv(2400);
    CHECK(events.count(0x40000108) == 2);
    write(pofcon, 3U << 1 | 1); // below it already
    CHECK(events.count(0x40000108) == 3);
}
