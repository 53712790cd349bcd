#include "peripherals/nrf51/gpiote.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Gpiote;

namespace {

constexpr std::uint32_t base = 0x40006000;
constexpr std::uint32_t tasks_out = base, events_in = base + 0x100, events_port = base + 0x17c,
                        intenset = base + 0x304, config = base + 0x510;
constexpr std::uint32_t event_mode = 1, task_mode = 3;
constexpr std::uint32_t lo_to_hi = 1 << 16, hi_to_lo = 2 << 16, toggle = 3 << 16, outinit = 1 << 20;

struct Bench : PinsBench {
    Gpiote gpiote{machine, "GPIOTE", 6, &sink, gpio};
    Bench() {
        map(gpiote);
        gpio.detect().connect(gpiote, 0);
    }
    static std::uint32_t pin(unsigned number) { return number << 8; }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "GPIOTE: a channel in event mode tells of the edges that its polarity names") {
    write(config, event_mode | pin(9) | lo_to_hi);
    write(config + 4, event_mode | pin(9) | hi_to_lo);
    write(config + 8, event_mode | pin(9) | toggle);
    drive(9, true);
    CHECK(sink.events == std::vector<std::uint32_t>{events_in, events_in + 8});
    CHECK(read(events_in) == 1);
    CHECK(read(events_in + 4) == 0);
    drive(9, false);
    CHECK(sink.events == std::vector<std::uint32_t>{events_in, events_in + 8, events_in + 4, events_in + 8});
    CHECK(read(events_in + 12) == 0);
}

TEST_CASE_FIXTURE(Bench, "GPIOTE: writing CONFIG is no event, and a disabled channel tells of nothing") {
    drive(9, true);
    write(config, event_mode | pin(9) | toggle);
    CHECK(sink.events.empty());
    write(config, pin(9) | toggle);
    drive(9, false);
    CHECK(sink.events.empty());
}

TEST_CASE_FIXTURE(Bench, "GPIOTE: tasks set, clear and toggle the pin, which begins with OUTINIT") {
    write(config, task_mode | pin(4) | toggle | outinit);
    CHECK(level(4) == Level::High);
    write(tasks_out, 1);
    CHECK(level(4) == Level::Low);
    gpiote.trigger(0x000);
    CHECK(level(4) == Level::High);
    write(config, task_mode | pin(4) | hi_to_lo | outinit);
    write(tasks_out, 1);
    write(tasks_out, 1);
    CHECK(level(4) == Level::Low);
    write(config, task_mode | pin(4) | lo_to_hi);
    CHECK(level(4) == Level::Low);
    write(tasks_out, 1);
    CHECK(level(4) == Level::High);
    write(config, task_mode | pin(4) | outinit);
    write(tasks_out, 1);
    CHECK(level(4) == Level::High);
}

TEST_CASE_FIXTURE(Bench, "GPIOTE: a channel in task mode has the pin, GPIO gets it back afterwards") {
    write(gpio_base + 0x518, 1 << 4);
    write(gpio_base + 0x508, 1 << 4);
    write(config, task_mode | pin(4) | toggle);
    CHECK(level(4) == Level::Low);
    write(gpio_base + 0x508, 1 << 4);
    CHECK(level(4) == Level::Low);
    write(config, 0);
    CHECK(level(4) == Level::High);
    write(tasks_out, 1);
    CHECK(level(4) == Level::High);
}

TEST_CASE_FIXTURE(Bench, "GPIOTE: DETECT going high is the PORT event, with its interrupt at bit 31") {
    write(intenset, 1U << 31);
    configure(17, 3 << 16 | 3 << 2);
    CHECK(sink.events.empty());
    drive(17, false);
    CHECK(sink.events == std::vector<std::uint32_t>{events_port});
    CHECK(gpiote.irq().level());
    write(events_port, 0);
    CHECK_FALSE(gpiote.irq().level());
    let_go(17);
    CHECK(read(events_port) == 0);
}

TEST_CASE_FIXTURE(Bench, "GPIOTE: reset lets the pins go") {
    write(config, task_mode | pin(4) | toggle | outinit);
    gpiote.reset();
    CHECK(level(4) == Level::Floating);
    CHECK(read(config) == 0);
}
