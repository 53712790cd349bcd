#include "peripherals/nrf51/gpio.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::BlockPin;
using peripherals::nrf51::PinListener;

namespace {

constexpr std::uint32_t base = PinsBench::gpio_base;
constexpr std::uint32_t out = base + 0x504, outset = base + 0x508, outclr = base + 0x50c, in = base + 0x510,
                        dir = base + 0x514, dirset = base + 0x518, dirclr = base + 0x51c;
constexpr std::uint32_t cnf_output = 1, cnf_disconnect = 2, pull_down = 1 << 2, pull_up = 3 << 2;
constexpr std::uint32_t h0s1 = 1 << 8, d0s1 = 4 << 8, d0h1 = 5 << 8, s0d1 = 6 << 8, h0d1 = 7 << 8;
constexpr std::uint32_t sense_high = 2 << 16, sense_low = 3 << 16;

struct Listener final : PinListener {
    std::vector<int> heard; // signal * 2 + level
    void on_pin(unsigned signal, bool level) override {
        heard.push_back(static_cast<int>(signal * 2 + (level ? 1 : 0)));
    }
};

} // namespace

TEST_CASE_FIXTURE(PinsBench, "GPIO: OUT, OUTSET and OUTCLR are one latch that outputs follow") {
    write(dir, 0x7);
    write(out, 0x5);
    CHECK(level(0) == Level::High);
    CHECK(level(1) == Level::Low);
    CHECK(level(2) == Level::High);
    CHECK(level(3) == Level::Floating);
    write(outset, 0x82);
    CHECK(level(1) == Level::High);
    CHECK(read(out) == 0x87);
    write(outclr, 0x1);
    CHECK(level(0) == Level::Low);
    for (const std::uint32_t address : {out, outset, outclr}) {
        CHECK(read(address) == 0x86);
    }
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: DIR, DIRSET, DIRCLR and PIN_CNF.DIR are the same bits") {
    CHECK(read(base + 0x700) == 2);
    write(dirset, 1 << 4);
    CHECK(read(base + 0x710) == (cnf_output | cnf_disconnect));
    configure(9, cnf_output);
    CHECK(read(dir) == (1 << 4 | 1 << 9));
    write(dirclr, 1 << 9);
    CHECK(read(base + 0x724) == 0);
    CHECK(read(dirset) == 1 << 4);
    CHECK(level(9) == Level::Floating);
    configure(4, 0);
    CHECK(read(dirclr) == 0);
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: IN shows pins whose input buffer is connected, outputs among them") {
    drive(7, true);
    CHECK(read(in) == 0);
    configure(7, 0);
    CHECK(read(in) == 1 << 7);
    configure(8, cnf_output);
    write(outset, 1 << 8);
    CHECK(read(in) == (1 << 7 | 1 << 8));
    let_go(7);
    CHECK(read(in) == 1 << 8); // floating reads low
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: pulls give a level to a pin that nothing drives") {
    configure(3, pull_up);
    CHECK(level(3) == Level::High);
    configure(3, pull_down);
    CHECK(level(3) == Level::Low);
    configure(3, pull_up);
    drive(3, false);
    CHECK(read(in) == 0);
    CHECK(simulation.diagnostics().count("net.contention") == 0);
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: D0 and D1 configurations disconnect one level") {
    for (const std::uint32_t config : {s0d1, h0d1}) {
        configure(3, cnf_output | config | pull_up);
        write(outset, 1 << 3);
        CHECK(level(3) == Level::High);
        drive(3, false);
        CHECK(level(3) == Level::Low);
        let_go(3);
        write(outclr, 1 << 3);
        CHECK(level(3) == Level::Low);
    }
    for (const std::uint32_t config : {d0s1, d0h1}) {
        configure(3, cnf_output | config);
        CHECK(level(3) == Level::Floating);
        drive(3, true);
        CHECK(level(3) == Level::High);
        let_go(3);
        write(outset, 1 << 3);
        CHECK(level(3) == Level::High);
        write(outclr, 1 << 3);
    }
    CHECK(simulation.diagnostics().count("net.contention") == 0);
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: a high drive wins against 4 mA, a standard one does not") {
    configure(3, cnf_output);
    drive(3, true);
    CHECK(level(3) == Level::High);
    configure(3, cnf_output | h0s1);
    CHECK(level(3) == Level::Low);
    CHECK(simulation.diagnostics().count("net.contention") > 0);
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: DETECT is high while any pin has the level that its SENSE asks for") {
    configure(3, sense_high);
    configure(5, sense_low | pull_up);
    CHECK_FALSE(gpio.detect().level());
    drive(3, true);
    CHECK(gpio.detect().level());
    drive(5, false);
    drive(3, false);
    CHECK(gpio.detect().level());
    let_go(5);
    CHECK_FALSE(gpio.detect().level());
    configure(3, sense_low | cnf_disconnect);
    CHECK_FALSE(gpio.detect().level());
    configure(3, sense_low);
    CHECK(gpio.detect().level());
}

TEST_CASE_FIXTURE(PinsBench,
                  "GPIO: a block that has a pin decides on direction and level, PIN_CNF on the rest") {
    BlockPin pin(gpio, nullptr, 0);
    configure(4, s0d1 | pull_up | cnf_disconnect);
    pin.take_output(4, false);
    CHECK(level(4) == Level::Low);
    write(outset, 1 << 4);
    write(dirclr, 1 << 4);
    CHECK(level(4) == Level::Low);
    pin.drive(true); // disconnects: S0D1
    drive(4, false);
    CHECK(level(4) == Level::Low);
    CHECK(simulation.diagnostics().count("net.contention") == 0);
    let_go(4);
    pin.take_input(4);
    CHECK(level(4) == Level::High);
    CHECK(read(in) == 1 << 4); // the input buffer is the block's too
    pin.let_go();
    CHECK(read(in) == 0);
    pin.take_output(0xffffffff, true);
    CHECK_FALSE(pin.taken());
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: blocks hear of edges on the pins they have") {
    Listener listener;
    BlockPin first(gpio, &listener, 1);
    BlockPin second(gpio, &listener, 2);
    first.take_input(6);
    second.take_input(6);
    drive(6, true);
    CHECK(listener.heard == std::vector<int>{3, 5});
    CHECK(first.level());
    second.take_input(7);
    drive(6, false);
    drive(7, true);
    CHECK(listener.heard == std::vector<int>{3, 5, 2, 5});
}

TEST_CASE_FIXTURE(PinsBench, "GPIO: reset lets go of everything, and volts over the supply are told") {
    configure(3, cnf_output | pull_up);
    write(outset, 1 << 3);
    gpio.reset();
    CHECK(level(3) == Level::Floating);
    CHECK(read(dir) == 0);
    CHECK(read(out) == 0);
    probes[3].pin.set({.drive = Drive::High, .high_mv = 5000});
    simulation.settle();
    CHECK(simulation.diagnostics().count("net.overvoltage") == 1);
}
