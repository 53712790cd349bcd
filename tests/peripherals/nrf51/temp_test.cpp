#include "peripherals/nrf51/temp.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Temp;

namespace {

struct Fixture : tests::nrf51::Bench {
    Temp temp{machine, "TEMP", &events};

    Fixture() { machine.reset(); }
    /// In quarters of a degree.
    std::int32_t measure(std::int32_t millidegrees) {
        temp.set_temperature_mc(millidegrees);
        temp.write(0x000, 1, {});
        run_for(40 * ps_per_us);
        return static_cast<std::int32_t>(temp.read(0x508, {}));
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "TEMP: DATARDY 36 us after START, unless STOP comes first") {
    temp.write(0x000, 1, {});
    run_for(35 * ps_per_us);
    CHECK(temp.read(0x100, {}) == 0);
    run_for(1 * ps_per_us);
    CHECK(temp.read(0x100, {}) == 1);
    CHECK(events.count(0x4000c100) == 1);
    CHECK(temp.read(0x508, {}) == 100);
    temp.write(0x000, 1, {});
    temp.write(0x004, 1, {});
    run_for(ps_per_ms);
    CHECK(events.count(0x4000c100) == 1);
}

TEST_CASE_FIXTURE(Fixture, "TEMP: the nearest quarter of a degree, negative as 32-bit two's complement") {
    CHECK(measure(21'300) == 85);
    CHECK(measure(21'400) == 86);
    CHECK(measure(0) == 0);
    CHECK(measure(-250) == -1);
    CHECK(measure(-10'600) == -42);
}
