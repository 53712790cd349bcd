#include "peripherals/nrf51/rtc.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Rtc;

namespace {

constexpr std::uint32_t start = 0x000;
constexpr std::uint32_t stop = 0x004;
constexpr std::uint32_t clear = 0x008;
constexpr std::uint32_t trigovrflw = 0x00c;
constexpr std::uint32_t intenset = 0x304;
constexpr std::uint32_t evtenset = 0x344;
constexpr std::uint32_t evtenclr = 0x348;
constexpr std::uint32_t counter = 0x504;
constexpr std::uint32_t prescaler = 0x508;
constexpr std::uint32_t cc = 0x540;
constexpr std::uint32_t tick = 0x40011100;
constexpr std::uint32_t ovrflw = 0x40011104;
constexpr std::uint32_t compare0 = 0x40011140;

struct Fixture : tests::nrf51::Bench {
    Rtc rtc{machine, "RTC1", Rtc::id_of_rtc1, 4, lfclk, &events};

    Fixture() { machine.reset(); }
    void write(std::uint32_t offset, std::uint32_t value) { rtc.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return rtc.read(offset, {}); }
    /// To a little after edge `edge` of LFCLK.
    void run_to_edge(std::int64_t edge) { simulation.run_until(lfclk.time_of(edge) + 1 * ps_per_us); }
};

} // namespace

TEST_CASE_FIXTURE(Fixture,
                  "RTC: starts with the first rising edge behind the next falling one, then counts LFCLK") {
    run_to_edge(10);
    write(start, 1); // takes effect with edge 11
    run_to_edge(11);
    CHECK(read(counter) == 0);
    run_to_edge(12);
    CHECK(read(counter) == 1);
    run_to_edge(11 + 1000);
    CHECK(read(counter) == 1000);
}

TEST_CASE_FIXTURE(Fixture, "RTC: a task in the second half of a period waits for the edge behind the next") {
    simulation.run_until(lfclk.time_of(10) + 20 * ps_per_us);
    write(start, 1);
    run_to_edge(13);
    CHECK(read(counter) == 1);
}

TEST_CASE_FIXTURE(Fixture, "RTC: COUNTER is LFCLK over PRESCALER + 1, latched by START and CLEAR") {
    write(prescaler, 32); // 993 Hz
    write(start, 1);
    run_to_edge(1 + 33 * 100);
    CHECK(read(counter) == 100);
    write(prescaler, 4095);
    CHECK(reports("rtc.prescaler") == 1);
    run_to_edge(1 + 33 * 101);
    CHECK(read(counter) == 101);
    write(clear, 1);
    CHECK(read(counter) == 101);
    run_to_edge(2 + 33 * 101);
    CHECK(read(counter) == 0);
    run_to_edge(2 + 33 * 101 + 4096);
    CHECK(read(counter) == 1);
}

TEST_CASE_FIXTURE(Fixture, "RTC: STOP keeps the count, START goes on from it") {
    write(start, 1);
    run_to_edge(100); // started with edge 1
    write(stop, 1);
    run_to_edge(200);
    CHECK(read(counter) == 99);
    write(start, 1);
    run_to_edge(202);
    CHECK(read(counter) == 100);
}

TEST_CASE_FIXTURE(Fixture, "RTC: COMPARE when COUNTER becomes CC, only where INTEN or EVTEN enables it") {
    write(cc, 50);
    write(start, 1);
    run_to_edge(60);
    CHECK(read(0x140) == 0);
    write(cc, 100);
    write(cc + 12, 100);
    write(evtenset, 1U << 16);
    write(intenset, 1U << 19);
    run_to_edge(110);
    CHECK(events.time(compare0) == lfclk.time_of(101));
    CHECK(read(0x140) == 1);
    CHECK(read(0x14c) == 1);
    CHECK(events.count(compare0 + 12) == 0); // an interrupt, not routed
    CHECK(rtc.irq().level());
    CHECK(read(0x340) == 1U << 16);
    write(evtenclr, 1U << 16);
    CHECK(read(0x344) == 0);
}

TEST_CASE_FIXTURE(Fixture,
                  "RTC: CC written as the next but one count matches, as the present count does not") {
    write(evtenset, 1U << 16);
    write(start, 1);
    run_to_edge(100); // COUNTER is 99
    write(cc, 101);
    run_to_edge(102);
    CHECK(events.count(compare0) == 1);
    write(cc, read(counter));
    run_to_edge(110);
    CHECK(events.count(compare0) == 1);
    simulation.run_until(lfclk.time_of(110) + 20 * ps_per_us); // COUNTER is 109
    write(cc, 110);                                            // too late
    run_to_edge(120);
    CHECK(events.count(compare0) == 1);
    write(clear, 1); // reaching 0 by CLEAR is no match
    write(cc, 0);
    run_to_edge(130);
    CHECK(events.count(compare0) == 1);
}

TEST_CASE_FIXTURE(Fixture, "RTC: TICK at each increment, OVRFLW after TRIGOVRFLW's 16") {
    write(evtenset, 3);
    write(prescaler, 1);
    write(start, 1);
    run_to_edge(1 + 10);
    CHECK(events.count(tick) == 5);
    write(trigovrflw, 1);
    run_to_edge(12);
    CHECK(read(counter) == 0xfffff0);
    run_to_edge(12 + 2 * 16);
    CHECK(events.count(ovrflw) == 1);
    CHECK(events.time(ovrflw) == lfclk.time_of(12 + 2 * 16));
    CHECK(read(counter) == 0);
}

TEST_CASE_FIXTURE(Fixture, "RTC: STOP, CLEAR and START at one time all take effect") {
    write(start, 1);
    run_to_edge(100);
    write(stop, 1);
    write(clear, 1);
    write(start, 1);
    run_to_edge(111);
    CHECK(read(counter) == 10);
}

TEST_CASE_FIXTURE(Fixture, "RTC: stands while LFCLK stands; what waited is done when it runs") {
    lfclk.set_frequency(now(), 0);
    write(start, 1);
    run_for(ps_per_s);
    CHECK(read(counter) == 0);
    lfclk.set_frequency(now(), 32'768);
    run_for(ps_per_s);
    CHECK(read(counter) == 32'766);
}

TEST_CASE_FIXTURE(Fixture, "RTC: RTC0 has three compare registers") {
    Rtc rtc0{machine, "RTC0", Rtc::id_of_rtc0, 3, lfclk, &events};
    rtc0.reset();
    rtc0.write(cc + 12, 1, {});
    CHECK(reports("rtc.cc") == 1);
    rtc0.write(evtenset, 1U << 19, {});
    rtc0.write(start, 1, {});
    run_for(ps_per_s);
    CHECK(events.seen.empty());
}
