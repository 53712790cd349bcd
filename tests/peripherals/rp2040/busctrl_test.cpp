#include "peripherals/rp2040/busctrl.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <map>

using namespace sim::core;
using namespace peripherals::rp2040;

namespace {

constexpr std::uint32_t perfctr0 = 0x08, perfsel0 = 0x0c, perfctr3 = 0x20, perfsel3 = 0x24;

struct Bench final : BusEvents {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Busctrl busctrl{machine, "BUSCTRL", *this};
    std::map<std::uint32_t, std::uint64_t> counts;

    Bench() { machine.reset(); }
    std::uint64_t count(std::uint32_t event) const override {
        return counts.contains(event) ? counts.at(event) : 0;
    }
    std::uint32_t read(std::uint32_t offset) { return busctrl.read(offset, {}); }
    void write(std::uint32_t offset, std::uint32_t value) { busctrl.write(offset, value, {}); }
};

} // namespace

TEST_CASE("BUSCTRL: priorities are kept and acknowledged") {
    Bench bench;
    bench.write(0x00, 0xffffffff);
    CHECK(bench.read(0x00) == 0x1111);
    CHECK(bench.read(0x04) == 1);
}

TEST_CASE("BUSCTRL: a counter counts the event of its PERFSEL, any write clears it") {
    Bench bench;
    bench.counts[1] = 1'000;
    CHECK(bench.read(perfsel0) == 0x1f);
    bench.write(perfsel0, 1);
    CHECK(bench.read(perfctr0) == 0);
    bench.counts[1] += 5;
    bench.counts[17] += 9;
    CHECK(bench.read(perfctr0) == 5);
    bench.write(perfsel0, 17); // goes on from its value
    bench.counts[17] += 3;
    CHECK(bench.read(perfctr0) == 8);
    bench.write(perfctr0, 0);
    CHECK(bench.read(perfctr0) == 0);
}

TEST_CASE("BUSCTRL: counters saturate") {
    Bench bench;
    bench.write(perfsel3, 15);
    bench.counts[15] = 0x1000000;
    CHECK(bench.read(perfctr3) == 0xffffff);
}
