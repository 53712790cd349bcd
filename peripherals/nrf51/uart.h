#pragma once

#include "peripherals/nrf51/serial_peripheral.h"
#include "sim/core/fifo.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// UART: 8 data bits, even parity or none, one stop bit, hardware flow control, receive FIFO of 6 bytes
/// (nRF51 Series Reference Manual 3.0, "Universal Asynchronous Receiver/Transmitter").
///
/// A bit lasts 2^32 / BAUDRATE edges of the 16 MHz clock (115204 baud for "115200"); every edge of TXD is at
/// the first edge of that clock at or after its time, RXD is sampled in the middle of its bits. STOPTX ends a
/// character where it is, SUSPEND after it. Estimates: TXD holds one byte beside the one that goes out; a
/// byte with a wrong parity or stop bit reaches RXD all the same. Not modelled: a BAUDRATE over 2^28.
class Uart final : public SerialPeripheral, private PinListener {
public:
    Uart(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins,
         sim::core::ClockDomain& hfclk);

    void reset() override;

private:
    static constexpr std::size_t fifo_depth = 6;
    enum Signal : unsigned { Rts, Txd, Cts, Rxd };

    // A character on the wire: a level for each of `bits`, the start bit's in bit 0.
    struct Frame {
        bool active = false;
        std::int64_t start_edge = 0;
        std::uint32_t baudrate = 0;
        std::uint32_t levels = 0;
        unsigned bits = 0;
        unsigned known = 0; // received: bits sampled; sent: bits that are out
        bool parity = false;
        /// Edge of the clock at which `half_bits` halves of a bit have passed.
        std::int64_t edge_of(std::int64_t half_bits) const;
    };
    struct State {
        sim::core::Fifo<std::uint8_t, fifo_depth> rx;
        std::uint8_t last_received = 0;
        std::uint8_t to_send = 0;
        bool loaded = false; // `to_send` waits
        bool sending = false;
        bool receiving = false;
        bool rts_wanted = true; // the FIFO takes more
        bool line = false;      // RXD since its last edge
        std::int64_t timeout_edge = 0;
        std::int64_t break_edge = 0;
        Frame sent;
        Frame received;
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index task) override;
    void on_pin(unsigned signal, bool level) override;

    bool flow_control() const;
    void take_pins();
    void stop_all();
    void fail(std::uint32_t source);
    Frame new_frame(std::int64_t start_edge) const;
    void stop_receiving();
    void timed_out();
    void start_sending(std::int64_t edge);
    void transmit_step();
    void arm_events() override;
    void take_samples(std::int64_t before_edge);
    void frame_received();
    void line_break();
    void store(std::uint8_t data);
    void update_rts();

    State state_;
    BlockPin rts_;
    BlockPin txd_;
    BlockPin cts_;
    BlockPin rxd_;
    sim::core::Event tx_event_{*this, sim::core::EventClass::Timer, "tx",
                               sim::core::handler<&Uart::transmit_step>};
    sim::core::Event rx_event_{*this, sim::core::EventClass::Timer, "rx",
                               sim::core::handler<&Uart::frame_received>};
    sim::core::Event break_event_{*this, sim::core::EventClass::Timer, "break",
                                  sim::core::handler<&Uart::line_break>};
    sim::core::Event timeout_event_{*this, sim::core::EventClass::Timer, "rxto",
                                    sim::core::handler<&Uart::timed_out>};
};

} // namespace peripherals::nrf51
