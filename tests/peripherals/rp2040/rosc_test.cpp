#include "system_bench.h"

#include <doctest/doctest.h>

using namespace system_bench;

namespace {
constexpr std::uint32_t ctrl = rosc_base, freqa = rosc_base + 4, freqb = rosc_base + 8,
                        dormant = rosc_base + 0xc, divider = rosc_base + 0x10, phase = rosc_base + 0x14,
                        status = rosc_base + 0x18, randombit = rosc_base + 0x1c, count = rosc_base + 0x20;
constexpr std::uint32_t stable = 1U << 31, badwrite = 1U << 24, div_running = 1U << 16, enabled = 1U << 12;
} // namespace

TEST_CASE("ROSC: runs at 6.5 MHz out of reset") {
    Bench bench;
    CHECK(bench.rosc.clock().hz() == 6'500'000);
    CHECK(bench.rosc.clock_ph().hz() == 6'500'000);
    CHECK(bench.read(status) == (stable | div_running | enabled));
}

TEST_CASE("ROSC: DIV divides the ring's 104 MHz") {
    Bench bench;
    bench.write(divider, 0xaa1);
    CHECK(bench.rosc.clock().hz() == 104'000'000);
    bench.write(divider, 0xaa0); // 0 divides by 32
    CHECK(bench.rosc.clock().hz() == 3'250'000);
    CHECK((bench.read(status) & badwrite) == 0);
    bench.write(divider, 5); // without the password: 31
    CHECK(bench.rosc.clock().hz() == 104'000'000 / 31);
    CHECK((bench.read(status) & badwrite) != 0);
}

TEST_CASE("ROSC: fewer stages and stronger drive make it faster") {
    Bench bench;
    std::int64_t previous = bench.rosc.clock().hz();
    for (const std::uint32_t range : {0xfabfa5U, 0xfabfa7U, 0xfabfa6U}) {
        bench.write(ctrl, range);
        CHECK(bench.rosc.clock().hz() > previous);
        previous = bench.rosc.clock().hz();
    }
    bench.write(ctrl, 0xfabfa4);
    CHECK(bench.rosc.clock().hz() == 6'500'000);
    previous = 6'500'000;
    for (const std::uint32_t drive : {0x1111U, 0x3333U, 0x7777U}) {
        bench.write(freqa, 0x96960000 | drive);
        bench.write(freqb, 0x96960000 | drive);
        CHECK(bench.rosc.clock().hz() > previous);
        previous = bench.rosc.clock().hz();
    }
    CHECK((bench.read(status) & badwrite) == 0);
    bench.write(freqa, 0x7777);
    bench.write(freqb, 0x7777);
    CHECK(bench.rosc.clock().hz() == 6'500'000); // without the password all drives are 0
    CHECK((bench.read(status) & badwrite) != 0);
}

TEST_CASE("ROSC: PHASE can switch the second output off, with the password") {
    Bench bench;
    bench.write(phase, 0x000);
    CHECK(bench.rosc.clock_ph().running());
    bench.write(phase, 0xaa0);
    CHECK(!bench.rosc.clock_ph().running());
    CHECK(bench.rosc.clock().running());
}

TEST_CASE("ROSC: stops by DISABLE and in DORMANT, which ends at a wake input") {
    Bench bench;
    bench.write(dormant, coma);
    CHECK(!bench.rosc.clock().running());
    CHECK(bench.read(status) == enabled);
    bench.rosc.on_line(0, true);
    CHECK(bench.rosc.clock().running());
    CHECK(bench.read(dormant) == wake);
    bench.write(ctrl, 0xd1efa4);
    CHECK(!bench.rosc.clock().running());
    CHECK(bench.read(status) == 0);
}

TEST_CASE("ROSC: RANDOMBIT has as many ones as zeros, and the same ones in each run") {
    Bench first;
    Bench second;
    int ones = 0;
    int changes = 0;
    std::uint32_t previous = 0;
    for (int i = 0; i < 4'000; ++i) {
        first.run(100 * ps_per_ns);
        second.run(100 * ps_per_ns);
        const std::uint32_t bit = first.read(randombit);
        REQUIRE(bit == second.read(randombit));
        ones += static_cast<int>(bit);
        changes += bit != previous ? 1 : 0;
        previous = bit;
    }
    CHECK(ones > 1'850);
    CHECK(ones < 2'150);
    CHECK(changes > 1'850);
    CHECK(changes < 2'150);
}

TEST_CASE("ROSC: COUNT falls at the oscillator's frequency") {
    Bench bench;
    bench.write(count, 65);
    bench.run(8 * ps_per_us);
    CHECK(bench.read(count) == 13);
}
