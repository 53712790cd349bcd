#include "peripherals/devices/mag3110.h"

#include "i2c_master.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::Mag3110;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x0e;

struct Bench : I2cMaster {
    Net& int1 = machine.net("INT1");
    Mag3110 part;

    explicit Bench(const Mag3110::Config& config = {})
        : part(machine, "magnetometer", {scl, sda, &int1}, config) {
        machine.reset();
    }
    void set(std::uint8_t reg, std::uint8_t value) { CHECK(write(address, {reg, value})); }
    using I2cMaster::read;
    using I2cMaster::set;
    std::uint8_t get(std::uint8_t reg) { return read(address, reg); }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
    std::vector<int> axes() {
        const Bytes bytes = read(address, 0x01, 6);
        std::vector<int> result;
        for (std::size_t i = 0; i < 6; i += 2) {
            result.push_back(
                static_cast<std::int16_t>(static_cast<std::uint16_t>(bytes[i] << 8 | bytes[i + 1])));
        }
        return result;
    }
};

} // namespace

TEST_CASE("MAG3110: power-on values of the register map") {
    Bench bus;
    CHECK(bus.read(address, 0x07, 11) == Bytes{0xc4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    CHECK(bus.int1.level() == Level::Low);
}

TEST_CASE("MAG3110: only writable bits change") {
    Bench bus;
    bus.set(0x0a, 0xff);
    CHECK(bus.get(0x0a) == 0xfe);
    bus.set(0x07, 0xff);
    CHECK(bus.get(0x07) == 0xc4);
    bus.set(0x11, 0xff);
    CHECK(bus.get(0x11) == 0xa0);
}

TEST_CASE("MAG3110: measures 0.1 uT a count along its own axes") {
    Bench bus({.mounting = {{2, -1, -3}}});
    bus.part.set_field_nt({12'300, -4500, 50'000});
    bus.set(0x11, 0xa0);
    bus.set(0x10, 0x01);
    bus.wait_ms(13);
    CHECK(bus.get(0x08) == 1);
    CHECK(bus.axes() == std::vector{-45, -123, -500});
}

TEST_CASE("MAG3110: offsets are subtracted unless RAW is set") {
    Bench bus;
    bus.part.set_field_nt({10'000, 10'000, 10'000});
    CHECK(bus.write(address, {0x09, 0, 60 << 1, 0xff, 0x9c, 0, 0})); // 60, -50, 0
    bus.set(0x10, 0x01);
    bus.wait_ms(13);
    CHECK(bus.get(0x08) == 2);
    CHECK(bus.axes() == std::vector{40, 150, 100});
    bus.set(0x11, 0x20);
    bus.wait_ms(13);
    CHECK(bus.axes() == std::vector{100, 100, 100});
}

TEST_CASE("MAG3110: the rate is 80 Hz halved DR and OS times; INT1 is high while data waits") {
    for (unsigned steps = 0; steps < 11; ++steps) {
        Bench bus;
        const unsigned rate = steps < 8 ? steps : 7;
        bus.set(0x10, static_cast<std::uint8_t>(rate << 5 | (steps - rate) << 3 | 1));
        const Time period = 12'500 * ps_per_us << steps;
        bus.wait(period - 100 * ps_per_us);
        CHECK(bus.int1.level() == Level::Low);
        bus.wait(100 * ps_per_us);
        CHECK(bus.int1.level() == Level::High);
        CHECK(bus.get(0x00) == 0x0f);
        bus.axes();
        CHECK(bus.int1.level() == Level::Low);
        bus.wait(2 * period);
        CHECK(bus.get(0x00) == 0xff);
    }
}

TEST_CASE("MAG3110: a triggered measurement happens once") {
    Bench bus;
    bus.set(0x10, 0x02);
    CHECK(bus.get(0x08) == 2);
    bus.wait_ms(13);
    CHECK(bus.get(0x10) == 0);
    CHECK(bus.get(0x08) == 0);
    CHECK(bus.get(0x00) == 0x0f);
    bus.axes();
    bus.wait_ms(30);
    CHECK(bus.get(0x00) == 0);
}

TEST_CASE("MAG3110: fast reads leave out the lower bytes") {
    Bench bus;
    bus.part.set_field_nt({0x1234 * 100, 0x2345 * 100, 0x3456 * 100});
    bus.set(0x10, 0x05);
    bus.wait_ms(13);
    CHECK(bus.read(address, 0x01, 4) == Bytes{0x12, 0x23, 0x34, 0xc4});
}

TEST_CASE("MAG3110: a heading turns the earth's field") {
    Bench bus;
    bus.set(0x10, 0x01);
    const auto at = [&bus](std::int64_t degrees) {
        bus.part.stimulate(*bus.part.find_stimulus("heading_deg"), degrees);
        bus.wait_ms(13);
        return bus.axes();
    };
    CHECK(at(0) == std::vector{0, 200, -450});
    CHECK(at(90) == std::vector{-200, 0, -450});
    CHECK(at(180) == std::vector{0, -200, -450});
    CHECK(at(-90) == std::vector{200, 0, -450});
    CHECK(at(30) == std::vector{-100, 173, -450});
    CHECK(at(225) == std::vector{141, -141, -450});
}

TEST_CASE("MAG3110: DIE_TEMP is the temperature in degrees") {
    Bench bus;
    bus.part.stimulate(*bus.part.find_stimulus("temperature_c"), -7);
    bus.set(0x10, 0x01);
    bus.wait_ms(13);
    CHECK(static_cast<std::int8_t>(bus.get(0x0f)) == -7);
}
