#pragma once

#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peripherals::rp2040 {

/// IO_BANK0 and IO_QSPI: between the blocks of the chip and its pads. Function select, overrides, STATUS and
/// the interrupts of pins (datasheet, "GPIO").
///
/// Outputs of a pin are those of the block that FUNCSEL names; a function with nothing behind it drives
/// nothing. An input signal of a block is the OR over all pins that select it, and its idle level without
/// any. Approximate: an edge is latched and an input seen at once; the chip takes a few cycles to
/// synchronise.
class IoBank final : public sim::core::RegisterDevice,
                     private sim::core::OutputSink,
                     private sim::core::InputSink {
public:
    /// Whom interrupts go to.
    enum Target : std::uint8_t { Proc0, Proc1, DormantWake };
    static constexpr unsigned targets = 3;
    static constexpr unsigned functions = 10; // F0 to F9

    /// `registers` is the table of one of the two banks; `from_pads` are the levels that its pads see.
    IoBank(sim::core::Machine& machine, std::string name, std::span<const sim::core::Register> registers,
           unsigned pins, sim::core::InputPins& from_pads);

    void reset() override;

    /// Signal `bit` of `outputs` drives `pin` while its FUNCSEL is `function`.
    void connect_output(unsigned pin, unsigned function, sim::core::OutputPins& outputs, unsigned bit);
    /// `pin` goes to the block's input while its FUNCSEL is `function`. The block is told `idle` at once.
    void connect_input(unsigned pin, unsigned function, sim::core::LineSink& sink, unsigned input, bool idle);

    /// What goes to the pads, overrides applied.
    sim::core::OutputPins& to_pads() { return to_pads_; }
    /// What the blocks see that see all pins, INOVER applied: SIO and PIO.
    sim::core::InputPins& inputs() { return inputs_; }
    sim::core::Line& irq(Target target) { return irqs_[target]; }
    /// The pin's CTRL register.
    std::uint32_t control(unsigned pin) const { return state_.ctrl[pin]; }
    /// Its FUNCSEL.
    unsigned function(unsigned pin) const;

private:
    static constexpr unsigned most_pins = 32;
    static constexpr std::uint8_t nothing = 0xff;

    /// A register by what it is for.
    enum class Kind : std::uint8_t { Status, Ctrl, Intr, Inte, Intf, Ints };
    struct Place {
        Kind kind;
        std::uint8_t number; // of the pin or of the group of eight
        std::uint8_t target;
    };
    Place place_of(sim::core::Index reg) const;
    sim::core::Row interrupt_row(Kind kind, unsigned group, unsigned target = 0) const;

    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_outputs(unsigned source, std::uint32_t changed) override;
    void on_inputs(std::uint32_t levels, std::uint32_t changed) override;

    struct Route {
        std::uint8_t source = nothing;
        std::uint8_t bit = 0;
        std::uint8_t signal = nothing;
    };
    struct Output {
        bool level = false;
        bool enable = false;
    };
    Output from_block(unsigned pin) const;
    Output to_pad(unsigned pin) const;
    void drive(std::uint32_t pins);
    /// Recomputes what the blocks see of `pins`.
    void see(std::uint32_t pins);
    bool seen(unsigned pin) const;
    bool interrupt_level(unsigned pin) const;
    void select(unsigned pin, std::uint32_t ctrl);
    void follow(unsigned pin, const Route& route, bool on);
    void update_signal(std::uint8_t signal);

    std::uint32_t raw_events(unsigned group) const;
    /// Of the raw ones, those that go to `target`.
    std::uint32_t events(std::uint32_t raw, unsigned group, unsigned target) const;
    void latch_edges(std::uint32_t pins);
    void update_irqs(unsigned group);

    struct Source {
        sim::core::OutputPins* outputs;
        std::array<std::uint32_t, 32> followers{}; // pins that each signal drives now
    };
    struct Signal {
        sim::core::LineSink* sink;
        unsigned input;
        bool idle;
        bool level;
        std::uint32_t pins = 0; // that select it now
    };
    struct State {
        std::array<std::uint32_t, most_pins> ctrl{};
        std::uint32_t interrupt_levels = 0;         // IRQOVER applied
        std::array<std::uint8_t, targets> active{}; // bit n: group n interrupts
    };

    State state_;
    unsigned pins_;
    unsigned groups_;
    sim::core::Row first_interrupt_row_ = 0;
    std::vector<Source> sources_;
    std::vector<Signal> signals_;
    std::array<std::array<Route, functions>, most_pins> routes_{};
    sim::core::InputPins& from_pads_;
    sim::core::OutputPins to_pads_;
    sim::core::InputPins inputs_;
    std::array<sim::core::Line, targets> irqs_;
};

} // namespace peripherals::rp2040
