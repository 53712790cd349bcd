// How many millions of clk_sys cycles a second a PIO gets through in several situations, with one machine and
// with four, and how many words a second DMA moves. Real time is 125 million for both blocks together.
//
//   bench_pio [milliseconds of simulated time [words that a situation's name begins with]]

#include "peripherals/rp2040/dma.h"
#include "peripherals/rp2040/pio.h"
#include "sim/core/machine.h"
#include "sim/core/memory.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>
#include <vector>

namespace {

using namespace sim::core;
using peripherals::rp2040::Dma;
using peripherals::rp2040::Pio;

constexpr std::uint32_t pio_base = 0x50200000;
constexpr std::uint32_t dma_base = 0x50000000;
constexpr std::uint32_t ram = 0x20000000;
constexpr std::uint32_t autopull = 1U << 17;
constexpr std::uint32_t right = 3U << 18;

struct Chip {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clock{125'000'000};
    Memory memory{0x10000, Memory::Kind::Ram};
    InputPins pins;
    Pio pio{machine, "PIO0", clock, pins};
    Dma dma{machine, "DMA", clock};

    Chip() {
        machine.bus().map(
            {.base = ram, .size = memory.size(), .device = &memory, .name = "SRAM", .lanes = true});
        machine.bus().map(
            {.base = dma_base, .size = 0x4000, .device = &dma, .name = "DMA", .atomic_aliases = true});
        machine.bus().map(
            {.base = pio_base, .size = 0x4000, .device = &pio, .name = "PIO0", .atomic_aliases = true});
        for (unsigned number = 0; number < 4; ++number) {
            pio.tx_dreq(number).connect(dma, number);
            dma.connect_source(number, pio, number);
        }
        machine.reset();
    }
    void write(std::uint32_t address, std::uint32_t value) { machine.bus().write(address, value, {}); }
    void start_dma(unsigned channel, std::uint32_t to, std::uint32_t from, std::uint32_t ctrl) {
        write(dma_base + 0x40 * channel, from);
        write(dma_base + 0x40 * channel + 4, to);
        write(dma_base + 0x40 * channel + 8, 0xffffffff);
        write(dma_base + 0x40 * channel + 12, ctrl | channel << 11 | 2U << 2 | 1);
    }
};

struct Situation {
    const char* name;
    std::vector<std::uint16_t> program;
    std::uint32_t wrap_top;
    std::uint32_t clkdiv;
    std::uint32_t shiftctrl;
    bool watched;
    bool fed; // by DMA
};

const Situation situations[] = {
    {"stalled on an empty FIFO",             {0x80a0},                         0, 0x10000,                right,            true,  false},
    {"polling a pin that does not change",   {0x4001, 0x0020},                 1, 0x10000,                right,            true,  false},
    {"square wave that nobody looks at",     {0xe001, 0xe000},                 1, 0x10000,                right,            false, false},
    {"counting in a loop of two, unwatched", {0xa042, 0x0040},                 1, 0x10000,                right,            false, false},
    {"counting down on one instruction",     {0xa02b, 0x0041},                 1, 0x10000,                right,            false, false},
    {"pulses by counting, 1 in 40 cycles",
     {0xe02f, 0xe201, 0xa042, 0x0042, 0xe000, 0xa042},
     5,                                                                           0x10000,
     right,                                                                                                                 false,
     false                                                                                                                              },
    {"shifting in and out, unwatched",       {0xa0e3, 0x6041, 0x4041, 0x0001}, 3, 0x10000,                right,            false, false},
    {"square wave of 1 MHz, watched",        {0xe001, 0xe000},                 1, 62U << 16 | 0x80U << 8, right,            true,  false},
    {"square wave of 10 MHz, watched",       {0xe001, 0xe000},                 1, 6U << 16 | 0x40U << 8,  right,            true,  false},
    {"square wave of 62.5 MHz, watched",     {0xe001, 0xe000},                 1, 0x10000,                right,            true,  false},
    {"bits of 1 MHz, fed by DMA",            {0x6001},                         0, 125U << 16,             right | autopull, true,  true },
    {"words of 12.5 MHz, fed by DMA",        {0x6900},                         0, 0x10000,                right | autopull, false, true },
};

// By processor time, so that other work on the host matters less.
double megacycles(Chip& chip, Time time) {
    const std::clock_t begun = std::clock();
    chip.simulation.run_until(time);
    const double taken = static_cast<double>(std::clock() - begun + 1) / CLOCKS_PER_SEC;
    return static_cast<double>(chip.clock.edges_at(time)) / taken / 1e6;
}

double megacycles(const Situation& situation, unsigned machines, Time time) {
    Chip chip;
    if (!situation.watched) {
        chip.pio.outputs().watch(0);
    }
    for (std::uint32_t i = 0; i < situation.program.size(); ++i) {
        chip.write(pio_base + 0x48 + 4 * i, situation.program[i]);
    }
    for (unsigned number = 0; number < machines; ++number) {
        const std::uint32_t sm = pio_base + 0x18 * number;
        chip.write(sm + 0xc8, situation.clkdiv);
        chip.write(sm + 0xcc, situation.wrap_top << 12);
        chip.write(sm + 0xd0, situation.shiftctrl);
        chip.write(sm + 0xdc, 1U << 26 | 1U << 20 | number << 5 | number);
        if (situation.fed) {
            chip.start_dma(number, pio_base + 0x10 + 4 * number, ram, number << 15 | 1U << 4 | 10U << 6);
        }
    }
    chip.write(pio_base, 0xff0 | ((1U << machines) - 1));
    return megacycles(chip, time);
}

double megawords(Time time) {
    Chip chip;
    chip.start_dma(0, ram + 0x4000, ram, 1U << 4 | 0x3fU << 15 | 10U << 6);
    return megacycles(chip, time);
}

} // namespace

int main(int argc, char** argv) {
    const Time time = (argc > 1 ? std::atoi(argv[1]) : 20) * ps_per_ms;
    std::printf("%-40s %14s %14s\n", "million cycles a second", "one machine", "four");
    const std::string_view wanted = argc > 2 ? argv[2] : "";
    for (const Situation& situation : situations) {
        if (!std::string_view(situation.name).starts_with(wanted)) {
            continue;
        }
        std::printf("%-40s %14.1f %14.1f\n", situation.name, megacycles(situation, 1, time),
                    megacycles(situation, 4, time));
    }
    std::printf("%-40s %14.1f\n", "words a second, DMA in memory", megawords(time));
}
