#include "sim/cpu/armv6m/semihosting.h"
#include "tests/sim/cpu/armv6m/bench.h"

#include <doctest/doctest.h>

#include <string>

using namespace sim::core;
using namespace thumb;
using sim::cpu::armv6m::Semihosting;

namespace {

constexpr std::uint32_t data = 0x20004000;
constexpr std::uint32_t text = 0x20004100;

struct Bench : CpuBench {
    Semihosting semihosting{machine, "SEMIHOSTING", {&core()}};
    std::string printed;

    explicit Bench(bool attached = true) {
        if (attached) {
            semihosting.set_output(
                [this](std::span<const std::uint8_t> bytes) { printed.append(bytes.begin(), bytes.end()); });
        }
        put({nop});
        step();
    }
    void put_text(const std::string& content) {
        for (std::uint32_t i = 0; i <= content.size(); ++i) {
            const std::uint8_t byte[] = {static_cast<std::uint8_t>(content.c_str()[i])};
            ram.load((text & 0xffff) + i, byte);
        }
    }
    std::uint32_t ask(std::uint32_t operation, std::uint32_t argument) {
        set(r0, operation);
        set(r1, argument);
        run({bkpt(0xab), movs(r5, 1)});
        return reg(r0);
    }
    std::uint32_t ask(std::uint32_t operation, std::initializer_list<std::uint32_t> block) {
        std::uint32_t address = data;
        for (const std::uint32_t word : block) {
            poke(address, word);
            address += 4;
        }
        return ask(operation, data);
    }
};

} // namespace

TEST_CASE("Semihosting: writes characters, strings and buffers to the console and goes on") {
    Bench bench;
    bench.put_text("Hello");
    bench.ask(0x03, text);
    bench.ask(0x04, text);
    CHECK(bench.ask(0x05, {2, text + 1, 3}) == 0);
    CHECK(bench.printed == "HHelloell");
    CHECK(bench.reg(r5) == 1);
}

TEST_CASE("Semihosting: opens the console by its mode, the list of features, and nothing else") {
    Bench bench;
    bench.put_text(":tt");
    for (std::uint32_t mode = 0; mode < 12; ++mode) {
        CAPTURE(mode);
        const std::uint32_t handle = bench.ask(0x01, {text, mode, 3});
        CHECK(handle == 1 + mode / 4); // to read, to write, to append
        CHECK(bench.ask(0x09, {handle}) == 1);
    }
    CHECK(bench.ask(0x01, {text, 4, 2}) == 0xffffffff);
    CHECK(bench.ask(0x13, 0) == 2);
    bench.put_text("file");
    CHECK(bench.ask(0x01, {text, 0, 4}) == 0xffffffff);
    CHECK(bench.simulation.diagnostics().count("semihosting.file") == 2);
    CHECK(bench.ask(0x02, {1}) == 0);
}

TEST_CASE("Semihosting: the features are read from where the last read or a seek left off") {
    Bench bench;
    bench.put_text(":semihosting-features");
    CHECK(bench.ask(0x01, {text, 4, 21}) == 0xffffffff); // not to be written
    const std::uint32_t handle = bench.ask(0x01, {text, 0, 21});
    CHECK(bench.ask(0x09, {handle}) == 0);
    CHECK(bench.ask(0x0c, {handle}) == 5);
    CHECK(bench.ask(0x06, {handle, text, 4}) == 0);
    CHECK(bench.peek(text) == 0x42464853);
    CHECK(bench.ask(0x06, {handle, text, 4}) == 3);
    CHECK((bench.peek(text) & 0xff) == 0x03); // SYS_EXIT_EXTENDED, stdout and stderr
    CHECK(bench.ask(0x06, {handle, text, 4}) == 4);
    CHECK(bench.ask(0x0a, {handle, 3}) == 0);
    CHECK(bench.ask(0x06, {handle, text, 1}) == 0);
    CHECK((bench.peek(text) & 0xff) == 0x42);
    CHECK(bench.ask(0x0a, {1, 0}) == 0xffffffff);
    CHECK(bench.ask(0x0c, {1}) == 0);
}

TEST_CASE("Semihosting: reading and writing by a handle that is not open does nothing and is an error") {
    Bench bench;
    CHECK(bench.ask(0x05, {9, text, 3}) == 3);
    CHECK(bench.ask(0x13, 0) == 9);
    CHECK(bench.ask(0x06, {9, text, 3}) == 3);
    CHECK(bench.printed.empty());
    CHECK(bench.ask(0x08, {0xffffffff}) != 0);
    CHECK(bench.ask(0x08, {3}) == 0);
}

TEST_CASE("Semihosting: a C library's start finds no command line and no limits of the heap") {
    Bench bench;
    bench.put_text("rubbish");
    CHECK(bench.ask(0x15, {text, 8}) == 0);
    CHECK((bench.peek(text) & 0xff) == 0);
    CHECK(bench.peek(data + 4) == 0);
    CHECK(bench.ask(0x15, {text, 0}) == 0xffffffff);
    for (std::uint32_t i = 0; i < 5; ++i) {
        bench.poke(text + 4 * i, 0x55555555);
    }
    bench.ask(0x16, {text});
    for (std::uint32_t i = 0; i < 4; ++i) {
        CHECK(bench.peek(text + 4 * i) == 0);
    }
    CHECK(bench.peek(text + 16) == 0x55555555);
}

TEST_CASE("Semihosting: an operation that nobody performs answers -1 and is told with its number") {
    Bench bench;
    CHECK(bench.ask(0x77, 0) == 0xffffffff);
    CHECK(bench.ask(0x13, 0) == 38);
    CHECK(bench.simulation.diagnostics().count("semihosting.unknown") == 1);
}

TEST_CASE("Semihosting: text that is not in memory is the program's HardFault and is not printed") {
    Bench bench;
    bench.vector(3, 0x20002000);
    bench.put(0x20002000, {movs(r6, 1), self});
    bench.poke(data, 2);
    bench.poke(data + 4, 0x60000000);
    bench.poke(data + 8, 5);
    bench.set(r0, 0x05);
    bench.set(r1, data);
    bench.put({bkpt(0xab), self});
    bench.set(pc, CpuBench::code_base);
    bench.steps(2);
    CHECK(bench.reg(r6) == 1);
    CHECK(bench.printed.empty());
}

TEST_CASE("Semihosting: a program that reads waits until the host has sent something") {
    Bench bench;
    bench.set(r0, 0x07);
    bench.put({bkpt(0xab), movs(r5, 1), self});
    bench.set(pc, CpuBench::code_base);
    bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CHECK(bench.reg(r5) == 0);
    const std::uint8_t bytes[] = {'x', 'y', 'z'};
    bench.semihosting.send(bytes);
    bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
    CHECK(bench.reg(r5) == 1);
    CHECK(bench.reg(r0) == 'x');
    CHECK(bench.ask(0x06, {1, text, 8}) == 6);
    CHECK((bench.peek(text) & 0xffff) == ('y' | 'z' << 8));
}

TEST_CASE("Semihosting: exit ends the run with the code, and the program could go on behind it") {
    Bench bench;
    const auto leave = [&](std::uint32_t operation, std::uint32_t argument) {
        bench.set(r0, operation);
        bench.set(r1, argument);
        const Stop stop = bench.simulation.run_until(bench.simulation.now() + ps_per_ms);
        CHECK(stop.cause == StopCause::Exit);
        return stop.address;
    };
    bench.put({bkpt(0xab), bkpt(0xab), bkpt(0xab), bkpt(0xab), self});
    bench.set(pc, CpuBench::code_base);
    CHECK(leave(0x18, 0x20026) == 0); // ADP_Stopped_ApplicationExit
    CHECK(leave(0x18, 0x20023) == 1); // ADP_Stopped_RunTimeErrorUnknown
    bench.poke(data, 0x20026);
    bench.poke(data + 4, 7);
    CHECK(leave(0x20, data) == 7);
    bench.poke(data, 0x20024); // ADP_Stopped_InternalError
    bench.poke(data + 4, 0);
    CHECK(leave(0x20, data) == 1);
    CHECK(bench.reg(pc) == CpuBench::code_base + 8);
}

TEST_CASE("Semihosting: tells the simulated time") {
    Bench bench;
    bench.run({});
    bench.simulation.run_until(3 * ps_per_s / 100);
    CHECK(bench.ask(0x31, 0) == 1'000'000);
    CHECK(bench.ask(0x10, 0) == 3);
    CHECK(bench.ask(0x11, 0) == 0);
    bench.ask(0x30, data);
    CHECK(bench.peek(data) >= 30'000);
    CHECK(bench.peek(data) < 31'000);
    CHECK(bench.peek(data + 4) == 0);
    bench.core().hold_in_reset(true);
    bench.simulation.run_until(4300 * ps_per_s);
    bench.core().hold_in_reset(false);
    bench.poke(CpuBench::code_base, nop);
    bench.step();
    CHECK(bench.ask(0x11, 0) == 4300);
    bench.ask(0x30, data);
    CHECK(bench.peek(data) - 5'032'704 < 1000); // 4300 s are 1 * 2^32 + 5032704 us
    CHECK(bench.peek(data + 4) == 1);
}

TEST_CASE("Semihosting: without a host BKPT is a HardFault, and other numbers always are") {
    Bench bench(false);
    bench.vector(3, 0x20002000);
    bench.put(0x20002000, {movs(r6, 1), self});
    bench.put({bkpt(0xab)});
    bench.set(pc, CpuBench::code_base);
    bench.step();
    CHECK(bench.reg(r6) == 1);
    Bench attached;
    attached.vector(3, 0x20002000);
    attached.put(0x20002000, {movs(r6, 1), self});
    attached.put({bkpt(1)});
    attached.set(pc, CpuBench::code_base);
    attached.step();
    CHECK(attached.reg(r6) == 1);
}
