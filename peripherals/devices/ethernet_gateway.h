#pragma once

#include "peripherals/devices/ethernet_tcp.h"
#include "peripherals/devices/ethernet_wire.h"
#include "sim/core/console_port.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace peripherals::devices {

class EthernetGateway;

/// A TCP port as a console of the host: what the host sends goes to the guest's port (`to_guest`), or to the
/// connection that the guest made to the gateway's.
class EthernetForward final : public sim::core::ConsolePort {
public:
    EthernetForward(EthernetGateway& gateway, std::string name, std::uint16_t port, bool to_guest)
        : ConsolePort(std::move(name)), gateway_(gateway), port_(port), to_guest_(to_guest) {}

    bool connected() const override { return true; }
    std::size_t space() const override;
    void send(std::span<const std::uint8_t> bytes) override;

    std::uint16_t port() const { return port_; }
    bool to_guest() const { return to_guest_; }
    void heard(std::span<const std::uint8_t> bytes) const { output(bytes); }
    ethernet::Bytes& waiting() { return waiting_; }

private:
    EthernetGateway& gateway_;
    std::uint16_t port_;
    bool to_guest_;
    ethernet::Bytes waiting_; // for a connection
};

/// The other end of a board's network, within the simulation: it answers ARP and echo requests, gives an
/// address by DHCP, and echoes what comes to port 7 by TCP and UDP. The host is reached by forwards alone.
///
/// Not modelled: DNS, routing to anything else (a connection to another address or port is reset), leases
/// that end.
class EthernetGateway final : public sim::core::Device,
                              public EthernetStation,
                              private ethernet::TcpConnection::Owner {
public:
    struct Config {
        ethernet::Ip address = 0x0a000202; // 10.0.2.2
        ethernet::Ip guest = 0x0a00020f;   // 10.0.2.15
        ethernet::Ip mask = 0xffffff00;
    };
    struct Forward {
        std::string name;
        std::uint16_t port = 0;
        bool to_guest = true;
    };

    EthernetGateway(sim::core::Machine& machine, std::string name, EthernetWire& wire, const Config& config,
                    const std::vector<Forward>& forwards);

    void reset() override;
    void on_frame(ethernet::View frame) override;
    std::vector<sim::core::ConsolePort*> consoles();
    /// Bytes wait for the guest at this forward.
    void pump(EthernetForward& forward);
    /// How many bytes the guest has not taken.
    std::size_t waiting(const EthernetForward& forward) const;

private:
    struct Connection {
        ethernet::Address own;
        ethernet::Address peer;
        EthernetForward* forward = nullptr; // null: echo
        std::unique_ptr<ethernet::TcpConnection> tcp;
    };

    void transmit(ethernet::TcpConnection& tcp, const ethernet::Segment& segment) override;
    std::size_t receive_space(const ethernet::TcpConnection& tcp) const override;
    void receive(ethernet::TcpConnection& tcp, ethernet::View data) override;
    void changed(ethernet::TcpConnection& tcp) override;
    sim::core::Time time() const override { return now(); }

    ethernet::Address own(std::uint16_t port) const;
    void take_arp(const ethernet::Packet& packet);
    void take_udp(const ethernet::Packet& packet);
    void take_tcp(const ethernet::Packet& packet);
    void take_dhcp(const ethernet::Packet& packet);
    Connection& connection_of(const ethernet::TcpConnection& tcp);
    Connection& add(const ethernet::Address& own, const ethernet::Address& peer, EthernetForward* forward);
    EthernetForward* listener(std::uint16_t port);
    void arm();
    void time_is_up();

    EthernetWire& wire_;
    Config config_;
    std::vector<std::unique_ptr<EthernetForward>> forwards_;
    std::vector<Connection> connections_;
    std::optional<ethernet::Address> guest_; // as it was last heard
    std::uint16_t next_port_ = 0;
    sim::core::Event deadline_{*this, sim::core::EventClass::Timer, "deadline",
                               sim::core::handler<&EthernetGateway::time_is_up>};
};

} // namespace peripherals::devices
