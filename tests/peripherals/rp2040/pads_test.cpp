#include "peripherals/rp2040/pads.h"
#include "peripherals/rp2040/pads_registers.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using namespace peripherals::rp2040;

namespace {

constexpr std::uint32_t base = 0x4001c000;
enum : std::uint32_t { SLEWFAST = 1, SCHMITT = 2, PDE = 4, PUE = 8, DRIVE_4 = 1U << 4, IE = 0x40, OD = 0x80 };

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Pads pads{machine, "PADS_BANK0", pads::bank0_registers, 30};
    OutputPins io;
    NetPin outside;

    Bench() {
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &pads, .name = "PADS_BANK0", .atomic_aliases = true});
        pads.connect_outputs(io);
        for (unsigned pin = 0; pin < 30; ++pin) {
            pads.connect_net(pin, machine.net("GPIO" + std::to_string(pin)));
        }
        outside.connect(machine.net("GPIO7"), nullptr, 0);
        machine.reset();
        simulation.settle();
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void pad(std::uint32_t value) { machine.bus().write(base + 4 + 7 * 4, value, {}); }
    void drive(bool level, bool enable) {
        io.set(std::uint32_t{level} << 7, std::uint32_t{enable} << 7);
        simulation.settle();
    }
    void drive_outside(const Contribution& contribution) {
        outside.set(contribution);
        simulation.settle();
    }
    Level net() { return machine.net("GPIO7").level(); }
    bool input() { return (pads.inputs().levels() >> 7 & 1) != 0; }
    bool floats() { return (pads.floating().levels() >> 7 & 1) != 0; }
};

} // namespace

TEST_CASE("PADS_BANK0: reset values") {
    Bench bench;
    CHECK(bench.read(0) == 0);
    for (std::uint32_t pin = 0; pin < 30; ++pin) {
        CHECK(bench.read(4 + 4 * pin) == 0x56);
    }
    CHECK(bench.read(0x7c) == 0xda);
    CHECK(bench.read(0x80) == 0x5a);
}

TEST_CASE("PADS_BANK0: pulls decide where nothing drives, both together keep the level") {
    Bench bench;
    CHECK(bench.net() == Level::Low); // pulled down after reset
    CHECK(!bench.input());
    bench.pad(IE | PUE);
    CHECK(bench.net() == Level::High);
    CHECK(bench.input());
    bench.pad(IE | PUE | PDE);
    CHECK(bench.net() == Level::High);
    bench.drive_outside({.drive = Drive::Low});
    bench.drive_outside({});
    CHECK(bench.net() == Level::Low);
    CHECK(!bench.input());
    bench.pad(IE);
    CHECK(bench.net() == Level::Floating);
    CHECK(bench.floats());
    CHECK(!bench.input());
    bench.pad(0);
    CHECK(!bench.floats()); // not looked at
    bench.pad(IE | PDE);
    CHECK(!bench.floats());
}

TEST_CASE("PADS_BANK0: an output drives unless OD is set, and an input reads only with IE") {
    Bench bench;
    bench.drive(true, true);
    CHECK(bench.net() == Level::High);
    CHECK(bench.input());
    bench.pad(IE | PDE | OD);
    CHECK(bench.net() == Level::Low);
    bench.pad(PDE);
    CHECK(bench.net() == Level::High);
    CHECK(!bench.input());
    bench.pad(PDE | IE);
    CHECK(bench.input());
    bench.drive(true, false);
    CHECK(bench.net() == Level::Low);
    CHECK(!bench.input());
}

TEST_CASE("PADS_BANK0: DRIVE is the strength against another driver") {
    Bench bench;
    bench.drive(true, true);
    bench.drive_outside({.drive = Drive::Low, .strength_ma = 6});
    for (const auto& [drive, level] : {
             std::pair{0U, Level::Low },
             {1U, Level::Low },
             {2U, Level::High},
             {3U, Level::High}
    }) {
        bench.pad(IE | drive << 4);
        CHECK(bench.net() == level);
    }
    CHECK(bench.simulation.diagnostics().count("net.contention") != 0);
}

TEST_CASE("PADS_BANK0: more volts than IOVDD and half a volt are told") {
    Bench bench;
    const auto told = [&] { return bench.simulation.diagnostics().count("net.overvoltage"); };
    bench.drive_outside({.drive = Drive::High, .high_mv = 3800});
    CHECK(told() == 0);
    bench.drive_outside({});
    bench.drive_outside({.drive = Drive::High, .high_mv = 5000});
    CHECK(told() == 1);
    CHECK(bench.input());
}

TEST_CASE("PADS_QSPI: pads are in another order than the pins of IO_QSPI") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    Pads qspi(machine, "PADS_QSPI", pads::qspi_registers, 6, pads::qspi_pin_of_pad);
    machine.bus().map({.base = base, .size = 0x1000, .device = &qspi, .name = "PADS_QSPI"});
    OutputPins io;
    qspi.connect_outputs(io);
    for (unsigned pin = 0; pin < 6; ++pin) {
        qspi.connect_net(pin, machine.net(std::to_string(pin)));
    }
    machine.reset();
    simulation.settle();
    constexpr std::uint32_t resets[] = {0, 0x56, 0x52, 0x52, 0x52, 0x52, 0x5a};
    for (std::uint32_t i = 0; i < 7; ++i) {
        CHECK(machine.bus().read(base + 4 * i, {}).value == resets[i]);
    }
    CHECK(qspi.inputs().levels() == 2);          // SS is pulled up
    CHECK(qspi.floating().levels() == 0x3c);     // the data lines float
    machine.bus().write(base + 8, IE | PUE, {}); // SD0
    CHECK(qspi.inputs().levels() == 6);
}

TEST_CASE("PADS_BANK0: between 0.8 and 2.0 V an input with SCHMITT keeps its level") {
    Bench bench;
    bench.pad(IE | SCHMITT);
    for (const bool high : {true, false}) {
        CAPTURE(high);
        bench.drive_outside(volts(high ? 2000 : 800));
        CHECK(bench.input() == high);
        bench.drive_outside(volts(1400));
        CHECK(bench.input() == high);
        CHECK_FALSE(bench.floats());
    }
    CHECK(bench.simulation.diagnostics().count("net.undefined") == 0);
}

TEST_CASE("PADS_BANK0: between 0.8 and 2.0 V an input without SCHMITT is told of and reads low") {
    Bench bench;
    bench.pad(IE);
    bench.drive_outside(volts(2000));
    CHECK(bench.input());
    CHECK(bench.simulation.diagnostics().count("net.undefined") == 0);
    bench.drive_outside(volts(1999));
    CHECK_FALSE(bench.input());
    CHECK(bench.simulation.diagnostics().entries().at({"net.undefined", "PADS_BANK0 GPIO7"}).count == 1);
}

TEST_CASE("PADS_BANK0: more volts than IOVDD + 0.5 V are told of, at an edge and without one") {
    Bench bench;
    bench.drive_outside(volts(3800));
    CHECK(bench.simulation.diagnostics().count("net.overvoltage") == 0);
    bench.drive_outside(volts(3801));
    CHECK(bench.simulation.diagnostics().count("net.overvoltage") == 1);
    bench.drive_outside(volts(0));
    bench.drive_outside(volts(5000));
    CHECK(bench.simulation.diagnostics().count("net.overvoltage") == 2);
}

TEST_CASE("PADS_BANK0: current over DRIVE, over 12 mA, over 50 mA of all pins") {
    Bench bench;
    std::vector<NetPin> leds(5);
    for (unsigned i = 0; i < leds.size(); ++i) {
        leds[i].connect(bench.machine.net("GPIO" + std::to_string(i)), nullptr, 0);
        leds[i].set_load({.high_ua = 12'000, .low_ua = 12'000});
        bench.machine.bus().write(base + 4 + 4 * i, IE | 3U << 4, {});
    }
    const Diagnostics& told = bench.simulation.diagnostics();
    const auto drive_all = [&bench](std::uint32_t levels, std::uint32_t enables) {
        bench.io.set(levels, enables);
        bench.simulation.settle();
    };
    SUBCASE("a pin") {
        drive_all(1, 1);
        CHECK(told.entries().empty()); // 12 mA at 12 mA
        bench.machine.bus().write(base + 4, IE | DRIVE_4, {});
        drive_all(0, 0);
        drive_all(1, 1);
        CHECK(told.entries().at({"net.drive_strength", "PADS_BANK0 GPIO0"}).count == 1);
        leds[0].set_load({.high_ua = 12'001});
        drive_all(0, 0);
        drive_all(1, 1);
        CHECK(told.entries().at({"net.current", "PADS_BANK0 GPIO0"}).count == 1);
    }
    SUBCASE("out of all") {
        drive_all(0xf, 0x1f); // four high, one low
        CHECK(told.count("net.current") == 0);
        drive_all(0x1f, 0x1f);
        CHECK(told.entries().at({"net.current", "PADS_BANK0 IOVDD"}).count == 1);
    }
    SUBCASE("into all") {
        drive_all(0, 0xf);
        CHECK(told.count("net.current") == 0);
        drive_all(0, 0x1f);
        CHECK(told.entries().at({"net.current", "PADS_BANK0 VSS"}).count == 1);
    }
}

TEST_CASE("PADS_BANK0: settings without effect are told of") {
    Bench bench;
    bench.pad(IE | SLEWFAST);
    bench.machine.bus().write(base, 1, {});
    CHECK(bench.simulation.diagnostics().count("pads.slew") == 1);
    CHECK(bench.simulation.diagnostics().count("pads.voltage_select") == 1);
}
