#include "peripherals/devices/bme280.h"

#include "i2c_master.h"
#include "spi_master.h"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace sim::core;
using peripherals::devices::Bme280I2c;
using peripherals::devices::Bme280Spi;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x76;
constexpr std::uint8_t ctrl_hum = 0xf2;
constexpr std::uint8_t status = 0xf3;
constexpr std::uint8_t ctrl_meas = 0xf4;
constexpr std::uint8_t config = 0xf5;
constexpr std::uint8_t press_msb = 0xf7;

/// Firmware with a floating-point unit: the datasheet's compensation in double precision.
struct Firmware {
    Bytes low;  // 0x88 to 0xa1
    Bytes high; // 0xe1 to 0xe7

    double u16(std::size_t at) const { return low[at] | low[at + 1] << 8; }
    double s16(std::size_t at) const { return static_cast<std::int16_t>(low[at] | low[at + 1] << 8); }

    struct Air {
        double c;
        double pa;
        double percent;
    };
    Air compensate(const Bytes& raw) const {
        const double adc_p = raw[0] << 12 | raw[1] << 4 | raw[2] >> 4;
        const double adc_t = raw[3] << 12 | raw[4] << 4 | raw[5] >> 4;
        const double adc_h = raw[6] << 8 | raw[7];
        const double a = (adc_t / 16384 - u16(0) / 1024) * s16(2);
        const double b = adc_t / 131072 - u16(0) / 8192;
        const double t_fine = a + b * b * s16(4);
        return {t_fine / 5120, pressure(adc_p, t_fine), humidity(adc_h, t_fine)};
    }
    double pressure(double adc, double t_fine) const {
        double a = t_fine / 2 - 64000;
        double b = a * a * s16(16) / 32768;
        b = b + a * s16(14) * 2;
        b = b / 4 + s16(12) * 65536;
        a = (s16(10) * a * a / 524288 + s16(8) * a) / 524288;
        a = (1 + a / 32768) * u16(6);
        double p = (1048576 - adc - b / 4096) * 6250 / a;
        return p + (s16(22) * p * p / 2147483648.0 + p * s16(20) / 32768 + s16(18)) / 16;
    }
    double humidity(double adc, double t_fine) const {
        const double h1 = low[25];
        const double h2 = static_cast<std::int16_t>(high[0] | high[1] << 8);
        const double h3 = high[2];
        const double h4 = static_cast<std::int8_t>(high[3]) * 16 + (high[4] & 15);
        const double h5 = static_cast<std::int8_t>(high[5]) * 16 + (high[4] >> 4);
        const double h6 = static_cast<std::int8_t>(high[6]);
        double h = t_fine - 76800;
        h = (adc - (h4 * 64 + h5 / 16384 * h)) *
            (h2 / 65536 * (1 + h6 / 67108864 * h * (1 + h3 / 67108864 * h)));
        return h * (1 - h1 * h / 524288);
    }
};

struct Bench : I2cMaster {
    Bme280I2c part{machine, "air", scl, sda, address, {}};

    Bench() {
        machine.reset();
        wait(3 * ps_per_ms);
    }
    void stimulate(std::string_view name, std::int64_t value) {
        part.stimulate(*part.find_stimulus(name), value);
    }
    bool measuring() { return (read(address, status) & 8) != 0; }
    Bytes results() { return read(address, press_msb, 8); }
    Firmware firmware() { return {read(address, 0x88, 26), read(address, 0xe1, 7)}; }
    Firmware::Air air() { return firmware().compensate(results()); }
};

const Bytes nothing = {0x80, 0, 0, 0x80, 0, 0, 0x80, 0};

} // namespace

TEST_CASE("BME280: says who it is, sleeps with empty results, copies its calibration for 2 ms") {
    Bench bench;
    CHECK(bench.read(address, 0xd0) == 0x60);
    CHECK(bench.results() == nothing);
    CHECK(bench.read(address, status) == 0);
    bench.machine.reset();
    CHECK(bench.read(address, status) == 1);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.read(address, status) == 0);
    bench.wait(100 * ps_per_ms);
    CHECK(bench.results() == nothing);
}

TEST_CASE("BME280: the datasheet's compensation gives what the air has") {
    struct Row {
        std::int64_t mc;
        std::int64_t pa;
        std::int64_t permille;
    };
    const Row rows[] = {
        {20'000,  101'325, 500 },
        {-40'000, 30'000,  0   },
        {85'000,  110'000, 1000},
        {-12'340, 95'432,  877 },
        {31'410,  70'000,  123 }
    };
    Bench bench;
    CHECK(bench.write(address, {ctrl_hum, 5, ctrl_meas, 0xb7, config, 0x00})); // 16 times, normal
    for (const Row& row : rows) {
        CAPTURE(row.mc);
        bench.stimulate("temperature_mc", row.mc);
        bench.stimulate("pressure_pa", row.pa);
        bench.stimulate("humidity_permille", row.permille);
        bench.wait(250 * ps_per_ms);
        const Firmware::Air air = bench.air();
        CHECK(air.c == doctest::Approx(static_cast<double>(row.mc) / 1000).epsilon(0.001));
        CHECK(air.pa == doctest::Approx(static_cast<double>(row.pa)).epsilon(0.00002));
        CHECK(air.percent ==
              doctest::Approx(static_cast<double>(row.permille) / 10).epsilon(0.002).scale(10));
    }
}

TEST_CASE("BME280: a forced measurement takes its time, then the part sleeps") {
    struct Row {
        std::uint8_t hum;
        std::uint8_t meas;
        Time time;
    };
    const Row rows[] = {
        {1, 0x25, 8 * ps_per_ms }, // once each
        {5, 0xb5, 98 * ps_per_ms}, // 16 times each
        {0, 0x21, 3 * ps_per_ms }, // temperature alone
        {2, 0x4e, 18 * ps_per_ms}, // 2, 4, 2 times; both bits of forced
    };
    Bench bench;
    for (const Row& row : rows) {
        CHECK(bench.write(address, {ctrl_hum, row.hum, ctrl_meas, row.meas}));
        bench.wait(row.time - ps_per_ms);
        CHECK(bench.measuring());
        CHECK((bench.read(address, ctrl_meas) & 3) == (row.meas & 3));
        bench.wait(ps_per_ms);
        CHECK_FALSE(bench.measuring());
        CHECK(bench.read(address, ctrl_meas) == (row.meas & 0xfc));
    }
}

TEST_CASE("BME280: what is skipped reads 0x80000 and 0x8000; ctrl_hum waits for ctrl_meas") {
    Bench bench;
    CHECK(bench.write(address, {ctrl_meas, 0x21}));
    bench.wait(10 * ps_per_ms);
    Bytes raw = bench.results();
    CHECK(Bytes(raw.begin(), raw.begin() + 3) == Bytes{0x80, 0, 0});
    CHECK(Bytes(raw.begin() + 3, raw.begin() + 6) != Bytes{0x80, 0, 0});
    CHECK(Bytes(raw.begin() + 6, raw.end()) == Bytes{0x80, 0});
    CHECK(bench.write(address, {ctrl_meas, 0x23, ctrl_hum, 1}));
    bench.wait(10 * ps_per_ms);
    CHECK(bench.results()[6] == 0x80);
    CHECK(bench.write(address, {ctrl_meas, 0x23}));
    bench.wait(10 * ps_per_ms);
    CHECK(bench.results()[6] != 0x80);
}

TEST_CASE("BME280: oversampling gives 16 to 20 bits, the filter 20") {
    Bench bench;
    bench.stimulate("temperature_mc", 23'461);
    CHECK(bench.write(address, {ctrl_meas, 0x21}));
    bench.wait(10 * ps_per_ms);
    CHECK(bench.results()[5] == 0x00);
    CHECK(bench.write(address, {config, 0x04, ctrl_meas, 0x21}));
    bench.wait(10 * ps_per_ms);
    CHECK(bench.results()[5] != 0x00);
    CHECK(bench.air().c == doctest::Approx(23.461).epsilon(0.0001));
}

TEST_CASE("BME280: normal mode measures again after the standby time") {
    Bench bench;
    CHECK(bench.write(address, {config, 0xa0, ctrl_meas, 0x27})); // 1000 ms
    bench.wait(20 * ps_per_ms);
    CHECK_FALSE(bench.measuring());
    bench.stimulate("temperature_mc", 30'000);
    CHECK(bench.air().c == doctest::Approx(20).epsilon(0.001));
    bench.wait(1000 * ps_per_ms);
    CHECK(bench.air().c == doctest::Approx(30).epsilon(0.001));
    CHECK(bench.write(address, {ctrl_meas, 0x24})); // sleep
    bench.stimulate("temperature_mc", 10'000);
    bench.wait(3000 * ps_per_ms);
    CHECK(bench.air().c == doctest::Approx(30).epsilon(0.001));
}

TEST_CASE("BME280: with a filter of 4 a step comes by a quarter of what is left") {
    Bench bench;
    CHECK(bench.write(address, {config, 0x08}));
    CHECK(bench.write(address, {ctrl_meas, 0x25}));
    bench.wait(10 * ps_per_ms);
    bench.stimulate("temperature_mc", 30'000);
    double expected = 20;
    for (int i = 0; i < 5; ++i) {
        CHECK(bench.write(address, {ctrl_meas, 0x25}));
        bench.wait(10 * ps_per_ms);
        expected += (30 - expected) / 4;
        CHECK(bench.air().c == doctest::Approx(expected).epsilon(0.001));
    }
}

TEST_CASE("BME280: bytes of one read are of one measurement") {
    Bench bench;
    CHECK(bench.write(address, {ctrl_meas, 0x27}));
    bench.wait(10 * ps_per_ms);
    const Bytes before = bench.results();
    bench.start();
    bench.send(address << 1);
    bench.send(press_msb + 3);
    bench.start();
    bench.send(address << 1 | 1);
    CHECK(bench.receive(true) == before[3]);
    bench.stimulate("temperature_mc", 60'000);
    bench.wait(50 * ps_per_ms);
    CHECK(bench.receive(true) == before[4]);
    CHECK(bench.receive(false) == before[5]);
    bench.stop();
    CHECK(bench.results()[3] != before[3]);
}

TEST_CASE("BME280: 0xb6 resets, nothing else does") {
    Bench bench;
    CHECK(bench.write(address, {ctrl_meas, 0x27, 0xe0, 0x55}));
    CHECK(bench.read(address, ctrl_meas) == 0x27);
    CHECK(bench.write(address, {0xe0, 0xb6}));
    CHECK(bench.read(address, ctrl_meas) == 0);
    CHECK(bench.results() == nothing);
}

TEST_CASE("BME280: on SPI the highest bit of an address is the direction") {
    SpiMaster bus;
    Bme280Spi part(bus.machine, "air", {bus.sck, bus.mosi, bus.cs, &bus.miso}, {.temperature_mc = 25'000});
    bus.machine.reset();
    for (const bool idle_high : {false, true}) {
        bus.idle_high = idle_high;
        CHECK(bus.transfer({0xd0, 0})[1] == 0x60);
        bus.transfer({ctrl_hum & 0x7f, 1, ctrl_meas & 0x7f, 0x25});
        CHECK(bus.transfer({ctrl_hum, 0, 0, 0})[3] == 0x25);
        bus.wait(10 * ps_per_ms);
        Bytes raw = bus.transfer({press_msb, 0, 0, 0, 0, 0, 0, 0, 0});
        raw.erase(raw.begin());
        Bytes low = bus.transfer(Bytes{0x88, 0, 0, 0, 0, 0, 0});
        low.erase(low.begin());
        CHECK(low == Bytes{0x70, 0x6b, 0x43, 0x67, 0x18, 0xfc});
        CHECK((raw[3] << 12 | raw[4] << 4 | raw[5] >> 4) == doctest::Approx(519'888).epsilon(0.001));
    }
}
