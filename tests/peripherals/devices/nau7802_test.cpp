#include "nau7802_bench.h"

#include <string_view>

using namespace nau7802_bench;

TEST_CASE("NAU7802: power-on values of the register map; only writable bits change") {
    Bench bus;
    CHECK(bus.read(address, 0x00, 0x11) == Bytes{0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0x80, 0, 0});
    CHECK(bus.get(0x1f) == 0x0f);
    bus.set(0x1f, 0);
    bus.set(0x15, 0xff);
    bus.set(0x1b, 0x7f);
    bus.set(adco, 0xff);
    CHECK(bus.get(0x1f) == 0x0f);
    CHECK(bus.get(0x15) == 0x3f);
    CHECK(bus.get(0x1b) == 0x79);
    CHECK(bus.get(adco) == 0);
    bus.set(0x1b, 0x80); // reads of 0x15 give the OTP now
    CHECK(bus.get(0x15) == 0);
}

TEST_CASE("NAU7802: PUR rises 200 us after PUD and falls with it") {
    Bench bus;
    bus.set(pu_ctrl, pud);
    bus.wait_us(100);
    CHECK(bus.get(pu_ctrl) == pud);
    bus.wait_us(100);
    CHECK(bus.get(pu_ctrl) == (pud | pur));
    bus.set(pu_ctrl, 0);
    CHECK(bus.get(pu_ctrl) == 0);
}

TEST_CASE("NAU7802: RR keeps all other registers at their resets until it is cleared") {
    Bench bus;
    bus.power_up();
    bus.set(pu_ctrl, rr | pud | pua);
    CHECK(bus.get(pu_ctrl) == rr);
    bus.set(ctrl1, 0x3f);
    CHECK(bus.get(ctrl1) == 0);
    bus.wait_ms(50);
    CHECK(bus.get(pu_ctrl) == rr);
    bus.set(pu_ctrl, pud);
    bus.set(ctrl1, 0x3f);
    CHECK(bus.get(ctrl1) == 0x3f);
}

TEST_CASE(
    "NAU7802: CR and DRDY rise at the end of each conversion, at every rate, and fall with the reading") {
    struct Rate {
        std::uint8_t crs;
        std::int64_t period_us;
    };
    for (const Rate rate : {
             Rate{0, 100'000},
             {1, 50'000 },
             {2, 25'000 },
             {3, 12'500 },
             {7, 3125   }
    }) {
        Bench bus;
        bus.power_up(7, rate.crs);
        CHECK(bus.drdy.level() == Level::Low);
        bus.wait_us(rate.period_us - 20);
        CHECK(bus.drdy.level() == Level::Low);
        bus.wait_us(20);
        CHECK(bus.drdy.level() == Level::High);
        CHECK(bus.ready());
        bus.result();
        CHECK(bus.drdy.level() == Level::Low);
        CHECK_FALSE(bus.ready());
        bus.wait_us(rate.period_us);
        CHECK(bus.drdy.level() == Level::High);
    }
}

TEST_CASE("NAU7802: CRP turns DRDY over; a rise of CS begins a fresh cycle") {
    Bench bus;
    bus.power_up(7, 0);
    bus.set(ctrl1, 0x80 | ldo_3v0 | 7);
    CHECK(bus.drdy.level() == Level::High);
    bus.wait_ms(90);
    bus.set(pu_ctrl, avdds | pua | pud);
    bus.set(pu_ctrl, avdds | cs | pua | pud);
    bus.wait_ms(99);
    CHECK(bus.drdy.level() == Level::High);
    bus.wait_ms(1);
    CHECK(bus.drdy.level() == Level::Low);
}

TEST_CASE("NAU7802: the full scale is half the reference divided by the gain") {
    for (std::uint8_t gain = 0; gain < 8; ++gain) {
        Bench bus;
        bus.stimulate("mass_g", 2500); // 0.5 mV/V
        bus.power_up(gain);
        const int expected = 8389 << gain; // 0.0005 / 0.5 of 2^23
        CHECK(bus.settled() == doctest::Approx(expected).epsilon(0.0001));
    }
}

TEST_CASE("NAU7802: results stay within 24 bits") {
    Bench bus;
    bus.power_up();
    bus.stimulate("mass_g", 1'000'000);
    CHECK(bus.settled() == 0x7fffff);
    bus.stimulate("mass_g", -1'000'000);
    CHECK(bus.settled() == -0x800000);
}

TEST_CASE("NAU7802: a change of mass is complete in the fourth conversion") {
    Bench bus;
    bus.power_up();
    CHECK(bus.settled() == 0);
    bus.stimulate("mass_g", 2400);
    const int full = 8388608 / 1000 * 2400 / 5000 * 2 * 128;
    for (const int parts : {1, 12, 23, 24, 24}) {
        CHECK(bus.next() == doctest::Approx(full * parts / 24.0).epsilon(0.001));
    }
}

TEST_CASE("NAU7802: a burst of the result belongs to one conversion, although the next one ends meanwhile") {
    Bench bus;
    bus.power_up(7, 7);
    bus.settled();
    bus.stimulate("mass_g", -1);
    bus.settled();
    bus.quarter = 40 * ps_per_us; // one byte lasts longer than half a conversion
    bus.stimulate("mass_g", 1);
    for (int i = 0; i < 8; ++i) {
        const int result = bus.result();
        CHECK(result < 500);
        CHECK(result > -500);
    }
}

TEST_CASE("NAU7802: sequences that leave something out do not convert") {
    const auto converts = [](const std::vector<Bytes>& writes) {
        Bench bus;
        for (const Bytes& step : writes) {
            bus.set(step[0], step[1]);
            bus.wait_us(300);
        }
        bus.wait_ms(110);
        return bus.ready();
    };
    const Bytes all = {pu_ctrl, avdds | pua | pud};
    CHECK(converts({all}));
    CHECK(converts({
        {pu_ctrl, pud},
        all
    }));
    CHECK_FALSE(converts({
        {pu_ctrl, avdds | pua}
    })); // no digital part
    CHECK_FALSE(converts({
        {pu_ctrl, avdds | pud}
    })); // no analogue part
    CHECK_FALSE(converts({
        {pu_ctrl, pua | pud}
    })); // nothing at AVDD
    CHECK_FALSE(converts({
        {pu_ctrl, rr | avdds | pua | pud}
    }));
    CHECK_FALSE(converts({
        {pu_ctrl, oscs | avdds | pua | pud}
    })); // no crystal
    CHECK_FALSE(converts({
        all, {pu_ctrl, 0}
    }));
}

TEST_CASE("NAU7802: channel 2, the temperature sensor, shorted and inverted inputs, the bypass") {
    Bench bus;
    bus.stimulate("vin2_uv", 75'000);
    bus.stimulate("mass_g", 2500);
    bus.power_up(0);
    bus.set(ctrl2, 0x80 | 3 << 4);
    CHECK(bus.settled() == doctest::Approx(8388608 * 0.05).epsilon(0.0001));
    bus.set(pga, 0x08);
    CHECK(bus.settled() == doctest::Approx(-8388608 * 0.05).epsilon(0.0001));
    bus.set(pga, 0);
    bus.set(i2c_control, 0x08);
    CHECK(bus.settled() == 0);
    bus.set(i2c_control, 0x02);
    CHECK(bus.settled() == doctest::Approx(8388608 * 0.109 / 1.5).epsilon(0.0001));
    bus.stimulate("temperature_c", 75);
    CHECK(bus.settled() == doctest::Approx(8388608 * 0.127 / 1.5).epsilon(0.0001));
    bus.set(i2c_control, 0);
    bus.set(ctrl1, ldo_3v0 | 7);
    bus.set(pga, 0x10);
    CHECK(bus.settled() == doctest::Approx(8388608 * 0.05).epsilon(0.0001));
}

TEST_CASE("NAU7802: pulls its bus up itself unless WPD says no") {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& scl = machine.net("SCL");
    Nau7802 part(machine, "scale", {scl, machine.net("SDA")}, silent());
    machine.reset();
    CHECK(scl.level() == Level::High);
    Bench bus;
    bus.scl_pull.set({});
    bus.sda_pull.set({});
    CHECK(bus.get(0x1f) == 0x0f);
    bus.set(i2c_control, 0x10);
    CHECK(bus.scl.level() == Level::Floating);
}

TEST_CASE("NAU7802: what the datasheet forbids or the model lacks is told") {
    Bench bus;
    const auto told = [&bus](std::string_view id) { return bus.simulation.diagnostics().count(id) != 0; };
    bus.power_up();
    bus.settled();
    CHECK_FALSE(told("nau7802.vldo"));
    bus.set(ctrl1, 4 << 3); // 3.3 V out of 3.3 V
    bus.settled();
    CHECK(told("nau7802.vldo"));
    bus.set(ctrl1, 0x40 | ldo_3v0);
    CHECK(told("nau7802.drdy_sel"));
    bus.set(ctrl2, 5 << 4);
    CHECK(told("nau7802.rate"));
    bus.set(ctrl2, 3 << 4 | cals | 1);
    CHECK(told("nau7802.calmod"));
    CHECK((bus.get(ctrl2) & cals) == 0);
    bus.set(i2c_control, 0x80);
    CHECK(told("nau7802.i2c_control"));
}
