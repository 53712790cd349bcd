#include "peripherals/devices/divider_sensor.h"

#include "inspected.h"
#include "pin_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::DividerSensor;
using peripherals::devices::Ntc;
using peripherals::devices::Photoresistor;

namespace {

std::int64_t mv(const DividerSensor& sensor) {
    return sensor.output().microvolts() / 1000;
}

} // namespace

TEST_CASE("NTC: has its nominal resistance at 25 degrees and falls by B") {
    PinBench bench;
    Ntc ntc(bench.machine, "ntc", bench.net("ADC"), {.temperature_mc = 25'000});
    CHECK(inspected(ntc, "resistance") == "10000");
    CHECK(mv(ntc) == 1650);
    const auto warm = [&ntc](std::int64_t mc) { ntc.stimulate(*ntc.find_stimulus("temperature_mc"), mc); };
    warm(0);
    CHECK(inspected(ntc, "resistance") == "33621"); // 10k * exp(3950 * (1/273.15 - 1/298.15))
    CHECK(mv(ntc) == 2543);
    CHECK(bench.high("ADC"));
    warm(100'000);
    CHECK(inspected(ntc, "resistance") == "698");
    CHECK(mv(ntc) == 215);
}

TEST_CASE("NTC: to the supply the volts rise with the temperature") {
    PinBench bench;
    Ntc ntc(
        bench.machine, "ntc", bench.net("ADC"),
        {
            .divider = {.series_ohm = 1000, .supply_mv = 3000, .to_supply = true},
              .temperature_mc = 25'000
    });
    CHECK(mv(ntc) == 272); // 3 V * 1k / 11k
    ntc.set_temperature_mc(100'000);
    CHECK(mv(ntc) == 1766);
}

TEST_CASE("Photoresistor: falls by gamma from its resistance at 10 lx on, down to the dark") {
    PinBench bench;
    Photoresistor ldr(bench.machine, "ldr", bench.net("ADC"), {.light_lx = 10});
    CHECK(inspected(ldr, "resistance") == "50000");
    CHECK(mv(ldr) == 2750);
    const auto light = [&ldr](std::int64_t lx) { ldr.stimulate(*ldr.find_stimulus("light_lx"), lx); };
    light(100);
    CHECK(inspected(ldr, "resistance") == "9976"); // 50k / 10^0.7
    light(0);
    CHECK(inspected(ldr, "resistance") == "1255943"); // as at 0.1 lx
}
