#include "peripherals/rp2040/pwm.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace sim::core;
using peripherals::rp2040::Pwm;

namespace {

constexpr std::uint32_t base = 0x40050000;
constexpr std::uint32_t csr = 0x00, divider = 0x04, ctr = 0x08, cc = 0x0c, top = 0x10, stride = 0x14;
constexpr std::uint32_t all_en = 0xa0, intr = 0xa4, inte = 0xa8, intf = 0xac, ints = 0xb0;
constexpr std::uint32_t xor_alias = 0x1000, set_alias = 0x2000, clear_alias = 0x3000;
constexpr std::uint32_t en = 1, ph_correct = 2, a_inv = 4, b_inv = 8, gated = 1 << 4, rising = 2 << 4,
                        falling = 3 << 4, ph_ret = 0x40, ph_adv = 0x80;

struct Bench final : OutputSink, LineSink {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clk_sys{100'000'000}; // 10 ns
    Pwm pwm{machine, "PWM", clk_sys};
    std::vector<Time> a_edges; // of slice 0
    unsigned requests = 0;

    Bench() {
        simulation.set_quantum(1);
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &pwm, .name = "PWM", .atomic_aliases = true});
        pwm.outputs().connect(*this, 0);
        pwm.dreq(0).connect(*this, 0);
        machine.reset();
    }
    void on_outputs(unsigned, std::uint32_t changed) override {
        if ((changed & 1) != 0) {
            a_edges.push_back(simulation.now());
        }
    }
    void on_line(unsigned, bool level) override { requests += level ? 1 : 0; }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
    void run(int cycles) { simulation.run_until(simulation.now() + cycles * Time{10'000}); }
    bool level(unsigned bit) { return (pwm.outputs().levels() >> bit & 1) != 0; }
    /// A character for each cycle.
    std::string trace(unsigned bit, int cycles) {
        std::string text;
        for (int i = 0; i < cycles; ++i) {
            text += level(bit) ? '#' : '.';
            run(1);
        }
        return text;
    }
    void start(std::uint32_t wrap, std::uint32_t compare, std::uint32_t control = en) {
        write(top, wrap);
        write(cc, compare);
        write(csr, control);
    }
};

} // namespace

TEST_CASE("PWM: an output is high while the counter is below its level") {
    Bench bench;
    bench.start(4, 3 << 16 | 2);
    CHECK(bench.trace(0, 12) == "##...##...##");
    bench.write(csr, 0);
    bench.write(ctr, 0);
    bench.write(csr, en);
    CHECK(bench.trace(1, 12) == "###..###..##");
}

TEST_CASE("PWM: a level of 0 is never high, one of TOP + 1 always") {
    Bench bench;
    bench.start(4, 5 << 16 | 0);
    CHECK(bench.trace(0, 12) == "............");
    CHECK(bench.trace(1, 12) == "############");
}

TEST_CASE("PWM: phase-correct counts up and down, with pulses about the turn at 0") {
    Bench bench;
    bench.start(3, 0 << 16 | 2, en | ph_correct);
    //                           0 1 2 3 3 2 1 0
    CHECK(bench.trace(0, 18) == "##....####....####");
    std::vector<std::uint32_t> seen;
    Bench other;
    other.start(2, 0, en | ph_correct);
    for (int i = 0; i < 8; ++i) {
        seen.push_back(other.read(ctr));
        other.run(1);
    }
    CHECK(seen == std::vector<std::uint32_t>{0, 1, 2, 2, 1, 0, 0, 1});
}

TEST_CASE("PWM: edges stand at their exact times") {
    Bench bench;
    bench.write(divider, 2 << 4 | 8); // a count every 2.5 cycles
    bench.start(9, 5);
    bench.run(60);
    REQUIRE(bench.a_edges.size() >= 4);
    CHECK(bench.a_edges[0] == 0); // CC is written
    CHECK(bench.a_edges[1] == 12 * 10'000);
    CHECK(bench.a_edges[2] == 25 * 10'000);
    CHECK(bench.a_edges[3] == 37 * 10'000);
}

TEST_CASE("PWM: CC and TOP are taken over when the counter wraps, at once without EN") {
    Bench bench;
    bench.start(4, 2);
    bench.run(1);
    bench.write(cc, 4);
    bench.write(top, 5);
    CHECK(bench.read(cc) == 4);
    CHECK(bench.trace(0, 16) == "#...####..####..");
    bench.write(csr, 0);
    bench.write(cc, 0);
    CHECK(!bench.level(0));
}

TEST_CASE("PWM: a slice that is stopped keeps its counter and its outputs") {
    Bench bench;
    bench.start(9, 5);
    bench.run(3);
    bench.write(csr + clear_alias, en);
    CHECK(bench.read(ctr) == 3);
    bench.run(100);
    CHECK(bench.read(ctr) == 3);
    CHECK(bench.level(0));
    bench.write(csr, a_inv | b_inv);
    CHECK(!bench.level(0));
    CHECK(bench.level(1));
}

TEST_CASE("PWM: a counter beyond TOP runs on to ffff and over") {
    Bench bench;
    bench.write(ctr, 0xfffe);
    bench.start(4, 2);
    CHECK(bench.trace(0, 9) == "..##...##");
    CHECK(bench.read(intr) == 1);
}

TEST_CASE("PWM: wraps interrupt and request") {
    Bench bench;
    bench.write(inte, 1);
    bench.start(9, 0);
    bench.run(9);
    CHECK(!bench.pwm.irq().level());
    bench.run(1);
    CHECK(bench.pwm.irq().level());
    CHECK(bench.read(ints) == 1);
    bench.write(intr, 1);
    CHECK(!bench.pwm.irq().level());
    bench.run(30);
    CHECK(bench.requests == 4);
    bench.write(inte, 0);
    CHECK(bench.read(intr) == 1);
    CHECK(bench.read(ints) == 0);
    bench.write(intf, 0x80);
    CHECK(bench.read(ints) == 0x80);
    CHECK(bench.pwm.irq().level());
}

TEST_CASE("PWM: phase-correct wraps once in 2 * (TOP + 1) counts") {
    Bench bench;
    bench.start(4, 0, en | ph_correct);
    bench.run(9);
    CHECK(bench.read(intr) == 0);
    bench.run(1);
    CHECK(bench.read(intr) == 1);
    bench.run(30);
    CHECK(bench.requests == 4);
}

TEST_CASE("PWM: PH_ADV and PH_RET move the phase by one count") {
    Bench bench;
    bench.write(divider, 10 << 4);
    bench.start(0xffff, 0);
    bench.run(25);
    CHECK(bench.read(ctr) == 2);
    bench.write(csr, en | ph_adv);
    CHECK(bench.read(ctr) == 3);
    CHECK(bench.read(csr) == en);
    bench.write(csr + set_alias, ph_ret);
    CHECK(bench.read(csr) == (en | ph_ret));
    bench.run(5);
    CHECK(bench.read(ctr) == 3);
    CHECK(bench.read(csr) == en);
    bench.run(10);
    CHECK(bench.read(ctr) == 4);
    bench.write(divider, 1 << 4); // from the next count on at full speed, which leaves no cycle to advance
    bench.run(10);
    bench.write(csr, en | ph_adv);
    CHECK(bench.read(csr) == (en | ph_adv));
}

TEST_CASE("PWM: DIVMODE counts cycles while B is high, or edges of B") {
    Bench bench;
    bench.start(0xffff, 0, en | gated);
    CHECK((bench.pwm.outputs().enables() & 3) == 1);
    bench.run(5);
    bench.pwm.on_line(0, true);
    bench.run(7);
    bench.pwm.on_line(0, false);
    bench.run(5);
    CHECK(bench.read(ctr) == 7);

    bench.write(csr, 0);
    bench.write(ctr, 0);
    bench.write(divider, 2 << 4);
    bench.write(csr, en | rising);
    for (int i = 0; i < 10; ++i) {
        bench.run(3);
        bench.pwm.on_line(0, true);
        bench.run(3);
        bench.pwm.on_line(0, false);
    }
    CHECK(bench.read(ctr) == 5); // every second edge
    bench.write(csr, en | falling);
    bench.pwm.on_line(0, true);
    CHECK(bench.read(ctr) == 5);
    bench.pwm.on_line(0, false);
    bench.pwm.on_line(0, true);
    bench.pwm.on_line(0, false);
    CHECK(bench.read(ctr) == 6);
}

TEST_CASE("PWM: edges of B move the output and wrap") {
    Bench bench;
    bench.start(2, 1, en | rising);
    for (int i = 0; i < 3; ++i) {
        bench.pwm.on_line(0, true);
        CHECK(bench.level(0) == (i == 2));
        bench.pwm.on_line(0, false);
    }
    CHECK(bench.read(intr) == 1);
}

TEST_CASE("PWM: EN starts and stops slices together") {
    Bench bench;
    bench.write(all_en, 0x42);
    CHECK(bench.read(stride + csr) == en);
    CHECK(bench.read(6 * stride + csr) == en);
    bench.run(50);
    CHECK(bench.read(1 * stride + ctr) == 50);
    CHECK(bench.read(6 * stride + ctr) == 50);
    bench.write(all_en + clear_alias, 0x02);
    CHECK(bench.read(stride + csr) == 0);
    bench.write(2 * stride + csr, en);
    CHECK(bench.read(all_en) == 0x44);
}

TEST_CASE("PWM: atomic aliases of CTR change the present count") {
    Bench bench;
    bench.start(0xffff, 0);
    bench.run(3);
    bench.write(ctr + xor_alias, 0x100);
    bench.run(1);
    CHECK(bench.read(ctr) == 0x104);
}

TEST_CASE("PWM: a change of clk_sys moves the edges that are to come") {
    Bench bench;
    bench.start(99, 50);
    bench.run(25);
    bench.clk_sys.set_frequency(bench.simulation.now(), 50'000'000);
    bench.run(60);
    REQUIRE(bench.a_edges.size() == 2);
    CHECK(bench.a_edges[1] == 750'000);
}

TEST_CASE("PWM: signals that nobody looks at make no edges, and are right when somebody does") {
    Bench bench;
    bench.pwm.outputs().watch(0);
    bench.start(9, 5);
    bench.run(37);
    CHECK(bench.a_edges.size() <= 1);
    CHECK(bench.read(intr) == 1);
    bench.pwm.outputs().watch(1);
    CHECK(!bench.level(0));
    CHECK(bench.trace(0, 8) == "...#####");
}
