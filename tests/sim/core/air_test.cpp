#include "sim/core/air.h"
#include "sim/core/device.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;

namespace {

constexpr Tuning tuning{2407, ps_per_us};

struct Ear final : AirReceiver {
    explicit Ear(Simulation& simulation, const std::string& name)
        : machine(simulation, name), antenna(machine, *this, simulation.next_instance()) {}
    void on_bits(const AirBits& bits, bool continues) override {
        heard.push_back(bits);
        if (!continues) {
            ++beginnings;
        }
    }
    void on_silence() override { ++silences; }

    Machine machine;
    Antenna antenna;
    std::vector<AirBits> heard;
    unsigned beginnings = 0;
    unsigned silences = 0;
};

struct Bench {
    Simulation simulation;
    Ear a{simulation, "a"};
    Ear b{simulation, "b"};
    Ear c{simulation, "c"};

    void at_us(Time us) { simulation.scheduler().set_now(us * ps_per_us); }
};

} // namespace

TEST_CASE_FIXTURE(
    Bench, "Air: the loss is that of the pair, else of free space between positions, else the default") {
    Air& air = simulation.air();
    CHECK(air.loss_db(a.machine, b.machine) == Air::default_loss_db);
    air.set_loss(66);
    CHECK(air.loss_db(a.machine, b.machine) == 66);
    air.set_position(a.machine, {0, 0, 0});
    CHECK(air.loss_db(a.machine, b.machine) == 66);
    air.set_position(b.machine, {0, 1000, 0});
    CHECK(air.loss_db(a.machine, b.machine) == 40);
    air.set_position(b.machine, {6000, 8000, 0});
    CHECK(air.loss_db(a.machine, b.machine) == 60);
    air.set_position(b.machine, {6000, 0, 19078});
    CHECK(air.loss_db(b.machine, a.machine) == 66); // 20 m
    air.set_position(b.machine, {1, 0, 0});
    CHECK(air.loss_db(b.machine, a.machine) == 20); // as at 10 cm
    air.set_loss(b.machine, a.machine, 90);
    CHECK(air.loss_db(a.machine, b.machine) == 90);
    CHECK(air.loss_db(c.machine, a.machine) == 66);
}

TEST_CASE_FIXTURE(
    Bench, "Air: bits come to who listens at the frequency and rate, and to those alone that began in time") {
    b.antenna.listen(tuning, {});
    c.antenna.listen({2408, ps_per_us}, {});
    at_us(10);
    a.antenna.begin(tuning, 0);
    at_us(18);
    a.antenna.send({0xa5, 8, 10 * ps_per_us});
    REQUIRE(b.heard.size() == 1);
    CHECK(b.heard[0].bits == 0xa5);
    CHECK(b.beginnings == 1);
    CHECK(c.heard.empty());
    at_us(21);
    c.antenna.listen(tuning, {});
    at_us(26);
    a.antenna.send({0xa5, 8, 18 * ps_per_us});
    CHECK(b.beginnings == 1);
    REQUIRE(c.heard.size() == 1); // three bits are missing
    CHECK(c.heard[0].count == 5);
    CHECK(c.heard[0].bits == 0xa5 >> 3);
    CHECK(c.heard[0].begin == 21 * ps_per_us);
    b.antenna.hold();
    a.antenna.end();
    CHECK(b.silences == 1);
    CHECK(c.silences == 0);
}

TEST_CASE_FIXTURE(Bench,
                  "Air: a stronger signal takes over a receiver that has not found what it looks for") {
    simulation.air().set_loss(a.machine, c.machine, 70);
    c.antenna.listen(tuning, {});
    a.antenna.begin(tuning, 0);
    at_us(8);
    b.antenna.begin(tuning, 0);
    a.antenna.send({0x0f, 8, 0});
    at_us(16);
    a.antenna.send({0xff, 8, 8 * ps_per_us}); // spoilt by b
    b.antenna.send({0x33, 8, 8 * ps_per_us});
    REQUIRE(c.heard.size() == 3);
    CHECK(c.heard[1].bits != 0xff);
    CHECK(c.heard[2].bits == 0x33);
    CHECK(c.beginnings == 2);
    at_us(24);
    a.antenna.send({0xff, 8, 16 * ps_per_us});
    CHECK(c.heard.size() == 3); // it stays with the stronger one
    CHECK(c.antenna.level_dbm(2407) == -Air::default_loss_db);
    CHECK(c.antenna.level_dbm(2408) == Antenna::silence_dbm);
}

TEST_CASE_FIXTURE(Bench, "Air: only the bits that overlap another signal are spoilt") {
    c.antenna.listen(tuning, {});
    a.antenna.begin(tuning, 0);
    at_us(20);
    b.antenna.begin({2407, 500 * ps_per_ns}, 0);
    at_us(52);
    b.antenna.end();
    at_us(64);
    a.antenna.send({0, 64, 0});
    REQUIRE(c.heard.size() == 1);
    CHECK(c.heard[0].bits != 0);
    CHECK((c.heard[0].bits & 0xfffff) == 0);
    CHECK((c.heard[0].bits >> 52) == 0);
}

TEST_CASE_FIXTURE(Bench, "Air: the lookahead is the least that an antenna promises") {
    CHECK(simulation.air().lookahead() == never);
    a.antenna.promise(140 * ps_per_us);
    CHECK(simulation.air().lookahead() == 140 * ps_per_us);
    b.antenna.promise(8 * ps_per_us);
    CHECK(simulation.air().lookahead() == 8 * ps_per_us);
    b.antenna.promise(200 * ps_per_us);
    CHECK(simulation.air().lookahead() == 140 * ps_per_us);
}
