#include "peripherals/devices/led.h"

#include "inspected.h"
#include "pin_bench.h"
#include "sim/core/error.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::devices::Led;

namespace {

struct Bench : PinBench {
    Led::Config config;

    void pwm(const std::string& name, std::int64_t high_us, std::int64_t period_us, int periods) {
        for (int i = 0; i < periods; ++i) {
            set(name, true);
            wait_us(high_us);
            set(name, false);
            wait_us(period_us - high_us);
        }
    }
};

} // namespace

TEST_CASE("LED: as bright as its share of the time, of PWM at 1 kHz exactly") {
    Bench bench;
    Led led(bench.machine, "led", {&bench.net("P0")}, {});
    CHECK(led.colour(0, 0) == 0);
    bench.pwm("P0", 250, 1000, 40);
    CHECK(led.brightness(0) == 25);
    CHECK(inspected(led, "brightness") == "25");
    CHECK(led.colour(0, 0) == 0x7f1810); // half of a screen's values for a quarter of the light
    bench.wait_ms(40);
    CHECK(led.brightness(0) == 0);
    bench.set("P0", true);
    bench.wait_ms(40);
    CHECK(led.brightness(0) == 100);
    CHECK(led.colour(0, 0) == 0xff3020);
}

TEST_CASE("LED: its resistor sets the current, too much of which is told of") {
    Bench bench;
    Led led(bench.machine, "led", {&bench.net("P0")}, {});
    bench.set("P0", true);
    CHECK(led.current_ua(0) == 3939); // (3.3 V - 2 V) / 330 Ohm
    bench.set("P0", false);
    CHECK(led.current_ua(0) == 0);
    CHECK(inspected(led, "current") == "3939");
    CHECK(bench.told("led.current") == 0);
    bench.config.resistor_ohm = 47;
    Led bright(bench.machine, "bright", {&bench.net("P1")}, bench.config);
    bench.set("P1", true);
    CHECK(bright.current_ua(0) == 27'659);
    CHECK(bench.told("led.current") == 1);
}

TEST_CASE("LED: is dark below its forward voltage, and at a pull alone") {
    Bench bench;
    bench.config.diodes = {
        {0x3060ff, 3400}
    };
    Led blue(bench.machine, "blue", {&bench.net("P0")}, bench.config);
    bench.set("P0", true);
    bench.wait_ms(40);
    CHECK(blue.brightness(0) == 0);
    Led red(bench.machine, "red", {&bench.net("P1")}, {});
    bench.contribute("P1", {.pull = Pull::Up});
    bench.wait_ms(40);
    CHECK(bench.high("P1"));
    CHECK(red.brightness(0) == 0);
}

TEST_CASE("LED: with a common anode it shines while its pin is low") {
    Bench bench;
    bench.config.active_low = true;
    Led led(bench.machine, "led", {&bench.net("P0")}, bench.config);
    bench.wait_ms(40);
    CHECK(led.brightness(0) == 0); // it floats
    bench.contribute("P0", {.pull = Pull::Down});
    bench.wait_ms(40);
    CHECK(led.brightness(0) == 0);
    bench.set("P0", false); // no edge
    bench.wait_ms(40);
    CHECK(led.brightness(0) == 100);
    bench.pwm("P0", 250, 1000, 40);
    CHECK(led.brightness(0) == 75);
    CHECK(led.current_ua(0) == 3939);
}

TEST_CASE("LED: a bar shows each, an RGB lens mixes") {
    Bench bench;
    bench.config.diodes = {
        {0xff0000, 2000},
        {0x00ff00, 3000},
        {0x0000ff, 3000}
    };
    const std::vector<Net*> nets = {&bench.net("P0"), &bench.net("P1"), &bench.net("P2")};
    Led bar(bench.machine, "bar", nets, bench.config);
    bench.config.one_lens = true;
    Led lens(bench.machine, "lens", nets, bench.config);
    bench.set("P0", true);
    bench.pwm("P2", 500, 1000, 40);
    CHECK(inspected(bar, "brightness") == "100 0 50");
    CHECK(bar.width() == 3);
    CHECK(bar.colour(0, 0) == 0xff0000);
    CHECK(lens.width() == 1);
    CHECK(inspected(lens, "colour") == "#ff007f");
    CHECK(lens.colour(0, 0) == 0xff00b4);
    CHECK_THROWS_AS(Led(bench.machine, "none", {}, {}), Error);
}
