#include "peripherals/nrf51/ppi.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::EventSink;
using peripherals::nrf51::Peripheral;
using peripherals::nrf51::Ppi;

namespace {

constexpr Field bit_fields[] = {
    {0, 0, "BIT", RW, 0}
};
constexpr Field task_fields[] = {
    {0, 0, "TASK", SC, 0}
};
constexpr Register station_registers[] = {
    {0x000, "TASKS_GO%",   task_fields, {.count = 32, .stride = 4}},
    {0x100, "EVENTS_HIT%", bit_fields,  {.count = 32, .stride = 4}},
};
static_assert(well_formed(station_registers));

/// Tells when its tasks were done; task 31 makes event 31.
class Station final : public Peripheral {
public:
    Station(Machine& machine, unsigned id, EventSink* events)
        : Peripheral(machine, "STATION", station_registers, id, events) {}
    void hit(unsigned number) { raise(1, number); }
    std::vector<std::pair<Time, unsigned>> done;

private:
    void on_task(Index task) override {
        done.emplace_back(now(), task.element);
        if (task.element == 31) {
            hit(31);
        }
    }
};

struct Fixture : tests::nrf51::Bench {
    Ppi ppi{machine, "PPI"};
    Station radio{machine, 1, &ppi};
    Station timer0{machine, 8, &ppi};
    Station rtc0{machine, 11, &ppi};
    Station ccm{machine, 15, &ppi};

    Fixture() {
        ppi.set_clock(hfclk);
        ppi.connect(ppi);
        for (Station* each : {&radio, &timer0, &rtc0, &ccm}) {
            ppi.connect(*each);
        }
        machine.reset();
    }
    void write(std::uint32_t offset, std::uint32_t value) { ppi.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return ppi.read(offset, {}); }
    void set_channel(unsigned channel, std::uint32_t event, std::uint32_t task) {
        write(0x510 + 8 * channel, event);
        write(0x514 + 8 * channel, task);
    }
    using Done = std::vector<std::pair<Time, unsigned>>;
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "PPI: a channel does its task one cycle after its event, while it is enabled") {
    set_channel(3, 0x40008108, 0x40001014);
    timer0.hit(2);
    run_for(10 * cycle);
    CHECK(radio.done.empty());
    write(0x504, 1U << 3);
    timer0.hit(1);
    timer0.hit(2);
    CHECK(radio.done.empty());
    run_for(10 * cycle);
    CHECK(radio.done == Done{
                            {11 * cycle, 5}
    });
    write(0x508, 1U << 3);
    timer0.hit(2);
    run_for(10 * cycle);
    CHECK(radio.done.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "PPI: an event between two edges of the clock takes effect with the next one") {
    set_channel(0, 0x40008100, 0x40001000);
    write(0x500, 1);
    run_for(cycle / 4);
    timer0.hit(0);
    run_for(cycle);
    CHECK(radio.done == Done{
                            {cycle, 0}
    });
}

TEST_CASE_FIXTURE(Fixture, "PPI: one event does the tasks of several channels, one task has several events") {
    set_channel(0, 0x40008100, 0x40001000);
    set_channel(1, 0x40008100, 0x40001004);
    set_channel(15, 0x4000b100, 0x40001000);
    write(0x504, 1U << 15 | 3);
    timer0.hit(0);
    rtc0.hit(0);
    run_for(10 * cycle);
    CHECK(radio.done == Done{
                            {cycle, 0},
                            {cycle, 1},
                            {cycle, 0}
    });
}

TEST_CASE_FIXTURE(Fixture, "PPI: what a task causes follows a cycle later") {
    set_channel(0, 0x40008100, 0x4000b07c); // task 31 of RTC0 makes its event 31
    set_channel(1, 0x4000b17c, 0x40001008);
    write(0x504, 3);
    timer0.hit(0);
    run_for(10 * cycle);
    CHECK(rtc0.done == Done{
                           {cycle, 31}
    });
    CHECK(radio.done == Done{
                            {2 * cycle, 2}
    });
}

TEST_CASE_FIXTURE(Fixture, "PPI: channels 20 to 31 have the ends that the manual fixes") {
    struct Way {
        Station& from;
        unsigned event;
        Station& to;
        unsigned task;
    };
    const Way ways[] = {
        {timer0, 16, radio,  0 }, // TIMER0 COMPARE[0] to RADIO TXEN
        {timer0, 16, radio,  1 },
        {timer0, 17, radio,  4 },
        {radio,  10, ccm,    0 }, // RADIO BCMATCH to AAR START
        {radio,  0,  ccm,    0 },
        {radio,  1,  ccm,    1 },
        {radio,  1,  timer0, 17},
        {radio,  3,  timer0, 18},
        {rtc0,   16, radio,  0 },
        {rtc0,   16, radio,  1 },
        {rtc0,   16, timer0, 3 },
        {rtc0,   16, timer0, 0 },
    };
    unsigned channel = 20;
    for (const Way& way : ways) {
        CAPTURE(channel);
        write(0x500, 1U << channel);
        way.to.done.clear();
        way.from.hit(way.event);
        run_for(10 * cycle);
        REQUIRE(way.to.done.size() == 1);
        CHECK(way.to.done.front().second == way.task);
        ++channel;
    }
}

TEST_CASE_FIXTURE(Fixture, "PPI: groups switch their channels on and off, also by a channel") {
    write(0x804, 1U << 2 | 1U << 20); // CHG[1]
    write(0x504, 1);
    write(0x008, 1);
    CHECK(read(0x500) == (1U << 20 | 1U << 2 | 1));
    write(0x00c, 1);
    CHECK(read(0x504) == 1);
    set_channel(0, 0x40008100, 0x4001f008);
    timer0.hit(0);
    run_for(2 * cycle);
    CHECK(read(0x508) == (1U << 20 | 1U << 2 | 1));
}

TEST_CASE_FIXTURE(Fixture, "PPI: channels 16 to 19 do not exist; a task where no peripheral is is told") {
    write(0x500, 0xffffffff);
    CHECK(read(0x500) == 0xfff0ffff);
    set_channel(0, 0x40008100, 0x40002000);
    set_channel(1, 0x40008100, 0x50000508);
    timer0.hit(0);
    run_for(2 * cycle);
    CHECK(reports("ppi.task") == 2);
}
