#include "peripherals/rp2040/bootrom.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace sim::core;
using peripherals::rp2040::BootRom;

namespace {

/// A core that stands at a function of the ROM.
struct Context final : HostCallContext {
    std::vector<std::uint8_t> memory = BootRom::image();

    std::uint32_t load(std::uint32_t address, unsigned size) override {
        std::uint32_t value = 0;
        for (unsigned i = 0; i < size; ++i) {
            value |= static_cast<std::uint32_t>(memory[address + i]) << (8 * i);
        }
        return value;
    }
    void store(std::uint32_t, std::uint32_t, unsigned) override {}
    bool failed() const override { return false; }
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    BootRom rom{machine};
    Context context;

    std::uint32_t half(std::uint32_t address) { return context.load(address, 2); }
    /// Value of a code in the table that the half-word at `pointer` points to; 0 if it is not there.
    std::uint32_t find(std::uint32_t pointer, std::string_view code) {
        const auto first = static_cast<std::uint8_t>(code[0]);
        const auto second = static_cast<std::uint8_t>(code[1]);
        for (std::uint32_t at = half(pointer); half(at) != 0; at += 4) {
            if (context.memory[at] == first && context.memory[at + 1] == second) {
                return half(at + 2);
            }
        }
        return 0;
    }
    /// Performs the BKPT at `entry`.
    HostCallResult perform(std::uint32_t entry) {
        const std::uint32_t address = entry & ~1U;
        const std::uint32_t instruction = half(address);
        REQUIRE((instruction & 0xff00) == 0xbe00);
        context.r[15] = address;
        return rom.call(instruction & 0xff, address, context);
    }
    std::uint32_t function(const char* code, std::uint32_t r0) {
        context.r[0] = r0;
        CHECK(perform(find(0x14, code)).finished);
        return context.r[0];
    }
};

} // namespace

TEST_CASE("Boot ROM: it looks like version 3") {
    Bench bench;
    CHECK(bench.context.load(0, 4) == 0x20041f00);
    CHECK((bench.context.load(4, 4) & 1) == 1);
    CHECK(bench.context.load(0x10, 4) == 0x0301754d);
    for (const char* code : {"P3", "R3", "L3", "T3", "MS", "S4", "MC", "C4", "UB", "DT", "DE", "WV", "IF",
                             "EX", "RE", "RP", "FC", "CX"}) {
        CHECK((bench.find(0x14, code) & 1) == 1);
    }
    for (const char* code : {"GR", "CR", "SF", "SD", "FZ", "FS", "FE", "DS", "DE"}) {
        CHECK(bench.find(0x16, code) != 0);
    }
    CHECK(bench.find(0x14, "XX") == 0);
    CHECK(bench.context.memory[bench.find(0x16, "FZ")] == 32);
    const char* const text = reinterpret_cast<const char*>(&bench.context.memory[bench.find(0x16, "CR")]);
    CHECK(std::string(text) == "Terrarium built-in boot ROM");
}

TEST_CASE("Boot ROM: bit functions") {
    Bench bench;
    CHECK(bench.function("P3", 0xf0f00001) == 9);
    CHECK(bench.function("R3", 0x00000005) == 0xa0000000);
    CHECK(bench.function("L3", 0x00010000) == 15);
    CHECK(bench.function("L3", 0) == 32);
    CHECK(bench.function("T3", 0x00010000) == 16);
    CHECK(bench.function("T3", 0) == 32);
}

TEST_CASE("Boot ROM: asking for the boot loader stops the run") {
    Bench bench;
    bench.context.r[0] = 1U << 25;
    bench.context.r[1] = 2;
    bench.simulation.post([&] { CHECK(!bench.perform(bench.find(0x14, "UB")).finished); });
    const Stop stop = bench.simulation.run_until(1);
    CHECK(stop.cause == StopCause::Halt);
    CHECK(stop.text.find("BOOTSEL") != std::string::npos);
    CHECK(stop.text.find("0x02000000") != std::string::npos);
}
