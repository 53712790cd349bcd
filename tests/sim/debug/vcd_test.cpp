#include "sim/core/error.h"
#include "sim/core/machine.h"
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
    const std::vector<std::string> patterns{"GPIO?"};
    VcdWriter vcd(bench.simulation, bench.out, patterns);
    bench.drive(bench.second, 1'000, Drive::Low);
    vcd.finish();
    CHECK(bench.out.str().find("GPIO0") != std::string::npos);
    CHECK(bench.out.str().find("QSPI_SS") == std::string::npos);
    CHECK(bench.out.str().ends_with("$dumpvars\n0!\n$end\n#1\n"));
    const std::vector<std::string> unknown{"GPIO*", "LED"};
    CHECK_THROWS_WITH_AS((VcdWriter{bench.simulation, bench.out, unknown}), "VCD: no net matches \"LED\"",
                         Error);
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
    VcdWriter vcd(bench.simulation, bench.out, std::vector<std::string>{"GPIO?", "other.*"});
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
