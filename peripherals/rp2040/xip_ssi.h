#pragma once

#include "peripherals/rp2040/xip_ssi_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"
#include "sim/core/serial_flash.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// The flash controller DW_apb_ssi: FIFOs of 16 words, frames of 4 to 32 bits on one, two or four lines, all
/// transfer modes, and the reads that the XIP block makes of it (datasheet, "SSI").
///
/// Direct transfers take their clocks, a frame at a time, plus one clock before the first frame (Estimate).
/// XIP reads run on the chip too; while their answer is just what stands in the flash array, `direct()` tells
/// that the array may be read instead. Not modelled: DDR, data strobe, the frame formats of TI and
/// Microwire, sample delay, CFS.
///
/// Line input 0 is the level at the chip's /CS pin: if others move it, reads are not direct any more.
class XipSsi final : public sim::core::RegisterDevice,
                     public sim::core::LineSink,
                     private sim::core::ClockListener {
public:
    /// Bits of `outputs()`, in the order of the pins of IO_QSPI.
    enum OutputBit : unsigned { Sclk, Ss, Sd0, Sd1, Sd2, Sd3 };
    static constexpr std::size_t fifo_depth = 16;

    class Watcher {
    public:
        virtual ~Watcher() = default;
        /// `direct()` changed.
        virtual void on_direct_changed() = 0;
    };

    XipSsi(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& sys,
           sim::core::SerialFlash& flash);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    sim::core::OutputPins& outputs() { return outputs_; }
    sim::core::Line& irq() { return irq_; }
    sim::core::Line& tx_dreq() { return tx_dreq_; }
    sim::core::Line& rx_dreq() { return rx_dreq_; }
    /// Without them all lines are connected and pulled up.
    void set_pads(const sim::core::SerialPadSource& pads) { pad_source_ = &pads; }
    void set_watcher(Watcher* watcher) { watcher_ = watcher; }

    /// The word at `address` of the flash, as an XIP access reads it.
    std::uint32_t read_word(std::uint32_t address);
    /// Whether every XIP read gives what stands in the array at its address: one did, and nothing but the
    /// clock's divider has changed since.
    bool direct() const { return state_.direct; }
    /// System clocks of one XIP read with the present set-up.
    std::uint32_t read_cycles() const;

private:
    enum class Unit : std::uint8_t { None, Frame, Control, Receive };
    // What the transfer in progress was begun with, and how far it is.
    struct State {
        sim::core::Fifo<std::uint32_t, fifo_depth> tx;
        sim::core::Fifo<std::uint32_t, fifo_depth> rx;
        Unit unit = Unit::None;
        std::uint32_t word = 0; // being sent
        std::uint64_t address = 0;
        std::uint32_t instruction = 0;
        std::uint32_t frames_left = 0;
        std::int64_t end_edge = 0;
        bool tx_overflow = false;
        bool rx_overflow = false;
        bool rx_underflow = false;
        // Registers that cannot be written while enabled, as they were.
        std::array<std::uint32_t, 5> held{};
        bool proven = false;       // by a read through the chip
        bool direct = false;       // proven and enabled
        bool reading = false;      // /CS moves because of an XIP read
        unsigned select_edges = 0; // of /CS during it
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;

    bool enabled() const;
    bool set_up_ok();
    std::uint32_t status() const;
    std::uint32_t raw_interrupts() const;
    void update_lines();
    void push(std::uint32_t word);
    void pop();
    void hold_registers(sim::core::Index reg);
    void abort();

    void start();
    void start_unit(unsigned clocks);
    void unit_done();
    void end_transfer();
    std::uint32_t exchange_frame(std::uint32_t word);
    void receive();

    unsigned lanes() const;
    unsigned control_clocks() const;
    unsigned frame_clocks() const;
    void send_control(std::uint32_t instruction, std::uint64_t address);
    void select(bool selected);
    std::uint8_t clock(std::uint8_t levels, std::uint8_t driven);
    void send(std::uint64_t value, unsigned bits, unsigned on_lanes);
    std::uint32_t receive(unsigned bits, unsigned on_lanes);
    void set_proven(bool proven);

    State state_;
    sim::core::ClockDomain& sys_;
    sim::core::SerialFlash& flash_;
    const sim::core::SerialPadSource* pad_source_ = nullptr;
    sim::core::SerialPads pads_;
    Watcher* watcher_ = nullptr;
    sim::core::OutputPins outputs_;
    sim::core::Line irq_;
    sim::core::Line tx_dreq_;
    sim::core::Line rx_dreq_;
    sim::core::Event unit_done_{*this, sim::core::EventClass::Timer, "unit",
                                sim::core::handler<&XipSsi::unit_done>};
};

} // namespace peripherals::rp2040
