#pragma once

#include "peripherals/rp2040/pio_registers.h"

#include <array>
#include <cstdint>
#include <limits>

namespace peripherals::rp2040::pio {

/// Number of an edge of clk_sys. Cycle n is what happens between the edges n and n + 1: it sees what stood at
/// edge n, and what it does stands from edge n + 1 on.
using Edge = std::int64_t;
inline constexpr std::int64_t one_cycle = 256; // ticks of a divider are in 1/256 cycles
inline constexpr Edge no_edge = std::numeric_limits<Edge>::max();

/// A FIFO of 4 words, of 8 when joined, of none when its words were given to the other one.
struct WordFifo {
    std::array<std::uint32_t, 2 * fifo_depth> words{};
    std::uint8_t first = 0;
    std::uint8_t count = 0;
    std::uint8_t depth = fifo_depth;

    bool operator==(const WordFifo&) const = default;
    bool empty() const { return count == 0; }
    bool full() const { return count >= depth; }
    void clear(std::uint8_t new_depth) { *this = {{}, 0, 0, new_depth}; }
    void push(std::uint32_t word) { words[(first + count++) % words.size()] = word; }
    std::uint32_t pop() {
        const std::uint32_t word = words[first];
        first = static_cast<std::uint8_t>((first + 1) % words.size());
        --count;
        return word;
    }
};

/// Consecutive pins that instructions write, wrapping from 31 to 0.
struct PinWindow {
    std::uint8_t base = 0;
    std::uint8_t count = 0;
    std::uint32_t mask = 0;
};

/// What the registers say about a machine, as it needs it.
struct MachineConfig {
    unsigned number = 0;
    std::int64_t divisor = 256; // cycles a tick, in 1/256
    PinWindow out;
    PinWindow set;
    PinWindow side;
    unsigned side_bits = 0; // of the delay/side-set field, the enable bit included
    unsigned in_base = 0;
    unsigned jmp_pin = 0;
    unsigned out_en_sel = 0;
    unsigned status_n = 0;
    unsigned pull_thresh = 32;
    unsigned push_thresh = 32;
    std::uint8_t wrap_top = 31;
    std::uint8_t wrap_bottom = 0;
    bool side_en = false;
    bool side_pindir = false;
    bool inline_out_en = false;
    bool out_sticky = false;
    bool status_of_rx = false;
    bool out_right = true;
    bool in_right = true;
    bool autopull = false;
    bool autopush = false;
    bool shares_pins = false; // with another machine or itself: each of its pin writes matters
};

/// Levels of the pins as the machines see them: two flip-flops behind the pads, or directly where
/// INPUT_SYNC_BYPASS says so.
struct Inputs {
    struct Change {
        Edge edge = 0;
        std::uint32_t levels = 0;
    };
    static constexpr Edge delay = 2;

    std::uint32_t settled = 0; // what has come through before the changes below
    std::uint32_t latest = 0;
    std::uint32_t bypass = 0;
    std::array<Change, 4> changes{}; // at different edges, in order
    unsigned change_count = 0;

    std::uint32_t at(Edge cycle) const {
        std::uint32_t synchronised = settled;
        for (unsigned i = 0; i < change_count && changes[i].edge + delay <= cycle; ++i) {
            synchronised = changes[i].levels;
        }
        return (latest & bypass) | (synchronised & ~bypass);
    }
    /// The first cycle after `cycle` that sees something else.
    Edge next_change(Edge cycle) const {
        for (unsigned i = 0; i < change_count; ++i) {
            if (changes[i].edge + delay > cycle) {
                return changes[i].edge + delay;
            }
        }
        return no_edge;
    }
};

/// What all machines of a block share. It does not change while one runs.
struct Environment {
    std::array<std::uint16_t, instruction_count> instructions{};
    std::uint8_t irq_flags = 0;
    std::uint32_t watched = 0xffffffff; // pins that somebody looks at
    Inputs inputs;
};

/// What a run of a machine depended on, beyond its own state.
struct Samples {
    std::uint32_t pins = 0;
    std::uint32_t irqs = 0;
};

enum class Exec : std::uint8_t {
    None,
    Latched, // by OUT EXEC or MOV EXEC, or stalled: executed instead of the program at the next ticks
    Forced   // written to SMx_INSTR: executed in the next cycle, whatever the divider says
};

/// A write to pins or their directions that OUT_STICKY repeats.
struct PinWrite {
    std::uint32_t mask = 0;
    std::uint32_t value = 0;
    bool directions = false;
    bool operator==(const PinWrite&) const = default;
};

/// All that a machine does next depends on this alone, and on the environment.
struct Core {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t osr = 0;
    std::uint32_t isr = 0;
    std::uint32_t out =
        0; // levels and directions of the pins; only those that this machine writes are up to date
    std::uint32_t oe = 0;
    WordFifo tx;
    WordFifo rx;
    PinWrite sticky;
    std::uint16_t exec_instruction = 0;
    Exec exec = Exec::None;
    std::uint8_t pc = 0;
    std::uint8_t osr_count = 32; // bits shifted out
    std::uint8_t isr_count = 0;  // bits shifted in
    std::uint8_t delay = 0;      // ticks to go
    bool irq_waiting = false;    // IRQ WAIT has set its flag
    bool enabled = false;
    bool tx_stalled = false; // FDEBUG
    bool rx_stalled = false;

    bool operator==(const Core&) const = default;
};

/// A machine at an edge of clk_sys.
struct MachineState {
    Core core;
    Edge edge = 0;              // all cycles before it have been done
    std::int64_t next_tick = 0; // in 1/256 cycles; may lie in the past while nothing happens
    // What it did that the others have not been told of yet.
    std::uint32_t written_out = 0;
    std::uint32_t written_oe = 0;
    std::uint8_t irq_set = 0;
    std::uint8_t irq_clear = 0;
    bool fifo_changed = false; // one is no longer empty or full
};

enum class Outcome : std::uint8_t {
    Reached, // the edge or number of ticks that was asked for
    Effect,  // something that others see, at the edge of the state
    Steady   // from the state on, nothing of this kind comes, and the core repeats itself after `period`
};

struct RunResult {
    Outcome outcome = Outcome::Reached;
    std::int64_t period = 0; // in 1/256 cycles
};

/// Runs until all cycles before `until` are done, at most `ticks` ticks, or to the end of the cycle that has
/// an effect. `samples` gathers what it looked at.
RunResult run(MachineState& state, const MachineConfig& config, const Environment& environment, Edge until,
              std::int64_t ticks, Samples& samples);

/// Takes a state that is steady with `period` on by as many whole periods as fit before `edge`.
void skip_periods(MachineState& state, std::int64_t period, Edge edge);

} // namespace peripherals::rp2040::pio
