// Where code comes from: memories that change, windows that close, the cache, and routines of the host.

#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr std::uint32_t flash_base = 0x10000000;
constexpr std::uint32_t mirror_base = 0x11000000;

// Keeps all it has read; 10 wait cycles for each word that is missed.
class TestCache final : public ReadCache {
public:
    using ReadCache::ReadCache;
    std::vector<std::uint32_t> missed;

private:
    unsigned miss(std::uint32_t offset, unsigned words) override {
        missed.push_back(offset);
        tags_.fill(offset / CacheTags::line_bytes, 0);
        tags_.fill(offset / CacheTags::line_bytes, 1);
        tags_.misses += words;
        tags_.accesses += words;
        return 10 * words;
    }
};

struct Flash {
    Memory memory{0x1000, Memory::Kind::Rom};
    CacheTags tags;
    TestCache cache{tags};
    MemoryWindow window{.base = flash_base, .size = 0x4000, .memory = &memory, .cache = &cache};
    MemoryWindow mirror{.base = mirror_base, .size = 0x1000, .memory = &memory, .cache = &cache};

    void put(std::uint32_t offset, const Code& code) {
        for (const std::uint16_t half_word : code) {
            const std::uint8_t bytes[] = {static_cast<std::uint8_t>(half_word),
                                          static_cast<std::uint8_t>(half_word >> 8)};
            memory.load(offset, bytes);
            offset += 2;
        }
    }
};

struct Bench : Flash, CpuBench {
    Bench() : CpuBench(1, {&window, &mirror}) {
        CpuBench::put({nop});
        step();
    }
    // Cycles of `count` instructions from `address` on.
    std::int64_t cycles(std::uint32_t address, unsigned count) {
        const std::uint64_t before = core().cycles();
        set(pc, address); // fetches
        steps(count);
        return static_cast<std::int64_t>(core().cycles() - before);
    }
};

} // namespace

TEST_CASE("Code: a store to the next instruction is what runs next") {
    Bench bench;
    bench.set(r0, CpuBench::code_base + 2);
    bench.set(r1, movs(r2, 2));
    bench.run({strh(r1, r0, 0), movs(r2, 1)});
    CHECK(bench.reg(r2) == 2);
    bench.set(r1, movs(r2, 3)); // now that the place was run
    bench.run({strh(r1, r0, 0), movs(r2, 1)});
    CHECK(bench.reg(r2) == 3);
}

TEST_CASE("Code: every kind of store is seen by code that was run before") {
    Bench bench;
    bench.CpuBench::put(0x20003000, {movs(r2, 1), movs(r3, 1), bx(lr)});
    bench.set(r4, 0x20003001);
    bench.run({blx(r4)});
    CHECK(bench.reg(r2) == 1);
    bench.set(r0, 0x20003000);
    bench.set(r1, movs(r2, 2) | movs(r3, 2) << 16);
    bench.run({str(r1, r0, 0), blx(r4)});
    CHECK(bench.reg(r2) == 2);
    CHECK(bench.reg(r3) == 2);
    bench.set(r1, 7);
    bench.run({strb(r1, r0, 2), blx(r4)});
    CHECK(bench.reg(r3) == 7);
    bench.set(r0, 0x20003000);
    bench.set(r1, movs(r2, 4) | movs(r3, 4) << 16);
    bench.run({stm(r0, {r1}), blx(r4)});
    CHECK(bench.reg(r2) == 4);
    bench.set(r1, movs(r2, 5) | movs(r3, 5) << 16);
    bench.set(r0, 0x20003004);
    bench.run({mov(r5, sp), mov(sp, r0), push({r1}), mov(sp, r5), blx(r4)});
    CHECK(bench.reg(r2) == 5);
    bench.machine.bus().map(
        {.base = CpuBench::ram_base, .size = 0x10000, .device = &bench.ram, .name = "RAM", .lanes = true});
    bench.machine.bus().write(0x20003000, movs(r2, 6), {Initiator::Dma, 2});
    bench.run({blx(r4)});
    CHECK(bench.reg(r2) == 6);
}

TEST_CASE("Code: the second half of a BL may be overwritten") {
    Bench bench;
    bench.CpuBench::put(0x20003000, {bl_first(0x10), bl_second(0x10), bx(lr)});
    bench.CpuBench::put(0x20003010, {movs(r2, 1), self});
    bench.CpuBench::put(0x20003020, {movs(r2, 2), self});
    bench.set(pc, 0x20003000);
    bench.steps(2);
    CHECK(bench.reg(r2) == 1);
    bench.CpuBench::put(0x20003002, {bl_second(0x20)});
    bench.set(pc, 0x20003000);
    bench.steps(2);
    CHECK(bench.reg(r2) == 2);
}

TEST_CASE("Code: flash that is rewritten is decoded anew in every window that shows it") {
    Bench bench;
    bench.Flash::put(0, {movs(r2, 1), b(-2)});
    for (const std::uint32_t base : {flash_base, flash_base + 0x1000, mirror_base}) {
        bench.set(r2, 0);
        bench.cycles(base, 1);
        CHECK(bench.reg(r2) == 1);
    }
    bench.Flash::put(0, {movs(r2, 9)});
    for (const std::uint32_t base : {flash_base, flash_base + 0x1000, mirror_base}) {
        bench.cycles(base, 1);
        CHECK(bench.reg(r2) == 9);
    }
}

TEST_CASE("Code: each line of the cache that is entered costs its misses once") {
    Bench bench;
    bench.Flash::put(0, {nop, nop, nop, nop, nop, nop, nop, b(-14)});
    CHECK(bench.cycles(flash_base, 8) == 4 + 20 + 3 + 20 + 2);
    CHECK(bench.cycles(flash_base, 8) == 4 + 3 + 2);
    CHECK(bench.tags.accesses == 8 + 2); // the branch came back to the line of its target
    CHECK(bench.cache.missed == std::vector<std::uint32_t>{0, 8});
    bench.Flash::put(
        0x82, {mrs_first, mrs_second(r0, apsr), cpsid, mrs_first, mrs_second(r0, apsr), nop, cpsie, self});
    CHECK(bench.cycles(flash_base + 0x82, 6) == 20 + 3 + 1 + 20 + 3 + 1 + 1 + 20 + 2);
    bench.Flash::put(0x104, {nop, nop, nop, nop, self});
    CHECK(bench.cycles(flash_base + 0x104, 3) == 10 + 2 + 20 + 1); // enters in the second word
}

TEST_CASE("Code: an event during a fetch comes before what the fetched instruction does") {
    struct Clockwork final : Device, BusDevice {
        explicit Clockwork(Machine& machine) : Device(machine, "CLOCKWORK") {}
        void reset() override {}
        void fire() { fired = now(); }
        std::uint32_t read(std::uint32_t, const Access&) override { return peek(0); }
        void write(std::uint32_t, std::uint32_t, const Access&) override {}
        std::uint32_t peek(std::uint32_t) const override { return fired != 0 ? 1 : 0; }
        Time fired = 0;
        Event event{*this, EventClass::Timer, "strike", handler<&Clockwork::fire>};
    };
    for (const bool watched : {false, true}) { // by a debugger, which changes nothing
        CAPTURE(watched);
        Bench bench;
        Clockwork clockwork(bench.machine);
        bench.machine.bus().map({.base = 0x40000000, .size = 4, .device = &clockwork, .name = "CLOCKWORK"});
        bench.set(r0, 0x40000000);
        bench.Flash::put(0, {nop, nop, nop, nop, ldr(r1, r0, 0), self}); // the load is in the second line
        bench.set(pc, flash_base);
        bench.core().set_breakpoint(flash_base + 8, watched);
        const Time begun = bench.simulation.now();
        const Time struck = begun + 30 * CpuBench::cycle; // of 20 for the first line, 4 and 20 for the second
        clockwork.event.arm(struck);
        const Time end = begun + 100 * CpuBench::cycle;
        CHECK(bench.simulation.run_until(end).cause ==
              (watched ? StopCause::Breakpoint : StopCause::None)); // once
        CHECK(bench.simulation.run_until(end).cause == StopCause::None);
        CHECK(clockwork.fired == struck);
        CHECK(bench.reg(r1) == 1);
    }
}

TEST_CASE("Code: an instruction of two half-words fetches the next line, and calls their target's") {
    Bench bench;
    bench.Flash::put(0, {nop, nop, nop, bl_first(0x20), bl_second(0x20), nop});
    bench.Flash::put(0x26, {mrs_first, mrs_second(r0, apsr), nop, bx(lr)});
    CHECK(bench.cycles(flash_base, 4) == 3 + 20 + 20 + 3 + 10);
    CHECK(bench.cache.missed == std::vector<std::uint32_t>{0, 8, 0x26});
    bench.step();
    CHECK(bench.cache.missed.back() == 0x28);
    CHECK(bench.reg(pc) == flash_base + 0x2a);
}

TEST_CASE("Code: literals and data in flash are read through the cache") {
    Bench bench;
    bench.Flash::put(0, {ldr_pc(r0, 8), ldr(r1, r7, 0), nop});
    bench.Flash::put(0x24, {0x5678, 0x1234});
    bench.set(r7, flash_base + 0x1044);
    bench.Flash::put(0x44, {0xdef0, 0x9abc});
    CHECK(bench.cycles(flash_base, 1) == 20 + 10 + 2);
    CHECK(bench.reg(r0) == 0x12345678);
    bench.step();
    CHECK(bench.reg(r1) == 0x9abcdef0);
    CHECK(bench.cache.missed == std::vector<std::uint32_t>{0, 0x24, 0x1044}); // each copy has its own lines
}

TEST_CASE("Code: a window that is closed is no place for code") {
    Bench bench;
    bench.vector(3, 0x20002000);
    bench.CpuBench::put(0x20002000, {movs(r6, 1), self});
    bench.Flash::put(0, {nop, nop, nop, nop});
    bench.cycles(flash_base, 2);
    bench.window.open = false;
    bench.step();
    CHECK(bench.reg(r6) == 1);
    CHECK(bench.simulation.diagnostics().count("cpu.hard_fault") == 1);
}

TEST_CASE("Code: a memory that is smaller than its window repeats in it") {
    Bench bench;
    bench.Flash::put(0, {movs(r6, 1), b(-4)});
    bench.Flash::put(0xffc, {movs(r6, 2), nop});
    for (std::uint32_t repeat = 0; repeat < 4; ++repeat) {
        const std::uint32_t begin = flash_base + repeat * bench.memory.size();
        CAPTURE(begin);
        bench.cycles(begin, 1);
        CHECK(bench.reg(r6) == 1);
        bench.cycles(begin + 0xffc, 1);
        CHECK(bench.reg(r6) == 2);
        bench.set(r0, begin);
        bench.run({ldr(r1, r0, 0)});
        CHECK((bench.reg(r1) & 0xffff) == movs(r6, 1));
    }
}

TEST_CASE("Code: stores to flash go to the bus") {
    Bench bench;
    bench.vector(3, 0x20002000);
    bench.CpuBench::put(0x20002000, {movs(r6, 1), self});
    bench.set(r0, flash_base);
    bench.CpuBench::put({str(r0, r0, 0)});
    bench.set(pc, CpuBench::code_base);
    bench.step();
    CHECK(bench.reg(r6) == 1);
    CHECK(bench.memory.peek(0) == 0);
}

namespace {

// A ROM whose BKPT n adds n to r0, reads and writes at r1, or takes several turns.
class TestCalls final : public HostCalls {
public:
    HostCallResult call(unsigned number, std::uint32_t address, HostCallContext& context) override {
        last_address = address;
        ++calls;
        switch (number) {
        case 1:
            context.r[0] += context.load(context.r[1], 4);
            context.store(context.r[1] + 4, context.r[0], 4);
            return {.cycles = 20};
        case 2:
            return {.cycles = 100, .finished = --context.r[0] == 0};
        default:
            context.r[15] = 0x20003001;
            return {.cycles = 5, .branch = true};
        }
    }
    std::uint32_t last_address = 0;
    int calls = 0;
};

struct CallRom {
    static constexpr std::uint32_t rom_base = 0x08000000;
    Memory rom{0x100, Memory::Kind::Rom};
    MemoryWindow window{.base = rom_base, .size = 0x100, .memory = &rom, .host_calls = true};
    TestCalls host;
};

struct CallBench : CallRom, CpuBench {
    CallBench() : CpuBench(1, {&window}, &host) {
        for (std::uint32_t i = 0; i < 8; ++i) {
            const std::uint8_t bytes[] = {static_cast<std::uint8_t>(i), 0xbe};
            rom.load(2 * i, bytes);
        }
        put({nop});
        step();
    }
};

} // namespace

TEST_CASE("Host calls: BKPT in such a window runs the routine and returns to lr") {
    CallBench bench;
    bench.set(r0, 5);
    bench.set(r1, 0x20004000);
    bench.poke(0x20004000, 37);
    bench.set(r4, CallBench::rom_base + 3);
    CHECK(bench.run({blx(r4), movs(r5, 1)}) == 2 + 20 + 1);
    CHECK(bench.reg(r0) == 42);
    CHECK(bench.peek(0x20004004) == 42);
    CHECK(bench.reg(r5) == 1);
    CHECK(bench.host.last_address == CallBench::rom_base + 2);
    bench.CpuBench::put(0x20003000, {movs(r5, 2), self});
    bench.set(pc, CallBench::rom_base);
    bench.steps(2);
    CHECK(bench.reg(r5) == 2);
}

TEST_CASE("Host calls: an unfinished routine goes on after an interrupt") {
    CallBench bench;
    bench.vector(15, 0x20002000);
    bench.put(0x20002000, {adds_imm(r6, 1), bx(lr)});
    bench.set(r0, 10);
    bench.set(r6, 0);
    bench.set(r1, 0xe000e010);
    bench.set(r2, 249);
    bench.set(r3, 7);
    bench.set(r4, CallBench::rom_base + 5);
    bench.run({str(r2, r1, 4), str(r2, r1, 8), str(r3, r1, 0), blx(r4), movs(r2, 0), str(r2, r1, 0)});
    CHECK(bench.host.calls == 10);
    CHECK(bench.reg(r0) == 0);
    CHECK(bench.reg(r6) == 4);
}

TEST_CASE("Host calls: an address that is not there is the core's fault") {
    CallBench bench;
    bench.vector(3, 0x20002000);
    bench.put(0x20002000, {movs(r6, 1), self});
    bench.set(r1, 0x30000000);
    bench.set(pc, CallBench::rom_base + 2);
    bench.steps(1);
    CHECK(bench.reg(r6) == 1);
    CHECK(bench.peek(CpuBench::stack_top - 8) == CallBench::rom_base + 2);
}

TEST_CASE("Host calls: BKPT elsewhere is not one") {
    CallBench bench;
    bench.vector(3, 0x20002000);
    bench.CpuBench::put(0x20002000, {adds_imm(r6, 1), self});
    bench.set(r6, 0);
    bench.CpuBench::put({bkpt(1), self});
    bench.set(pc, CpuBench::code_base);
    bench.steps(3);
    CHECK(bench.host.calls == 0);
    CHECK(bench.reg(r6) == 1);
}
