#include "peripherals/devices/mma8653.h"

#include "i2c_master.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::Mma8653;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x1d;

struct Bench : I2cMaster {
    Net& int1 = machine.net("INT1");
    Net& int2 = machine.net("INT2");
    Mma8653 part;

    explicit Bench(const Mma8653::Config& config = {})
        : part(machine, "accelerometer", {scl, sda, &int1, &int2}, config) {
        machine.reset();
    }
    void set(std::uint8_t reg, std::uint8_t value) { CHECK(write(address, {reg, value})); }
    using I2cMaster::read;
    using I2cMaster::set;
    std::uint8_t get(std::uint8_t reg) { return read(address, reg); }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
    /// 100 samples a second.
    void activate(std::uint8_t more = 0) { set(0x2a, static_cast<std::uint8_t>(0x19 | more)); }
    int axis(std::uint8_t msb) {
        const Bytes bytes = read(address, msb, 2);
        return static_cast<std::int16_t>(static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1])) / 64;
    }
};

} // namespace

TEST_CASE("MMA8653FC: power-on values of the register map") {
    Bench bus;
    CHECK(bus.get(0x0d) == 0x5a);
    CHECK(bus.get(0x11) == 0x80);
    CHECK(bus.get(0x13) == 0x44);
    CHECK(bus.get(0x14) == 0x84);
    CHECK(bus.get(0x0b) == 0);
    CHECK(bus.read(address, 0x2a, 8) == Bytes(8, 0));
    CHECK(bus.int1.level() == Level::High);
}

TEST_CASE("MMA8653FC: only writable bits change") {
    Bench bus;
    for (const auto& [reg, kept] : {
             std::pair{0x0e, 0x03},
             {0x11, 0xc0},
             {0x15, 0xf8},
             {0x2c, 0x2b},
             {0x2d, 0x95},
             {0x2f, 0xff},
             {0x14, 0x84},
             {0x0d, 0x5a}
    }) {
        bus.set(static_cast<std::uint8_t>(reg), 0xff);
        CHECK(bus.get(static_cast<std::uint8_t>(reg)) == kept);
    }
}

TEST_CASE("MMA8653FC: measures 256, 128, 64 counts per g and saturates") {
    Bench bus;
    bus.part.set_acceleration({500, -1000, 2500});
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x01) == 128);
    CHECK(bus.axis(0x03) == -256);
    CHECK(bus.axis(0x05) == 511);
    bus.set(0x2a, 0);
    bus.set(0x0e, 1);
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x01) == 64);
    CHECK(bus.axis(0x05) == 320);
    bus.set(0x2a, 0);
    bus.set(0x0e, 2);
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x03) == -64);
    CHECK(bus.axis(0x05) == 160);
}

TEST_CASE("MMA8653FC: offsets add 1.96 mg a step") {
    Bench bus;
    bus.part.set_acceleration({0, 0, 0});
    bus.set(0x2f, 100);
    bus.set(0x30, static_cast<std::uint8_t>(-100));
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x01) == 50);
    CHECK(bus.axis(0x03) == -50);
    CHECK(bus.axis(0x05) == 0);
}

TEST_CASE("MMA8653FC: the mounting turns the board's axes into its own") {
    Bench bus({.mounting = {{-2, 1, -3}}});
    bus.part.set_acceleration({250, 500, 1000});
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x01) == -128);
    CHECK(bus.axis(0x03) == 64);
    CHECK(bus.axis(0x05) == -256);
}

TEST_CASE("MMA8653FC: status tells of new and of overwritten data, axis by axis") {
    Bench bus;
    bus.activate();
    CHECK(bus.get(0x00) == 0);
    bus.wait_ms(10);
    CHECK(bus.get(0x00) == 0x0f);
    bus.axis(0x01);
    CHECK(bus.get(0x00) == 0x0e);
    bus.wait_ms(10);
    CHECK(bus.get(0x00) == 0xef);
    bus.read(address, 0x01, 6);
    CHECK(bus.get(0x00) == 0);
}

TEST_CASE("MMA8653FC: samples come at the chosen rate") {
    Bench bus;
    constexpr std::int64_t periods_us[] = {1250, 2500, 5000, 10'000, 20'000, 80'000, 160'000, 640'000};
    for (unsigned rate = 0; rate < 8; ++rate) {
        bus.set(0x2a, 0);
        bus.set(0x2d, 1);
        bus.set(0x2e, 1);
        bus.set(0x2a, static_cast<std::uint8_t>(rate << 3 | 1));
        const Time began = bus.simulation.now();
        bus.wait(periods_us[rate] * ps_per_us - 100 * ps_per_us);
        CHECK(bus.int1.level() == Level::High);
        bus.wait(100 * ps_per_us);
        CHECK(bus.int1.level() == Level::Low);
        CHECK(bus.int1.last_edge() - began <= periods_us[rate] * ps_per_us);
    }
}

TEST_CASE("MMA8653FC: fast reads leave out the lower bytes, and reads wrap to the status") {
    Bench bus;
    bus.part.set_acceleration({500, -1000, 1000});
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.read(address, 0x01, 7) == Bytes{0x20, 0, 0xc0, 0, 0x40, 0, 0});
    bus.activate(0x02);
    bus.wait_ms(11);
    CHECK(bus.read(address, 0x00, 5) == Bytes{0xff & 0x0f, 0x20, 0xc0, 0x40, 0});
}

TEST_CASE("MMA8653FC: a lower byte belongs to the sample of the upper one") {
    Bench bus;
    bus.part.set_acceleration({4, 0, 0}); // one count
    bus.activate();
    bus.wait_ms(11);
    bus.start();
    bus.send(address << 1);
    bus.send(0x01);
    bus.start();
    bus.send(address << 1 | 1);
    CHECK(bus.receive(true) == 0);
    bus.part.set_acceleration({8, 0, 0});
    bus.wait_ms(25);
    CHECK(bus.receive(false) == 0x40);
    bus.stop();
    CHECK(bus.axis(0x01) == 2);
}

TEST_CASE("MMA8653FC: data ready pulls INT1 or INT2, polarity and open drain by CTRL_REG3") {
    Bench bus;
    bus.set(0x2d, 1);
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.int1.level() == Level::High);
    CHECK(bus.int2.level() == Level::Low);
    CHECK(bus.get(0x0c) == 1);
    bus.read(address, 0x01, 6);
    CHECK(bus.int2.level() == Level::High);
    bus.set(0x2a, 0);
    bus.set(0x2e, 1);
    bus.set(0x2c, 2);
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.int1.level() == Level::High);
    CHECK(bus.int2.level() == Level::Low);
    bus.set(0x2a, 0);
    bus.set(0x2c, 1);
    bus.activate();
    CHECK(bus.int1.level() == Level::Floating);
    bus.wait_ms(11);
    CHECK(bus.int1.level() == Level::Low);
}

TEST_CASE("MMA8653FC: freefall is all axes below the threshold, for longer than the count") {
    Bench bus;
    bus.set(0x15, 0xb8); // latched, freefall, all axes
    bus.set(0x17, 0x03); // 0.189 g
    bus.set(0x18, 4);
    bus.set(0x2d, 4);
    bus.set(0x2e, 4);
    bus.activate();
    bus.wait_ms(100);
    CHECK(bus.int1.level() == Level::High);
    bus.part.set_acceleration({0, 0, 0});
    bus.wait_ms(35);
    CHECK(bus.int1.level() == Level::High);
    bus.wait_ms(20);
    CHECK(bus.int1.level() == Level::Low);
    bus.part.set_acceleration({0, 0, 1000});
    bus.wait_ms(50);
    CHECK(bus.get(0x0c) == 4);
    CHECK(bus.get(0x16) == 0x80);
    CHECK(bus.int1.level() == Level::High);
}

TEST_CASE("MMA8653FC: motion is any enabled axis above the threshold, with its sign") {
    Bench bus;
    bus.set(0x15, 0x58); // not latched, motion, X and Y
    bus.set(0x17, 0x98); // 1.5 g, the count clears
    bus.activate();
    bus.part.set_acceleration({0, -1600, 8000});
    bus.wait_ms(25);
    CHECK(bus.get(0x16) == 0x8c);
    bus.part.set_acceleration({1600, 0, 0});
    bus.wait_ms(25);
    CHECK(bus.get(0x16) == 0x82);
    bus.part.set_acceleration({0, 0, 8000});
    bus.wait_ms(25);
    CHECK(bus.get(0x16) == 0);
}

TEST_CASE("MMA8653FC: orientation follows gravity with hysteresis, lock-out and debouncing") {
    Bench bus;
    bus.set(0x11, 0xc0);
    bus.set(0x12, 2);
    bus.activate();
    const auto turned_to = [&bus](std::int64_t x, std::int64_t y, std::int64_t z) {
        bus.part.set_acceleration({x, y, z});
        bus.wait_ms(60);
        return bus.get(0x10);
    };
    CHECK(turned_to(0, -1000, 0) == 0x00); // portrait up already
    CHECK(turned_to(0, 1000, 0) == 0x82);
    CHECK(turned_to(1000, 0, 0) == 0x84);
    CHECK(turned_to(700, -714, 0) == 0x04); // 44 degrees: still landscape
    CHECK(turned_to(-1000, 0, 0) == 0x86);
    CHECK(turned_to(0, 0, -1000) == 0xc7); // lies on its face
    CHECK(turned_to(0, 0, 1000) == 0xc6);
    bus.part.set_acceleration({0, -1000, 0});
    bus.wait_ms(15);
    CHECK(bus.get(0x10) == 0x46); // not yet
}

TEST_CASE("MMA8653FC: sleeps without events and wakes by motion") {
    Bench bus;
    bus.set(0x15, 0x78);
    bus.set(0x17, 0x18);
    bus.set(0x29, 2);
    bus.set(0x2b, 0x04);
    bus.set(0x2c, 0x08);
    bus.set(0x2d, 0x84);
    bus.activate(0x40); // 12.5 Hz asleep
    bus.wait_ms(620);
    CHECK(bus.get(0x0b) == 1);
    bus.wait_ms(40);
    CHECK(bus.get(0x0c) == 0x80);
    CHECK(bus.get(0x0b) == 2);
    CHECK(bus.get(0x0c) == 0);
    bus.part.set_acceleration({1800, 0, 0});
    bus.wait_ms(81);
    CHECK(bus.get(0x0b) == 1);
}

TEST_CASE("MMA8653FC: shaking swings by 3 g and ends") {
    Bench bus;
    bus.set(0x0e, 2);
    const Stimulus* shake = bus.part.find_stimulus("shake_ms");
    REQUIRE(shake != nullptr);
    bus.activate();
    bus.part.stimulate(*shake, 300);
    bus.wait_ms(50);
    CHECK(bus.axis(0x01) == 192);
    bus.wait_ms(100);
    CHECK(bus.axis(0x01) == -192);
    bus.wait_ms(200);
    CHECK(bus.axis(0x01) == 0);
}

TEST_CASE("MMA8653FC: a software reset clears the registers, the world stays") {
    Bench bus;
    bus.part.stimulate(*bus.part.find_stimulus("x_mg"), 1000);
    bus.set(0x0e, 2);
    bus.activate();
    bus.set(0x2b, 0x40);
    CHECK(bus.get(0x2a) == 0);
    CHECK(bus.get(0x0e) == 0);
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x01) == 256);
}

TEST_CASE("MMA8653FC: self-test moves every axis") {
    Bench bus;
    bus.part.set_acceleration({0, 0, 0});
    bus.set(0x2b, 0x80);
    bus.activate();
    bus.wait_ms(11);
    CHECK(bus.axis(0x01) > 10);
    CHECK(bus.axis(0x03) > 10);
    CHECK(bus.axis(0x05) > 100);
}

TEST_CASE("MMA8653FC: configuration outside standby is told of") {
    Bench bus;
    bus.activate();
    bus.set(0x0e, 1);
    CHECK(bus.simulation.diagnostics().count("mma8653.active") == 1);
    bus.set(0x20, 1);
    CHECK(bus.simulation.diagnostics().count("i2c_registers.unknown") == 1);
}
