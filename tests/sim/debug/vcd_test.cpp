#include "sim/core/analog.h"
#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/register_device.h"
#include "sim/core/wiring.h"
#include "sim/debug/vcd.h"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

using namespace sim::core;
using sim::debug::VcdWriter;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "my pico"};
    NetPin first, second;
    std::ostringstream out;

    Bench() {
        first.connect(machine.net("GPIO0"), nullptr, 0);
        second.connect(machine.net("QSPI_SS"), nullptr, 0);
        first.set({.pull = Pull::Down});
    }
    void drive(NetPin& pin, Time time, Drive drive) {
        simulation.scheduler().set_now(time);
        pin.set({.drive = drive});
        simulation.settle();
    }
};

constexpr Field level_fields[] = {
    {11, 8, "RX", RW, 0},
    {3,  0, "TX", RW, 5},
};
constexpr Register block_registers[] = {
    {0x0, "CTRL",   {},           {}    },
    {0x4, "LEVEL%", level_fields, {2, 4}},
};

struct Potentiometer final : AnalogSource {
    std::int64_t uv = 1'650'000;
    std::int64_t microvolts() const override { return uv; }
};

struct Display final : Device {
    std::vector<const Net*> lines;
    using Device::Device;
    void reset() override {}
    void describe_wiring(Wiring& wiring) const override { wiring.groups.push_back({"lines", lines}); }
    void inspect(Inspector& inspector) const override {
        inspector.number("brightness", 70, "%");
        inspector.text("text", "hello");
    }
};

/// What stands behind the definitions.
std::string body_of(const std::string& dump) {
    return dump.substr(dump.find("$end\n", dump.find("$enddefinitions")) + 5);
}

} // namespace

TEST_CASE("VCD: a dump has a header, the levels at its beginning, and every edge in nanoseconds") {
    Bench bench;
    bench.simulation.scheduler().set_now(5'000);
    VcdWriter vcd(bench.simulation, bench.out);
    bench.drive(bench.first, 10'999, Drive::High);
    bench.drive(bench.second, 10'999, Drive::Low);
    bench.drive(bench.first, 12'000, Drive::Low);
    bench.drive(bench.first, 13'000, Drive::None);
    bench.simulation.scheduler().set_now(20'000);
    vcd.finish();
    CHECK(bench.out.str() == "$version Terrarium $end\n"
                             "$timescale 1 ns $end\n"
                             "$scope module my_pico $end\n"
                             "$var wire 1 ! GPIO0 $end\n"
                             "$var wire 1 \" QSPI_SS $end\n"
                             "$upscope $end\n"
                             "$enddefinitions $end\n"
                             "#5\n$dumpvars\n0!\nz\"\n$end\n"
                             "#10\n1!\n0\"\n"
                             "#12\n0!\n"
                             "#13\nz!\n"
                             "#20\n");
    bench.drive(bench.first, 30'000, Drive::High); // after the end
    CHECK(bench.out.str().ends_with("#20\n"));
}

TEST_CASE("VCD: patterns choose nets, and one that matches nothing is an error") {
    Bench bench;
    VcdWriter vcd(bench.simulation, bench.out, {.patterns = {"GPIO?"}});
    bench.drive(bench.second, 1'000, Drive::Low);
    vcd.finish();
    CHECK(bench.out.str().find("GPIO0") != std::string::npos);
    CHECK(bench.out.str().find("QSPI_SS") == std::string::npos);
    CHECK(bench.out.str().ends_with("$dumpvars\n0!\n$end\n#1\n"));
    CHECK_THROWS_WITH_AS((VcdWriter{bench.simulation, bench.out, {.patterns = {"GPIO*", "LED"}}}),
                         "VCD: no net matches \"LED\"", Error);
}

TEST_CASE("VCD: more nets than there are characters have codes of their own") {
    Bench bench;
    for (int i = 0; i < 200; ++i) {
        bench.machine.net("net" + std::to_string(i));
    }
    VcdWriter vcd(bench.simulation, bench.out);
    vcd.finish();
    CHECK(bench.out.str().find("$var wire 1 ~ net91 $end") != std::string::npos);
    CHECK(bench.out.str().find("$var wire 1 !\" net92 $end") != std::string::npos);
}

TEST_CASE("VCD: a stream that fails is told at the end") {
    Bench bench;
    VcdWriter vcd(bench.simulation, bench.out);
    bench.out.setstate(std::ios::badbit);
    CHECK_THROWS_AS(vcd.finish(), Error);
}

TEST_CASE("VCD: edges of machines that run ahead of each other come in the order of time, joined nets under "
          "one code") {
    Bench bench;
    Machine other(bench.simulation, "other");
    NetPin third;
    third.connect(other.net("GPIO7"), nullptr, 0);
    other.net("GPIO9").join(bench.machine.net("QSPI_SS"));
    VcdWriter vcd(bench.simulation, bench.out,
                  {
                      .patterns = {"GPIO?", "other.*"}
    });
    bench.drive(bench.first, 30'000, Drive::High);
    bench.drive(third, 10'000, Drive::High);
    bench.drive(bench.second, 20'000, Drive::High);
    bench.simulation.scheduler().set_now(15'000);
    vcd.finish();
    CHECK(bench.out.str() == "$version Terrarium $end\n"
                             "$timescale 1 ns $end\n"
                             "$scope module my_pico $end\n"
                             "$var wire 1 ! GPIO0 $end\n"
                             "$upscope $end\n"
                             "$scope module other $end\n"
                             "$var wire 1 \" GPIO7 $end\n"
                             "$var wire 1 # GPIO9 $end\n"
                             "$upscope $end\n"
                             "$enddefinitions $end\n"
                             "#0\n$dumpvars\n0!\nz\"\nz#\n$end\n"
                             "#10\n1\"\n"
                             "#20\n1#\n"
                             "#30\n1!\n");
}

TEST_CASE("VCD: times are rounded down to the unit, and edges within one unit keep their order") {
    Bench bench;
    VcdWriter vcd(bench.simulation, bench.out, {.patterns = {"GPIO0"}, .unit = 10 * ps_per_ns});
    bench.drive(bench.first, 19'999, Drive::High);
    bench.drive(bench.first, 21'000, Drive::Low);
    bench.drive(bench.first, 29'000, Drive::High);
    vcd.finish();
    CHECK(bench.out.str().find("$timescale 10 ns $end\n") != std::string::npos);
    CHECK(body_of(bench.out.str()) == "#0\n$dumpvars\n0!\n$end\n#1\n1!\n#2\n0!\n1!\n");
    for (const Time unit : {Time{1}, 100 * ps_per_us, ps_per_s}) {
        CAPTURE(unit);
        CHECK_NOTHROW(VcdWriter(bench.simulation, bench.out, {.unit = unit}));
    }
    for (const Time unit : {Time{0}, 3 * ps_per_ns, 1'500 * ps_per_ns}) {
        CAPTURE(unit);
        CHECK_THROWS_AS(VcdWriter(bench.simulation, bench.out, {.unit = unit}), Error);
    }
}

TEST_CASE(
    "VCD: a bus is a vector with the first pin as its lowest bit, and takes the board's names of pins") {
    Bench bench;
    NetPin third;
    third.connect(bench.machine.net("GPIO1"), nullptr, 0);
    const sim::debug::PinNames pins{
        {"CS", &bench.machine.net("QSPI_SS")}
    };
    VcdWriter vcd(bench.simulation, bench.out,
                  {
                      .patterns = {"CS"             },
                        .additions = { "data=GP0..GP1", "mixed=CS,GPIO0"},
                        .pins = pins
    });
    bench.drive(third, 1'000, Drive::High);
    bench.drive(bench.first, 2'000, Drive::High);
    bench.drive(bench.second, 3'000, Drive::Low);
    vcd.finish();
    CHECK(bench.out.str().find("$var wire 1 ! QSPI_SS $end\n"
                               "$var wire 2 \" data [1:0] $end\n"
                               "$var wire 2 # mixed [1:0] $end\n") != std::string::npos);
    CHECK(body_of(bench.out.str()) == "#0\n$dumpvars\nz!\nbz0 \"\nb0z #\n$end\n"
                                      "#1\nb10 \"\n"
                                      "#2\nb11 \"\nb1z #\n"
                                      "#3\n0!\nb10 #\n");
    for (const char* wrong : {"data=GP0..LED1", "data=GP0,", "data=GP7", "=GP0", "data=GP0..GP"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(VcdWriter(bench.simulation, bench.out, {.additions = {wrong}}), Error);
    }
}

TEST_CASE("VCD: registers, volts and values of parts stand from the access or event on that changed them") {
    Bench bench;
    RegisterDevice block(bench.machine, "PIO0", block_registers);
    Display display(bench.machine, "display");
    Potentiometer volts;
    bench.machine.add_source(bench.machine.net("GPIO0"), volts);
    bench.machine.bus().map(
        {.base = 0x4000'0000, .size = 0x1000, .device = &block, .name = "PIO0", .atomic_aliases = false});
    const std::uint64_t before = bench.simulation.trace().hash();
    VcdWriter vcd(bench.simulation, bench.out,
                  {
                      .patterns = {"QSPI_SS"            },
                      .additions = { "PIO0.CTRL", "PIO0.LEVEL?.TX", "GP0.volts", "display.brightness"}
    });
    bench.simulation.scheduler().set_now(7'000);
    volts.uv = 3'000'000;
    bench.machine.bus().write(0x4000'0008, 0x00000f0a, {});
    bench.simulation.scheduler().set_now(9'000);
    bench.machine.bus().write(0x4000'0004, 0x00000003, {});
    vcd.finish();
    const std::string text = bench.out.str();
    CHECK(text.find("$scope module PIO0 $end\n$var wire 32 \" CTRL [31:0] $end\n"
                    "$var wire 4 # LEVEL0.TX [3:0] $end\n"
                    "$var wire 4 $ LEVEL1.TX [3:0] $end\n$upscope $end\n") != std::string::npos);
    CHECK(text.find("$var real 64 % GPIO0.volts $end\n") != std::string::npos);
    CHECK(text.find("$var real 64 & brightness $end\n") != std::string::npos);
    CHECK(text.find("b0101 #\nb0101 $\nr1.65 %\nr70 &\n$end\n#7\nb1010 $\nr3 %\n#9\nb0011 #\n") !=
          std::string::npos);
    CHECK(bench.simulation.trace().hash() == before);
    for (const char* wrong : {"PIO0.NONE", "PIO2.CTRL", "PIO0", "display.text", "QSPI_SS.volts"}) {
        CAPTURE(wrong);
        CHECK_THROWS_WITH_AS(VcdWriter(bench.simulation, bench.out, {.additions = {wrong}}),
                             doctest::Contains("nothing is called '"), Error);
    }
}

TEST_CASE("VCD: pins that a part has as a group are a bus in its scope") {
    Bench bench;
    Display display(bench.machine, "display");
    display.lines = {&bench.machine.net("GPIO0"), &bench.machine.net("QSPI_SS")};
    VcdWriter vcd(bench.simulation, bench.out, {.patterns = {"GPIO0"}, .additions = {"display.lines"}});
    vcd.finish();
    CHECK(bench.out.str().find(
              "$scope module display $end\n$var wire 2 \" lines [1:0] $end\n$upscope $end\n") !=
          std::string::npos);
    CHECK(body_of(bench.out.str()) == "#0\n$dumpvars\n0!\nbz0 \"\n$end\n");
}
