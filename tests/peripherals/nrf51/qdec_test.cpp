#include "peripherals/nrf51/qdec.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Qdec;

namespace {

constexpr std::uint32_t base = 0x40012000;
constexpr std::uint32_t start = base, stop = base + 0x004, readclracc = base + 0x008,
                        samplerdy = base + 0x100, reportrdy = base + 0x104, accof = base + 0x108,
                        shorts = base + 0x200, enable = base + 0x500, ledpol = base + 0x504,
                        sampleper = base + 0x508, sample = base + 0x50c, acc = base + 0x514,
                        accread = base + 0x518, pselled = base + 0x51c, psela = base + 0x520,
                        pselb = base + 0x524, dbfen = base + 0x528, ledpre = base + 0x540,
                        accdbl = base + 0x544, accdblread = base + 0x548;
constexpr unsigned a_pin = 1, b_pin = 2, led_pin = 3;
constexpr std::int64_t period_us = 128;

struct Bench : PinsBench {
    Qdec qdec{machine, "QDEC", 18, &sink, gpio, hfclk};
    unsigned position = 0;
    Bench() {
        map(qdec);
        phases(0);
        write(psela, a_pin);
        write(pselb, b_pin);
        write(pselled, led_pin);
        write(enable, 1);
    }
    void phases(unsigned ab) {
        drive(a_pin, (ab & 2) != 0);
        drive(b_pin, (ab & 1) != 0);
    }
    /// A step between two samples; 00, 01, 11, 10 is forward.
    void turn(int steps) {
        constexpr unsigned gray[] = {0, 1, 3, 2};
        position = (position + static_cast<unsigned>(steps)) % 4;
        phases(gray[position]);
        run_us(period_us);
    }
    std::int32_t signed_read(std::uint32_t address) { return static_cast<std::int32_t>(read(address)); }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "QDEC: steps forward count up, backward down, double ones apart") {
    write(start, 1);
    run_us(10);
    for (int i = 0; i < 5; ++i) {
        turn(1);
        CHECK(signed_read(sample) == 1);
    }
    CHECK(signed_read(acc) == 5);
    for (int i = 0; i < 9; ++i) {
        turn(-1);
    }
    CHECK(signed_read(sample) == -1);
    CHECK(signed_read(acc) == -4);
    turn(2);
    CHECK(signed_read(sample) == 2);
    CHECK(read(accdbl) == 1);
    CHECK(signed_read(acc) == -4);
    turn(0);
    CHECK(signed_read(sample) == 0);
    write(readclracc, 1);
    CHECK(signed_read(acc) == 0);
    CHECK(read(accdbl) == 0);
    CHECK(signed_read(accread) == -4);
    CHECK(read(accdblread) == 1);
}

TEST_CASE_FIXTURE(Bench, "QDEC: SAMPLEPER is 128 us and its doubles") {
    for (std::uint32_t choice = 0; choice < 8; ++choice) {
        write(sampleper, choice);
        write(start, 1);
        run((period_us << choice) * ps_per_us - 1);
        CHECK(read(samplerdy) == 0);
        run(1);
        CHECK(read(samplerdy) == 1);
        write(stop, 1);
        write(samplerdy, 0);
        run_us(period_us << choice);
        CHECK(read(samplerdy) == 0);
    }
}

TEST_CASE_FIXTURE(Bench, "QDEC: REPORTRDY comes after REPORTPER samples if anything has moved") {
    write(start, 1);
    run_us(10);
    run_us(10 * period_us);
    CHECK(read(reportrdy) == 0);
    write(shorts, 1);
    turn(1);
    run_us(9 * period_us);
    CHECK(read(reportrdy) == 1);
    CHECK(read(accread) == 1); // by the short
    CHECK(read(acc) == 0);
}

TEST_CASE_FIXTURE(Bench, "QDEC: ACCOF comes instead of an overflow") {
    write(start, 1);
    run_us(10);
    for (int i = 0; i < 1023; ++i) {
        turn(1);
    }
    CHECK(read(accof) == 0);
    turn(1);
    CHECK(read(accof) == 1);
    CHECK(signed_read(acc) == 1023);
    write(readclracc, 1);
    write(accof, 0);
    for (int i = 0; i < 15; ++i) {
        turn(2);
    }
    CHECK(read(accof) == 0);
    turn(2);
    CHECK(read(accof) == 1);
    CHECK(read(accdbl) == 15);
}

TEST_CASE_FIXTURE(
    Bench, "QDEC: the LED is lit LEDPRE microseconds before each sample, with the polarity asked for") {
    CHECK(level(led_pin) == Level::High); // active low
    write(ledpol, 1);
    CHECK(level(led_pin) == Level::Low);
    write(ledpre, 20);
    probes[led_pin].edges.clear();
    const Time begin = simulation.now();
    write(start, 1);
    run_us(2 * period_us);
    const std::vector<Edge> wanted = {
        {begin + 108 * ps_per_us, true },
        {begin + 128 * ps_per_us, false},
        {begin + 236 * ps_per_us, true },
        {begin + 256 * ps_per_us, false}
    };
    CHECK(probes[led_pin].edges == wanted);
}

TEST_CASE_FIXTURE(Bench, "QDEC: the debounce filter takes only phases that stand still for a period") {
    write(dbfen, 1);
    write(start, 1);
    CHECK(level(led_pin) == Level::Low); // always lit
    run_us(10);
    drive(b_pin, true);
    run_us(period_us);
    CHECK(signed_read(acc) == 0);
    run_us(period_us);
    CHECK(signed_read(acc) == 1);
    drive(b_pin, false);
    run_us(20);
    drive(b_pin, true);
    run_us(3 * period_us);
    CHECK(signed_read(acc) == 1);
}

TEST_CASE_FIXTURE(Bench, "QDEC: disabled it lets its pins go and does not start; SAMPLERDY_STOP ends it") {
    write(shorts, 2);
    write(start, 1);
    run_us(period_us);
    write(samplerdy, 0);
    run_us(period_us);
    CHECK(read(samplerdy) == 0);
    write(enable, 0);
    CHECK(level(led_pin) == Level::Floating);
    write(start, 1);
    run_us(period_us);
    CHECK(read(samplerdy) == 0);
}
