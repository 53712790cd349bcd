#pragma once

#include "peripherals/rp2040/uart_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"
#include "sim/core/wiring.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// UART: Arm PrimeCell PL011 r1p5 with FIFOs of 32, as the RP2040 datasheet, "UART", has it.
///
/// A bit lasts (UARTIBRD + UARTFBRD / 64) * 16 edges of clk_peri; every edge on TX is at its exact edge of
/// that clock, RX is sampled in the middle of its bits. Flow control, loopback, breaks and all errors are
/// modelled. Estimate: a character written to an idle UART starts at the next tick of Baud16; the two
/// flip-flops that synchronise RX take no time. Not modelled: IrDA and the modem inputs DCD, DSR and RI,
/// which the RP2040 does not have.
class Uart final : public sim::core::RegisterDevice,
                   public sim::core::LineSink,
                   private sim::core::ClockListener {
public:
    /// Numbers of the inputs for `on_line`: levels as at the pins, low until told otherwise.
    enum Input : unsigned { RxInput = 0, CtsInput = 1 };
    /// Bits of `outputs()`, always enabled: levels as at the pins (RTS asks for data by a low level).
    static constexpr std::uint32_t tx_output = 1U << 0;
    static constexpr std::uint32_t rts_output = 1U << 1;

    Uart(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_peri);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    /// How characters stand on TX and RX at present.
    sim::core::BusFormat format() const;
    sim::core::OutputPins& outputs() { return outputs_; }
    sim::core::Line& irq() { return irq_; }
    sim::core::Line& tx_dreq() { return tx_dreq_; }
    sim::core::Line& rx_dreq() { return rx_dreq_; }

private:
    static constexpr std::size_t fifo_depth = 32;
    static constexpr std::int64_t no_tick = -1;

    // Baud16: tick k is at clk_peri edge `anchor_edge + (k - anchor_tick) * divisor_64 / 64`.
    struct Baud {
        std::int64_t anchor_edge = 0;
        std::int64_t anchor_tick = 0;
        std::int64_t divisor_64 = 0; // below 64 it stands still
        bool running() const { return divisor_64 >= 64; }
        std::int64_t edge_of(std::int64_t tick) const;
        std::int64_t tick_after(std::int64_t edge) const;
        void set_divisor(std::int64_t edge, std::int64_t new_divisor_64);
    };
    // A character on the wire: a level for each of `bits`, the start bit's in bit 0.
    struct Frame {
        bool active = false;
        std::int64_t start_tick = 0;
        std::uint32_t levels = 0;
        unsigned bits = 0;
        unsigned sampled = 0;     // of a received one: so many levels are known
        std::uint32_t format = 0; // UARTLCR_H when it began
    };
    struct State {
        sim::core::Fifo<std::uint8_t, fifo_depth> tx;
        sim::core::Fifo<std::uint16_t, fifo_depth> rx; // with FE, PE, BE as in UARTDR
        Baud baud;
        Frame sent;
        Frame received;
        std::int64_t tx_event_tick = no_tick;
        std::int64_t timeout_tick = no_tick;
        std::uint32_t format = 0; // UARTLCR_H
        std::uint32_t raw_interrupts = 0;
        std::uint32_t receive_status = 0; // UARTRSR
        bool overrun = false;
        bool tx_level = true;
        bool rx_level = true;
        std::uint32_t modem = 0; // active modem inputs, each as the bit of its interrupt
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;

    void take_pins();
    std::size_t depth() const;
    std::size_t receive_watermark() const;
    std::size_t transmit_watermark() const;
    std::uint32_t flags() const;
    std::uint32_t modem_inputs() const;
    void write_data(std::uint8_t data);
    std::uint8_t take_data();
    void latch_line_control();
    void receive(std::uint32_t word);
    void receive_timeout();
    void update();

    std::int64_t edge_now() const { return clk_peri_.edges_at(now()); }
    sim::core::Time time_of(std::int64_t tick) const;
    void arm_events();
    void start_sending(std::int64_t tick);
    void transmit_step();
    void line_control_changed();
    void set_tx_level(bool level);
    void inputs_changed();
    std::int64_t sample_tick(unsigned bit) const;
    void take_samples(std::int64_t before_edge);
    void set_rx_level(bool level);
    void frame_received();

    State state_;
    struct Pins {
        bool rx = false;
        bool cts = false;
    };
    Pins pins_; // not touched by reset: they come from outside
    sim::core::ClockDomain& clk_peri_;
    sim::core::OutputPins outputs_;
    sim::core::Line irq_;
    sim::core::Line tx_dreq_;
    sim::core::Line rx_dreq_;
    sim::core::Event tx_event_{*this, sim::core::EventClass::Timer, "tx",
                               sim::core::handler<&Uart::transmit_step>};
    sim::core::Event rx_event_{*this, sim::core::EventClass::Timer, "rx",
                               sim::core::handler<&Uart::frame_received>};
    sim::core::Event timeout_event_{*this, sim::core::EventClass::Timer, "rx_timeout",
                                    sim::core::handler<&Uart::receive_timeout>};
};

} // namespace peripherals::rp2040
