#pragma once

#include "peripherals/rp2040/spi_registers.h"
#include "sim/core/clock_domain.h"
#include "sim/core/fifo.h"
#include "sim/core/line.h"
#include "sim/core/pins.h"
#include "sim/core/register_device.h"
#include "sim/core/wiring.h"

#include <cstdint>
#include <string>

namespace peripherals::rp2040 {

/// SPI: Arm PrimeCell PL022 r1p4 with FIFOs of 8, as the RP2040 datasheet, "SPI", has it.
///
/// Master and slave in Motorola's formats (all four modes) and TI's, master in National's Microwire. A period
/// of SCLK is SSPCPSR * (1 + SCR) cycles of clk_peri, and all edges of a frame stand on its half periods as
/// the PL022's timing diagrams have them: with SPH 0, CSn goes high between frames; with SPH 1, frames follow
/// each other. TX is driven during a frame only. Loopback, interrupts with the receive timeout of 32 bits,
/// DMA requests.
///
/// Estimate: a frame begins one cycle after its data was written to an idle block; inputs need no cycles to
/// be synchronised. Not modelled: a slave in Microwire format.
class Spi final : public sim::core::RegisterDevice,
                  public sim::core::LineSink,
                  private sim::core::ClockListener {
public:
    /// Numbers of the inputs for `on_line`: levels as at the pins, low until told otherwise. SCLK and CSn are
    /// inputs of a slave.
    enum Input : unsigned { RxInput = 0, SclkInput = 1, CsnInput = 2 };
    /// Bits of `outputs()`. A slave drives TX alone, and only while it is selected.
    static constexpr std::uint32_t tx_output = 1U << 0;
    static constexpr std::uint32_t sclk_output = 1U << 1;
    static constexpr std::uint32_t csn_output = 1U << 2;

    Spi(sim::core::Machine& machine, std::string name, sim::core::ClockDomain& clk_peri);

    void reset() override;
    void on_line(unsigned input, bool level) override;

    /// How frames stand on the wires at present.
    sim::core::BusFormat format() const;
    bool is_slave() const;
    sim::core::OutputPins& outputs() { return outputs_; }
    sim::core::Line& irq() { return irq_; }
    sim::core::Line& tx_dreq() { return tx_dreq_; }
    sim::core::Line& rx_dreq() { return rx_dreq_; }

private:
    static constexpr std::size_t fifo_depth = 8;
    enum class Format : std::uint8_t { Motorola, Ti, Microwire };

    /// A frame under way. A master's ticks are half periods of SCLK since `start_edge`.
    struct Frame {
        bool active = false;
        bool loaded = false; // slave: `out` came from the FIFO
        Format format = Format::Motorola;
        bool spo = false;
        bool sph = false;
        int bits = 0; // length
        int done = 0; // slave: bits sampled
        std::uint32_t out = 0;
        std::uint32_t in = 0;
        std::int64_t start_edge = 0;
        std::int64_t half_period = 0;
        std::int64_t tick = 0; // the next to come
    };
    struct State {
        sim::core::Fifo<std::uint16_t, fifo_depth> tx;
        sim::core::Fifo<std::uint16_t, fifo_depth> rx;
        Frame frame;
        bool tx_level = false;
        bool tx_driven = false;
        bool sclk = false;
        bool csn = true;
        bool overrun = false; // the two interrupts that stay until they are cleared
        bool timeout = false;
        bool timeout_armed = false;
        std::int64_t timeout_edge = 0;
    };

    void before_access(sim::core::Index reg, const sim::core::Access& access) override;
    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_write(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_clock_changed() override;
    std::uint32_t status() const;
    std::uint32_t raw_interrupts() const;
    void write_data(std::uint16_t data);
    void control_written();
    void receive();
    void watch_timeout();
    void receive_timeout();
    void update();

    std::int64_t edge_now() const { return clk_peri_.edges_at(now()); }
    void arm_events();
    Frame new_frame() const;
    bool enabled() const;
    bool rx_level() const;
    void idle_outputs();

    // spi_frame.cpp: the wires
    void start_frame(std::int64_t edge);
    void frame_tick();
    void motorola_tick(std::int64_t tick);
    void ti_tick(std::int64_t tick);
    void microwire_tick(std::int64_t tick);
    void follow_on(std::int64_t ticks);
    void end_frame(std::int64_t next_tick);
    void send_bit(int bit);
    void sample();
    void select_changed();
    void sclk_changed();
    void slave_load();
    void slave_sample();
    void slave_motorola_edge();
    void slave_ti_edge();

    State state_;
    struct Pins {
        bool rx = false;
        bool sclk = false;
        bool csn = false;
    };
    Pins pins_;                // not touched by reset: they come from outside
    std::uint32_t before_ = 0; // the register before the write that is being served
    sim::core::ClockDomain& clk_peri_;
    sim::core::OutputPins outputs_;
    sim::core::Line irq_;
    sim::core::Line tx_dreq_;
    sim::core::Line rx_dreq_;
    sim::core::Event frame_event_{*this, sim::core::EventClass::Timer, "sclk",
                                  sim::core::handler<&Spi::frame_tick>};
    sim::core::Event timeout_event_{*this, sim::core::EventClass::Timer, "rx_timeout",
                                    sim::core::handler<&Spi::receive_timeout>};
};

} // namespace peripherals::rp2040
