#include "peripherals/devices/hx711.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>

using namespace sim::core;
using peripherals::devices::Hx711;

namespace {

// A cell of 1 mV/V for 5 kg, without noise or offset unless a test wants them.
constexpr Hx711::Config silent() {
    Hx711::Config config;
    config.offset_uv = 0;
    config.bridge.capacity_g = 5000;
    config.bridge.noise_nv = 0;
    return config;
}

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& dout = machine.net("DOUT");
    NetPin sck;
    Hx711 part;

    explicit Bench(const Hx711::Config& config = silent())
        : part(machine, "scale", machine.net("PD_SCK"), dout, config) {
        simulation.set_quantum(1);
        sck.connect(machine.net("PD_SCK"), nullptr, 0);
        clock(false);
        machine.reset();
    }
    void clock(bool high) {
        sck.set({.drive = high ? Drive::High : Drive::Low});
        simulation.settle();
    }
    void wait_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    void wait_ms(std::int64_t ms) { wait_us(ms * 1000); }
    bool ready() const { return dout.level() == Level::Low; }
    bool pulse() {
        clock(true);
        wait_us(1);
        const bool bit = dout.level() == Level::High;
        clock(false);
        wait_us(1);
        return bit;
    }
    int read(int pulses = 25) {
        std::uint32_t bits = 0;
        for (int i = 0; i < 24; ++i) {
            bits = bits << 1 | (pulse() ? 1U : 0U);
        }
        for (int i = 24; i < pulses; ++i) {
            CHECK(pulse());
        }
        return static_cast<std::int32_t>(bits << 8) / 256;
    }
    int next(int pulses = 25) {
        for (int tries = 0; !ready(); ++tries) {
            if (tries == 10'000) {
                FAIL("no conversion ends");
            }
            wait_us(100);
        }
        return read(pulses);
    }
    void stimulate(const char* name, std::int64_t value) { part.stimulate(*part.find_stimulus(name), value); }
    std::uint64_t told(std::string_view id) { return simulation.diagnostics().count(id); }
};

constexpr double full_scale = 8388608;

} // namespace

TEST_CASE("HX711: the first result is there after four conversions, then one in each") {
    for (const std::int64_t rate : {10, 80}) {
        Hx711::Config config = silent();
        config.rate_sps = rate;
        Bench bench(config);
        const std::int64_t period_us = 1'000'000 / rate;
        bench.wait_us(4 * period_us - 10);
        CHECK_FALSE(bench.ready());
        bench.wait_us(10);
        CHECK(bench.ready());
        bench.read();
        CHECK_FALSE(bench.ready());
        bench.wait_us(period_us - 100);
        CHECK_FALSE(bench.ready());
        bench.wait_us(100);
        CHECK(bench.ready());
    }
}

TEST_CASE("HX711: full scale is half the supply divided by the gain; results are clamped") {
    Bench bench;
    bench.stimulate("mass_g", 2500); // 0.5 mV/V
    CHECK(bench.next() == doctest::Approx(full_scale * 0.001 * 128).epsilon(0.0001));
    bench.stimulate("mass_g", -2500);
    bench.wait_ms(400);
    bench.next();
    CHECK(bench.next() == doctest::Approx(-full_scale * 0.001 * 128).epsilon(0.0001));
    bench.stimulate("mass_g", 1'000'000);
    bench.wait_ms(500);
    bench.next();
    CHECK(bench.next() == 0x7fffff);
    bench.stimulate("mass_g", -1'000'000);
    bench.wait_ms(500);
    bench.next();
    CHECK(bench.next() == -0x800000);
}

TEST_CASE("HX711: the number of pulses selects channel and gain, which settle for four conversions") {
    Bench bench;
    bench.stimulate("mass_g", 2500);
    bench.stimulate("b_uv", 3300);
    bench.next(26);
    const Time selected = bench.simulation.now();
    CHECK(bench.next(27) == doctest::Approx(full_scale * 0.002 * 32).epsilon(0.0001));
    CHECK(bench.simulation.now() - selected > 399 * ps_per_ms);
    CHECK(bench.simulation.now() - selected < 401 * ps_per_ms);
    CHECK(bench.next(27) == doctest::Approx(full_scale * 0.001 * 64).epsilon(0.0001));
    const Time kept = bench.simulation.now();
    CHECK(bench.next(25) == doctest::Approx(full_scale * 0.001 * 64).epsilon(0.0001));
    CHECK(bench.simulation.now() - kept < 101 * ps_per_ms);
    CHECK(bench.next() == doctest::Approx(full_scale * 0.001 * 128).epsilon(0.0001));
}

TEST_CASE("HX711: PD_SCK high for 60 us powers it down, its fall resets to channel A and gain 128") {
    Bench bench;
    bench.stimulate("mass_g", 2500);
    bench.next(27);
    bench.next(27);
    bench.clock(true);
    bench.wait_us(59);
    CHECK(bench.simulation.anything_to_come());
    bench.wait_us(1);
    bench.wait_ms(1000);
    CHECK_FALSE(bench.ready());
    CHECK_FALSE(bench.simulation.anything_to_come());
    bench.clock(false);
    bench.wait_ms(399);
    CHECK_FALSE(bench.ready());
    CHECK(bench.next() == doctest::Approx(full_scale * 0.001 * 128).epsilon(0.0001));
}

TEST_CASE("HX711: a result that nobody reads gives way to the next one with a high pulse at DOUT") {
    Bench bench;
    bench.wait_ms(499);
    CHECK(bench.ready());
    bench.stimulate("mass_g", 1000);
    bench.wait_us(1010);
    CHECK_FALSE(bench.ready());
    bench.wait_us(40);
    CHECK(bench.ready());
    CHECK(bench.read() > 0);
}

TEST_CASE("HX711: too few and too many pulses are told") {
    Bench bench;
    bench.next();
    bench.wait_ms(100);
    for (int i = 0; i < 7; ++i) {
        bench.pulse();
    }
    bench.wait_ms(100);
    CHECK(bench.told("hx711.pulses") == 1);
    CHECK(bench.next(27) == 0); // from its first bit on
    bench.pulse();
    CHECK(bench.told("hx711.pulses") == 2);
}

TEST_CASE("HX711: a reading that a conversion's end meets stays whole") {
    Bench bench;
    bench.stimulate("mass_g", -1);
    bench.next();
    CHECK(bench.ready() == false);
    bench.wait_ms(100);
    REQUIRE(bench.ready());
    bench.wait_us(99'900 - 100 * 2);
    bench.stimulate("mass_g", 1000);
    std::uint32_t bits = 0;
    for (int i = 0; i < 24; ++i) {
        bits = bits << 1 | (bench.pulse() ? 1U : 0U);
        bench.wait_us(20);
    }
    const int whole = static_cast<std::int32_t>(bits << 8) / 256;
    CHECK(whole == doctest::Approx(-full_scale * 128 * 2 / 5e6).epsilon(0.01));
    CHECK(bench.told("hx711.pulses") == 0);
}

TEST_CASE("HX711: weighs 4.200 kg within its noise") {
    Hx711::Config config = silent();
    config.offset_uv = 20;
    config.bridge = {
        .rated_uv_per_v = 2000, .capacity_g = 5000, .zero_uv_per_v = 40, .noise_nv = 50, .seed = 9};
    Bench bench(config);
    bench.next();
    const int tare = bench.next();
    bench.stimulate("mass_g", 1000);
    bench.wait_ms(500);
    bench.next();
    const double counts_per_g = (bench.next() - tare) / 1000.0;
    bench.stimulate("mass_g", 4200);
    bench.wait_ms(500);
    bench.next();
    const double grams = (bench.next() - tare) / counts_per_g;
    // 6 sigma of three readings: 50 nV of 1.32 uV for each gram.
    CHECK(std::abs(grams - 4200) < 6 * 5 * 50.0 / 1320);
}
