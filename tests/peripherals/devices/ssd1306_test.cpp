#include "peripherals/devices/ssd1306.h"

#include "i2c_master.h"
#include "sim/core/error.h"
#include "spi_master.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::Ssd1306Controller;
using peripherals::devices::Ssd1306I2c;
using peripherals::devices::Ssd1306Spi;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x3c;
// As modules are set up: remapped segments, scan from COM[N-1], charge pump, display on, horizontal mode.
const Bytes upright = {0xa1, 0xc8, 0x8d, 0x14, 0xaf, 0x20, 0x00};

struct Bench : I2cMaster {
    Ssd1306I2c part;

    explicit Bench(const Ssd1306Controller::Config& config = {})
        : part(machine, "oled", scl, sda, address, config) {
        machine.reset();
        commands(upright);
        commands({0xa8, static_cast<std::uint8_t>(config.height - 1), 0xda,
                  static_cast<std::uint8_t>(config.height > 32 ? 0x12 : 0x02)});
        clear();
    }
    bool send_all(std::uint8_t control, const Bytes& bytes) {
        start();
        bool acknowledged = send(address << 1) && send(control);
        for (const std::uint8_t byte : bytes) {
            acknowledged = send(byte) && acknowledged;
        }
        stop();
        return acknowledged;
    }
    void commands(const Bytes& bytes) { CHECK(send_all(0x00, bytes)); }
    void data(const Bytes& bytes) { CHECK(send_all(0x40, bytes)); }
    void clear() {
        commands({0x21, 0, 127, 0x22, 0, 7});
        data(Bytes(1024));
        commands({0x21, 0, 127, 0x22, 0, 7});
    }
    bool lit(std::size_t x, std::size_t y) const { return part.colour(x, y) != 0; }
    std::size_t count() const {
        std::size_t result = 0;
        for (std::size_t y = 0; y < part.height(); ++y) {
            for (std::size_t x = 0; x < part.width(); ++x) {
                result += lit(x, y) ? 1U : 0U;
            }
        }
        return result;
    }
    std::uint64_t told(const char* id) { return simulation.diagnostics().count(id); }
};

} // namespace

TEST_CASE("SSD1306: a byte is eight pixels downwards, the lowest bit on top, column 0 at the left") {
    Bench bench;
    bench.data({0x05, 0x80});
    CHECK(bench.lit(0, 0));
    CHECK_FALSE(bench.lit(0, 1));
    CHECK(bench.lit(0, 2));
    CHECK(bench.lit(1, 7));
    CHECK(bench.count() == 3);
}

TEST_CASE("SSD1306: without remap and with scan from COM0 the picture stands on its head") {
    Bench bench;
    bench.data({0x01});
    bench.commands({0xa0});
    CHECK(bench.lit(127, 0));
    bench.commands({0xc0});
    CHECK(bench.lit(127, 63));
    CHECK(bench.count() == 1);
}

TEST_CASE("SSD1306: horizontal, vertical and page addressing") {
    Bench bench;
    bench.commands({0x21, 10, 11, 0x22, 2, 3});
    bench.data({1, 1, 1, 1, 2});
    CHECK(bench.lit(10, 16 + 1)); // the fifth one is back where the first one was
    CHECK_FALSE(bench.lit(10, 16));
    CHECK(bench.lit(11, 24));
    bench.clear();
    bench.commands({0x20, 0x01, 0x21, 10, 11, 0x22, 2, 3});
    bench.data({1, 2, 4});
    CHECK(bench.lit(10, 16));
    CHECK(bench.lit(10, 24 + 1));
    CHECK(bench.lit(11, 16 + 2));
    bench.clear();
    bench.commands({0x20, 0x02, 0xb5, 0x0e, 0x17}); // page 5, column 0x7e
    bench.data({1, 1, 1});
    CHECK(bench.lit(126, 40));
    CHECK(bench.lit(127, 40));
    CHECK(bench.count() == 2); // the third one begins again at 0x7e
}

TEST_CASE("SSD1306: control bytes change between commands and data byte by byte") {
    Bench bench;
    CHECK(bench.write(address, {0x80, 0xa7, 0xc0, 0xff, 0x80, 0xa6, 0x40, 0x01}));
    CHECK(bench.lit(0, 7));
    CHECK(bench.lit(1, 0));
    CHECK(bench.count() == 9);
}

TEST_CASE("SSD1306: inverse, all on, display off; D6 of the status is set while it is off") {
    Bench bench;
    bench.data({0x01});
    bench.commands({0xa7});
    CHECK(bench.count() == 128 * 64 - 1);
    bench.commands({0xa5});
    CHECK(bench.count() == 128 * 64);
    bench.commands({0xa4, 0xa6, 0xae});
    CHECK(bench.count() == 0);
    const auto status = [&bench] {
        bench.start();
        CHECK(bench.send(address << 1 | 1));
        const std::uint8_t byte = bench.receive(false);
        bench.stop();
        return byte;
    };
    CHECK(status() == 0x40);
    bench.commands({0xaf});
    CHECK(status() == 0);
    CHECK(bench.count() == 1);
}

TEST_CASE("SSD1306: is dark without charge pump or supply, and says so") {
    Bench bench;
    bench.data({0xff});
    bench.commands({0x8d, 0x10});
    CHECK(bench.count() == 0);
    bench.commands({0xaf});
    CHECK(bench.told("ssd1306.no_supply") == 1);
    Bench supplied({.external_vcc = true});
    supplied.data({0xff});
    supplied.commands({0x8d, 0x10});
    CHECK(supplied.count() == 8);
}

TEST_CASE("SSD1306: contrast dims") {
    Bench bench;
    bench.data({0x01});
    bench.commands({0x81, 0xff});
    CHECK(bench.part.colour(0, 0) == 0xffffff);
    bench.commands({0x81, 0x00});
    CHECK(bench.part.colour(0, 0) == 0x666666);
}

TEST_CASE("SSD1306: start line, offset and multiplex move the picture") {
    Bench bench;
    bench.data({0x01});
    bench.commands({0x40 | 8});
    CHECK(bench.lit(0, 56));
    bench.commands({0x40, 0xd3, 8});
    CHECK(bench.lit(0, 56));
    bench.commands({0xd3, 0, 0xa8, 31}); // 32 lines: their first one at COM31
    CHECK(bench.lit(0, 32));
    bench.commands({0xa5});
    CHECK(bench.count() == 128 * 32);
    bench.commands({0xa8, 5});
    CHECK(bench.told("ssd1306.multiplex") == 1);
}

TEST_CASE("SSD1306: COM pins have to be as the panel's wires are") {
    Bench bench;
    bench.data(Bytes{0x0f});
    bench.commands({0xda, 0x02});
    CHECK(bench.count() == 4);
    CHECK_FALSE(bench.lit(0, 1)); // lines are apart
    Bench flat({.height = 32});
    flat.data({0x81});
    CHECK(flat.lit(0, 0));
    CHECK(flat.lit(0, 7));
    flat.commands({0xda, 0x12});
    CHECK_FALSE(flat.lit(0, 7));
}

TEST_CASE("SSD1306: narrow panels use the middle columns") {
    Bench bench({.width = 64, .height = 48});
    bench.commands({0x21, 32, 95});
    bench.data({0x01});
    CHECK(bench.lit(0, 0));
    CHECK(bench.count() == 1);
}

TEST_CASE("SSD1306: scrolls pages by a column every so many frames, and keeps what it has scrolled") {
    Bench bench;
    bench.data({0x01});
    bench.commands({0x22, 1, 7});
    bench.data({0x01});
    bench.commands({0x26, 0, 0, 7, 0, 0, 0xff, 0x2f}); // to the right, each 2 frames, page 0 alone
    // A frame takes 64 * 54 / 370 kHz = 9.34 ms.
    bench.wait(50 * ps_per_ms);
    CHECK(bench.lit(2, 0));
    CHECK(bench.lit(1, 8));
    bench.commands({0x2e});
    bench.wait(100 * ps_per_ms);
    CHECK(bench.lit(2, 0));
    bench.commands({0x27, 0, 0, 7, 1, 0, 0xff, 0x2f});
    bench.wait(50 * ps_per_ms);
    CHECK(bench.lit(0, 0));
    CHECK(bench.lit(127, 8));
    CHECK(bench.count() == 2);
}

TEST_CASE("SSD1306: scrolls upwards within its area, too") {
    Bench bench;
    bench.data({0x81});
    bench.commands({0xa3, 4, 60});
    bench.commands({0x29, 0, 0, 7, 0, 1, 0x2f});
    bench.wait(50 * ps_per_ms); // two steps
    CHECK(bench.lit(2, 0));     // fixed, but its page goes to the right
    CHECK(bench.lit(2, 5));
    CHECK(bench.count() == 2);
}

TEST_CASE("SSD1306: has noise after power-on and reports commands that do not exist") {
    Bench bench;
    bench.machine.reset();
    CHECK(bench.count() == 0);
    bench.commands({0x8d, 0x14, 0xaf});
    CHECK(bench.count() > 1000);
    bench.commands({0xff});
    CHECK(bench.told("ssd1306.command") == 1);
}

TEST_CASE("SSD1306: takes bytes by SPI, D/C# tells which, RES# keeps the RAM") {
    SpiMaster bus;
    NetPin dc, res;
    dc.connect(bus.machine.net("DC"), nullptr, 0);
    res.connect(bus.machine.net("RES"), nullptr, 0);
    Ssd1306Spi part(bus.machine, "oled", {bus.sck, bus.mosi, bus.cs}, bus.machine.net("DC"),
                    &bus.machine.net("RES"), {});
    const auto send = [&](bool data, const Bytes& bytes) {
        bus.set(dc, data);
        bus.transfer(bytes);
    };
    bus.set(res, true);
    bus.machine.reset();
    send(false, upright);
    send(false, {0x21, 0, 127, 0x22, 0, 7});
    send(true, Bytes(1024));
    send(true, {0x01});
    CHECK(part.colour(0, 0) != 0);
    CHECK(part.colour(1, 0) == 0);
    bus.set(res, false);
    CHECK(part.colour(0, 0) == 0);
    send(false, upright); // nobody listens
    bus.set(res, true);
    CHECK(part.colour(0, 0) == 0);
    send(false, upright);
    CHECK(part.colour(0, 0) != 0);
}

TEST_CASE("SSD1306: has up to 128 x 64 pixels") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    CHECK_THROWS_AS(
        Ssd1306I2c(machine, "oled", machine.net("SCL"), machine.net("SDA"), address, {.width = 129}), Error);
}
