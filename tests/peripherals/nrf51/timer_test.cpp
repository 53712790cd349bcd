#include "peripherals/nrf51/timer.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Timer;

namespace {

constexpr std::uint32_t start = 0x000;
constexpr std::uint32_t stop = 0x004;
constexpr std::uint32_t count = 0x008;
constexpr std::uint32_t clear = 0x00c;
constexpr std::uint32_t shutdown = 0x010;
constexpr std::uint32_t capture = 0x040;
constexpr std::uint32_t shorts = 0x200;
constexpr std::uint32_t mode = 0x504;
constexpr std::uint32_t bitmode = 0x508;
constexpr std::uint32_t prescaler = 0x510;
constexpr std::uint32_t cc = 0x540;
constexpr std::uint32_t compare0 = 0x40008140;

struct Fixture : tests::nrf51::Bench {
    Timer timer{machine, "TIMER0", 0, 32, hfclk, &events};

    Fixture() { machine.reset(); }
    void write(std::uint32_t offset, std::uint32_t value) { timer.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return timer.read(offset, {}); }
    std::uint32_t captured() {
        write(capture + 4 * 3, 1);
        return read(cc + 4 * 3);
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "TIMER: counts 16 MHz over 2^PRESCALER, 16 at reset, once started") {
    CHECK(read(prescaler) == 4);
    run_for(10 * ps_per_us);
    CHECK(captured() == 0);
    write(start, 1);
    run_for(10 * ps_per_us + ps_per_us / 2);
    CHECK(captured() == 10);
    write(stop, 1);
    run_for(10 * ps_per_us);
    CHECK(captured() == 10);
    write(start, 1);
    run_for(5 * ps_per_us);
    CHECK(captured() == 15);
    write(clear, 1);
    CHECK(captured() == 0);
    run_for(3 * ps_per_us);
    CHECK(captured() == 3);
    write(shutdown, 1);
    run_for(3 * ps_per_us);
    CHECK(captured() == 0);
}

TEST_CASE_FIXTURE(Fixture, "TIMER: every prescaler from 0 to 9") {
    write(bitmode, 3);
    for (unsigned power = 0; power <= 9; ++power) {
        CAPTURE(power);
        write(stop, 1);
        write(clear, 1);
        write(prescaler, power);
        write(start, 1);
        run_for(1600 * cycle);
        CHECK(captured() == 1600U >> power);
    }
    CHECK(reports("timer.running") == 0);
    write(prescaler, 10);
    CHECK(reports("timer.running") == 1);
    CHECK(reports("timer.prescaler") == 1);
}

TEST_CASE_FIXTURE(Fixture, "TIMER: BITMODE gives 16, 8, 24 or 32 bits to count and compare in") {
    const std::uint32_t masks[] = {0xffff, 0xff, 0xffffff, 0xffffffff};
    write(prescaler, 0);
    for (unsigned width = 0; width < 4; ++width) {
        CAPTURE(width);
        write(stop, 1);
        write(clear, 1);
        write(bitmode, width);
        write(start, 1);
        run_for(0x1234567LL * cycle);
        CHECK(captured() == (0x1234567U & masks[width]));
    }
    write(stop, 1);
    write(clear, 1);
    write(bitmode, 1);
    write(cc, 0x1210); // the lower 8 bits compare
    events.seen.clear();
    const Time begin = now();
    write(start, 1);
    run_for(0x11 * cycle);
    CHECK(events.time(compare0) == begin + 0x10 * cycle);
}

TEST_CASE_FIXTURE(Fixture,
                  "TIMER: TIMER1 and TIMER2 have 16 bits, their events and interrupts are their own") {
    Timer timer2{machine, "TIMER2", 2, 16, hfclk, &events};
    timer2.reset();
    timer2.write(bitmode, 3, {});
    CHECK(reports("timer.width") == 1);
    timer2.write(prescaler, 0, {});
    timer2.write(start, 1, {});
    run_for(0x10005 * cycle);
    timer2.write(capture, 1, {});
    CHECK(timer2.read(cc, {}) == 5);
    CHECK(timer2.base() == 0x4000a000);
    timer2.write(0x304, 1U << 16, {});
    run_for(0x10000 * cycle);
    CHECK(timer2.irq().level());
}

TEST_CASE_FIXTURE(Fixture, "TIMER: COMPARE when the count becomes CC, at its very tick, and interrupts") {
    write(cc, 1000);
    write(0x304, 1U << 16);
    const Time begin = now();
    write(start, 1);
    run_for(5 * ps_per_ms);
    CHECK(events.time(compare0) == begin + ps_per_ms);
    CHECK(events.count(compare0) == 1);
    CHECK(timer.irq().level());
    write(0x140, 0);
    CHECK_FALSE(timer.irq().level());
    run_for(65'536 * ps_per_us); // once around
    CHECK(events.count(compare0) == 2);
}

TEST_CASE_FIXTURE(Fixture, "TIMER: neither START, CLEAR nor writing the present count to CC compares") {
    write(start, 1);
    run_for(10 * ps_per_us);
    write(clear, 1);
    write(cc + 4, captured());
    write(cc + 4, 0);
    CHECK(read(0x140) == 0);
    CHECK(read(0x144) == 0);
    write(cc + 4, 20); // later is in time
    run_for(20 * ps_per_us);
    CHECK(read(0x144) == 1);
}

TEST_CASE_FIXTURE(Fixture, "TIMER: COMPARE_CLEAR makes a period of CC ticks, COMPARE_STOP ends the count") {
    write(prescaler, 0);
    write(cc, 100);
    write(shorts, 1);
    const Time begin = now();
    write(start, 1);
    run_for(1000 * cycle);
    CHECK(events.count(compare0) == 10);
    CHECK(events.time(compare0) == begin + 1000 * cycle);
    write(cc + 4, 100); // both compare, although the first clears
    run_for(100 * cycle);
    CHECK(events.count(compare0 + 4) == 1);
    write(shorts, 1U << 9);
    run_for(1000 * cycle);
    CHECK(captured() == 100);
    CHECK(events.count(compare0) == 12);
}

TEST_CASE_FIXTURE(Fixture, "TIMER: as a counter it counts COUNT tasks only") {
    write(mode, 1);
    write(cc, 3);
    write(count, 1);
    CHECK(captured() == 0); // not started
    write(start, 1);
    run_for(ps_per_ms);
    for (int i = 0; i < 3; ++i) {
        CHECK(read(0x140) == 0);
        timer.trigger(count);
    }
    CHECK(captured() == 3);
    CHECK(read(0x140) == 1);
    write(mode, 0);
    write(count, 1);
    CHECK(captured() == 3);
    write(0xc0c, 1); // as the work-around of anomaly 73 does
    CHECK(reports("register.unknown") == 0);
}

TEST_CASE_FIXTURE(Fixture, "TIMER: stands while its clock stands, and POWER 0 resets it") {
    write(start, 1);
    run_for(10 * ps_per_us);
    hfclk.set_frequency(now(), 0);
    run_for(10 * ps_per_us);
    CHECK(captured() == 10);
    hfclk.set_frequency(now(), 16'000'000);
    run_for(10 * ps_per_us);
    CHECK(captured() == 20);
    CHECK(read(0xffc) == 1);
    write(0xffc, 0);
    CHECK(read(0xffc) == 0);
    CHECK(read(cc + 12) == 0);
    write(0xffc, 1);
    CHECK(captured() == 0);
}
