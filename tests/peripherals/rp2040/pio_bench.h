#pragma once

#include "peripherals/rp2040/pio.h"
#include "sim/core/clock_domain.h"
#include "sim/core/line.h"
#include "sim/core/machine.h"
#include "sim/core/pins.h"
#include "sim/core/simulation.h"

#include <cstdint>
#include <initializer_list>
#include <tuple>
#include <vector>

namespace pio_bench {

using namespace sim::core;

inline constexpr std::uint32_t base = 0x50200000;

enum Offset : std::uint32_t {
    Ctrl = 0x000,
    Fstat = 0x004,
    Fdebug = 0x008,
    Flevel = 0x00c,
    Txf = 0x010,
    Rxf = 0x020,
    Irq = 0x030,
    IrqForce = 0x034,
    InputSyncBypass = 0x038,
    DbgPadout = 0x03c,
    DbgPadoe = 0x040,
    DbgCfginfo = 0x044,
    InstrMem = 0x048,
    Clkdiv = 0x0c8,
    Execctrl = 0x0cc,
    Shiftctrl = 0x0d0,
    Addr = 0x0d4,
    Instr = 0x0d8,
    Pinctrl = 0x0dc,
    Intr = 0x128,
    Irq0Inte = 0x12c,
    Irq0Intf = 0x130,
    Irq0Ints = 0x134,
    Irq1Inte = 0x138
};

// Fields of SHIFTCTRL, EXECCTRL and PINCTRL.
inline constexpr std::uint32_t right = 3U << 18; // both shift registers, as after reset
inline constexpr std::uint32_t autopush = 1U << 16;
inline constexpr std::uint32_t autopull = 1U << 17;
constexpr std::uint32_t push_thresh(std::uint32_t bits) {
    return (bits % 32) << 20;
}
constexpr std::uint32_t pull_thresh(std::uint32_t bits) {
    return (bits % 32) << 25;
}
constexpr std::uint32_t wrap(std::uint32_t bottom, std::uint32_t top) {
    return top << 12 | bottom << 7;
}
constexpr std::uint32_t set_pins(std::uint32_t first, std::uint32_t count) {
    return count << 26 | first << 5;
}
constexpr std::uint32_t out_pins(std::uint32_t first, std::uint32_t count) {
    return count << 20 | first;
}
constexpr std::uint32_t side_pins(std::uint32_t first, std::uint32_t count) {
    return count << 29 | first << 10;
}
constexpr std::uint32_t in_pins(std::uint32_t first) {
    return first << 15;
}

/// A PIO whose output edges are kept, with each edge's number of clk_sys. Its inputs are what a test sets,
/// and its own outputs as far as `looped` says.
struct Bench : private OutputSink, private LineSink {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clock{125'000'000};
    InputPins pins;
    peripherals::rp2040::Pio pio{machine, "PIO0", clock, pins};
    std::uint32_t looped = 0;
    std::uint32_t driven = 0;

    struct Change {
        std::int64_t edge;
        std::uint32_t levels;
        std::uint32_t enables;
        bool operator==(const Change&) const = default;
    };
    std::vector<Change> changes;
    std::vector<std::tuple<std::int64_t, unsigned, bool>> line_changes;

    Bench() {
        simulation.set_quantum(1);
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &pio, .name = "PIO0", .atomic_aliases = true});
        pio.outputs().connect(*this, 0);
        for (unsigned number = 0; number < 4; ++number) {
            pio.tx_dreq(number).connect(*this, number);
            pio.rx_dreq(number).connect(*this, 4 + number);
        }
        pio.irq(0).connect(*this, 8);
        pio.irq(1).connect(*this, 9);
        machine.reset();
        run(10);
        line_changes.clear();
    }
    std::uint32_t get(std::uint32_t offset, std::uint32_t sm = 0) {
        return machine.bus().read(base + offset + stride(offset) * sm, {}).value;
    }
    void set(std::uint32_t offset, std::uint32_t value, std::uint32_t sm = 0) {
        machine.bus().write(base + offset + stride(offset) * sm, value, {});
    }
    void load(std::initializer_list<std::uint16_t> program, std::uint32_t at = 0) {
        for (const std::uint16_t instruction : program) {
            set(InstrMem + 4 * at++, instruction);
        }
    }
    /// Restarts a machine at instruction `first` with its registers as they are, and enables it.
    void start(std::uint32_t sm = 0, std::uint32_t first = 0) {
        set(Ctrl, get(Ctrl) & ~(1U << sm));
        set(Ctrl, get(Ctrl) | 0x110U << sm);
        set(Instr, first, sm); // jmp
        run(1);
        set(Ctrl, get(Ctrl) | 1U << sm);
        mark();
    }
    /// From here on edges are counted.
    void mark() {
        changes.clear();
        begun = edge();
        initial = pio.outputs().levels();
    }
    std::int64_t edge() const { return clock.edges_at(simulation.now()); }
    void run(std::int64_t edges) { simulation.run_until(clock.time_of(edge() + edges)); }
    void drive(std::uint32_t levels) {
        driven = levels;
        pins.set((driven & ~looped) | (pio.outputs().levels() & looped));
    }
    bool pin(unsigned number) { return (pio.outputs().levels() >> number & 1) != 0; }
    std::uint32_t level(unsigned sm, bool rx) { return get(Flevel) >> (8 * sm + (rx ? 4 : 0)) & 0xf; }
    /// Edges since the mark at which pin `number` changed.
    std::vector<std::int64_t> edges_of(unsigned number) const {
        std::vector<std::int64_t> result;
        bool last = (initial >> number & 1) != 0;
        for (const Change& change : changes) {
            if (((change.levels >> number & 1) != 0) != last) {
                last = !last;
                result.push_back(change.edge - begun);
            }
        }
        return result;
    }
    std::int64_t begun = 0;
    std::uint32_t initial = 0;

private:
    static std::uint32_t stride(std::uint32_t offset) {
        return offset >= Clkdiv && offset < Intr ? 0x18 : offset < Irq ? 4 : 0;
    }
    void on_outputs(unsigned, std::uint32_t) override {
        changes.push_back({edge(), pio.outputs().levels(), pio.outputs().enables()});
        drive(driven);
    }
    void on_line(unsigned input, bool level) override { line_changes.emplace_back(edge(), input, level); }
};

} // namespace pio_bench
