#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

using namespace sim::core;
using namespace thumb;

namespace {

constexpr unsigned xpsr = 16;
constexpr unsigned msp_value = 17;
constexpr unsigned psp_value = 18;
constexpr std::uint32_t handler_base = 0x20002000;
constexpr std::uint32_t other_handler = 0x20002100;
constexpr std::uint32_t scs = 0xe000e000;

// r7 points at the system control space; handlers add a digit to the trail in r6 (r4 and r5 are theirs).
struct Bench : CpuBench {
    Bench() {
        put({nop});
        step();
        set(r7, scs);
    }
    void write(std::uint32_t offset, std::uint32_t value) {
        set(r0, scs + offset);
        set(r1, value);
        run({str(r1, r0, 0)});
    }
    std::uint32_t read(std::uint32_t offset) {
        set(r0, scs + offset);
        run({ldr(r1, r0, 0)});
        return reg(r1);
    }
    void handler(unsigned number, std::uint32_t address, Code code) {
        vector(number, address);
        code.push_back(bx(lr));
        put(address, code);
    }
};

constexpr std::uint32_t iser = 0x100;
constexpr std::uint32_t icer = 0x180;
constexpr std::uint32_t ispr = 0x200;
constexpr std::uint32_t icpr = 0x280;
constexpr std::uint32_t ipr0 = 0x400;
constexpr std::uint32_t icsr = 0xd04;
constexpr std::uint32_t vtor = 0xd08;
constexpr std::uint32_t shpr2 = 0xd1c;
constexpr std::uint32_t shpr3 = 0xd20;
constexpr std::uint32_t shcsr = 0xd24;

const Code trail_1{lsls(r6, r6, 4), adds_imm(r6, 1)};
const Code trail_2{lsls(r6, r6, 4), adds_imm(r6, 2)};

} // namespace

TEST_CASE("Exceptions: entry takes 15 cycles and stacks eight words") {
    Bench bench;
    bench.handler(16 + 3, handler_base, {nop});
    bench.write(iser, 1U << 3);
    for (unsigned i = 0; i < 4; ++i) {
        bench.set(i, 0x10 + i);
    }
    bench.set(r12, 0x1c);
    bench.set(lr, 0x1e);
    bench.set(xpsr, 0xa1000000);
    bench.put({nop, nop});
    bench.set(pc, CpuBench::code_base);
    const std::uint64_t before = bench.core().cycles();
    bench.core().on_line(3, true);
    bench.step();
    CHECK(bench.core().cycles() - before == 15 + 1); // and the handler's first instruction
    bench.core().on_line(3, false);
    const std::uint32_t frame = CpuBench::stack_top - 32;
    const std::uint32_t expected[] = {0x10, 0x11, 0x12, 0x13, 0x1c, 0x1e, CpuBench::code_base, 0xa1000000};
    for (unsigned i = 0; i < 8; ++i) {
        CHECK(bench.peek(frame + 4 * i) == expected[i]);
    }
}

TEST_CASE("Exceptions: an SVC takes a cycle, then is entered as any exception") {
    Bench bench;
    bench.handler(11, handler_base, {nop});
    bench.put({svc(0)});
    bench.set(pc, CpuBench::code_base);
    const std::uint64_t before = bench.core().cycles();
    bench.steps(2);
    CHECK(bench.reg(pc) == handler_base + 2);
    CHECK(bench.core().cycles() - before == 1 + 15 + 1);
}

TEST_CASE("Exceptions: the handler runs with its number, on the main stack, and returns by EXC_RETURN") {
    Bench bench;
    bench.handler(11, handler_base, {mov(r5, lr), mrs_first, mrs_second(r4, ipsr), movs(r0, 99)});
    bench.set(r0, 1);
    bench.run({svc(1), movs(r2, 3)});
    CHECK(bench.reg(r5) == 0xfffffff9);
    CHECK(bench.reg(r4) == 11);
    CHECK(bench.reg(r0) == 1);
    CHECK(bench.reg(r2) == 3);
    CHECK(bench.reg(sp) == CpuBench::stack_top);
    CHECK((bench.reg(xpsr) & 0x3f) == 0);
}

TEST_CASE("Exceptions: a stack that is not aligned to eight bytes is padded, and restored") {
    Bench bench;
    bench.handler(11, handler_base, {mov(r5, sp), ldr_sp(r4, 28)});
    bench.set(sp, CpuBench::stack_top - 4);
    bench.run({svc(0)});
    CHECK(bench.reg(r5) == CpuBench::stack_top - 40);
    CHECK((bench.reg(r4) & 0x200) != 0);
    CHECK(bench.reg(sp) == CpuBench::stack_top - 4);
}

TEST_CASE("Exceptions: a thread on the process stack is stacked there") {
    Bench bench;
    bench.handler(11, handler_base, {mov(r5, lr)});
    bench.set(r0, 0x20006000);
    bench.set(r1, 2);
    bench.run({msr_first(r0), msr_second(psp), msr_first(r1), msr_second(control), svc(0), mov(r2, sp)});
    CHECK(bench.reg(r5) == 0xfffffffd);
    CHECK(bench.reg(r2) == 0x20006000);
    CHECK(bench.reg(psp_value) == 0x20006000);
    CHECK(bench.reg(msp_value) == CpuBench::stack_top);
    CHECK(bench.peek(0x20006000 - 8) == CpuBench::code_base + 10);
}

TEST_CASE("NVIC: a higher priority preempts, an equal one waits, the lower number goes first") {
    Bench bench;
    // The handler of 0 pends 1.
    bench.handler(16, handler_base,
                  {lsls(r6, r6, 4), adds_imm(r6, 1), str(r4, r5, 0), lsls(r6, r6, 4), adds_imm(r6, 2)});
    bench.handler(17, other_handler, {lsls(r6, r6, 4), adds_imm(r6, 3)});
    bench.write(iser, 3);
    const auto trail = [&](std::uint32_t priorities) {
        bench.write(ipr0, priorities);
        bench.set(r6, 0);
        bench.set(r5, scs + ispr);
        bench.set(r4, 2);
        bench.write(ispr, 1);
        return bench.reg(r6);
    };
    CHECK(trail(0x40c0) == 0x132);
    CHECK(trail(0x8080) == 0x123);
    CHECK(trail(0xc040) == 0x123);
    bench.write(ipr0, 0x40c0);
    bench.run({cpsid});
    bench.set(r6, 0);
    bench.write(ispr, 3);
    CHECK(bench.reg(r6) == 0);
    CHECK(bench.read(ispr) == 3);
    bench.run({cpsie});
    CHECK(bench.reg(r6) == 0x3132);
}

TEST_CASE("NVIC: the next handler follows without restacking") {
    Bench bench;
    bench.handler(16, handler_base, trail_1);
    bench.handler(17, other_handler, {lsls(r6, r6, 4), adds_imm(r6, 2), mov(r5, sp)});
    bench.write(iser, 3);
    bench.run({cpsid});
    bench.write(ispr, 3);
    bench.set(r6, 0);
    const std::uint64_t begin = bench.core().instructions();
    // cpsie; entry 15; two instructions; bx 2, then 6 into the next; three and bx; 10 to unstack.
    CHECK(bench.run({cpsie}) == 1 + 15 + 2 + 2 + 6 + 3 + 2 + 10);
    CHECK(bench.core().instructions() - begin == 1 + 3 + 4 + 1); // with the branch to itself
    CHECK(bench.reg(r6) == 0x12);
    CHECK(bench.reg(r5) == CpuBench::stack_top - 32);
}

TEST_CASE("NVIC: an interrupt of higher priority that arrives during the entry goes first") {
    Bench bench;
    bench.handler(16, handler_base, trail_1);
    bench.handler(17, other_handler, trail_2);
    bench.write(iser, 3);
    bench.write(ipr0, 0x00c0);
    bench.set(r6, 0);
    struct Arrival final : Device {
        Arrival(CpuBench& owner, std::int64_t edge) : Device(owner.machine, "ARRIVAL"), bench(owner) {
            event.arm(edge * CpuBench::cycle);
        }
        void reset() override {}
        void fire() { bench.core().on_line(1, true); }
        CpuBench& bench;
        Event event{*this, EventClass::IrqLine, "arrival", handler<&Arrival::fire>};
    };
    bench.put({nop, self});
    bench.set(pc, CpuBench::code_base);
    const std::int64_t edge = bench.core().next_time() / CpuBench::cycle;
    Arrival arrival(bench, edge + 8);
    bench.core().on_line(0, true);
    bench.step();
    bench.core().on_line(0, false);
    bench.core().on_line(1, false);
    bench.steps(10);
    CHECK(bench.reg(r6) == 0x21);
}

TEST_CASE("NVIC: a line that is still high when the handler returns is pending again") {
    Bench bench;
    bench.handler(16 + 5, handler_base, trail_1);
    bench.write(iser, 1U << 5);
    bench.set(r6, 0);
    bench.put({nop, self});
    bench.set(pc, CpuBench::code_base);
    bench.core().on_line(5, true);
    bench.steps(5); // into the second turn
    bench.core().on_line(5, false);
    bench.steps(8);
    CHECK(bench.reg(r6) == 0x11);
    CHECK(bench.at_self());
}

TEST_CASE("NVIC: a pulse stays pending; ICPR clears it, but not under a high line") {
    Bench bench;
    bench.core().on_line(4, true);
    bench.core().on_line(4, false);
    CHECK(bench.read(ispr) == 0x10);
    bench.write(icpr, 0x10);
    CHECK(bench.read(ispr) == 0);
    bench.core().on_line(4, true);
    bench.write(icpr, 0x10);
    CHECK(bench.read(ispr) == 0x10);
}

TEST_CASE("NVIC: registers read back what they enable and how") {
    Bench bench;
    bench.write(iser, 0xf0);
    bench.write(icer, 0x30);
    CHECK(bench.read(iser) == 0xc0);
    CHECK(bench.read(icer) == 0xc0);
    bench.write(ipr0 + 4, 0xffffffff);
    CHECK(bench.read(ipr0 + 4) == 0xc0c0c0c0);
    bench.write(shpr2, 0xffffffff);
    bench.write(shpr3, 0xffffffff);
    CHECK(bench.read(shpr2) == 0xc0000000);
    CHECK(bench.read(shpr3) == 0xc0c00000);
    CHECK(bench.read(0xd00) == 0x410cc601);
    CHECK(bench.read(0xd14) == 0x208);
    CHECK(bench.read(0xd0c) == 0xfa050000);
    bench.write(vtor, 0x200010ff);
    CHECK(bench.read(vtor) == 0x20001000);
}

namespace {

const Register& ppb_register(Bench& bench, const std::string& name) {
    for (const Register& candidate : bench.core().system_control().registers()) {
        if (candidate.name == name) {
            return candidate;
        }
    }
    FAIL("no register " << name);
    std::abort();
}

} // namespace

TEST_CASE("NVIC: a priority has two bits at the top of each byte of its register") {
    Bench bench;
    for (unsigned irq = 0; irq < 32; ++irq) {
        CAPTURE(irq);
        const Register& found = ppb_register(bench, "NVIC_IPR" + std::to_string(irq / 4));
        CHECK(found.offset == 0xe400 + irq / 4 * 4);
        const Field& field = found.fields[3 - irq % 4];
        CHECK(field.name == "IP_" + std::to_string(irq));
        CHECK(field.lsb == irq % 4 * 8 + 6);
        CHECK(field.msb == irq % 4 * 8 + 7);
    }
}

TEST_CASE("NVIC: a byte or half-word that is stored stands in all lanes") {
    Bench bench;
    bench.set(r0, scs + ipr0);
    bench.set(r1, 0x80);
    bench.run({strb(r1, r0, 0)});
    CHECK(bench.read(ipr0) == 0x80808080);
    bench.set(r0, scs + ipr0);
    bench.set(r1, 0x8040);
    bench.run({strh(r1, r0, 0)});
    CHECK(bench.read(ipr0) == 0x80408040);
}

TEST_CASE("NVIC: enables and pending bits are one field for all interrupts") {
    Bench bench;
    for (const char* name : {"NVIC_ISER", "NVIC_ICER", "NVIC_ISPR", "NVIC_ICPR"}) {
        CAPTURE(name);
        const Register& found = ppb_register(bench, name);
        REQUIRE(found.fields.size() == 1);
        CHECK(found.fields[0].lsb == 0);
        CHECK(found.fields[0].msb == 31);
    }
}

TEST_CASE("SHCSR: SVCALLPENDED pends SVCall and takes it back") {
    Bench bench;
    bench.handler(11, handler_base, trail_1);
    bench.write(shpr2, 0x40000000);
    bench.run({cpsid});
    bench.write(shcsr, 1U << 15);
    CHECK(bench.read(shcsr) == 1U << 15);
    CHECK(bench.read(icsr) == 11U << 12);
    bench.write(shcsr, 0);
    CHECK(bench.read(shcsr) == 0);
    bench.write(shcsr, 1U << 15);
    bench.run({cpsie});
    CHECK(bench.reg(r6) == 1);
    CHECK(bench.read(shcsr) == 0);
}

TEST_CASE("ICSR: pends PendSV and SysTick, and tells what is pending and active") {
    Bench bench;
    bench.handler(14, handler_base, {lsls(r6, r6, 4), adds_imm(r6, 1), ldr(r4, r5, 0)});
    bench.handler(15, other_handler, trail_2);
    bench.write(shpr3, 0x00c00000); // SysTick first
    bench.run({cpsid});
    bench.write(icsr, 1U << 28 | 1U << 26);
    CHECK(bench.read(icsr) == (1U << 28 | 1U << 26 | 15U << 12));
    bench.write(icsr, 1U << 25);
    CHECK(bench.read(icsr) == (1U << 28 | 14U << 12));
    bench.write(icsr, 1U << 26);
    bench.set(r6, 0);
    bench.set(r5, scs + icsr);
    bench.run({cpsie});
    CHECK(bench.reg(r6) == 0x21);
    CHECK(bench.reg(r4) == 14);
    bench.run({cpsid});
    bench.write(icsr, 1U << 28);
    bench.write(icsr, 1U << 27);
    CHECK(bench.read(icsr) == 0);
}

TEST_CASE("NMI: comes through PRIMASK from the lines of its mask") {
    Bench bench;
    bench.handler(2, handler_base, trail_1);
    bench.run({cpsid});
    bench.set(r6, 0);
    bench.core().on_line(6, true);
    bench.run({nop, nop});
    CHECK(bench.reg(r6) == 0);
    bench.core().set_nmi_mask(1U << 6);
    bench.put({nop, self});
    bench.set(pc, CpuBench::code_base);
    bench.step();
    bench.core().set_nmi_mask(0);
    bench.steps(4);
    CHECK(bench.reg(r6) == 1);
    bench.write(icsr, 1U << 31);
    CHECK(bench.reg(r6) == 0x11);
}

TEST_CASE("Exceptions: entry and exit are in the trace") {
    struct Records final : TraceObserver {
        void on_record(const TraceRecord& record) override { records.push_back(record); }
        std::vector<TraceRecord> records;
    } observer;
    Bench bench;
    bench.simulation.trace().add_observer(&observer);
    bench.handler(11, handler_base, {});
    bench.run({svc(0)});
    REQUIRE(observer.records.size() == 2);
    CHECK(observer.records[0].kind == TraceKind::InterruptEntry);
    CHECK(observer.records[0].payload == 11);
    CHECK(observer.records[0].source == bench.core().instance());
    CHECK(observer.records[1].kind == TraceKind::InterruptExit);
    CHECK(observer.records[1].time > observer.records[0].time);
}

TEST_CASE("AIRCR: SYSRESETREQ with the key pulses the reset request") {
    struct Requests final : LineSink {
        void on_line(unsigned, bool level) override { count += level ? 1 : 0; }
        int count = 0;
    } requests;
    Bench bench;
    bench.core().system_reset_request().connect(requests, 0);
    bench.write(0xd0c, 0x00000004);
    CHECK(requests.count == 0);
    bench.write(0xd0c, 0x05fa0001);
    CHECK((bench.read(0xd0c) & 1) == 0); // there is no such bit in ARMv6-M
    bench.write(0xd0c, 0x05fa0004);
    CHECK(requests.count == 1);
}

TEST_CASE("AIRCR: a reset of the core in the middle of its own store starts it anew") {
    struct Resetter final : LineSink {
        explicit Resetter(CpuBench& owner) : bench(owner) {}
        void on_line(unsigned, bool level) override {
            if (level) {
                bench.machine.reset();
            }
        }
        CpuBench& bench;
    };
    Bench bench;
    Resetter resetter(bench);
    bench.core().system_reset_request().connect(resetter, 0);
    bench.set(r0, scs + 0xd0c);
    bench.set(r1, 0x05fa0004);
    bench.put({movs(r5, 5), self});
    bench.put(other_handler, {str(r1, r0, 0), movs(r5, 6), self});
    bench.set(pc, other_handler);
    bench.simulation.run_until(bench.simulation.now() + ps_per_us);
    CHECK(bench.reg(r0) == 0);
    CHECK(bench.reg(r5) == 5);
    CHECK(bench.reg(sp) == CpuBench::stack_top);
}

TEST_CASE("Core: a reset by the device that it loads from starts it anew") {
    struct Resetter final : BusDevice {
        explicit Resetter(CpuBench& owner) : bench(owner) {}
        std::uint32_t read(std::uint32_t, const Access&) override {
            bench.machine.reset();
            return 0x1234;
        }
        void write(std::uint32_t, std::uint32_t, const Access&) override {}
        std::uint32_t peek(std::uint32_t) const override { return 0; }
        CpuBench& bench;
    };
    Bench bench;
    Resetter resetter(bench);
    bench.machine.bus().map({.base = 0x40000000, .size = 0x1000, .device = &resetter, .name = "RESETTER"});
    bench.set(r0, 0x40000000);
    bench.put({movs(r5, 5), self});
    bench.put(other_handler, {ldr(r1, r0, 0), movs(r4, 6), self});
    bench.set(pc, other_handler);
    bench.simulation.run_until(bench.simulation.now() + ps_per_us);
    CHECK(bench.reg(r0) == 0);
    CHECK(bench.reg(r1) == 0);
    CHECK(bench.reg(r4) == 0);
    CHECK(bench.reg(r5) == 5);
}
