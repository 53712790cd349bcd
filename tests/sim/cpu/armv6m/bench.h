#pragma once

#include "sim/core/machine.h"
#include "sim/core/memory_window.h"
#include "sim/core/simulation.h"
#include "sim/cpu/armv6m/core.h"
#include "tests/sim/cpu/armv6m/assembler.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

/// One or two cores at 100 MHz (10 ns a cycle) with a RAM of 64 KiB at 0x20000000 whose first bytes also are
/// at 0: the vector table. Code goes to 0x20001000, the stack begins at 0x20008000.
struct CpuBench {
    static constexpr std::uint32_t ram_base = 0x20000000;
    static constexpr std::uint32_t code_base = 0x20001000;
    static constexpr std::uint32_t stack_top = 0x20008000;
    static constexpr sim::core::Time cycle = 10 * sim::core::ps_per_ns;
    using Core = sim::cpu::armv6m::Core;

    sim::core::Simulation simulation;
    sim::core::Machine machine{simulation, "bench"};
    sim::core::ClockDomain clock{100'000'000};
    sim::core::Memory ram{0x10000, sim::core::Memory::Kind::Ram};
    sim::core::MemoryWindow ram_window{.base = ram_base, .size = 0x10000, .memory = &ram, .writable = true};
    sim::core::MemoryWindow vectors{.base = 0, .size = 0x1000, .memory = &ram};
    std::vector<sim::core::MemoryWindow*> windows{&ram_window, &vectors};
    std::unique_ptr<sim::cpu::armv6m::CodeStore> store;
    std::vector<std::unique_ptr<Core>> cores;

    explicit CpuBench(unsigned core_count = 1, std::vector<sim::core::MemoryWindow*> more = {},
                      sim::core::HostCalls* calls = nullptr,
                      const sim::cpu::armv6m::Model& model = sim::cpu::armv6m::cortex_m0_plus) {
        windows.insert(windows.end(), more.begin(), more.end());
        store = std::make_unique<sim::cpu::armv6m::CodeStore>(windows);
        for (unsigned i = 0; i < core_count; ++i) {
            cores.push_back(
                std::make_unique<Core>(machine, "PROC" + std::to_string(i), i, clock, *store, calls, model));
        }
        poke(0, stack_top);
        poke(4, code_base + 1);
        machine.reset();
    }

    Core& core(unsigned i = 0) { return *cores[i]; }
    /// `address` from 0 or as the cores see it.
    void poke(std::uint32_t address, std::uint32_t word) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8),
                                      static_cast<std::uint8_t>(word >> 16),
                                      static_cast<std::uint8_t>(word >> 24)};
        ram.load(address & 0xffff, bytes);
    }
    std::uint32_t peek(std::uint32_t address) const { return ram.peek(address & 0xffff); }
    void put(std::uint32_t address, const thumb::Code& code) {
        for (const std::uint16_t half_word : code) {
            const std::uint8_t bytes[] = {static_cast<std::uint8_t>(half_word),
                                          static_cast<std::uint8_t>(half_word >> 8)};
            ram.load(address & 0xffff, bytes);
            address += 2;
        }
    }
    void put(const thumb::Code& code) { put(code_base, code); }
    void vector(unsigned number, std::uint32_t address) { poke(4 * number, address | 1); }

    /// Until the simulated time of `cycles` has passed since the beginning.
    sim::core::Stop run_to(std::int64_t cycles) { return simulation.run_until(cycles * cycle); }
    /// One instruction of core 0, whatever else runs.
    sim::core::Stop step() {
        core().step();
        return simulation.run_until(sim::core::never);
    }
    void steps(unsigned count) {
        while (count-- > 0) {
            step();
        }
    }
    /// Runs `code` from the beginning until it stays at its end. Cycles that it took.
    std::int64_t run(const thumb::Code& code) {
        put(code);
        put(code_base + static_cast<std::uint32_t>(2 * code.size()), {thumb::self});
        core().set_register(thumb::pc, code_base);
        const std::uint64_t before = core().cycles();
        std::uint64_t after = before;
        for (bool stays = false; !stays && core().runnable();) {
            const bool ends = at_self();
            after = core().cycles();
            step();
            stays = ends && at_self();
        }
        return static_cast<std::int64_t>(after - before);
    }
    bool at_self() { return (peek(reg(thumb::pc)) & 0xffff) == thumb::self; }
    void set(unsigned number, std::uint32_t value) { core().set_register(number, value); }
    std::uint32_t reg(unsigned number, unsigned core_number = 0) {
        return core(core_number).registers()[number];
    }
};
