#include "sim/core/clock_domain.h"

#include <doctest/doctest.h>

using namespace sim::core;

TEST_CASE("ClockDomain: 133 MHz has exactly 133 million edges a second") {
    const ClockDomain clock(133'000'000);
    CHECK(clock.time_of(133'000'000) == ps_per_s);
    CHECK(clock.edges_at(ps_per_s) == 133'000'000);
    CHECK(clock.edges_at(ps_per_s - 1) == 132'999'999);
}

TEST_CASE("ClockDomain: edges_at and time_of agree at and around every edge") {
    const ClockDomain clock(48'000'001, 7);
    for (std::int64_t edge = 0; edge < 10'000; ++edge) {
        const Time time = clock.time_of(edge);
        REQUIRE(clock.edges_at(time) == edge);
        REQUIRE(clock.edges_at(time - 1) == edge - 1);
        REQUIRE(clock.edge_not_before(time) == edge);
        REQUIRE(clock.edge_not_before(time + 1) == edge + 1);
    }
}

TEST_CASE("ClockDomain: a change of frequency keeps the count and the phase") {
    ClockDomain clock(125'000'000);
    clock.set_frequency(8'000 * 1'000, 250'000'000);
    CHECK(clock.edges_at(8'000 * 1'000) == 1'000);
    CHECK(clock.time_of(1'001) == 8'000 * 1'000 + 4'000);
    clock.set_frequency(clock.time_of(1'003), 0);
    CHECK(clock.edges_at(ps_per_s) == 1'003);
    CHECK(clock.time_of(1'004) == never);
}

TEST_CASE("ClockDomain: days later no edge is lost") {
    const ClockDomain clock(133'333'333);
    const Time day = 86'400 * ps_per_s;
    CHECK(clock.edges_at(90 * day) == 90LL * 86'400 * 133'333'333);
}

TEST_CASE("ClockDomain: a frequency is in lowest terms, so that equal ones compare equal") {
    ClockDomain clock(250'000'000, 2);
    CHECK(clock.frequency() == Frequency{125'000'000, 1});
    clock.set_frequency(0, 12'000'000 * std::int64_t{125}, 12);
    CHECK(clock.frequency() == Frequency{125'000'000, 1});
}

TEST_CASE("Frequency: scaled multiplies and divides, and gives up low bits rather than overflow") {
    CHECK(Frequency{12'000'000, 1}.scaled(133, 12) == Frequency{133'000'000, 1});
    CHECK(Frequency{48'000'000, 1}.scaled(256, (1024 << 8) + 1) == Frequency{2'457'600'000, 52'429});
    CHECK(!Frequency{48'000'000, 1}.scaled(0, 7).running());
    Frequency slow{12'000'000, 63 * 49};
    for (int i = 0; i < 3; ++i) {
        slow = slow.scaled(256, (std::int64_t{1} << 32) - 1);
    }
    CHECK(slow.denominator > 0);
    CHECK(slow.numerator / slow.denominator == 0);
}

TEST_CASE("ClockDomain: edges of a whole period and of one that is not stand where they did after changes") {
    ClockDomain clock(133'000'000);
    clock.set_frequency(clock.time_of(7), 125'000'000); // anchored within a picosecond
    for (std::int64_t edge = 5; edge < 1'000; ++edge) {
        const Time time = clock.time_of(edge);
        REQUIRE(clock.edges_at(time) == edge);
        REQUIRE(clock.edges_at(time - 1) == edge - 1);
    }
    CHECK(clock.time_of(1'007) == clock.time_of(7) + 8'000'000);
    CHECK(clock.time_of(std::int64_t{1} << 50) == clock.time_of(7) + ((std::int64_t{1} << 50) - 7) * 8'000);
}
