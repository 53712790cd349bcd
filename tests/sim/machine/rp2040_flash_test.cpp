#include "sim/core/simulation.h"
#include "sim/machine/rp2040.h"

#include <doctest/doctest.h>

using namespace sim::core;
using sim::machine::Rp2040;

namespace {

constexpr std::uint32_t ssi = 0x18000000;
constexpr std::uint32_t ss_ctrl = 0x4001800c;
constexpr std::uint32_t sd0_ctrl = 0x40018014;
constexpr std::uint32_t sd_pad = 0x40020008;

constexpr std::uint32_t psm_frce_off = 0x40010004;
constexpr std::uint32_t resets_clear = 0x4000f000;

struct Bench {
    Simulation simulation;
    Rp2040 chip{simulation, "chip", {}};

    Bench() {
        chip.reset();
        simulation.run_until(13 * ps_per_us); // the power-on sequence as far as XIP
        write(psm_frce_off, 1 << 15);         // no processors
        write(resets_clear, 1 << 6 | 1 << 9); // IO_QSPI, PADS_QSPI
        for (std::uint32_t pin = 0; pin < 6; ++pin) {
            write(0x40018004 + 8 * pin, 0); // function XIP
        }
        write(ssi + 0x14, 6);
        write(ssi + 0x00, 7 << 16);
        write(ssi + 0x10, 1);
        write(ssi + 0x08, 1);
    }
    std::uint32_t read(std::uint32_t address) { return chip.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { chip.bus().write(address, value, {}); }
    std::uint32_t exchange(std::uint32_t byte) {
        write(ssi + 0x60, byte);
        simulation.run_until(simulation.now() + 10 * ps_per_us);
        return read(ssi + 0x60);
    }
};

} // namespace

TEST_CASE("RP2040: OUTOVER of QSPI_SS holds the flash selected between bytes") {
    Bench bench;
    bench.exchange(0x9f);
    CHECK(bench.exchange(0) != 0xef);
    bench.write(ss_ctrl, 2 << 8);
    bench.exchange(0x9f);
    CHECK(bench.exchange(0) == 0xef);
    CHECK(bench.exchange(0) == 0x40);
    CHECK(bench.exchange(0) == 0x15);
    bench.write(ss_ctrl, 3 << 8);
    CHECK(bench.exchange(0) == 0);
}

TEST_CASE("RP2040: pads without output give the flash what their pulls say") {
    Bench bench;
    bench.write(ss_ctrl, 2 << 8);
    for (std::uint32_t lane = 0; lane < 4; ++lane) {
        bench.write(sd_pad + 4 * lane, 0xd8); // OD, IE, PUE
    }
    CHECK(bench.exchange(0x9f) == 0xff); // the command was ffh
    CHECK(bench.exchange(0) == 0xff);
    bench.write(sd0_ctrl + 8, 2 << 16); // INOVER of SD1: low
    CHECK(bench.exchange(0) == 0);
}

TEST_CASE("RP2040: RUN holds the chip in reset, which says so and keeps SRAM alone") {
    constexpr std::uint32_t chip_reset = 0x40064008, scratch = 0x4005800c, word = 0x20001000;
    constexpr std::uint32_t had_run = 1 << 16, had_por = 1 << 8;
    Bench bench;
    CHECK(bench.read(chip_reset) == had_por);
    bench.write(scratch, 5);
    bench.write(word, 7);
    NetPin finger;
    finger.connect(bench.chip.reset_pin(), nullptr, 0);
    CHECK(bench.chip.reset_pin().level() == Level::High); // its own pull-up
    finger.set({.drive = Drive::Low});
    bench.simulation.settle();
    bench.simulation.run_until(bench.simulation.now() + 100 * ps_per_us);
    CHECK(bench.chip.core(0).held_in_reset());
    CHECK(bench.read(ssi + 0x14) == 0);
    finger.set({});
    bench.simulation.settle();
    bench.simulation.run_until(bench.simulation.now() + 20 * ps_per_us); // the power-on sequence
    CHECK(bench.read(chip_reset) == had_run);
    CHECK(bench.read(scratch) == 0);
    CHECK(bench.read(word) == 7);
    CHECK(!bench.chip.core(0).held_in_reset());
}

TEST_CASE("RP2040: a program that is in SRAM alone is started at its beginning") {
    Simulation simulation;
    Rp2040 chip{simulation, "chip", {}};
    sim::image::Image image;
    image.segments.push_back({
        .address = 0x20000000, .bytes = {0x2a, 0x20, 0xfe, 0xe7}
    }); // movs r0, #42; b .
    chip.load(image);
    chip.reset();
    simulation.run_until(1 * ps_per_ms);
    CHECK(chip.core(0).pc() == 0x20000002);
    CHECK(chip.core(0).registers()[0] == 42);
}
