#include "peripherals/rp2040/pads.h"
#include "peripherals/rp2040/pads_registers.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>

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
