#include "peripherals/devices/nau7802.h"

#include "i2c_master.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>
#include <vector>

using namespace sim::core;
using peripherals::devices::Nau7802;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x2a;
constexpr std::uint8_t pu_ctrl = 0x00, ctrl1 = 0x01, ctrl2 = 0x02, ocal1 = 0x03, gcal1 = 0x06,
                       i2c_control = 0x11, adco = 0x12, pga = 0x1b;
constexpr std::uint8_t rr = 0x01, pud = 0x02, pua = 0x04, pur = 0x08, cs = 0x10, cr = 0x20, oscs = 0x40,
                       avdds = 0x80;
constexpr std::uint8_t ldo_3v0 = 5 << 3;
constexpr std::uint8_t cals = 0x04, cal_err = 0x08;

// A cell of 1 mV/V for 5 kg, without noise and with a perfect converter unless a test wants them.
constexpr Nau7802::Config silent() {
    Nau7802::Config config;
    config.offset_uv = 0;
    config.gain_error_ppm = 0;
    config.bridge.capacity_g = 5000;
    config.bridge.noise_nv = 0;
    return config;
}

struct Bench : I2cMaster {
    Net& drdy = machine.net("DRDY");
    Nau7802 part;

    explicit Bench(const Nau7802::Config& config = silent())
        : part(machine, "scale", {scl, sda, &drdy}, config) {
        machine.reset();
        quarter = 625 * ps_per_ns; // 400 kHz
    }
    using I2cMaster::read;
    using I2cMaster::set;
    void set(std::uint8_t reg, std::uint8_t value) { CHECK(write(address, {reg, value})); }
    std::uint8_t get(std::uint8_t reg) { return read(address, reg); }
    bool ready() { return (get(pu_ctrl) & cr) != 0; }
    void wait_us(std::int64_t us) { wait(us * ps_per_us); }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
    void stimulate(const char* name, std::int64_t value) { part.stimulate(*part.find_stimulus(name), value); }

    void power_up(std::uint8_t gain = 7, std::uint8_t rate = 3) {
        set(pu_ctrl, rr);
        set(pu_ctrl, pud);
        wait_us(200);
        CHECK(get(pu_ctrl) == (pur | pud));
        set(ctrl1, ldo_3v0 | gain);
        set(ctrl2, static_cast<std::uint8_t>(rate << 4));
        set(pu_ctrl, avdds | cs | pua | pud);
    }
    int result() {
        const Bytes bytes = read(address, adco, 3);
        return static_cast<std::int32_t>(static_cast<std::uint32_t>(bytes[0]) << 24 | bytes[1] << 16 |
                                         bytes[2] << 8) /
               256;
    }
    int next() {
        for (int tries = 0; drdy.level() == Level::Low; ++tries) {
            if (tries == 2000) {
                FAIL("no conversion ends");
            }
            wait_us(100);
        }
        return result();
    }
    int settled() {
        for (int i = 0; i < 4; ++i) {
            next();
        }
        return next();
    }
    /// Until CALS has fallen; the time that took.
    Time calibrate(std::uint8_t mode) {
        const auto kept = static_cast<std::uint8_t>(get(ctrl2) & 0xf0);
        set(ctrl2, kept | cals | mode);
        const Time begin = simulation.now();
        while ((get(ctrl2) & cals) != 0 && simulation.now() < begin + ps_per_s) {
            wait_us(200);
        }
        return simulation.now() - begin;
    }
};

} // namespace

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
        CHECK(bus.next() == doctest::Approx(full * parts / 24).epsilon(0.001));
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

TEST_CASE("NAU7802: the internal calibration takes the converter's offset away, for its channel only") {
    Nau7802::Config config = silent();
    config.offset_uv = 100;
    Bench bus(config);
    bus.stimulate("mass_g", 1000); // internal: what lies there does not matter
    bus.power_up();
    const int before = bus.settled();
    const Time time = bus.calibrate(0);
    CHECK(time > 49 * ps_per_ms);
    CHECK(time < 51 * ps_per_ms);
    CHECK((bus.get(ctrl2) & cal_err) == 0);
    const int after = bus.settled();
    const int offset = before - after;
    CHECK(offset == doctest::Approx(71583).epsilon(0.001)); // 100 uV * 128 of 1.5 V
    CHECK(bus.read(address, ocal1, 3) == Bytes{static_cast<std::uint8_t>(offset >> 16),
                                               static_cast<std::uint8_t>(offset >> 8),
                                               static_cast<std::uint8_t>(offset)});
    CHECK(bus.read(address, 0x0a, 3) == Bytes{0, 0, 0});
}

TEST_CASE("NAU7802: OCAL is a sign and a magnitude, GCAL a multiple of 2^-23") {
    Bench bus;
    bus.stimulate("mass_g", 100);
    bus.power_up();
    const int plain = bus.settled();
    CHECK(bus.write(address, {ocal1, 0x80, 0x10, 0x00})); // -4096
    CHECK(bus.settled() == plain + 4096);
    CHECK(bus.write(address, {gcal1, 0x01, 0x80, 0x00, 0x00})); // 3
    CHECK(bus.settled() == 3 * (plain + 4096));
    CHECK(bus.write(address, {gcal1, 0x00, 0x40, 0x00, 0x00})); // 1/2
    CHECK(bus.settled() == (plain + 4096) / 2);
}

TEST_CASE("NAU7802: system calibrations map no load to 0 and a load to the full scale") {
    Nau7802::Config config = silent();
    config.bridge.zero_uv_per_v = -300;
    Bench bus(config);
    bus.power_up();
    CHECK(bus.settled() < -600'000);
    bus.calibrate(2);
    CHECK(bus.settled() == 0);
    bus.stimulate("mass_g", 4000);
    bus.calibrate(3);
    CHECK((bus.get(ctrl2) & (cals | cal_err)) == 0);
    CHECK(bus.settled() == doctest::Approx(0x7fffff).epsilon(0.00001));
    bus.stimulate("mass_g", 1000);
    CHECK(bus.settled() == doctest::Approx(0x200000).epsilon(0.00001));
}

TEST_CASE("NAU7802: a gain calibration without a signal is CAL_ERR until one succeeds or RR") {
    Bench bus;
    bus.power_up();
    bus.calibrate(3);
    CHECK((bus.get(ctrl2) & cal_err) != 0);
    bus.stimulate("mass_g", -100);
    bus.calibrate(3);
    CHECK((bus.get(ctrl2) & cal_err) != 0);
    bus.stimulate("mass_g", 100);
    bus.calibrate(3);
    CHECK((bus.get(ctrl2) & cal_err) == 0);
    bus.stimulate("mass_g", 0);
    bus.calibrate(3);
    CHECK((bus.get(ctrl2) & cal_err) != 0);
    bus.set(pu_ctrl, rr);
    CHECK(bus.get(ctrl2) == 0);
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

TEST_CASE("NAU7802: a calibration without power waits for it; a 0 in CALS ends it") {
    Bench bus;
    bus.set(ctrl2, 0x30 | cals);
    bus.wait_ms(500);
    CHECK((bus.get(ctrl2) & cals) != 0);
    bus.set(pu_ctrl, avdds | pua | pud);
    bus.wait_ms(40);
    CHECK((bus.get(ctrl2) & cals) != 0);
    CHECK_FALSE(bus.ready());
    bus.wait_ms(15);
    CHECK((bus.get(ctrl2) & cals) == 0);
    bus.set(ctrl2, 0x30 | cals);
    bus.set(ctrl2, 0x30);
    bus.wait_ms(13);
    CHECK(bus.ready());
}

TEST_CASE("NAU7802: standby keeps settings and calibration") {
    Bench bus;
    bus.stimulate("mass_g", 1000);
    bus.power_up();
    bus.calibrate(2);
    bus.set(pu_ctrl, avdds);
    bus.wait_ms(100);
    CHECK_FALSE(bus.ready());
    CHECK(bus.drdy.level() == Level::Low);
    bus.set(pu_ctrl, avdds | pua | pud);
    bus.wait_ms(1);
    CHECK(bus.settled() == 0);
    CHECK(bus.get(ctrl1) == (ldo_3v0 | 7));
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

TEST_CASE("NAU7802: the burnout current tells a broken wire") {
    Bench bus;
    bus.power_up(4);
    bus.set(i2c_control, 0x04);
    CHECK(bus.settled() == doctest::Approx(8388608 * 0.0004375 * 16 / 1.5).epsilon(0.001));
    bus.stimulate("broken", 1);
    CHECK(bus.settled() == 0x7fffff);
    bus.set(i2c_control, 0);
    CHECK(bus.settled() == 0);
}

TEST_CASE("NAU7802: the bridge's zero and span drift with the temperature") {
    Nau7802::Config config = silent();
    config.bridge.zero_drift_nv_per_v_per_c = 100;
    config.bridge.span_drift_ppm_per_c = -200;
    Bench bus(config);
    bus.stimulate("temperature_c", 35);
    bus.power_up();
    CHECK(bus.settled() == doctest::Approx(8388608.0 * 256 * 1e-6).epsilon(0.001)); // 1 uV/V
    bus.stimulate("mass_g", 2500);
    CHECK(bus.settled() == doctest::Approx(8388608.0 * 256 * (1e-6 + 0.0005 * 0.998)).epsilon(0.0001));
}

TEST_CASE("NAU7802: noise has the RMS value that is set, grows with the rate's root and follows the seed") {
    const auto rms_nv = [](std::uint8_t rate, std::uint64_t seed, std::vector<int>& seen) {
        Nau7802::Config config = silent();
        config.bridge.noise_nv = 200;
        config.bridge.seed = seed;
        Bench bus(config);
        bus.power_up(7, rate);
        double sum = 0;
        for (int i = 0; i < 300; ++i) {
            seen.push_back(bus.next());
            sum += static_cast<double>(seen.back()) * seen.back();
        }
        return std::sqrt(sum / 300) * 1.5e9 / 8388608 / 128;
    };
    std::vector<int> first, second, again;
    CHECK(rms_nv(3, 1, first) == doctest::Approx(200 * 2.828).epsilon(0.1));
    CHECK(rms_nv(7, 2, second) == doctest::Approx(200 * 5.657).epsilon(0.1));
    rms_nv(3, 1, again);
    CHECK(first == again);
    CHECK(first != second);
}

TEST_CASE("NAU7802: weighs 4.200 kg within its noise at all gains and rates, then sleeps") {
    Nau7802::Config config = silent();
    config.offset_uv = 35;
    config.gain_error_ppm = 3000;
    config.bridge = {
        .rated_uv_per_v = 2000, .capacity_g = 5000, .zero_uv_per_v = 40, .noise_nv = 50, .seed = 7};
    for (const unsigned rate : {0U, 1U, 2U, 3U, 7U}) {
        for (std::uint8_t gain = 0; gain < 8; ++gain) {
            Bench bus(config);
            bus.power_up(gain, static_cast<std::uint8_t>(rate));
            bus.calibrate(0);
            const int tare = bus.settled();
            bus.stimulate("mass_g", 1000);
            const double counts_per_g = (bus.settled() - tare) / 1000.0;
            bus.stimulate("mass_g", 4200);
            const double grams = (bus.settled() - tare) / counts_per_g;
            // 6 sigma of three readings, 50 nV at 10 samples a second of 1.2 uV for each gram, and their
            // rounding.
            const double root = rate == 7 ? 5.66 : rate == 3 ? 2.83 : rate == 2 ? 2 : rate == 1 ? 1.42 : 1;
            const double tolerance = 6 * 5 * (50e-9 * root / 1.2e-6) + 5 / counts_per_g;
            CHECK(std::abs(grams - 4200) < tolerance);
            bus.set(pu_ctrl, 0);
            bus.wait_ms(101);
            CHECK_FALSE(bus.ready());
        }
    }
}

TEST_CASE("NAU7802: a cat steps in, sits and leaves") {
    Bench bus;
    bus.stimulate("mass_g", 500);
    bus.power_up(6);
    const int empty = bus.settled();
    bus.stimulate("visit_g", 4200);
    bus.wait_ms(20'000);
    const double per_g = empty / 500.0;
    CHECK((bus.settled() - empty) / per_g == doctest::Approx(4200).epsilon(0.0001));
    bus.wait_ms(20'000);
    CHECK(bus.settled() == empty);
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
