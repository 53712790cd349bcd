#pragma once

#include "sim/core/console_port.h"
#include "sim/core/device.h"
#include "sim/core/fifo.h"
#include "sim/core/net.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace peripherals::devices {

/// A USB-to-serial adapter: two pins and a console on the host.
///
///     TX  drives the chip's RX net, idle high (3.3 V, 4 mA)
///     RX  listens to the chip's TX net, samples its bits in their middle
///
/// It is plugged in while a host listens (`set_output`): before, it neither drives nor decodes, and the pins
/// are free for other use. A character that does not end in a stop bit is the diagnostic
/// `uart_adapter.framing`, one with the wrong parity `uart_adapter.parity`; both reach the host all the same,
/// as with real adapters, and so does a break, as a 0. Not modelled: RTS, CTS, sending breaks.
class UartAdapter final : public sim::core::Device,
                          public sim::core::ConsolePort,
                          private sim::core::NetListener {
public:
    enum class Parity : std::uint8_t { None, Even, Odd };
    struct Config {
        std::int64_t baud = 115'200;
        unsigned data_bits = 8; // 5 to 8
        Parity parity = Parity::None;
        unsigned stop_bits = 1; // 1 or 2
        std::size_t burst = 0;  // bytes that the guest's program has room for; 0: not known
    };

    /// `console` as on the command line ("uart0"). Throws `Error` for a format that does not exist.
    UartAdapter(sim::core::Machine& machine, std::string name, std::string console, sim::core::Net& chip_tx,
                sim::core::Net& chip_rx, Config config);
    UartAdapter(sim::core::Machine& machine, std::string name, std::string console, sim::core::Net& chip_tx,
                sim::core::Net& chip_rx);

    void reset() override;
    void inspect(sim::core::Inspector& inspector) const override;

    bool connected() const override { return true; }
    std::size_t space() const override { return buffer_size - state_.to_send.size(); }
    void send(std::span<const std::uint8_t> bytes) override;
    std::size_t burst() const override { return config_.burst; }
    sim::core::Time last_arrival() const override;

private:
    static constexpr std::size_t buffer_size = 16;

    // A character on a wire; bit n begins n bit times after `start`.
    struct Frame {
        bool active = false;
        sim::core::Time start = 0;
        std::uint32_t levels = 0;
        unsigned known = 0; // received: bits sampled; sent: bits done
    };
    struct State {
        sim::core::Fifo<std::uint8_t, buffer_size> to_send;
        Frame sent;
        Frame received;
        bool line = true; // RX as it was since the last edge
        bool plugged_in = false;
        std::uint64_t bytes_sent = 0;
        std::uint64_t bytes_received = 0;
    };

    void on_host(bool attached) override;
    void on_edge(unsigned pin, sim::core::Level level) override;
    sim::core::Time half_bits(std::int64_t count) const;
    unsigned frame_bits() const;
    std::uint32_t parity_of(std::uint32_t data) const;
    void take_samples(sim::core::Time before);
    void frame_received();
    void start_sending(sim::core::Time start);
    void send_step();
    void drive(bool level);

    Config config_;
    State state_;
    sim::core::NetPin rx_;
    sim::core::NetPin tx_;
    sim::core::Event rx_event_{*this, sim::core::EventClass::Timer, "rx",
                               sim::core::handler<&UartAdapter::frame_received>};
    sim::core::Event tx_event_{*this, sim::core::EventClass::InputEdge, "tx",
                               sim::core::handler<&UartAdapter::send_step>};
};

} // namespace peripherals::devices
