#include "peripherals/devices/ws2812.h"

#include "inspected.h"
#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <vector>

using namespace sim::core;
using peripherals::devices::Ws2812;
using Colours = std::vector<Ws2812::Colour>;

namespace {

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Net& between = machine.net("BETWEEN");
    NetPin pin;
    Ws2812 strip{machine, "strip", machine.net("P0"), {.layout = {.columns = 2}}, &between};
    Ws2812 further{machine, "further", between, {}};

    Bench() {
        simulation.set_quantum(1);
        pin.connect(machine.net("P0"), nullptr, 0);
        drive(false, 100);
        machine.reset();
    }
    void drive(bool high, std::int64_t ns) {
        pin.set({.drive = high ? Drive::High : Drive::Low});
        simulation.settle();
        simulation.run_until(simulation.now() + ns * ps_per_ns);
    }
    void send(std::uint32_t grb, std::int64_t zero_ns = 400, std::int64_t one_ns = 800) {
        for (int bit = 23; bit >= 0; --bit) {
            const std::int64_t high_ns = (grb >> bit & 1) != 0 ? one_ns : zero_ns;
            drive(true, high_ns);
            drive(false, 1250 - high_ns);
        }
    }
};

} // namespace

TEST_CASE("WS2812: shows green, red, blue after a pause") {
    Bench bench;
    bench.send(0x112233);
    bench.send(0xff0080);
    CHECK(bench.strip.pixels() == Colours(2));
    bench.drive(false, 60'000);
    CHECK(bench.strip.pixels() == Colours{
                                      {0x22, 0x11, 0x33},
                                      {0,    0xff, 0x80}
    });
    CHECK(bench.strip.updates() == 1);
}

TEST_CASE("WS2812: a pause begins again with the first pixel, others keep their colour") {
    Bench bench;
    bench.send(0x112233);
    bench.send(0x445566);
    bench.drive(false, 60'000);
    bench.send(0x000001);
    bench.drive(false, 60'000);
    CHECK(bench.strip.pixels() == Colours{
                                      {0,    0,    1   },
                                      {0x55, 0x44, 0x66}
    });
}

TEST_CASE("WS2812: passes on what its pixels do not need") {
    Bench bench;
    bench.send(1);
    bench.send(2);
    bench.send(0x0a0b0c);
    bench.drive(false, 60'000);
    CHECK(bench.strip.pixels()[1].blue == 2);
    CHECK(bench.further.pixels() == Colours{
                                        {0x0b, 0x0a, 0x0c}
    });
}

TEST_CASE("WS2812: pulses of wrong length are told of and taken as the nearer kind") {
    Bench bench;
    bench.send(0xf0f0f0, 540, 660);
    CHECK(bench.simulation.diagnostics().count("ws2812.timing") == 0);
    bench.send(0xf0f0f0, 100, 1100);
    CHECK(bench.simulation.diagnostics().count("ws2812.timing") == 24);
    bench.drive(false, 60'000);
    CHECK(bench.strip.pixels()[0] == bench.strip.pixels()[1]);
}

TEST_CASE("WS2812: is dark after power-on and has a pixel at least") {
    Bench bench;
    bench.send(0xffffff);
    bench.drive(false, 60'000);
    bench.machine.reset();
    CHECK(bench.strip.pixels() == Colours(2));
    CHECK_THROWS_AS(Ws2812(bench.machine, "none", bench.between, {.layout = {.columns = 0}}), Error);
    CHECK_THROWS_AS(Ws2812(bench.machine, "none", bench.between, {.order = "rgg"}), Error);
}

TEST_CASE("WS2812: other orders, and 32 bits with a white diode") {
    Bench bench;
    Ws2812 other(bench.machine, "other", bench.machine.net("P0"), {.order = "rgb"});
    Ws2812 white(bench.machine, "white", bench.machine.net("P0"), {.order = "grbw"});
    bench.machine.reset();
    bench.send(0x112233);
    bench.send(0xf00000);
    bench.drive(false, 60'000);
    CHECK(other.pixels() == Colours{
                                {0x11, 0x22, 0x33}
    });
    CHECK(white.pixels() == Colours{
                                {0x22, 0x11, 0x33, 0xf0}
    });
    CHECK(white.colour(0, 0) == 0xffffff);
    CHECK(inspected(white, "pixels") == "#221133+240");
}

TEST_CASE("WS2812: matrices, with each second row backwards, and rings") {
    Bench bench;
    Ws2812 rows(bench.machine, "rows", bench.machine.net("P0"),
                {
                    .layout = {.columns = 2, .rows = 2}
    });
    Ws2812 snake(bench.machine, "snake", bench.machine.net("P0"),
                 {
                     .layout = {.columns = 2, .rows = 2, .serpentine = true}
    });
    Ws2812 ring(bench.machine, "ring", bench.machine.net("P0"),
                {
                    .layout = {.columns = 4, .ring = true}
    });
    bench.machine.reset();
    for (std::uint32_t i = 1; i <= 4; ++i) {
        bench.send(i);
    }
    bench.drive(false, 60'000);
    CHECK(rows.height() == 2);
    CHECK(rows.colour(0, 1) == 3);
    CHECK(snake.colour(0, 0) == 1);
    CHECK(snake.colour(0, 1) == 4);
    CHECK(ring.width() == 4);
    CHECK(ring.colour(2, 0) == 3);
    CHECK(ring.place(0, 0).x == doctest::Approx(0));
    CHECK(ring.place(1, 0).x == doctest::Approx(0.63662)); // a radius of 4 / 2 pi
    CHECK(ring.place(2, 0).y == doctest::Approx(1.27324));
    CHECK(ring.place(3, 0).x == doctest::Approx(-0.63662));
}
