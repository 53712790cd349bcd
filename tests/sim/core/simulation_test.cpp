#include "sim/core/machine.h"
#include "sim/core/processor.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <thread>
#include <vector>

using namespace sim::core;

namespace {

/// A core whose instructions take 10 ns each and call `on_instruction` with their number.
class CountingCore final : public Processor {
public:
    explicit CountingCore(Machine& machine) : Processor(machine, "CORE") { machine.add_processor(*this); }

    void reset() override {}
    unsigned core() const override { return 0; }
    Time next_time() const override { return time_; }
    bool runnable() const override { return true; }
    void skip_to(Time time) override { time_ = time; }
    void run(Time horizon, Time) override {
        ended_ = false;
        while (time_ < horizon && !ended_) {
            scheduler().set_now(time_);
            const std::uint64_t version = scheduler().version();
            on_instruction(count_++);
            ended_ = ended_ || scheduler().version() != version;
            time_ += 10 * ps_per_ns;
        }
    }
    void end_slice() override { ended_ = true; }
    std::uint32_t pc() const override { return 0; }
    std::uint64_t instructions() const override { return count_; }
    std::uint64_t cycles() const override { return count_; }
    std::uint64_t sleeping_cycles() const override { return 0; }
    std::vector<std::uint32_t> registers() const override { return {}; }
    void set_register(unsigned, std::uint32_t) override {}
    void set_breakpoint(std::uint32_t, bool) override {}
    void set_watchpoint(std::uint32_t, std::uint32_t, WatchKind, bool) override {}
    void step() override {}
    bool locked_up() const override { return false; }

    std::function<void(std::uint64_t)> on_instruction;

private:
    Time time_ = 0;
    std::uint64_t count_ = 0;
    bool ended_ = false;
};

class Alarm final : public Device {
public:
    explicit Alarm(Machine& machine) : Device(machine, "ALARM") {}
    void reset() override {}
    void ring() { on_ring(); }

    std::function<void()> on_ring;
    Event event{*this, EventClass::Timer, "alarm", handler<&Alarm::ring>};
};

} // namespace

TEST_CASE("Simulation: an event that a core moves away runs when the core has reached it") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    CountingCore core(machine);
    Alarm alarm(machine);
    Time core_time = 0;
    int rung = 0;
    alarm.on_ring = [&] {
        ++rung;
        core_time = core.next_time();
    };
    core.on_instruction = [&](std::uint64_t number) {
        if (number == 50) {
            alarm.event.arm(5 * ps_per_us);
        }
    };
    alarm.event.arm(1 * ps_per_us);
    simulation.run_until(20 * ps_per_us);
    CHECK(rung == 1);
    CHECK(core_time == 5 * ps_per_us);
}

TEST_CASE("Simulation: an event that a core disarms does not run, and time goes on") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    CountingCore core(machine);
    Alarm alarm(machine);
    int rung = 0;
    alarm.on_ring = [&] { ++rung; };
    core.on_instruction = [&](std::uint64_t number) {
        if (number == 50) {
            alarm.event.disarm();
        }
    };
    alarm.event.arm(1 * ps_per_us);
    simulation.run_until(20 * ps_per_us);
    CHECK(rung == 0);
    CHECK(core.next_time() >= 20 * ps_per_us);
}

namespace {

/// Two machines, and how far one is ahead of the other at most when an instruction of it runs.
struct Pair {
    Simulation simulation;
    Machine first{simulation, "first"};
    Machine second{simulation, "second"};
    CountingCore a{first};
    CountingCore b{second};
    Time lead = 0;

    Time run() {
        a.on_instruction = [this](std::uint64_t) { lead = std::max(lead, a.next_time() - b.next_time()); };
        b.on_instruction = [this](std::uint64_t) { lead = std::max(lead, b.next_time() - a.next_time()); };
        simulation.run_until(3 * ps_per_ms);
        return lead;
    }
};

struct Deaf final : AirReceiver {
    void on_bits(const AirBits&, bool) override {}
    void on_silence() override {}
};

} // namespace

TEST_CASE_FIXTURE(Pair, "Simulation: machines without a wire run ahead of each other by a millisecond") {
    CHECK(run() > 900 * ps_per_us);
    CHECK(lead <= ps_per_ms);
    CHECK(a.next_time() == b.next_time());
}

TEST_CASE_FIXTURE(Pair, "Simulation: machines on a wire share a quantum") {
    simulation.join(first, second);
    CHECK(run() <= Simulation::default_quantum);
}

TEST_CASE_FIXTURE(Pair, "Simulation: a stop tells whose core it was, and when that is nobody's") {
    b.on_instruction = [this](std::uint64_t number) {
        if (number == 100) {
            simulation.stop({StopCause::Lockup, 0, 0, {}});
        }
    };
    a.on_instruction = [](std::uint64_t) {};
    CHECK(simulation.run_until(ps_per_ms).machine == &second);

    Alarm alarm(first);
    alarm.on_ring = [&] { simulation.stop({StopCause::Request, -1, 0, {}}); };
    alarm.event.arm(2 * ps_per_ms);
    const Stop stop = simulation.run_until(3 * ps_per_ms);
    CHECK(stop.cause == StopCause::Request);
    CHECK(stop.machine == nullptr);
}

TEST_CASE_FIXTURE(Pair, "Simulation: machines with radios run ahead as far as the air allows") {
    Deaf deaf;
    Antenna left(first, deaf, 0);
    Antenna right(second, deaf, 1);
    left.promise(140 * ps_per_us);
    right.promise(140 * ps_per_us);
    CHECK(run() <= 140 * ps_per_us);
    CHECK(lead > 120 * ps_per_us);
}

TEST_CASE_FIXTURE(Pair,
                  "Simulation: an event of one machine runs at its time though the other one is ahead") {
    Alarm alarm(second);
    Time rang = 0;
    alarm.on_ring = [&] { rang = simulation.now(); };
    a.on_instruction = [](std::uint64_t) {};
    b.on_instruction = [&](std::uint64_t number) {
        if (number == 5) {
            alarm.event.arm(simulation.now() + 20 * ps_per_ns);
        }
    };
    simulation.run_until(2 * ps_per_ms);
    CHECK(rang == 70 * ps_per_ns);
}

TEST_CASE("Simulation: what other threads post runs on the simulation's thread, in their order") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    CountingCore core(machine);
    core.on_instruction = [](std::uint64_t) {};
    std::vector<int> seen; // without a lock: only the simulation's thread may touch it
    std::thread::id where;
    std::thread host([&] {
        for (int number = 0; number < 1000; ++number) {
            simulation.post([&, number] {
                seen.push_back(number);
                where = std::this_thread::get_id();
            });
        }
        simulation.request_stop();
    });
    while (simulation.run_until(simulation.now() + 1 * ps_per_us).cause != StopCause::Request) {
    }
    host.join();
    simulation.run_until(simulation.now() + 1 * ps_per_us);
    std::vector<int> expected(1000);
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(seen == expected);
    CHECK(where == std::this_thread::get_id());
}

TEST_CASE("Simulation: another thread stops a run that has no end") {
    Simulation simulation;
    Machine machine(simulation, "bench");
    CountingCore core(machine);
    core.on_instruction = [](std::uint64_t) {};
    std::thread host([&] { simulation.request_stop(); });
    const Stop stop = simulation.run_until(never);
    host.join();
    CHECK(stop.cause == StopCause::Request);
    CHECK(simulation.run_until(simulation.now() + 1 * ps_per_us).cause == StopCause::None);
}
