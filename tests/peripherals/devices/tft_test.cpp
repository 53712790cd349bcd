#include "peripherals/devices/tft.h"

#include "sim/core/error.h"
#include "spi_master.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Tft;
using peripherals::devices::TftController;
using Bytes = SpiMaster::Bytes;

namespace {

constexpr std::uint32_t red = 0xff0000;
constexpr std::uint32_t green = 0x00ff00;
constexpr std::uint32_t blue = 0x0000ff;
const Bytes red_16 = {0xf8, 0x00};
const Bytes green_16 = {0x07, 0xe0};
const Bytes blue_16 = {0x00, 0x1f};

struct Bench : SpiMaster {
    NetPin dc, res, bl;
    Tft part;

    explicit Bench(const TftController::Config& config = {})
        : part(machine, "tft", {sck, mosi, cs, &miso},
               {machine.net("DC"), &machine.net("RES"), &machine.net("BL")}, config) {
        half = 20 * ps_per_ns;
        dc.connect(machine.net("DC"), nullptr, 0);
        res.connect(machine.net("RES"), nullptr, 0);
        bl.connect(machine.net("BL"), nullptr, 0);
        set(res, true);
        set(bl, true);
        machine.reset();
        wait(6 * ps_per_ms);
    }
    /// Awake, on, 16 bits; upright as a module with an ILI9341 is set up.
    void begin(std::uint8_t memory_access = 0x48) {
        command(0x11);
        wait(6 * ps_per_ms);
        command(0x3a, {0x55});
        command(0x36, {memory_access});
        command(0x29);
    }
    void command(std::uint8_t opcode, const Bytes& parameters = {}) {
        set(dc, false);
        select(true);
        exchange(opcode);
        set(dc, true);
        for (const std::uint8_t byte : parameters) {
            exchange(byte);
        }
        select(false);
    }
    Bytes read(std::uint8_t opcode, std::size_t count) {
        set(dc, false);
        select(true);
        exchange(opcode);
        set(dc, true);
        Bytes bytes;
        for (std::size_t i = 0; i < count; ++i) {
            bytes.push_back(exchange(0));
        }
        select(false);
        return bytes;
    }
    void window(unsigned x0, unsigned y0, unsigned x1, unsigned y1) {
        const auto bytes = [](unsigned first, unsigned last) {
            return Bytes{static_cast<std::uint8_t>(first >> 8), static_cast<std::uint8_t>(first),
                         static_cast<std::uint8_t>(last >> 8), static_cast<std::uint8_t>(last)};
        };
        command(0x2a, bytes(x0, x1));
        command(0x2b, bytes(y0, y1));
    }
    void pixel(unsigned x, unsigned y, const Bytes& bytes) {
        window(x, y, x, y);
        command(0x2c, bytes);
    }
    std::uint64_t told(const char* id) { return simulation.diagnostics().count(id); }
};

} // namespace

TEST_CASE("TFT: a window is filled line by line and begins again at its end; RAMWRC goes on") {
    Bench bench;
    bench.begin();
    bench.window(10, 20, 11, 21);
    Bytes bytes;
    for (const Bytes& part : {red_16, green_16, blue_16, red_16, green_16}) {
        bytes.insert(bytes.end(), part.begin(), part.end());
    }
    bench.command(0x2c, bytes);
    CHECK(bench.part.colour(10, 20) == green); // the fifth one
    CHECK(bench.part.colour(11, 20) == green);
    CHECK(bench.part.colour(10, 21) == blue);
    CHECK(bench.part.colour(11, 21) == red);
    bench.command(0x3c, blue_16);
    CHECK(bench.part.colour(11, 20) == blue);
    bench.command(0x2c, red_16);
    CHECK(bench.part.colour(10, 20) == red);
}

TEST_CASE("TFT: MADCTL mirrors and exchanges as it is written, BGR exchanges what is seen") {
    struct Row {
        std::uint8_t memory_access;
        std::size_t x;
        std::size_t y;
    };
    const Row rows[] = {
        {0x48, 3,       7  },
        {0x08, 239 - 3, 7  },
        {0xc8, 3,       312},
        {0x28, 232,     3  }, // a quarter turn to the right
        {0xe8, 7,       316}, // and to the left
    };
    for (const Row& row : rows) {
        CAPTURE(int{row.memory_access});
        Bench bench;
        bench.begin(row.memory_access);
        bench.pixel(3, 7, red_16);
        CHECK(bench.part.colour(row.x, row.y) == red);
        bench.command(0x36, {static_cast<std::uint8_t>(row.memory_access ^ 0x08)});
        CHECK(bench.part.colour(row.x, row.y) == blue);
    }
}

TEST_CASE("TFT: pixels of 12, 16 and 18 bits") {
    Bench bench;
    bench.begin();
    bench.command(0x3a, {0x53});
    bench.window(0, 0, 1, 0);
    bench.command(0x2c, {0xf0, 0x00, 0xf0});
    CHECK(bench.part.colour(0, 0) == red);
    CHECK(bench.part.colour(1, 0) == green);
    bench.command(0x3a, {0x66});
    bench.pixel(2, 0, {0x80, 0x40, 0xfc});
    CHECK(bench.part.colour(2, 0) == 0x8241ff);
    bench.command(0x3a, {0x55});
    bench.pixel(3, 0, {0x84, 0x10});
    CHECK(bench.part.colour(3, 0) == 0x868286);
}

TEST_CASE("TFT: sleep, display off and the backlight make it dark; the memory stays") {
    Bench bench;
    CHECK(bench.part.colour(0, 0) == 0);
    bench.begin();
    bench.pixel(0, 0, red_16);
    CHECK(bench.part.colour(0, 0) == red);
    bench.set(bench.bl, false);
    CHECK(bench.part.colour(0, 0) == 0);
    bench.set(bench.bl, true);
    bench.command(0x28);
    CHECK(bench.part.colour(0, 0) == 0);
    bench.command(0x29);
    bench.command(0x10);
    CHECK(bench.part.colour(0, 0) == 0);
    bench.wait(6 * ps_per_ms);
    bench.command(0x11);
    CHECK(bench.part.colour(0, 0) == red);
}

TEST_CASE("TFT: inversion and idle mode") {
    Bench bench;
    bench.begin();
    bench.pixel(0, 0, {0x84, 0x10});
    bench.command(0x39);
    CHECK(bench.part.colour(0, 0) == 0xffffff);
    bench.command(0x21);
    CHECK(bench.part.colour(0, 0) == 0);
    bench.command(0x38);
    CHECK(bench.part.colour(0, 0) == 0x797d79);
    bench.command(0x20);
    CHECK(bench.part.colour(0, 0) == 0x868286);
}

TEST_CASE("TFT: VSCRSADD is the line that the scrolled area begins with, NORON ends it") {
    Bench bench;
    bench.begin();
    bench.pixel(0, 5, red_16);
    bench.pixel(0, 12, green_16);
    bench.pixel(0, 319, blue_16);
    bench.command(0x33, {0, 10, 0x01, 0x2c, 0, 10}); // 10, 300, 10
    bench.command(0x37, {0, 12});
    CHECK(bench.part.colour(0, 5) == red);
    CHECK(bench.part.colour(0, 10) == green);
    CHECK(bench.part.colour(0, 319) == blue);
    bench.command(0x37, {0, 309 - 256}); // 53
    CHECK(bench.part.colour(0, 10 + 300 - 41) == green);
    bench.command(0x13);
    CHECK(bench.part.colour(0, 12) == green);
    bench.command(0x33, {0, 10, 0, 10, 0, 10});
    CHECK(bench.told("tft.scroll") == 1);
}

TEST_CASE("TFT: partial mode shows its rows, over the end if the first comes later") {
    Bench bench;
    bench.begin();
    for (const unsigned row : {10U, 100U, 310U}) {
        bench.pixel(0, row, red_16);
    }
    bench.command(0x30, {0, 50, 0, 200});
    bench.command(0x12);
    CHECK(bench.part.colour(0, 10) == 0);
    CHECK(bench.part.colour(0, 100) == red);
    bench.command(0x30, {0x01, 0x2c, 0, 50});
    CHECK(bench.part.colour(0, 10) == red);
    CHECK(bench.part.colour(0, 100) == 0);
    CHECK(bench.part.colour(0, 310) == red);
}

TEST_CASE("TFT: tells its identification and state, a clock late for more than a byte") {
    Bench bench;
    const Bytes id = bench.read(0xd3, 4);
    const int late = id[1] << 17 | id[2] << 9 | id[3] << 1;
    CHECK((late >> 8) == 0x9341);
    CHECK(bench.read(0x0a, 1) == Bytes{0x88});
    bench.begin();
    CHECK(bench.read(0x0a, 1) == Bytes{0x9c});
    CHECK(bench.read(0x0b, 1) == Bytes{0x48});
    CHECK(bench.read(0x0c, 1) == Bytes{0x55});
    bench.pixel(4, 4, {0xf8, 0x1f});
    CHECK(bench.read(0x2e, 4) == Bytes{0, 0xfc, 0x00, 0xfc}); // after a dummy byte
    Bench other({.model = peripherals::devices::st7789});
    CHECK(other.read(0xda, 1) == Bytes{0x85});
    CHECK(other.miso.level() == Level::Floating);
}

TEST_CASE("TFT: RESX and SWRESET put it to sleep; what comes within 5 ms is told") {
    Bench bench;
    bench.begin();
    bench.pixel(0, 0, red_16);
    bench.command(0x01);
    CHECK(bench.part.colour(0, 0) == 0);
    CHECK(bench.told("tft.too_soon") == 0);
    bench.command(0x11);
    CHECK(bench.told("tft.too_soon") == 1);
    bench.wait(6 * ps_per_ms);
    bench.command(0x29);
    CHECK(bench.part.colour(0, 0) == red); // MADCTL stays, and the memory
    bench.set(bench.res, false);
    bench.command(0x29); // nobody listens
    bench.set(bench.res, true);
    bench.wait(6 * ps_per_ms);
    CHECK(bench.read(0x0a, 1) == Bytes{0x88});
    CHECK(bench.read(0x0b, 1) == Bytes{0x00});
    bench.command(0x05);
    CHECK(bench.told("tft.command") == 1);
    bench.command(0xb1, {0, 0x18}); // level 2
    CHECK(bench.told("tft.command") == 1);
}

TEST_CASE("TFT: an ST7789 on an IPS panel wants INVON, and the panel is where the offset says") {
    Bench bench({.model = peripherals::devices::st7789,
                 .width = 135,
                 .height = 240,
                 .first_column = 52,
                 .first_row = 40});
    bench.begin(0x00);
    bench.command(0x21);
    bench.pixel(52, 40, red_16);
    bench.pixel(186, 279, green_16);
    CHECK(bench.part.colour(0, 0) == red);
    CHECK(bench.part.colour(134, 239) == green);
    bench.command(0x20);
    CHECK(bench.part.colour(0, 0) == 0x00ffff);
    SpiMaster bus;
    CHECK_THROWS_AS(
        Tft(bus.machine, "tft", {bus.sck, bus.mosi, bus.cs}, {bus.machine.net("DC")}, {.width = 241}), Error);
}
