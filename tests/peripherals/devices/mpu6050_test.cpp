#include "peripherals/devices/mpu6050.h"

#include "i2c_master.h"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace sim::core;
using peripherals::devices::Mpu6050;

namespace {

constexpr std::uint8_t address = 0x68;
constexpr std::uint8_t smplrt_div = 0x19;
constexpr std::uint8_t config = 0x1a;
constexpr std::uint8_t gyro_config = 0x1b;
constexpr std::uint8_t fifo_en = 0x23;
constexpr std::uint8_t int_pin_cfg = 0x37;
constexpr std::uint8_t int_enable = 0x38;
constexpr std::uint8_t int_status = 0x3a;
constexpr std::uint8_t accel_xout_h = 0x3b;
constexpr std::uint8_t temp_out_h = 0x41;
constexpr std::uint8_t gyro_xout_h = 0x43;
constexpr std::uint8_t user_ctrl = 0x6a;
constexpr std::uint8_t pwr_mgmt_1 = 0x6b;
constexpr std::uint8_t pwr_mgmt_2 = 0x6c;
constexpr std::uint8_t fifo_count_h = 0x72;
constexpr std::uint8_t fifo_r_w = 0x74;
constexpr std::uint8_t who_am_i = 0x75;

struct Bench : I2cMaster {
    Net& interrupt = machine.net("INT");
    Mpu6050 part;

    explicit Bench(const Mpu6050::Config& part_config = {})
        : part(machine, "imu", scl, sda, &interrupt, part_config) {
        machine.reset();
    }
    void wake() {
        CHECK(write(address, {config, 1})); // 1 kHz
        CHECK(write(address, {pwr_mgmt_1, 0}));
        wait(2 * ps_per_ms);
    }
    void stimulate(std::string_view name, std::int64_t value) {
        part.stimulate(*part.find_stimulus(name), value);
    }
    int word(std::uint8_t first) {
        const auto bytes = read(address, first, 2);
        return static_cast<std::int16_t>(bytes[0] << 8 | bytes[1]);
    }
    int count() { return word(fifo_count_h); }
    bool high() const { return interrupt.level() == Level::High; }
};

} // namespace

TEST_CASE("MPU-6050: sleeps at power-on, knows who it is, measures once awake") {
    Bench bench;
    CHECK(bench.read(address, who_am_i) == 0x68);
    CHECK(bench.read(address, pwr_mgmt_1) == 0x40);
    bench.wait(20 * ps_per_ms);
    CHECK(bench.word(accel_xout_h + 4) == 0);
    bench.wake();
    CHECK(bench.word(accel_xout_h + 4) == 16'384);
    CHECK(bench.write(address, {pwr_mgmt_1, 0x40}));
    bench.stimulate("accel_z_mg", 0);
    bench.wait(20 * ps_per_ms);
    CHECK(bench.word(accel_xout_h + 4) == 16'384); // what it was
    CHECK(bench.write(address, {pwr_mgmt_1, 0x80}));
    CHECK(bench.read(address, pwr_mgmt_1) == 0x40);
    CHECK(bench.read(address, config) == 0);
    CHECK(bench.word(accel_xout_h + 4) == 0);
}

TEST_CASE("MPU-6050: the ranges of the accelerometer and of the gyroscope") {
    Bench bench;
    bench.wake();
    bench.stimulate("accel_x_mg", -1500);
    bench.stimulate("rotation_y_mdps", 200'000);
    const int accel[] = {-24'576, -12'288, -6144, -3072};
    const int gyro[] = {26'200, 13'100, 6560, 3280};
    for (std::uint8_t range = 0; range < 4; ++range) {
        CHECK(bench.write(address, {gyro_config, static_cast<std::uint8_t>(range << 3),
                                    static_cast<std::uint8_t>(range << 3)}));
        bench.wait(2 * ps_per_ms);
        CHECK(bench.word(accel_xout_h) == accel[range]);
        CHECK(bench.word(gyro_xout_h + 2) == gyro[range]);
    }
    CHECK(bench.write(address, {gyro_config, 0, 0}));
    bench.stimulate("accel_x_mg", 5000);
    bench.stimulate("rotation_y_mdps", -2'000'000);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.word(accel_xout_h) == 32'767); // its limits
    CHECK(bench.word(gyro_xout_h + 2) == -32'768);
}

TEST_CASE("MPU-6050: 340 counts a degree, 0 at 36.53 degC; TEMP_DIS keeps what was") {
    Bench bench;
    bench.wake();
    CHECK(bench.word(temp_out_h) == -3920); // 25 degC
    bench.stimulate("temperature_mc", 36'530);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.word(temp_out_h) == 0);
    CHECK(bench.write(address, {pwr_mgmt_1, 0x08}));
    bench.stimulate("temperature_mc", 50'000);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.word(temp_out_h) == 0);
}

TEST_CASE("MPU-6050: SMPLRT_DIV and DLPF_CFG give the rate of new data") {
    Bench bench;
    struct Row {
        std::uint8_t low_pass;
        std::uint8_t divider;
        Time period;
    };
    const Row rows[] = {
        {0, 79, 10 * ps_per_ms},
        {1, 9,  10 * ps_per_ms},
        {7, 39, 5 * ps_per_ms }
    };
    CHECK(bench.write(address, {int_enable, 1}));
    CHECK(bench.write(address, {pwr_mgmt_1, 0}));
    for (const Row& row : rows) {
        CHECK(bench.write(address, {smplrt_div, row.divider, row.low_pass}));
        const auto edges = bench.interrupt.edges();
        bench.wait(20 * row.period + 100 * ps_per_us);
        CHECK(bench.interrupt.edges() - edges == 40);
    }
}

TEST_CASE("MPU-6050: LP_WAKE_CTRL paces the accelerometer in a cycle, the gyroscope rests") {
    Bench bench;
    CHECK(bench.write(address, {int_enable, 1}));
    CHECK(bench.write(address, {pwr_mgmt_1, 0x20, 0x40})); // 5 Hz
    bench.stimulate("rotation_x_mdps", 100'000);
    const auto edges = bench.interrupt.edges();
    bench.wait(1010 * ps_per_ms);
    CHECK(bench.interrupt.edges() - edges == 10);
    CHECK(bench.word(accel_xout_h + 4) == 16'384);
    CHECK(bench.word(gyro_xout_h) == 0);
}

TEST_CASE("MPU-6050: axes on standby keep what they had") {
    Bench bench;
    bench.wake();
    CHECK(bench.write(address, {pwr_mgmt_2, 0x21})); // X of one, Z of the other
    bench.stimulate("accel_x_mg", 500);
    bench.stimulate("accel_y_mg", 500);
    bench.stimulate("rotation_z_mdps", 10'000);
    bench.wait(2 * ps_per_ms);
    CHECK(bench.word(accel_xout_h) == 0);
    CHECK(bench.word(accel_xout_h + 2) == 8192);
    CHECK(bench.word(gyro_xout_h + 4) == 0);
}

TEST_CASE("MPU-6050: an interrupt pulses for 50 us, or stands until the status is read") {
    Bench bench;
    CHECK(bench.write(address, {smplrt_div, 99, 1})); // 10 Hz
    CHECK(bench.write(address, {pwr_mgmt_1, 0}));
    bench.wait(150 * ps_per_ms);
    CHECK(bench.read(address, int_status) == 0); // not enabled
    CHECK(bench.write(address, {int_enable, 1}));
    const Time before = bench.simulation.now();
    while (!bench.high() && bench.simulation.now() < before + 200 * ps_per_ms) {
        bench.wait(5 * ps_per_us);
    }
    CHECK(bench.high());
    bench.wait(40 * ps_per_us);
    CHECK(bench.high());
    bench.wait(15 * ps_per_us);
    CHECK_FALSE(bench.high());
    CHECK(bench.read(address, int_status) == 1);
    CHECK(bench.read(address, int_status) == 0);
    CHECK(bench.write(address, {int_pin_cfg, 0xa0})); // latched, active low
    CHECK(bench.high());
    bench.wait(110 * ps_per_ms);
    CHECK_FALSE(bench.high());
    bench.read(address, accel_xout_h);
    CHECK_FALSE(bench.high());
    bench.read(address, int_status);
    CHECK(bench.high());
    CHECK(bench.write(address, {int_pin_cfg, 0x30})); // any read clears
    bench.wait(110 * ps_per_ms);
    CHECK(bench.high());
    bench.read(address, accel_xout_h);
    CHECK_FALSE(bench.high());
    CHECK(bench.write(address, {int_pin_cfg, 0xe0})); // open drain
    CHECK(bench.interrupt.level() == Level::Floating);
}

TEST_CASE("MPU-6050: a burst has the bytes of one sample, whatever is measured meanwhile") {
    Bench bench;
    bench.wake();
    bench.start();
    CHECK(bench.send(address << 1));
    CHECK(bench.send(accel_xout_h + 4));
    bench.start();
    CHECK(bench.send(address << 1 | 1));
    CHECK(bench.receive(true) == 0x40); // 1 g: 0x4000
    bench.stimulate("accel_z_mg", -13);
    bench.wait(5 * ps_per_ms);
    CHECK(bench.receive(false) == 0x00);
    bench.stop();
    CHECK(bench.word(accel_xout_h + 4) == -213);
}

TEST_CASE("MPU-6050: the FIFO takes what is enabled, in the order of the registers") {
    Bench bench;
    bench.stimulate("rotation_y_mdps", 1000);
    CHECK(bench.write(address, {config, 1}));
    CHECK(bench.write(address, {smplrt_div, 99}));
    CHECK(bench.write(address, {fifo_en, 0xa8})); // temperature, Y of the gyroscope, acceleration
    CHECK(bench.write(address, {user_ctrl, 0x40}));
    CHECK(bench.write(address, {pwr_mgmt_1, 0}));
    bench.wait(110 * ps_per_ms);
    CHECK(bench.count() == 10);
    CHECK(bench.read(address, fifo_r_w, 10) ==
          std::vector<std::uint8_t>{0, 0, 0, 0, 0x40, 0, 0xf0, 0xb0, 0, 0x83});
    CHECK(bench.count() == 0);
    CHECK(bench.read(address, fifo_r_w) == 0x83); // empty: the last byte again
    bench.wait(100 * ps_per_ms);
    CHECK(bench.count() == 10);
    CHECK(bench.write(address, {user_ctrl, 0x44})); // reset
    CHECK(bench.count() == 0);
    CHECK(bench.read(address, user_ctrl) == 0x40);
}

TEST_CASE("MPU-6050: a full FIFO loses its oldest bytes and tells") {
    Bench bench;
    CHECK(bench.write(address, {config, 1}));
    CHECK(bench.write(address, {int_pin_cfg, 0x20, 0x10}));
    CHECK(bench.write(address, {fifo_en, 0x08}));
    CHECK(bench.write(address, {user_ctrl, 0x40}));
    CHECK(bench.write(address, {pwr_mgmt_1, 0}));
    bench.wait(160 * ps_per_ms);
    CHECK_FALSE(bench.high());
    bench.wait(20 * ps_per_ms);
    CHECK(bench.high());
    CHECK(bench.count() == 1024);
    CHECK(bench.read(address, int_status) == 0x10);
}

TEST_CASE("MPU-6050: self-test adds what the trims promise") {
    Bench bench;
    bench.wake();
    CHECK(bench.read(address, 0x0d, 4) == std::vector<std::uint8_t>{0x90, 0x90, 0x90, 0x00});
    CHECK(bench.write(address, {gyro_config, 0xe0, 0xf0})); // +-250 dps, +-8 g
    bench.wait(2 * ps_per_ms);
    // FT of the register map for 16: 2291 and 6430; the gyroscope's Y downwards.
    CHECK(bench.word(accel_xout_h) == doctest::Approx(2291).epsilon(0.005));
    CHECK(bench.word(accel_xout_h + 4) == doctest::Approx(2291 + 4096).epsilon(0.005));
    CHECK(bench.word(gyro_xout_h) == doctest::Approx(6430).epsilon(0.005));
    CHECK(bench.word(gyro_xout_h + 2) == doctest::Approx(-6430).epsilon(0.005));
}

TEST_CASE("MPU-6050: lies on the board as it is mounted, at 0x69 with AD0 high") {
    Bench bench({.address = 0x69, .mounting = {{-3, 2, 1}}});
    CHECK_FALSE(bench.write(address, {pwr_mgmt_1, 0}));
    CHECK(bench.write(0x69, {pwr_mgmt_1, 0}));
    bench.wait(2 * ps_per_ms);
    const auto bytes = bench.read(0x69, accel_xout_h, 2);
    CHECK(bytes == std::vector<std::uint8_t>{0xc0, 0x00});
}
