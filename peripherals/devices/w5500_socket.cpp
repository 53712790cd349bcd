#include "peripherals/devices/w5500_socket.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using namespace ethernet;
using namespace w5500;

namespace {
constexpr std::size_t kilobyte = 1024;
constexpr std::uint16_t usual_mss = 1460;
constexpr std::size_t udp_most = 1472;

std::uint8_t byte_of(std::uint32_t value, unsigned bytes, unsigned number) {
    return static_cast<std::uint8_t>(value >> 8 * (bytes - 1 - number));
}
bool within(Register reg, std::uint16_t offset) {
    return offset >= reg.offset && offset < reg.offset + reg.bytes;
}
} // namespace

void W5500Socket::reset() {
    registers_ = {};
    for (const Reset& row : socket_resets) {
        set_field(row.reg, row.value);
    }
    std::fill_n(registers_.begin() + Sn_DHAR.offset, Sn_DHAR.bytes, std::uint8_t{0xff});
    tcp_.reset();
    status_ = Status::Closed;
    tx_read_ = tx_sent_ = rx_write_ = rx_read_ = 0;
    sending_ = false;
    waits_ = Waits::Nothing;
    known_hop_.reset();
    arp_deadline_ = never;
    resize_buffers();
}

std::uint32_t W5500Socket::field(Register reg) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < reg.bytes; ++i) {
        value = value << 8 | registers_[reg.offset + i];
    }
    return value;
}

void W5500Socket::set_field(Register reg, std::uint32_t value) {
    for (unsigned i = 0; i < reg.bytes; ++i) {
        registers_[reg.offset + i] = byte_of(value, reg.bytes, i);
    }
}

void W5500Socket::resize_buffers() {
    tx_.resize(std::clamp<std::size_t>(kilobytes(false), 1, 16) * kilobyte);
    rx_.resize(std::clamp<std::size_t>(kilobytes(true), 1, 16) * kilobyte);
}

std::size_t W5500Socket::rx_free() const {
    const auto used = static_cast<std::uint16_t>(rx_write_ - rx_read_);
    return kilobytes(true) * kilobyte - std::min<std::size_t>(used, kilobytes(true) * kilobyte);
}

std::uint8_t W5500Socket::read(std::uint16_t offset) const {
    const auto computed = [offset](Register reg, std::size_t value) {
        return byte_of(static_cast<std::uint32_t>(value), reg.bytes,
                       static_cast<unsigned>(offset - reg.offset));
    };
    if (offset == Sn_SR.offset) {
        return static_cast<std::uint8_t>(status_);
    }
    if (within(Sn_TX_FSR, offset)) {
        const std::size_t waits = tcp_ ? tcp_->unacknowledged() : 0;
        const auto unread = static_cast<std::uint16_t>(field(Sn_TX_WR) - tx_read_);
        const std::size_t size = kilobytes(false) * kilobyte;
        return computed(Sn_TX_FSR, size - std::min(size, waits + unread));
    }
    if (within(Sn_TX_RD, offset)) {
        return computed(Sn_TX_RD, tx_read_);
    }
    if (within(Sn_RX_RSR, offset)) {
        return computed(Sn_RX_RSR, static_cast<std::uint16_t>(rx_write_ - rx_read_));
    }
    if (within(Sn_RX_WR, offset)) {
        return computed(Sn_RX_WR, rx_write_);
    }
    return offset < registers_.size() ? registers_[offset] : std::uint8_t{0};
}

void W5500Socket::write(std::uint16_t offset, std::uint8_t byte) {
    if (offset >= registers_.size() || within(Sn_SR, offset) || within(Sn_TX_FSR, offset) ||
        within(Sn_TX_RD, offset) || within(Sn_RX_RSR, offset) || within(Sn_RX_WR, offset)) {
        return;
    }
    if (offset == Sn_CR.offset) {
        command(static_cast<Command>(byte)); // taken at once: it reads 0
    } else if (offset == Sn_IR.offset) {
        registers_[offset] &= static_cast<std::uint8_t>(~byte);
    } else {
        registers_[offset] = byte;
        if (offset == Sn_RXBUF_SIZE.offset || offset == Sn_TXBUF_SIZE.offset) {
            resize_buffers();
        } else if (within(Sn_DIPR, offset)) {
            known_hop_.reset();
        }
    }
    chip_.socket_changed();
}

void W5500Socket::interrupt(std::uint8_t bits) {
    registers_[Sn_IR.offset] |= bits;
    chip_.socket_changed();
}

Address W5500Socket::own() const {
    Address address = chip_.own_address();
    address.port = static_cast<std::uint16_t>(field(Sn_PORT));
    return address;
}

Address W5500Socket::peer() const {
    Address address;
    std::copy_n(registers_.begin() + Sn_DHAR.offset, address.mac.size(), address.mac.begin());
    address.ip = field(Sn_DIPR);
    address.port = static_cast<std::uint16_t>(field(Sn_DPORT));
    return address;
}

TcpConnection::Config W5500Socket::tcp_config() const {
    const auto mss = static_cast<std::uint16_t>(field(Sn_MSSR));
    return {.mss = mss == 0 || mss > usual_mss ? usual_mss : mss,
            .retry = chip_.retry_time(),
            .retries = chip_.retry_count()};
}

void W5500Socket::command(Command command) {
    switch (command) {
    case Command::Open:
        open();
        break;
    case Command::Listen:
        if (status_ == Status::Init) {
            set_status(Status::Listen);
        }
        break;
    case Command::Connect:
        if (status_ == Status::Init && find_peer(Waits::ToConnect)) {
            peer_found();
        }
        break;
    case Command::Discon:
        if (tcp_) {
            tcp_->close();
        } else {
            close();
        }
        break;
    case Command::Close:
        close();
        break;
    case Command::Send:
    case Command::SendMac:
        send(command == Command::SendMac);
        break;
    case Command::Recv:
        received_command();
        break;
    case Command::SendKeep:
        break;
    default:
        chip_.report_socket("w5500.command", "a command that does not exist (Sn_CR)");
    }
}

void W5500Socket::open() {
    tcp_.reset();
    waits_ = Waits::Nothing;
    arp_deadline_ = never;
    known_hop_.reset();
    sending_ = false;
    tx_read_ = tx_sent_ = rx_write_ = rx_read_ = 0;
    set_field(Sn_TX_WR, 0);
    set_field(Sn_RX_RD, 0);
    switch (field(Sn_MR) & protocol_bits) {
    case protocol_tcp:
        set_status(Status::Init);
        break;
    case protocol_udp:
        set_status(Status::Udp);
        break;
    case protocol_macraw:
        if (number_ == 0) {
            set_status(Status::Macraw);
            break;
        }
        [[fallthrough]];
    default:
        set_status(Status::Closed);
        if ((field(Sn_MR) & protocol_bits) != 0) {
            chip_.report_socket("w5500.protocol", "a protocol that this socket does not have (Sn_MR)");
        }
    }
}

void W5500Socket::close() {
    if (tcp_) {
        tcp_->abort();
        tcp_.reset();
    }
    waits_ = Waits::Nothing;
    arp_deadline_ = never;
    set_status(Status::Closed);
}

void W5500Socket::send(bool to_known_mac) {
    tx_sent_ = static_cast<std::uint16_t>(field(Sn_TX_WR));
    if (status_ == Status::Macraw) {
        send_datagram();
    } else if (status_ == Status::Udp) {
        if (chip_.is_broadcast(field(Sn_DIPR))) {
            std::fill_n(registers_.begin() + Sn_DHAR.offset, Sn_DHAR.bytes, std::uint8_t{0xff});
            send_datagram();
        } else if (to_known_mac || find_peer(Waits::ToSend)) {
            send_datagram();
        }
    } else if (status_ == Status::Established || status_ == Status::CloseWait) {
        send_stream();
    }
}

void W5500Socket::send_datagram() {
    Bytes data;
    for (; tx_read_ != tx_sent_; ++tx_read_) {
        data.push_back(read_tx(tx_read_));
    }
    const auto ttl = static_cast<std::uint8_t>(field(Sn_TTL));
    if (status_ == Status::Macraw) {
        data.resize(std::max<std::size_t>(data.size(), 60));
        chip_.transmit(std::move(data));
    } else {
        // More than the largest datagram goes in several.
        for (std::size_t at = 0; at < data.size(); at += udp_most) {
            const std::size_t size = std::min(udp_most, data.size() - at);
            chip_.transmit(udp_frame(own(), peer(), View(data).subspan(at, size), ttl));
        }
    }
    interrupt(int_sendok);
}

void W5500Socket::send_stream() {
    Bytes data;
    for (; tx_read_ != tx_sent_; ++tx_read_) {
        data.push_back(read_tx(tx_read_));
    }
    sending_ = true;
    tcp_->send(data);
}

void W5500Socket::received_command() {
    const bool was_full = rx_free() < usual_mss;
    rx_read_ = static_cast<std::uint16_t>(field(Sn_RX_RD));
    if (tcp_ && was_full) {
        tcp_->space_opened();
    }
    if (rx_write_ != rx_read_) { // more is there
        interrupt(int_recv);
    }
}

/// False: it asks, and `then` comes when somebody answers.
bool W5500Socket::find_peer(Waits then) {
    hop_ = chip_.next_hop(field(Sn_DIPR));
    if (known_hop_ == hop_) {
        return true;
    }
    waits_ = then;
    tries_ = 0;
    ask_for_peer();
    return false;
}

void W5500Socket::ask_for_peer() {
    chip_.transmit(arp_frame(false, chip_.own_address(), {.ip = hop_}));
    arp_deadline_ = chip_.now() + chip_.retry_time();
}

void W5500Socket::take_arp_reply(const Address& from) {
    if (waits_ == Waits::Nothing || from.ip != hop_) {
        return;
    }
    std::copy(from.mac.begin(), from.mac.end(), registers_.begin() + Sn_DHAR.offset);
    known_hop_ = hop_;
    arp_deadline_ = never;
    peer_found();
    chip_.socket_changed();
}

void W5500Socket::peer_found() {
    const Waits waits = std::exchange(waits_, Waits::Nothing);
    if (waits == Waits::ToSend) {
        send_datagram();
        return;
    }
    set_status(Status::SynSent);
    tcp_.emplace(static_cast<TcpConnection::Owner&>(*this), tcp_config());
    tcp_->connect(first_sequence(chip_.now()));
}

Time W5500Socket::deadline() const {
    return std::min(arp_deadline_, tcp_ ? tcp_->deadline() : never);
}

void W5500Socket::time_is_up() {
    if (chip_.now() >= arp_deadline_) {
        if (++tries_ <= chip_.retry_count()) {
            ask_for_peer();
            return;
        }
        arp_deadline_ = never;
        if (std::exchange(waits_, Waits::Nothing) == Waits::ToConnect) {
            set_status(Status::Closed);
        }
        tx_read_ = tx_sent_;
        interrupt(int_timeout);
    } else if (tcp_ && chip_.now() >= tcp_->deadline()) {
        tcp_->time_is_up();
    }
}

} // namespace peripherals::devices
