#include "peripherals/rp2040/rtc.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::rp2040::Rtc;

namespace {

constexpr std::uint32_t base = 0x4005c000;
constexpr std::uint32_t clkdiv_m1 = 0x00, setup_0 = 0x04, setup_1 = 0x08, ctrl = 0x0c, irq_setup_0 = 0x10,
                        irq_setup_1 = 0x14, rtc_1 = 0x18, rtc_0 = 0x1c, intr = 0x20, inte = 0x24, intf = 0x28,
                        ints = 0x2c;
constexpr std::uint32_t enable = 1, active = 2, load = 0x10, not_leap = 0x100;
constexpr std::uint32_t match_active = 1U << 29, match_ena = 1U << 28, day_ena = 1U << 24, sec_ena = 1U << 28,
                        min_ena = 1U << 29, dotw_ena = 1U << 31;

constexpr std::uint32_t date(std::uint32_t year, std::uint32_t month, std::uint32_t day) {
    return year << 12 | month << 8 | day;
}
constexpr std::uint32_t time(std::uint32_t dotw, std::uint32_t hour, std::uint32_t min, std::uint32_t sec) {
    return dotw << 24 | hour << 16 | min << 8 | sec;
}

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clk_rtc{46'875};
    Rtc rtc{machine, "RTC", clk_rtc};

    Bench() {
        simulation.set_quantum(1);
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &rtc, .name = "RTC", .atomic_aliases = true});
        machine.reset();
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
    void run(Time time) { simulation.run_until(simulation.now() + time); }
    void set(std::uint32_t to_date, std::uint32_t to_time, std::uint32_t options = 0) {
        write(ctrl, 0);
        run(100 * ps_per_us);
        write(clkdiv_m1, 46'874);
        write(setup_0, to_date);
        write(setup_1, to_time);
        write(ctrl, load | options);
        write(ctrl, enable | options);
        run(100 * ps_per_us);
    }
    void check(std::uint32_t at_date, std::uint32_t at_time) {
        CHECK(read(rtc_0) == at_time);
        CHECK(read(rtc_1) == at_date);
    }
};

} // namespace

TEST_CASE("RTC: RTC_ACTIVE and the date that LOAD took come two edges of clk_rtc later") {
    Bench bench;
    bench.write(setup_0, date(2024, 2, 28));
    bench.write(setup_1, time(3, 12, 34, 56));
    bench.write(ctrl, load);
    bench.write(ctrl, enable);
    bench.run(40 * ps_per_us);
    CHECK(bench.read(ctrl) == enable);
    CHECK(bench.read(rtc_0) == 0);
    bench.run(5 * ps_per_us);
    CHECK(bench.read(ctrl) == (enable | active));
    bench.check(date(2024, 2, 28), time(3, 12, 34, 56));
}

TEST_CASE("RTC: a second is CLKDIV_M1 + 1 periods of clk_rtc") {
    Bench bench;
    bench.set(date(2024, 2, 28), time(3, 12, 34, 56));
    bench.run(999 * ps_per_ms);
    bench.check(date(2024, 2, 28), time(3, 12, 34, 56));
    bench.run(ps_per_ms);
    bench.check(date(2024, 2, 28), time(3, 12, 34, 57));
    bench.clk_rtc.set_frequency(bench.simulation.now(), 93'750);
    bench.run(ps_per_s);
    bench.check(date(2024, 2, 28), time(3, 12, 34, 59));
    bench.clk_rtc.set_frequency(bench.simulation.now(), 0);
    bench.run(5 * ps_per_s);
    bench.check(date(2024, 2, 28), time(3, 12, 34, 59));
    bench.write(ctrl, 0); // waits for the clock
    CHECK(bench.read(ctrl) == active);
    bench.clk_rtc.set_frequency(bench.simulation.now(), 46'875);
    bench.run(100 * ps_per_us);
    CHECK(bench.read(ctrl) == 0);
}

TEST_CASE("RTC: months have their days, every fourth year is a leap year unless forced not to be") {
    Bench bench;
    const struct {
        std::uint32_t before, options, after;
    } ends[] = {
        {date(2023, 1,  31), 0,        date(2023, 2,  1) },
        {date(2023, 2,  28), 0,        date(2023, 3,  1) },
        {date(2024, 2,  28), 0,        date(2024, 2,  29)},
        {date(2024, 2,  29), 0,        date(2024, 3,  1) },
        {date(2100, 2,  28), 0,        date(2100, 2,  29)},
        {date(2100, 2,  28), not_leap, date(2100, 3,  1) },
        {date(2023, 4,  30), 0,        date(2023, 5,  1) },
        {date(2023, 11, 30), 0,        date(2023, 12, 1) },
        {date(2023, 12, 31), 0,        date(2024, 1,  1) },
        {date(4095, 12, 31), 0,        date(0,    1,  1) },
    };
    for (const auto& end : ends) {
        bench.set(end.before, time(6, 23, 59, 59), end.options);
        bench.run(ps_per_s);
        bench.check(end.after, time(0, 0, 0, 0)); // Saturday is followed by Sunday
    }
}

TEST_CASE("RTC: counts on over years in which nobody looks") {
    Bench bench;
    bench.write(clkdiv_m1, 0);
    bench.clk_rtc.set_frequency(0, 1'000'000); // a second in a microsecond
    bench.write(setup_0, date(2023, 6, 15));
    bench.write(setup_1, time(4, 0, 0, 0));
    bench.write(ctrl, load);
    bench.write(ctrl, enable);
    bench.run((2 + 731LL * 86'400 + 3'661) * ps_per_us); // until 2025, over one 29th of February
    bench.check(date(2025, 6, 15), time(0, 1, 1, 1));
}

TEST_CASE("RTC: RTC_1 is what it was when RTC_0 was read") {
    Bench bench;
    bench.set(date(2023, 12, 31), time(0, 23, 59, 59));
    CHECK(bench.read(rtc_1) == 0);
    CHECK(bench.read(rtc_0) == time(0, 23, 59, 59));
    bench.run(ps_per_s);
    CHECK(bench.read(rtc_1) == date(2023, 12, 31));
    bench.check(date(2024, 1, 1), time(1, 0, 0, 0));
}

TEST_CASE("RTC: interrupts for as long as all enabled fields match") {
    Bench bench;
    bench.set(date(2023, 12, 31), time(0, 23, 58, 58));
    bench.write(inte, 1);
    bench.write(irq_setup_1, sec_ena | min_ena | time(0, 0, 59, 1));
    bench.write(irq_setup_0, match_ena);
    CHECK((bench.read(irq_setup_0) & match_active) == 0);
    bench.run(100 * ps_per_us);
    CHECK((bench.read(irq_setup_0) & match_active) != 0);
    bench.run(2'500 * ps_per_ms);
    CHECK(!bench.rtc.irq().level());
    bench.run(500 * ps_per_ms);
    CHECK(bench.rtc.irq().level());
    CHECK(bench.read(intr) == 1);
    CHECK(bench.read(ints) == 1);
    bench.run(1'000 * ps_per_ms);
    CHECK(!bench.rtc.irq().level());
    CHECK(bench.read(intr) == 0);

    bench.write(irq_setup_0, 0);
    bench.write(irq_setup_1, dotw_ena | time(1, 0, 0, 0));
    bench.write(irq_setup_0, match_ena | day_ena | date(0, 0, 1));
    bench.run(57 * ps_per_s);
    CHECK(!bench.rtc.irq().level());
    bench.run(1 * ps_per_s);
    CHECK(bench.rtc.irq().level());
    bench.write(irq_setup_0, day_ena | date(0, 0, 1));
    CHECK(!bench.rtc.irq().level());
    bench.run(100 * ps_per_us);
    CHECK((bench.read(irq_setup_0) & match_active) == 0);
}

TEST_CASE("RTC: INTF forces the interrupt, INTE masks it") {
    Bench bench;
    bench.write(intf, 1);
    CHECK(bench.read(ints) == 1);
    CHECK(bench.rtc.irq().level());
    bench.write(intf, 0);
    CHECK(!bench.rtc.irq().level());
    bench.set(date(2023, 12, 31), time(0, 23, 58, 58));
    bench.write(irq_setup_0, match_ena);
    bench.run(100 * ps_per_us);
    CHECK(bench.read(intr) == 1);
    CHECK(!bench.rtc.irq().level());
    bench.write(inte, 1);
    CHECK(bench.rtc.irq().level());
}
