#pragma once

#include "peripherals/nrf51/serial_peripheral.h"
#include "sim/core/fifo.h"

#include <cstdint>
#include <string>

namespace peripherals::nrf51 {

/// SPI master with double-buffered TXD and RXD, all modes and both bit orders (nRF51 Series Reference Manual
/// 3.0, "Serial Peripheral Interface (SPI) Master").
///
/// A period of SCK is 2^32 / FREQUENCY edges of the 16 MHz clock; a byte takes eight of them, one that waits
/// in TXD follows without a pause. READY comes at the end of a byte, or when RXD is read while another one
/// waits behind it. Estimate: the first half period begins at the write to TXD. A byte that comes while two
/// are unread is lost (`spi.overrun`), so is one that is written while one waits (`spi.txd_overwritten`).
class Spi final : public SerialPeripheral {
public:
    Spi(sim::core::Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins,
        sim::core::ClockDomain& hfclk);

    void reset() override;

private:
    struct State {
        sim::core::Fifo<std::uint8_t, 2> rx;
        std::uint8_t last_received = 0;
        bool loaded = false; // TXD waits
        bool busy = false;
        std::int64_t start_edge = 0;
        std::uint32_t frequency = 0;
        std::uint32_t config = 0; // when the byte began
        unsigned half_periods = 0;
        std::uint8_t out = 0;
        std::uint8_t in = 0;
    };

    std::uint32_t on_read(sim::core::Index reg, std::uint32_t stored,
                          const sim::core::Access& access) override;
    std::uint32_t on_peek(sim::core::Index reg, std::uint32_t stored) const override;
    void on_register(sim::core::Index reg, std::uint32_t written, const sim::core::Access& access) override;
    void on_task(sim::core::Index) override {} // it has none

    std::int64_t edge_of(unsigned half_periods) const;
    void take_pins();
    void start(std::int64_t edge);
    void send_bit();
    void sample();
    void tick();
    void byte_done();
    void arm_events() override;

    State state_;
    BlockPin sck_;
    BlockPin mosi_;
    BlockPin miso_;
    sim::core::Event event_{*this, sim::core::EventClass::Timer, "sck", sim::core::handler<&Spi::tick>};
};

} // namespace peripherals::nrf51
