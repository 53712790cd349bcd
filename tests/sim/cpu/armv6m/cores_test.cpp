// Two cores that share memory, devices and events.

#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t other_code = 0x20003000;
constexpr std::uint32_t device = 0x40000000;
constexpr std::uint32_t own_device = 0xd0000000;

// Keeps when and by whom it was written.
class Log final : public BusDevice {
public:
    explicit Log(Simulation& simulation) : simulation_(simulation) {}
    std::uint32_t read(std::uint32_t, const Access& access) override {
        note(access);
        return 0;
    }
    void write(std::uint32_t, std::uint32_t, const Access& access) override { note(access); }
    std::uint32_t peek(std::uint32_t) const override { return 0; }
    std::vector<std::pair<Time, Initiator>> entries;

private:
    void note(const Access& access) { entries.emplace_back(simulation_.now(), access.initiator); }
    Simulation& simulation_;
};

struct Bench : CpuBench {
    Log log{simulation};
    Log own{simulation};

    Bench() : CpuBench(2) {
        machine.bus().map({.base = device, .size = 0x1000, .device = &log, .name = "LOG"});
        machine.bus().map(
            {.base = own_device, .size = 0x1000, .device = &own, .name = "OWN", .core_private = true});
        put({nop, self});
        core(0).set_sev_target(&core(1));
        core(1).set_sev_target(&core(0));
        simulation.run_until(ps_per_us);
        for (unsigned i = 0; i < 2; ++i) {
            core(i).set_register(r7, device);
            core(i).set_register(r6, own_device);
            core(i).set_register(r0, 0);
        }
    }
    void start(const Code& first, const Code& second) {
        put(first);
        put(other_code, second);
        core(0).set_register(pc, code_base);
        core(1).set_register(pc, other_code);
    }
};

} // namespace

TEST_CASE("Cores: accesses to a device come in the order of their times") {
    Bench bench;
    bench.start({adds_imm(r0, 1), nop, nop, str(r0, r7, 0), b(-8)}, {adds_imm(r0, 1), str(r0, r7, 0), b(-4)});
    bench.simulation.run_until(20 * ps_per_us);
    REQUIRE(bench.log.entries.size() > 300);
    bool seen[2] = {false, false};
    for (std::size_t i = 1; i < bench.log.entries.size(); ++i) {
        CHECK(bench.log.entries[i - 1].first <= bench.log.entries[i].first);
        seen[bench.log.entries[i].second == Initiator::Core1 ? 1 : 0] = true;
    }
    CHECK(seen[0]);
    CHECK(seen[1]);
}

TEST_CASE("Cores: what only one core can see does not wait for the other") {
    Bench bench;
    bench.start({str(r0, r6, 0), b(-2)}, {nop, b(-2)});
    bench.simulation.run_until(20 * ps_per_us);
    std::size_t switches = 0;
    CHECK(bench.own.entries.size() > 500);
    for (const auto& [time, initiator] : bench.own.entries) {
        switches += initiator == Initiator::Core1 ? 1 : 0;
    }
    CHECK(switches == 0);
}

TEST_CASE("Cores: pausing anywhere changes nothing") {
    std::vector<std::pair<Time, Initiator>> reference;
    for (const Time pause : {Time{ps_per_us * 20}, 700 * ps_per_ns, 512 * ps_per_ns}) {
        Bench bench;
        bench.start({adds_imm(r0, 1), nop, str(r0, r7, 0), b(-6)},
                    {adds_imm(r0, 1), str(r0, r7, 0), nop, b(-6)});
        for (Time until = 2 * ps_per_us; until < 18 * ps_per_us; until += pause) {
            bench.simulation.run_until(until);
        }
        bench.simulation.run_until(19 * ps_per_us);
        if (reference.empty()) {
            reference = bench.log.entries;
        }
        CHECK(bench.log.entries == reference);
    }
}

TEST_CASE("Cores: stops of a debugger change nothing, not even what one sees of the other's memory") {
    std::vector<std::uint32_t> reference;
    for (int kind = 0; kind < 4; ++kind) {
        Bench bench;
        // Both count in memory, and add up what the other one has counted.
        bench.start({adds_imm(r0, 1), str(r0, r4, 0), ldr(r1, r4, 4), adds(r2, r2, r1), b(-8)},
                    {adds_imm(r0, 1), str(r0, r4, 4), ldr(r1, r4, 0), adds(r2, r2, r1), nop, b(-10)});
        for (unsigned i = 0; i < 2; ++i) {
            bench.core(i).set_register(r4, 0x20004000);
            bench.core(i).set_register(r2, 0);
        }
        const Time end = 40 * 1024 * ps_per_ns;
        if (kind == 1) {
            bench.core(0).set_breakpoint(CpuBench::code_base + 6, true);
        } else if (kind == 2) {
            bench.core(1).set_breakpoint(other_code + 4, true);
            bench.core(1).set_watchpoint(0x20004000, 4, WatchKind::Read, true);
        }
        do {
            if (kind == 3) {
                bench.core(1).step();
            }
        } while (bench.simulation.run_until(end).cause != StopCause::None);
        std::vector<std::uint32_t> seen;
        for (unsigned i = 0; i < 2; ++i) {
            seen.insert(seen.end(), {bench.reg(r0, i), bench.reg(r2, i),
                                     static_cast<std::uint32_t>(bench.core(i).instructions()),
                                     static_cast<std::uint32_t>(bench.core(i).sleeping_cycles())});
        }
        if (kind == 0) {
            reference = seen;
        }
        CAPTURE(kind);
        CHECK(seen == reference);
        CHECK(bench.reg(r0, 1) > 50);
    }
}

TEST_CASE("Cores: SEV wakes the other core at that time, and is kept while it is awake") {
    Bench bench;
    // Core 0 counts to 1000 (3 cycles a turn) and sends; core 1 sleeps, then looks at the device.
    bench.start({subs_imm(r0, 1), b(ne, -2), sev, str(r0, r7, 0), self},
                {wfe, str(r0, r7, 0), wfe, str(r0, r7, 0), self});
    bench.core(0).set_register(r0, 1000);
    bench.simulation.run_until(100 * ps_per_us);
    REQUIRE(bench.log.entries.size() == 2);
    const auto& first = bench.log.entries[0];
    const auto& second = bench.log.entries[1];
    CHECK(first.first - second.first <= 10 * ps_per_ns);
    CHECK(second.first - first.first <= 10 * ps_per_ns);
    CHECK(first.first > 30 * ps_per_us);
    CHECK(!bench.core(1).runnable());
    bench.core(1).send_event();
    bench.simulation.run_until(101 * ps_per_us);
    CHECK(bench.log.entries.size() == 3);
}

TEST_CASE("Cores: two that take turns by events run deterministically and count their sleep") {
    std::vector<std::uint64_t> counts;
    for (int run = 0; run < 2; ++run) {
        Bench bench;
        bench.start({sev, wfe, wfe, adds_imm(r0, 1), b(-8)}, {wfe, adds_imm(r0, 1), sev, wfe, b(-8)});
        for (int i = 0; i < (run == 0 ? 1 : 64); ++i) {
            bench.simulation.run_until((i + 1) * (run == 0 ? 64 : 1) * 512 * ps_per_ns + 1024 * ps_per_ns);
        }
        for (unsigned i = 0; i < 2; ++i) {
            counts.push_back(bench.core(i).instructions());
            counts.push_back(bench.core(i).cycles());
            counts.push_back(bench.core(i).sleeping_cycles());
            counts.push_back(bench.reg(r0, i));
        }
    }
    for (std::size_t i = 0; i < 8; ++i) {
        CHECK(counts[i] == counts[i + 8]);
    }
    CHECK(counts[3] > 10);
}

TEST_CASE("Cores: code that one changes is decoded anew by the other") {
    Bench bench;
    constexpr std::uint32_t shared = 0x20005000;
    bench.put(shared, {movs(r1, 1), bx(lr)});
    // Core 1 calls it in a loop; core 0 rewrites it after a while.
    bench.start({subs_imm(r0, 1), b(ne, -2), strh(r2, r3, 0), self}, {blx(r4), b(-2)});
    bench.core(0).set_register(r0, 500);
    bench.core(0).set_register(r2, movs(r1, 2));
    bench.core(0).set_register(r3, shared);
    bench.core(1).set_register(r4, shared + 1);
    bench.simulation.run_until(10 * ps_per_us);
    CHECK(bench.reg(r1, 1) == 1);
    bench.simulation.run_until(30 * ps_per_us);
    CHECK(bench.reg(r1, 1) == 2);
}

TEST_CASE("Cores: an access by one that raises the other's interrupt is met within a quantum") {
    struct Doorbell final : BusDevice {
        std::uint32_t read(std::uint32_t, const Access&) override { return 0; }
        void write(std::uint32_t, std::uint32_t value, const Access&) override {
            target->on_line(3, value != 0);
        }
        std::uint32_t peek(std::uint32_t) const override { return 0; }
        CpuBench::Core* target = nullptr;
    } doorbell;
    Bench bench;
    doorbell.target = &bench.core(1);
    bench.machine.bus().map({.base = 0x50000000, .size = 0x1000, .device = &doorbell, .name = "BELL"});
    bench.vector(16 + 3, 0x20006000);
    bench.put(0x20006000, {str(r0, r7, 0), self});
    bench.start({nop, nop, str(r5, r6, 0), str(r5, r7, 0), self}, {str(r1, r2, 0), adds_imm(r0, 1), b(-2)});
    bench.core(0).set_register(r6, 0x50000000);
    bench.core(0).set_register(r5, 1);
    bench.core(1).set_register(r1, 8);
    bench.core(1).set_register(r2, 0xe000e100);
    bench.simulation.run_until(10 * ps_per_us);
    REQUIRE(bench.log.entries.size() == 2);
    CHECK(bench.log.entries[1].second == Initiator::Core1);
    CHECK(bench.log.entries[1].first - bench.log.entries[0].first < 512 * ps_per_ns + 20 * CpuBench::cycle);
}

TEST_CASE("Cores: quantum 1 runs them in lockstep") {
    Bench bench;
    bench.simulation.set_quantum(1);
    // Each counts in memory what the other one counted: nobody is ever more than an instruction ahead.
    bench.start({adds_imm(r0, 1), str(r0, r4, 0), ldr(r1, r4, 4), b(-6)},
                {adds_imm(r0, 1), str(r0, r4, 4), ldr(r1, r4, 0), b(-6)});
    bench.core(0).set_register(r4, 0x20004000);
    bench.core(1).set_register(r4, 0x20004000);
    for (int i = 0; i < 100; ++i) {
        bench.simulation.run_until(bench.simulation.now() + 37 * ps_per_ns);
        CHECK(bench.reg(r0, 0) - bench.reg(r1, 0) + 1 <= 2);
        CHECK(bench.reg(r0, 1) - bench.reg(r1, 1) + 1 <= 2);
    }
}

TEST_CASE("Cores: behind an exception accesses come in the order of their times as before") {
    for (const bool returns : {false, true}) {
        Bench bench;
        bench.vector(11, 0x20006000);
        // The handler, or what it returns to, writes many times.
        bench.put(0x20006000, returns ? Code{bx(lr)} : Code{nop, str(r0, r7, 0), b(-4)});
        bench.start({svc(0), nop, nop, str(r0, r7, 0), b(-4)}, {str(r0, r7, 0), nop, b(-4)});
        bench.simulation.run_until(20 * ps_per_us);
        REQUIRE(bench.log.entries.size() > 300);
        for (std::size_t i = 1; i < bench.log.entries.size(); ++i) {
            CHECK(bench.log.entries[i - 1].first <= bench.log.entries[i].first);
        }
    }
}
