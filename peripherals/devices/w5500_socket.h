#pragma once

#include "peripherals/devices/ethernet_frames.h"
#include "peripherals/devices/ethernet_tcp.h"
#include "peripherals/devices/w5500_registers.h"
#include "sim/core/time.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace peripherals::devices {

/// One of a W5500's eight sockets: its registers, its buffers, and what it does with its protocol.
class W5500Socket final : private ethernet::TcpConnection::Owner {
public:
    /// The chip around it.
    class Chip {
    public:
        virtual ~Chip() = default;
        virtual sim::core::Time now() const = 0;
        virtual void transmit(ethernet::Bytes frame) = 0;
        /// Its hardware and IP address.
        virtual ethernet::Address own_address() const = 0;
        /// Whom to ask for the hardware address that reaches `ip`: itself, or the gateway.
        virtual ethernet::Ip next_hop(ethernet::Ip ip) const = 0;
        virtual bool is_broadcast(ethernet::Ip ip) const = 0;
        virtual sim::core::Time retry_time() const = 0;
        virtual unsigned retry_count() const = 0;
        /// An interrupt bit or a deadline is another one.
        virtual void socket_changed() = 0;
        virtual void report_socket(std::string_view id, std::string_view text) = 0;
    };

    W5500Socket(Chip& chip, unsigned number) : chip_(chip), number_(number) { reset(); }
    W5500Socket(const W5500Socket&) = delete;
    W5500Socket& operator=(const W5500Socket&) = delete;

    void reset();
    std::uint8_t read(std::uint16_t offset) const;
    void write(std::uint16_t offset, std::uint8_t byte);
    std::uint8_t read_tx(std::uint16_t address) const { return tx_[address % tx_.size()]; }
    void write_tx(std::uint16_t address, std::uint8_t byte) { tx_[address % tx_.size()] = byte; }
    std::uint8_t read_rx(std::uint16_t address) const { return rx_[address % rx_.size()]; }

    w5500::Status status() const { return status_; }
    bool interrupts() const { return (field(w5500::Sn_IR) & field(w5500::Sn_IMR)) != 0; }
    unsigned kilobytes(bool receiving) const {
        return field(receiving ? w5500::Sn_RXBUF_SIZE : w5500::Sn_TXBUF_SIZE);
    }
    bool is_macraw() const { return status_ == w5500::Status::Macraw; }

    /// A frame in MACRAW mode.
    void take_frame(const ethernet::Mac& destination, ethernet::View frame);
    /// Whether the packet is this socket's; then it has been taken.
    bool take(const ethernet::Packet& packet);
    void take_arp_reply(const ethernet::Address& from);

    sim::core::Time deadline() const;
    void time_is_up();

private:
    enum class Waits : std::uint8_t { Nothing, ToConnect, ToSend }; // for a hardware address

    void transmit(ethernet::TcpConnection& connection, const ethernet::Segment& segment) override;
    std::size_t receive_space(const ethernet::TcpConnection& connection) const override;
    void receive(ethernet::TcpConnection& connection, ethernet::View data) override;
    void changed(ethernet::TcpConnection& connection) override;
    sim::core::Time time() const override { return chip_.now(); }

    std::uint32_t field(w5500::Register reg) const;
    void set_field(w5500::Register reg, std::uint32_t value);
    void resize_buffers();
    void command(w5500::Command command);
    void open();
    void close();
    void send(bool to_known_mac);
    void send_datagram();
    void send_stream();
    void received_command();
    bool find_peer(Waits then);
    void ask_for_peer();
    void peer_found();
    void interrupt(std::uint8_t bits);
    void set_status(w5500::Status status) { status_ = status; }
    void put(ethernet::View header, ethernet::View data);
    std::size_t rx_free() const;
    ethernet::Address own() const;
    ethernet::Address peer() const;
    ethernet::TcpConnection::Config tcp_config() const;
    void update_tcp_status();

    Chip& chip_;
    unsigned number_;
    std::array<std::uint8_t, w5500::socket_bytes> registers_{};
    std::vector<std::uint8_t> tx_;
    std::vector<std::uint8_t> rx_;
    w5500::Status status_ = w5500::Status::Closed;
    std::uint16_t tx_read_ = 0;
    std::uint16_t tx_sent_ = 0; // where the SEND that is under way ends
    bool sending_ = false;
    std::uint16_t rx_write_ = 0;
    std::uint16_t rx_read_ = 0; // as RECV told
    Waits waits_ = Waits::Nothing;
    ethernet::Ip hop_ = 0;
    std::optional<ethernet::Ip> known_hop_; // DHAR is its address
    unsigned tries_ = 0;
    sim::core::Time arp_deadline_ = sim::core::never;
    std::optional<ethernet::TcpConnection> tcp_;
};

} // namespace peripherals::devices
