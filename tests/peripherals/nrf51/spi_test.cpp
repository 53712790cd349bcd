#include "peripherals/nrf51/spi.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Spi;

namespace {

constexpr std::uint32_t base = 0x40004000;
constexpr std::uint32_t ready = base + 0x108, intenset = base + 0x304, enable = base + 0x500,
                        pselsck = base + 0x508, pselmosi = base + 0x50c, pselmiso = base + 0x510,
                        rxd = base + 0x518, txd = base + 0x51c, frequency = base + 0x524,
                        config = base + 0x554;
constexpr std::uint32_t lsb_first = 1, cpha = 2, cpol = 4;
constexpr std::uint32_t m1 = 0x10000000, m8 = 0x80000000, k125 = 0x02000000;
constexpr unsigned sck = 23, mosi = 21, miso = 22;

struct Bench : PinsBench {
    Spi spi{machine, "SPI1", 4, &sink, gpio, hfclk};
    Bench() { map(spi); }
    void open(std::uint32_t mode, std::uint32_t rate = m1) {
        write(pselsck, sck);
        write(pselmosi, mosi);
        write(pselmiso, miso);
        write(frequency, rate);
        write(config, mode);
        write(enable, 1);
        run_us(1);
        for (Probe& probe : probes) {
            probe.edges.clear();
        }
    }
    /// The bits on MOSI at the edges of SCK that a target samples at, first one highest.
    std::uint32_t sampled(std::uint32_t mode) {
        const bool rising = ((mode & cpol) != 0) == ((mode & cpha) != 0);
        std::uint32_t bits = 0;
        for (const Edge& edge : probes[sck].edges) {
            if (edge.level == rising) {
                bool level = probes[mosi].edges.empty() || !probes[mosi].edges[0].level;
                for (const Edge& data : probes[mosi].edges) {
                    level = data.time <= edge.time ? data.level : level;
                }
                bits = bits << 1 | (level ? 1 : 0);
            }
        }
        return bits;
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "SPI: all modes and orders clock a byte out at the period of FREQUENCY") {
    for (std::uint32_t mode = 0; mode < 8; ++mode) {
        CAPTURE(mode);
        open(mode);
        const bool idle = (mode & cpol) != 0;
        CHECK((level(sck) == Level::High) == idle);
        const Time start = simulation.now();
        write(txd, 0xc5);
        run_us(10);
        const auto& edges = probes[sck].edges;
        REQUIRE(edges.size() == 16);
        const Time first = start + ((mode & cpha) != 0 ? 0 : 500 * ps_per_ns);
        for (std::size_t i = 0; i < 16; ++i) {
            CHECK(edges[i] == Edge{first + static_cast<Time>(i) * 500 * ps_per_ns, (i % 2 == 0) != idle});
        }
        CHECK(sampled(mode) == ((mode & lsb_first) != 0 ? 0xa3 : 0xc5));
        CHECK(read(ready) == 1);
        write(ready, 0);
        read(rxd);
    }
}

TEST_CASE_FIXTURE(Bench, "SPI: MISO is sampled, READY comes with the end of the byte") {
    write(intenset, 1 << 2);
    open(0);
    write(txd, 0x00);
    for (int i = 0; i < 8; ++i) {
        drive(miso, (0x6b << i & 0x80) != 0);
        CHECK(read(ready) == 0);
        run_us(1);
    }
    CHECK(read(ready) == 1);
    CHECK(spi.irq().level());
    CHECK(read(rxd) == 0x6b);
    CHECK(read(rxd) == 0x6b);
}

TEST_CASE_FIXTURE(Bench, "SPI: TXD is double-buffered: the second byte follows without a pause") {
    open(0);
    const Time start = simulation.now();
    write(txd, 0x11);
    write(txd, 0x22);
    run_us(20);
    const auto& edges = probes[sck].edges;
    REQUIRE(edges.size() == 32);
    CHECK(edges[16].time == start + 8'500 * ps_per_ns);
    CHECK(sampled(0) == 0x1122);
    write(txd, 0x33);
    write(txd, 0x44);
    write(txd, 0x55);
    CHECK(simulation.diagnostics().count("spi.txd_overwritten") == 1);
}

TEST_CASE_FIXTURE(Bench, "SPI: RXD is double-buffered: READY comes again when a byte moves there") {
    open(0);
    drive(miso, true);
    write(txd, 0);
    run_us(8);
    drive(miso, false);
    write(txd, 0);
    run_us(8);
    write(ready, 0);
    CHECK(read(rxd) == 0xff);
    CHECK(read(ready) == 1);
    write(ready, 0);
    CHECK(read(rxd) == 0x00);
    CHECK(read(ready) == 0);
    for (int i = 0; i < 3; ++i) {
        write(txd, 0);
        run_us(8);
    }
    CHECK(simulation.diagnostics().count("spi.overrun") == 1);
}

TEST_CASE_FIXTURE(Bench, "SPI: from 125 kHz to 8 MHz, without its pins too") {
    open(0, m8);
    write(txd, 0xff);
    run_us(1);
    CHECK(probes[sck].edges.size() == 16);
    CHECK(read(ready) == 1);
    write(ready, 0);
    read(rxd);
    open(0, k125);
    for (const std::uint32_t select : {pselsck, pselmosi, pselmiso}) {
        write(select, 0xffffffff);
    }
    write(txd, 0xff);
    run(64 * ps_per_us - 1);
    CHECK(read(ready) == 0);
    run(1);
    CHECK(read(ready) == 1);
    CHECK(read(rxd) == 0);
}

TEST_CASE_FIXTURE(Bench, "SPI: disabled it has no pins and sends nothing") {
    open(cpol);
    write(enable, 0);
    CHECK(level(sck) == Level::Floating);
    write(txd, 0x55);
    run_us(10);
    CHECK(read(ready) == 0);
    CHECK_FALSE(spi.active());
    write(enable, 1);
    CHECK(level(sck) == Level::High);
    spi.reset();
    CHECK(level(sck) == Level::Floating);
    CHECK(read(frequency) == 0x04000000);
}
