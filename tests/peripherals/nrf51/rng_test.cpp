#include "peripherals/nrf51/rng.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

#include <set>

using namespace sim::core;
using peripherals::nrf51::Rng;

namespace {

constexpr std::uint32_t start = 0x000;
constexpr std::uint32_t stop = 0x004;
constexpr std::uint32_t shorts = 0x200;
constexpr std::uint32_t config = 0x504;
constexpr std::uint32_t value = 0x508;
constexpr std::uint32_t valrdy = 0x4000d100;

struct Fixture : tests::nrf51::Bench {
    Rng rng{machine, "RNG", 1, &events};

    Fixture() { machine.reset(); }
    void write(std::uint32_t offset, std::uint32_t word) { rng.write(offset, word, {}); }
    std::uint32_t read(std::uint32_t offset) { return rng.read(offset, {}); }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "RNG: a byte each 167 us, each 677 us with bias correction, until STOP") {
    write(start, 1);
    run_for(1670 * ps_per_us);
    CHECK(events.count(valrdy) == 10);
    write(stop, 1);
    run_for(ps_per_ms);
    CHECK(events.count(valrdy) == 10);
    write(config, 1);
    write(start, 1);
    run_for(6770 * ps_per_us);
    CHECK(events.count(valrdy) == 20);
}

TEST_CASE_FIXTURE(Fixture, "RNG: the short VALRDY_STOP gives one byte") {
    write(shorts, 1);
    write(start, 1);
    run_for(10 * ps_per_ms);
    CHECK(events.count(valrdy) == 1);
}

TEST_CASE_FIXTURE(Fixture, "RNG: bytes of all kinds, equal for equal seeds, others for others") {
    Rng same{machine, "RNG", 1, nullptr};
    Rng other{machine, "RNG", 2, nullptr};
    std::set<std::uint32_t> seen;
    unsigned differences = 0;
    for (Rng* each : {&rng, &same, &other}) {
        each->reset();
        each->write(start, 1, {});
    }
    for (int i = 0; i < 2000; ++i) {
        run_for(167 * ps_per_us);
        seen.insert(read(value));
        CHECK(same.read(value, {}) == read(value));
        differences += other.read(value, {}) != read(value) ? 1U : 0U;
    }
    CHECK(seen.size() > 250);
    CHECK(*seen.rbegin() <= 0xff);
    CHECK(differences > 1900);
}
