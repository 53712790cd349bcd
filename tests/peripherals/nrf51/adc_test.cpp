#include "peripherals/nrf51/adc.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Adc;

namespace {

constexpr std::uint32_t base = 0x40007000;
constexpr std::uint32_t start = base, stop = base + 0x004, end = base + 0x100, intenset = base + 0x304,
                        busy = base + 0x400, enable = base + 0x500, config = base + 0x504,
                        result = base + 0x508;
// Of CONFIG.
constexpr std::uint32_t res_8 = 0, res_9 = 1, res_10 = 2;
constexpr std::uint32_t whole = 0 << 2, two_thirds = 1 << 2, third = 2 << 2, supply_two_thirds = 5 << 2,
                        supply_third = 6 << 2;
constexpr std::uint32_t vbg = 0 << 5, external = 1 << 5, half_supply = 2 << 5, third_supply = 3 << 5;
constexpr std::uint32_t aref0 = 1 << 16, aref1 = 2 << 16;

struct Volts final : AnalogSource {
    std::int64_t uv = 0;
    std::int64_t microvolts() const override { return uv; }
};

struct Bench : PinsBench {
    Adc adc{machine, "ADC", 7, &sink, gpio, hfclk};
    Volts volts;
    Bench() {
        map(adc);
        write(enable, 1);
    }
    static std::uint32_t ain(unsigned input) { return 1U << (8 + input); }
    std::uint32_t convert(std::uint32_t configuration) {
        write(config, configuration);
        write(end, 0);
        write(start, 1);
        run_us(68);
        CHECK(read(end) == 1);
        return read(result);
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "ADC: a conversion takes 20, 36 or 68 us, BUSY until END") {
    write(intenset, 1);
    const std::int64_t times_us[] = {20, 36, 68};
    for (const std::uint32_t resolution : {res_8, res_9, res_10}) {
        write(config, resolution | ain(0));
        write(start, 1);
        CHECK(read(busy) == 1);
        run(times_us[resolution] * ps_per_us - 1);
        CHECK(read(end) == 0);
        run(1);
        CHECK(read(end) == 1);
        CHECK(read(busy) == 0);
        CHECK(adc.irq().level());
        write(end, 0);
    }
}

TEST_CASE_FIXTURE(Bench,
                  "ADC: the result is the share of the reference, for every resolution and prescaler") {
    gpio.connect_source(1, &volts); // AIN2
    volts.uv = 600'000;
    CHECK(convert(ain(2) | whole | vbg | res_8) == 128);
    CHECK(convert(ain(2) | whole | vbg | res_9) == 256);
    CHECK(convert(ain(2) | whole | vbg | res_10) == 512);
    CHECK(convert(ain(2) | two_thirds | vbg | res_10) == 341);
    CHECK(convert(ain(2) | third | vbg | res_10) == 170);
    volts.uv = 1'650'000;
    CHECK(convert(ain(2) | third | third_supply | res_10) == 512);
    CHECK(convert(ain(2) | third | half_supply | res_10) == 341);
    volts.uv = 3'300'000;
    CHECK(convert(ain(2) | third | third_supply | res_10) == 1023);
    CHECK(convert(ain(2) | whole | vbg | res_8) == 255);
    volts.uv = -100'000;
    CHECK(convert(ain(2) | whole | vbg | res_10) == 0);
}

TEST_CASE_FIXTURE(Bench, "ADC: the supply and external references") {
    CHECK(convert(supply_third | vbg | res_10) == 938); // 1.1 V of 1.2 V
    CHECK(convert(supply_two_thirds | vbg | res_10) == 1023);
    volts.uv = 1'200'000;
    gpio.connect_source(0, &volts); // AREF0
    CHECK(convert(supply_third | external | aref0 | res_10) == 938);
    CHECK(simulation.diagnostics().entries().empty());
    drive(6, false);
    CHECK(convert(supply_third | external | aref1 | res_10) == 1023);
    CHECK(simulation.diagnostics().count("adc.reference") == 1);
}

TEST_CASE_FIXTURE(Bench,
                  "ADC: AIN0-7 are P0.26, P0.27 and P0.01 to P0.06; a net counts as supply, ground or half") {
    const unsigned pins[] = {26, 27, 1, 2, 3, 4, 5, 6};
    for (unsigned input = 0; input < 8; ++input) {
        const std::uint32_t configuration = ain(input) | third | third_supply | res_10;
        CHECK(convert(configuration) == 512);
        drive(pins[input], true);
        CHECK(convert(configuration) == 1023);
        drive(pins[input], false);
        CHECK(convert(configuration) == 0);
    }
}

TEST_CASE_FIXTURE(Bench, "ADC: the input counts as it is at START; STOP ends a conversion without END") {
    gpio.connect_source(26, &volts);
    volts.uv = 600'000;
    write(config, ain(0) | res_10);
    write(start, 1);
    volts.uv = 0;
    run_us(68);
    CHECK(read(result) == 512);
    write(end, 0);
    write(start, 1);
    run_us(10);
    write(stop, 1);
    CHECK(read(busy) == 0);
    run_us(100);
    CHECK(read(end) == 0);
    CHECK(read(result) == 512);
}

TEST_CASE_FIXTURE(Bench, "ADC: disabled it does nothing; wrong choices are told") {
    write(config, ain(0) | ain(1));
    write(start, 1);
    CHECK(simulation.diagnostics().count("adc.config") == 1);
    write(enable, 0);
    CHECK(read(busy) == 0);
    write(start, 1);
    CHECK(read(busy) == 0);
    adc.reset();
    CHECK(read(config) == 0x18);
}
