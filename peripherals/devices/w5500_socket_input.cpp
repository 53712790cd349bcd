#include "peripherals/devices/w5500_socket.h"

#include <algorithm>
#include <iterator>

namespace peripherals::devices {

using namespace sim::core;
using namespace ethernet;
using namespace w5500;

namespace {
// By TcpConnection::State.
constexpr Status tcp_statuses[] = {
    Status::Closed,  Status::SynSent,   Status::SynRecv, Status::Established, Status::FinWait,
    Status::FinWait, Status::CloseWait, Status::Closing, Status::LastAck,     Status::TimeWait,
};
static_assert(std::size(tcp_statuses) == static_cast<std::size_t>(TcpConnection::State::TimeWait) + 1);
} // namespace

void W5500Socket::put(View header, View data) {
    for (const View part : {header, data}) {
        for (const std::uint8_t byte : part) {
            rx_[rx_write_++ % rx_.size()] = byte;
        }
    }
    interrupt(int_recv);
}

void W5500Socket::take_frame(const Mac& destination, View frame) {
    const std::uint32_t mode = field(Sn_MR);
    const bool all = destination == broadcast;
    const bool many = !all && (destination[0] & 1) != 0;
    if ((mode & mac_filter) != 0 && !all && !many && destination != chip_.own_address().mac) {
        return;
    }
    if ((all && (mode & block_broadcast) != 0) || (many && (mode & block_multicast) != 0)) {
        return;
    }
    Bytes header;
    append_word(header, static_cast<unsigned>(frame.size() + 2));
    if (rx_free() < frame.size() + header.size()) {
        chip_.report_socket("w5500.full", "a frame finds no space in the receive buffer and is lost");
        return;
    }
    put(header, frame);
}

bool W5500Socket::take(const Packet& packet) {
    if (packet.to_port != field(Sn_PORT)) {
        return false;
    }
    if (packet.protocol == Protocol::Udp && status_ == Status::Udp) {
        if (packet.destination == broadcast && (field(Sn_MR) & block_broadcast) != 0) {
            return true;
        }
        Bytes header;
        append_long(header, packet.source.ip);
        append_word(header, packet.source.port);
        append_word(header, static_cast<unsigned>(packet.payload.size()));
        if (rx_free() < packet.payload.size() + header.size()) {
            chip_.report_socket("w5500.full", "a datagram finds no space in the receive buffer and is lost");
        } else {
            put(header, packet.payload);
        }
        return true;
    }
    if (packet.protocol != Protocol::Tcp) {
        return false;
    }
    const Segment& segment = packet.segment;
    if (status_ == Status::Listen && segment.syn && !segment.ack) {
        std::copy(packet.source.mac.begin(), packet.source.mac.end(), registers_.begin() + Sn_DHAR.offset);
        set_field(Sn_DIPR, packet.source.ip);
        set_field(Sn_DPORT, packet.source.port);
        set_status(Status::SynRecv);
        tcp_.emplace(static_cast<TcpConnection::Owner&>(*this), tcp_config());
        tcp_->accept(first_sequence(chip_.now()), segment);
        chip_.socket_changed();
        return true;
    }
    if (tcp_ && packet.source.ip == field(Sn_DIPR) && packet.source.port == field(Sn_DPORT)) {
        tcp_->take(segment);
        chip_.socket_changed();
        return true;
    }
    return false;
}

void W5500Socket::transmit(TcpConnection&, const Segment& segment) {
    chip_.transmit(tcp_frame(own(), peer(), segment, static_cast<std::uint8_t>(field(Sn_TTL))));
}

std::size_t W5500Socket::receive_space(const TcpConnection&) const {
    return rx_free();
}

void W5500Socket::receive(TcpConnection&, View data) {
    put({}, data);
}

void W5500Socket::changed(TcpConnection& connection) {
    if (sending_ && connection.unacknowledged() == 0) {
        sending_ = false;
        interrupt(int_sendok);
    }
    update_tcp_status();
    chip_.socket_changed();
}

void W5500Socket::update_tcp_status() {
    const Status before = status_;
    set_status(tcp_statuses[static_cast<std::size_t>(tcp_->state())]);
    if (status_ == before) {
        return;
    }
    const bool opening = before == Status::SynSent || before == Status::SynRecv;
    if (opening && (status_ == Status::Established || status_ == Status::CloseWait)) {
        interrupt(int_con);
    }
    if (status_ == Status::CloseWait) {
        interrupt(int_discon);
    }
    if (status_ == Status::Closed) {
        const bool timed_out = tcp_->ending() == TcpConnection::Ending::TimedOut ||
                               (opening && tcp_->ending() == TcpConnection::Ending::Reset);
        interrupt(timed_out ? int_timeout : int_discon);
    }
}

} // namespace peripherals::devices
