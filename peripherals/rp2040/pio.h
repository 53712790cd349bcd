#pragma once

#include "peripherals/rp2040/pio_machine.h"
#include "peripherals/rp2040/pio_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/dreq.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"
#include "sim/core/register_steps.h"
#include "sim/core/trace.h"

#include <array>
#include <cstdint>
#include <string>
#include <utility>

namespace peripherals::rp2040 {

/// Programmable I/O block (RP2040 datasheet, "PIO"): four state machines with all of their instructions,
/// FIFOs, clock dividers, pin mapping and interrupts.
///
/// Machines are predicted, not stepped. From its committed state, a copy of each runs ahead to the next thing
/// that others can see: an edge on a watched pin, an IRQ flag, a FIFO that is no longer empty or full. That
/// is an event; until then the committed state stays behind and catches up when somebody looks. What a run
/// ahead depended on (pins, IRQ flags) is kept with it, so that only what matters makes it invalid. A machine
/// that stalls, repeats itself or only counts down, without effect, costs nothing.
///
/// A pin that a machine writes in cycle n changes at edge n + 1 and is seen by machines in cycle n + 3, or n
/// + 1 with INPUT_SYNC_BYPASS. Estimate: CLKDIV_RESTART makes a tick in the next cycle, then every INT + FRAC
/// / 256 cycles, rounded down; an instruction in SMx_INSTR is executed in the next cycle, whatever the
/// divider says; if one cycle sets and clears an IRQ flag, it is set. INSTR_MEM is 0 after a reset.
class Pio final : public sim::core::RegisterDevice,
                  public sim::core::InputSink,
                  public sim::core::OutputSource,
                  public sim::core::DreqSource,
                  public sim::core::RegisterSteps,
                  private sim::core::ClockListener {
public:
    /// `pins` are the GPIOs as they come from the pads.
    Pio(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_sys,
        sim::core::InputPins& pins);

    void reset() override;
    void on_inputs(std::uint32_t levels, std::uint32_t changed) override;
    void on_watched(std::uint32_t signals) override;
    /// Requests 0 to 3 are for the TX FIFOs, 4 to 7 for the RX FIFOs.
    unsigned requests(unsigned request) const override;
    /// Of the program counters.
    void follow(Tell tell) override { tell_ = std::move(tell); }

    /// Bit n is GPIO n.
    sim::core::OutputPins& outputs() { return outputs_; }
    /// PIOx_IRQ_0 and PIOx_IRQ_1.
    sim::core::Line& irq(unsigned number) { return irqs_[number]; }
    sim::core::Line& tx_dreq(unsigned machine) { return tx_dreqs_[machine]; }
    sim::core::Line& rx_dreq(unsigned machine) { return rx_dreqs_[machine]; }

private:
    using Edge = pio::Edge;
    static constexpr std::int64_t least_ticks = 64; // of a run ahead; more each time that one was of use
    static constexpr std::int64_t most_ticks = 65536;

    struct Prediction {
        pio::MachineState state;
        pio::RunResult result;
        pio::Samples samples;
        bool valid = false;
    };
    struct Unit {
        pio::MachineConfig config;
        pio::MachineState state;
        Prediction ahead;
        std::int64_t ticks = least_ticks;
    };
    struct State {
        std::array<Unit, pio::machine_count> units;
        pio::Environment environment;
        std::uint32_t out = 0; // of all pins, as far as the machines' states are merged
        std::uint32_t oe = 0;
        std::uint32_t tx_over = 0; // FDEBUG, a bit for each machine
        std::uint32_t rx_under = 0;
        Edge sticky_edge = pio::no_edge; // when OUT_STICKY writes pins again that another one wrote
    };

    void before_access(sim::core::Index reg, const sim::core::Access& access) override;
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;

    std::uint32_t fifo_status() const;
    std::uint32_t fifo_debug() const;
    std::uint32_t fifo_levels() const;
    std::uint32_t raw_interrupts() const;
    void write_ctrl(std::uint32_t written);
    void write_fdebug(std::uint32_t written);
    void write_shiftctrl(unsigned number, std::uint32_t written);
    void write_fifo(unsigned number, std::uint32_t word);
    std::uint32_t read_fifo(unsigned number);
    void note_fifo(unsigned number, bool is_tx, std::uint32_t word) const;
    static void restart(pio::Core& machine);
    void configure(unsigned number);
    void find_shared_pins();
    void update_lines();

    Edge edge_now() const { return clk_sys_.edges_at(now()); }
    /// Brings the committed state of one machine, or all, to `edge`, as far as nothing visible comes before.
    void sync(unsigned number, Edge edge) const;
    void sync_all(Edge edge) const;
    /// Tells who follows what the program counter does up to `edge`, before the state gets there.
    void tell_steps(unsigned number, Edge edge) const;
    const pio::Core& core(unsigned number) const;
    /// Runs all effects up to `edge`.
    /// Does what the machines do by `edge`; whether there was something.
    bool advance(Edge edge);
    Edge next_effect() const;
    void take_effects(Edge edge);
    void merge_pins(bool sticky) const;
    void change_flags(std::uint32_t flags, Edge edge);
    bool sticky_differs() const;
    void settle_inputs(Edge edge);
    void invalidate(unsigned number, Edge edge);
    void invalidate_all(Edge edge);
    void predict();
    /// Predicts what is no longer valid and arms the event.
    void finish();
    void step();

    // Catching up does not change what anybody sees: a reader without side effects may do it.
    mutable State state_;
    Tell tell_;
    bool advancing_ = false;
    Edge advancing_to_ = 0; // while advancing: where
    sim::core::OutputPins outputs_;
    std::array<sim::core::Line, 2> irqs_;
    std::array<sim::core::Line, pio::machine_count> tx_dreqs_;
    std::array<sim::core::Line, pio::machine_count> rx_dreqs_;
    sim::core::ClockDomain& clk_sys_;
    sim::core::InputPins& pins_;
    sim::core::Event step_{*this, sim::core::EventClass::Timer, "step", sim::core::handler<&Pio::step>};
};

} // namespace peripherals::rp2040
