#include "nau7802_bench.h"

#include <cmath>

using namespace nau7802_bench;

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
