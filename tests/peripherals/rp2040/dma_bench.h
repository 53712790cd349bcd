#pragma once

#include "peripherals/rp2040/dma.h"
#include "sim/core/clock_domain.h"
#include "sim/core/machine.h"
#include "sim/core/memory.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace dma_bench {

using namespace sim::core;

/// A register that tells when it was accessed, and asks for data as told.
class Port final : public BusDevice, public DreqSource {
public:
    Port(Simulation& simulation, const ClockDomain& clock) : simulation_(simulation), clock_(clock) {}
    std::uint32_t read(std::uint32_t, const Access&) override {
        accesses.emplace_back(clock_.edges_at(simulation_.now()), next_value);
        taken();
        return next_value++;
    }
    void write(std::uint32_t, std::uint32_t value, const Access&) override {
        accesses.emplace_back(clock_.edges_at(simulation_.now()), value);
        taken();
    }
    std::uint32_t peek(std::uint32_t) const override { return next_value; }
    unsigned requests(unsigned) const override { return wanted; }

    void ask(unsigned count) {
        wanted += count;
        dreq.set(wanted != 0);
    }

    std::vector<std::pair<std::int64_t, std::uint32_t>> accesses;
    std::uint32_t next_value = 100;
    unsigned wanted = 0;
    Line dreq;

private:
    void taken() {
        wanted -= wanted != 0 ? 1 : 0;
        dreq.set(wanted != 0);
    }
    Simulation& simulation_;
    const ClockDomain& clock_;
};

inline constexpr std::uint32_t base = 0x50000000;
inline constexpr std::uint32_t ram = 0x20000000;
inline constexpr std::uint32_t port_address = 0x50200010;
inline constexpr std::uint32_t slow_address = 0x40000000;

enum Offset : std::uint32_t {
    ReadAddr = 0x00,
    WriteAddr = 0x04,
    TransCount = 0x08,
    CtrlTrig = 0x0c,
    Al1Ctrl = 0x10,
    Al1TransCountTrig = 0x1c,
    Al2WriteAddrTrig = 0x2c,
    Al3ReadAddrTrig = 0x3c,
    Intr = 0x400,
    Inte0 = 0x404,
    Intf0 = 0x408,
    Ints0 = 0x40c,
    Inte1 = 0x414,
    Timer0 = 0x420,
    MultiChanTrigger = 0x430,
    SniffCtrl = 0x434,
    SniffData = 0x438,
    FifoLevels = 0x440,
    ChanAbort = 0x444,
    NChannels = 0x448,
    DbgCtdreq = 0x800,
    DbgTcr = 0x804
};

enum Ctrl : std::uint32_t {
    En = 1U << 0,
    HighPriority = 1U << 1,
    Bytes = 0U << 2,
    Halves = 1U << 2,
    Words = 2U << 2,
    IncrRead = 1U << 4,
    IncrWrite = 1U << 5,
    RingWrite = 1U << 10,
    Quiet = 1U << 21,
    Bswap = 1U << 22,
    SniffEn = 1U << 23,
    Busy = 1U << 24,
    WriteError = 1U << 29,
    ReadError = 1U << 30,
    AhbError = 1U << 31
};
inline constexpr std::uint32_t permanent = 0x3f;
constexpr std::uint32_t treq(std::uint32_t request) {
    return request << 15;
}
constexpr std::uint32_t chain_to(std::uint32_t channel) {
    return channel << 11;
}
constexpr std::uint32_t ring(std::uint32_t bits) {
    return bits << 6;
}
constexpr std::uint32_t plain(std::uint32_t channel) {
    return En | chain_to(channel) | treq(permanent);
}
inline constexpr std::uint32_t copy_words = Words | IncrRead | IncrWrite;

/// A DMA with 64 KiB of RAM, a port without wait states and one of 4 cycles behind a bridge. A clk_sys edge
/// is 8 ns.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clock{125'000'000};
    Memory memory{0x10000, Memory::Kind::Ram};
    peripherals::rp2040::Dma dma{machine, "DMA", clock};
    Port port{simulation, clock};
    Port slow{simulation, clock};

    Bench() {
        simulation.set_quantum(1);
        machine.bus().map(
            {.base = ram, .size = memory.size(), .device = &memory, .name = "SRAM", .lanes = true});
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &dma, .name = "DMA", .atomic_aliases = true});
        machine.bus().map({.base = port_address, .size = 4, .device = &port, .name = "PORT"});
        machine.bus().map({.base = slow_address,
                           .size = 4,
                           .device = &slow,
                           .name = "SLOW",
                           .read_cycles = 4,
                           .write_cycles = 4});
        machine.reset();
        for (std::uint32_t i = 0; i < 256; ++i) {
            write(ram + 4 * i, i * 0x9e3779b9U);
        }
        run_to(10);
    }
    std::uint32_t read(std::uint32_t address, std::uint8_t size = 4) {
        return machine.bus().read(address, {.initiator = Initiator::Core0, .size = size}).value;
    }
    void write(std::uint32_t address, std::uint32_t value) {
        machine.bus().write(address, value, {.initiator = Initiator::Core0});
    }
    std::uint32_t get(std::uint32_t offset, std::uint32_t channel = 0) {
        return read(base + 0x40 * channel + offset);
    }
    void set(std::uint32_t offset, std::uint32_t value) { write(base + offset, value); }
    void start(std::uint32_t channel, std::uint32_t to, std::uint32_t from, std::uint32_t count,
               std::uint32_t ctrl) {
        set(0x40 * channel + ReadAddr, from);
        set(0x40 * channel + WriteAddr, to);
        set(0x40 * channel + TransCount, count);
        set(0x40 * channel + CtrlTrig, ctrl);
    }
    std::int64_t edge() const { return clock.edges_at(simulation.now()); }
    void run_to(std::int64_t edge) { simulation.run_until(clock.time_of(edge)); }
    void run(std::int64_t edges) { run_to(edge() + edges); }
    bool equal(std::uint32_t to, std::uint32_t from, std::uint32_t words) {
        for (std::uint32_t i = 0; i < words; ++i) {
            if (read(to + 4 * i) != read(from + 4 * i)) {
                return false;
            }
        }
        return true;
    }
    /// Edges of clk_sys until the channel is no longer busy.
    std::int64_t edges_until_done(std::uint32_t channel = 0) {
        const std::int64_t begun = edge();
        while ((get(CtrlTrig, channel) & Busy) != 0 && edge() - begun < 100'000) {
            run(1);
        }
        return edge() - begun;
    }
    void load(std::uint32_t address, std::string_view text) {
        memory.load(address - ram, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
};

} // namespace dma_bench
