#include "peripherals/devices/ds1307.h"

#include "i2c_master.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::Ds1307;
using Bytes = std::vector<std::uint8_t>;

namespace {

constexpr std::uint8_t address = 0x68;

struct Bench : I2cMaster {
    Net& wave = machine.net("SQW");
    NetPin wave_pull;
    Ds1307 part{machine, "clock", scl, sda, &wave};

    Bench() {
        wave_pull.connect(wave, nullptr, 0);
        wave_pull.set({.pull = Pull::Up});
        machine.reset();
    }
    void wait_ms(std::int64_t ms) { wait(ms * ps_per_ms); }
    Bytes time() { return read(address, 0, 7); }
};

} // namespace

TEST_CASE("DS1307: new, it stands at 2000-01-01, day 1, with CH set") {
    Bench bench;
    bench.wait_ms(2000);
    CHECK(bench.read(address, 0, 8) == Bytes{0x80, 0, 0, 1, 1, 1, 0, 0x03});
}

TEST_CASE("DS1307: counts from the write of the seconds on") {
    Bench bench;
    CHECK(bench.write(address, {0x00, 0x58, 0x59, 0x23, 7, 0x28, 0x02, 0x24}));
    bench.wait_ms(900);
    CHECK(bench.time() == Bytes{0x58, 0x59, 0x23, 7, 0x28, 0x02, 0x24});
    bench.wait_ms(1200);
    CHECK(bench.time() == Bytes{0x00, 0x00, 0x00, 1, 0x29, 0x02, 0x24}); // a leap year
    bench.wait(86'400 * ps_per_s);
    CHECK(bench.time() == Bytes{0x00, 0x00, 0x00, 2, 0x01, 0x03, 0x24});
}

TEST_CASE("DS1307: years end, and February has 28 days otherwise") {
    Bench bench;
    CHECK(bench.write(address, {0x00, 0x59, 0x59, 0x23, 3, 0x31, 0x12, 0x99}));
    bench.wait_ms(1500);
    CHECK(bench.time() == Bytes{0x00, 0x00, 0x00, 4, 0x01, 0x01, 0x00});
    CHECK(bench.write(address, {0x00, 0x59, 0x59, 0x23, 3, 0x28, 0x02, 0x23}));
    bench.wait_ms(1500);
    CHECK(bench.time() == Bytes{0x00, 0x00, 0x00, 4, 0x01, 0x03, 0x23});
}

TEST_CASE("DS1307: twelve hours with AM and PM") {
    Bench bench;
    const std::pair<std::uint8_t, std::uint8_t> table[] = {
        {0x51, 0x72},
        {0x72, 0x61},
        {0x71, 0x52},
        {0x52, 0x41},
        {0x49, 0x50}
    };
    for (const auto& [before, after] : table) {
        CHECK(bench.write(address, {0x00, 0x59, 0x59, before, 1, 1, 1, 0}));
        bench.wait_ms(1500);
        const Bytes time = bench.time();
        CHECK(time[2] == after);
        CHECK(time[4] == (before == 0x71 ? 2 : 1));
    }
}

TEST_CASE("DS1307: what one transfer reads belongs together") {
    Bench bench;
    CHECK(bench.write(address, {0x00, 0x59, 0x59, 0x23, 1, 1, 1, 0}));
    bench.start();
    bench.send(address << 1);
    bench.send(0);
    bench.start();
    bench.send(address << 1 | 1);
    CHECK(bench.receive(true) == 0x59);
    bench.wait_ms(1500);
    CHECK(bench.receive(false) == 0x59);
    bench.stop();
    CHECK(bench.time()[1] == 0);
}

TEST_CASE("DS1307: the battery keeps time and RAM; the pointer goes round after 3Fh") {
    Bench bench;
    CHECK(bench.write(address, {0x3e, 0xaa, 0x55, 0x30}));
    bench.wait_ms(500);
    bench.machine.reset();
    bench.wait_ms(1000);
    CHECK(bench.read(address, 0x3e, 4) == Bytes{0xaa, 0x55, 0x31, 0});
}

TEST_CASE("DS1307: only bits that exist are written") {
    Bench bench;
    CHECK(bench.write(address, {0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}));
    CHECK(bench.read(address, 0x01, 7) == Bytes{0x7f, 0x7f, 0x07, 0x3f, 0x1f, 0xff, 0x93});
}

TEST_CASE("DS1307: SQW/OUT is OUT or a wave of four frequencies") {
    Bench bench;
    CHECK(bench.wave.level() == Level::Low);
    CHECK(bench.write(address, {0x07, 0x80}));
    CHECK(bench.wave.level() == Level::High);
    const std::pair<std::uint8_t, std::uint64_t> table[] = {
        {0x10, 1     },
        {0x11, 4096  },
        {0x12, 8192  },
        {0x13, 32'768}
    };
    for (const auto& [control, hz] : table) {
        CHECK(bench.write(address, {0x07, control}));
        const std::uint64_t before = bench.wave.edges();
        bench.wait_ms(1000);
        CHECK(bench.wave.edges() - before == 2 * hz);
    }
}
