#include "peripherals/nrf51/peripheral.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::EventSink;
using peripherals::nrf51::Peripheral;

namespace {

constexpr Field task_fields[] = {
    {0, 0, "TASK", SC, 0}
};
constexpr Field event_fields[] = {
    {0, 0, "EVENT", RW, 0}
};
constexpr Field shorts_fields[] = {
    {8, 8, "DONE0_STOP",  RW, 0},
    {1, 1, "DONE1_CLEAR", RW, 0},
};
constexpr Field enable_fields[] = {
    {18, 18, "LOST",  RW, 0},
    {17, 17, "DONE1", RW, 0},
    {16, 16, "DONE0", RW, 0},
};
constexpr Field mode_fields[] = {
    {1, 0, "MODE", RW, 0}
};
constexpr Register sample_registers[] = {
    {0x000, "TASKS_START",  task_fields,   {}                       },
    {0x004, "TASKS_STOP",   task_fields,   {}                       },
    {0x008, "TASKS_CLEAR",  task_fields,   {}                       },
    {0x040, "TASKS_GO%",    task_fields,   {.count = 2, .stride = 4}},
    {0x140, "EVENTS_DONE%", event_fields,  {.count = 2, .stride = 4}},
    {0x148, "EVENTS_LOST",  event_fields,  {}                       },
    {0x200, "SHORTS",       shorts_fields, {}                       },
    {0x300, "INTEN",        enable_fields, {}                       },
    {0x304, "INTENSET",     enable_fields, {}                       },
    {0x308, "INTENCLR",     enable_fields, {}                       },
    {0x504, "MODE",         mode_fields,   {}                       },
};
static_assert(well_formed(sample_registers));
constexpr Row done = row_of(sample_registers, "EVENTS_DONE%");
constexpr Row lost = row_of(sample_registers, "EVENTS_LOST");

class Sample final : public Peripheral {
public:
    Sample(Machine& machine, EventSink* sink) : Peripheral(machine, "SAMPLE", sample_registers, 5, sink) {}
    void happen(unsigned element) { raise(done, element); }
    void lose() { raise(lost); }
    bool active() const override { return is_active; }

    std::vector<std::uint32_t> tasks; // row * 16 + element
    std::uint32_t mode_written = 99;
    unsigned cleared = 0;
    bool is_active = true;

private:
    void on_task(Index task) override { tasks.push_back(task.row * 16U + task.element); }
    void on_register(Index, std::uint32_t written, const Access&) override { mode_written = written; }
    void on_event_cleared(Index) override { ++cleared; }
};

struct Sink final : EventSink {
    void on_event(std::uint32_t address) override { addresses.push_back(address); }
    std::vector<std::uint32_t> addresses;
};

struct Fixture {
    Simulation simulation;
    Machine machine{simulation, "m"};
    Sink sink;
    Sample sample{machine, &sink};

    void write(std::uint32_t offset, std::uint32_t value) { sample.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return sample.read(offset, {}); }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "writing 1 to a task does it, writing 0 does not, and it reads as 0") {
    write(0x000, 0);
    CHECK(sample.tasks.empty());
    write(0x044, 1);
    CHECK(sample.tasks == std::vector<std::uint32_t>{3 * 16 + 1});
    CHECK(read(0x044) == 0);
}

TEST_CASE_FIXTURE(Fixture, "the interconnect triggers tasks by their offset and nothing else") {
    sample.trigger(0x040);
    sample.trigger(0x140);
    sample.trigger(0x504);
    CHECK(sample.tasks == std::vector<std::uint32_t>{3 * 16});
}

TEST_CASE_FIXTURE(
    Fixture, "an event is told with its address, stays until it is cleared, and interrupts while enabled") {
    sample.happen(1);
    CHECK(sink.addresses == std::vector<std::uint32_t>{0x40005144});
    CHECK(read(0x144) == 1);
    CHECK(read(0x140) == 0);
    CHECK_FALSE(sample.irq().level());
    write(0x304, 1U << 17);
    CHECK(sample.irq().level());
    write(0x144, 0);
    CHECK(sample.cleared == 1);
    CHECK_FALSE(sample.irq().level());
}

TEST_CASE_FIXTURE(Fixture,
                  "firmware that sets an event gets the interrupt, but the interconnect is not told") {
    write(0x304, 1U << 18);
    write(0x148, 1);
    CHECK(sample.irq().level());
    CHECK(sink.addresses.empty());
}

TEST_CASE_FIXTURE(Fixture, "INTEN, INTENSET and INTENCLR are one register") {
    write(0x304, 1U << 16 | 1U << 18);
    write(0x308, 1U << 16);
    CHECK(read(0x300) == 1U << 18);
    CHECK(read(0x304) == 1U << 18);
    CHECK(read(0x308) == 1U << 18);
    write(0x300, 1U << 17);
    CHECK(read(0x308) == 1U << 17);
}

TEST_CASE_FIXTURE(Fixture, "a short does its task when its event happens, as its field's name says") {
    write(0x200, 1U << 8);
    sample.happen(1);
    CHECK(sample.tasks.empty());
    sample.happen(0);
    CHECK(sample.tasks == std::vector<std::uint32_t>{1 * 16});
}

TEST_CASE_FIXTURE(Fixture, "tasks of a peripheral that is not the active one at its address do nothing") {
    sample.is_active = false;
    write(0x000, 1);
    sample.trigger(0x000);
    CHECK(sample.tasks.empty());
}

TEST_CASE_FIXTURE(Fixture, "other registers are the subclass's, and reset clears events and enables") {
    write(0x504, 2);
    CHECK(sample.mode_written == 2);
    write(0x304, 1U << 18);
    sample.lose();
    sample.reset();
    CHECK_FALSE(sample.irq().level());
    CHECK(read(0x148) == 0);
    CHECK(read(0x304) == 0);
}

TEST_CASE_FIXTURE(Fixture, "enables have no more bits than their fields") {
    write(0x304, 0xffffffff);
    CHECK(read(0x300) == 7U << 16);
    write(0x300, 0xffffffff);
    CHECK(read(0x304) == 7U << 16);
}
