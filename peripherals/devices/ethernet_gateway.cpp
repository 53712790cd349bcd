#include "peripherals/devices/ethernet_gateway.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using namespace ethernet;

namespace {

constexpr Mac gateway_mac = {0x52, 0x55, 0x0a, 0x00, 0x02, 0x02}; // locally administered
constexpr std::uint16_t echo_port = 7;
constexpr std::uint16_t first_port = 49'152; // "dynamic ports"
constexpr std::uint8_t icmp_echo = 8;
constexpr std::size_t window = 8192;
constexpr std::size_t most_waiting = 4096;

// RFC 2131 and 2132.
constexpr std::uint16_t dhcp_server_port = 67;
constexpr std::uint16_t dhcp_client_port = 68;
constexpr std::size_t dhcp_fixed_bytes = 236;
constexpr std::uint32_t dhcp_cookie = 0x63825363;
constexpr std::uint32_t lease_s = 86'400;
enum DhcpType : std::uint8_t { Discover = 1, Offer = 2, Request = 3, Ack = 5 };
enum DhcpOption : std::uint8_t {
    Pad = 0,
    SubnetMask = 1,
    Router = 3,
    LeaseTime = 51,
    MessageType = 53,
    ServerId = 54,
    End = 255
};

std::uint8_t dhcp_type(View message) {
    for (std::size_t at = dhcp_fixed_bytes + 4; at + 2 < message.size() && message[at] != End;) {
        if (message[at] == Pad) {
            ++at;
            continue;
        }
        if (message[at] == MessageType) {
            return message[at + 2];
        }
        at += 2U + message[at + 1];
    }
    return 0;
}

} // namespace

std::size_t EthernetForward::space() const {
    const std::size_t waits = waiting_.size() + gateway_.waiting(*this);
    return most_waiting - std::min(waits, most_waiting);
}

void EthernetForward::send(std::span<const std::uint8_t> bytes) {
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    gateway_.pump(*this);
}

EthernetGateway::EthernetGateway(Machine& machine, std::string name, EthernetWire& wire, const Config& config,
                                 const std::vector<Forward>& forwards)
    : Device(machine, std::move(name)), wire_(wire), config_(config) {
    for (const Forward& row : forwards) {
        forwards_.push_back(std::make_unique<EthernetForward>(*this, row.name, row.port, row.to_guest));
    }
    wire_.plug_in(*this);
}

/// Power-on: connections are lost.
void EthernetGateway::reset() {
    connections_.clear();
    guest_.reset();
    next_port_ = 0;
    deadline_.disarm();
}

std::vector<ConsolePort*> EthernetGateway::consoles() {
    std::vector<ConsolePort*> ports;
    for (const auto& forward : forwards_) {
        ports.push_back(forward.get());
    }
    return ports;
}

Address EthernetGateway::own(std::uint16_t port) const {
    return {gateway_mac, config_.address, port};
}

void EthernetGateway::on_frame(View frame) {
    const std::optional<Packet> packet = parse(frame);
    if (!packet) {
        return;
    }
    if (packet->source.ip != 0) {
        guest_ = {packet->source.mac, packet->source.ip, 0};
    }
    if (packet->arp) {
        take_arp(*packet);
    } else if (packet->protocol == Protocol::Udp) {
        take_udp(*packet);
    } else if (packet->to != config_.address) {
        return;
    } else if (packet->protocol == Protocol::Tcp) {
        take_tcp(*packet);
    } else if (packet->protocol == Protocol::Icmp && packet->payload.size() >= 8 &&
               packet->payload[0] == icmp_echo) {
        wire_.send(*this, ip_frame(Protocol::Icmp, own(0), packet->source, echo_reply(packet->payload)));
    }
}

void EthernetGateway::take_arp(const Packet& packet) {
    if (!packet.arp_reply && packet.to == config_.address) {
        wire_.send(*this, arp_frame(true, own(0), packet.source));
    }
    for (const auto& forward : forwards_) {
        pump(*forward);
    }
}

void EthernetGateway::take_udp(const Packet& packet) {
    if (packet.to_port == dhcp_server_port) {
        take_dhcp(packet);
    } else if (packet.to == config_.address && packet.to_port == echo_port) {
        wire_.send(*this, udp_frame(own(echo_port), packet.source, packet.payload));
    }
}

void EthernetGateway::take_dhcp(const Packet& packet) {
    const View request = packet.payload;
    const std::uint8_t type = request.size() > dhcp_fixed_bytes + 4 ? dhcp_type(request) : std::uint8_t{0};
    if ((type != Discover && type != Request) || long_word(request, dhcp_fixed_bytes) != dhcp_cookie) {
        return;
    }
    Bytes reply(request.begin(), request.begin() + dhcp_fixed_bytes);
    reply[0] = 2; // BOOTREPLY
    Bytes yiaddr;
    append_long(yiaddr, config_.guest);
    std::copy(yiaddr.begin(), yiaddr.end(), reply.begin() + 16);
    append_long(reply, dhcp_cookie);
    const std::uint8_t answer = type == Discover ? Offer : Ack;
    reply.insert(reply.end(), {MessageType, 1, answer});
    const auto option = [&reply](std::uint8_t number, std::uint32_t value) {
        reply.insert(reply.end(), {number, 4});
        append_long(reply, value);
    };
    option(ServerId, config_.address);
    option(LeaseTime, lease_s);
    option(SubnetMask, config_.mask);
    option(Router, config_.address);
    reply.push_back(End);
    Address to{packet.source.mac, 0xffffffff, dhcp_client_port};
    const bool wants_broadcast = (request[10] & 0x80) != 0;
    to.mac = wants_broadcast ? broadcast : to.mac;
    wire_.send(*this, udp_frame(own(dhcp_server_port), to, reply));
}

EthernetForward* EthernetGateway::listener(std::uint16_t port) {
    for (const auto& forward : forwards_) {
        if (!forward->to_guest() && forward->port() == port) {
            return forward.get();
        }
    }
    return nullptr;
}

EthernetGateway::Connection& EthernetGateway::add(const Address& own, const Address& peer,
                                                  EthernetForward* forward) {
    connections_.push_back({own, peer, forward, nullptr});
    Connection& connection = connections_.back();
    connection.tcp =
        std::make_unique<TcpConnection>(static_cast<TcpConnection::Owner&>(*this), TcpConnection::Config{});
    return connection;
}

void EthernetGateway::take_tcp(const Packet& packet) {
    std::erase_if(connections_, [](const Connection& connection) {
        return connection.tcp->state() == TcpConnection::State::Closed;
    });
    const Segment& segment = packet.segment;
    for (const Connection& connection : connections_) {
        if (connection.peer.ip == packet.source.ip && connection.peer.port == packet.source.port &&
            connection.own.port == packet.to_port) {
            connection.tcp->take(segment);
            arm();
            return;
        }
    }
    EthernetForward* const forward = listener(packet.to_port);
    if (segment.syn && !segment.ack && (forward != nullptr || packet.to_port == echo_port)) {
        Connection& connection = add(own(packet.to_port), packet.source, forward);
        connection.tcp->accept(first_sequence(now()), segment);
        arm();
    } else if (!segment.rst) {
        wire_.send(*this, tcp_frame(own(packet.to_port), packet.source, refusal(segment)));
    }
}

std::size_t EthernetGateway::waiting(const EthernetForward& forward) const {
    std::size_t total = 0;
    for (const Connection& connection : connections_) {
        total += connection.forward == &forward ? connection.tcp->unacknowledged() : 0;
    }
    return total;
}

void EthernetGateway::pump(EthernetForward& forward) {
    if (forward.waiting().empty()) {
        return;
    }
    using State = TcpConnection::State;
    for (const Connection& connection : connections_) {
        const State state = connection.tcp->state();
        if (connection.forward != &forward || state == State::Closed) {
            continue;
        }
        if (state == State::Established || state == State::CloseWait) {
            connection.tcp->send(std::exchange(forward.waiting(), {}));
            arm();
        }
        return; // or once it is established
    }
    if (!forward.to_guest()) {
        return; // until the guest comes
    }
    if (!guest_) {
        wire_.send(*this, arp_frame(false, own(0), {.ip = config_.guest}));
        return;
    }
    Address peer = *guest_;
    peer.port = forward.port();
    const Address here = own(static_cast<std::uint16_t>(first_port + next_port_++ % 1024));
    add(here, peer, &forward).tcp->connect(first_sequence(now()));
    arm();
}

EthernetGateway::Connection& EthernetGateway::connection_of(const TcpConnection& tcp) {
    return *std::find_if(connections_.begin(), connections_.end(),
                         [&tcp](const Connection& each) { return each.tcp.get() == &tcp; });
}

void EthernetGateway::transmit(TcpConnection& tcp, const Segment& segment) {
    const Connection& connection = connection_of(tcp);
    wire_.send(*this, tcp_frame(connection.own, connection.peer, segment));
}

std::size_t EthernetGateway::receive_space(const TcpConnection& tcp) const {
    return window - std::min(tcp.unacknowledged(), window); // an echo waits for who does not read
}

void EthernetGateway::receive(TcpConnection& tcp, View data) {
    const Connection& connection = connection_of(tcp);
    if (connection.forward != nullptr) {
        connection.forward->heard(data);
    } else {
        tcp.send(data);
    }
}

void EthernetGateway::changed(TcpConnection& tcp) {
    if (tcp.state() == TcpConnection::State::CloseWait) {
        tcp.close();
    }
    if (EthernetForward* const forward = connection_of(tcp).forward) {
        if (tcp.state() == TcpConnection::State::Established) {
            pump(*forward);
        } else if (tcp.ending() == TcpConnection::Ending::Reset) {
            forward->waiting().clear(); // nobody listens there
        }
    }
    arm();
}

void EthernetGateway::arm() {
    Time earliest = never;
    for (const Connection& connection : connections_) {
        earliest = std::min(earliest, connection.tcp->deadline());
    }
    deadline_.arm(earliest);
}

void EthernetGateway::time_is_up() {
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        if (connections_[i].tcp->deadline() <= now()) {
            connections_[i].tcp->time_is_up();
        }
    }
    arm();
}

} // namespace peripherals::devices
