#include "peripherals/devices/w5500.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;
using namespace ethernet;
using namespace w5500;

namespace {

constexpr unsigned header_length = 3; // address and control of an SPI frame
constexpr std::uint8_t write_bit = 0x04;
constexpr unsigned fixed_lengths[] = {0, 1, 2, 4}; // by OM
constexpr Time link_time = 1500 * ps_per_ms;
constexpr Time retry_unit = 100 * ps_per_us;
constexpr unsigned most_kilobytes = 16;
constexpr std::uint8_t icmp_echo = 8;
constexpr std::uint8_t icmp_unreachable = 3;

constexpr Stimulus ethernet_stimuli[] = {
    {"link", 0, 1, stimulus<&W5500::set_link>, "whether the cable is plugged in"},
};

} // namespace

W5500::W5500(Machine& machine, std::string name, const Nets& nets, const Pins& pins, EthernetWire& wire)
    : SpiTarget(machine, std::move(name), nets), wire_(wire) {
    for (unsigned number = 0; number < sockets; ++number) {
        sockets_.emplace_back(static_cast<W5500Socket::Chip&>(*this), number);
    }
    if (pins.interrupt != nullptr) {
        interrupt_.connect(*pins.interrupt, nullptr, 0);
    }
    if (pins.reset != nullptr) {
        reset_.connect(*pins.reset);
    }
    wire_.plug_in(*this);
    reset_chip();
}

void W5500::reset() {
    SpiTarget::reset();
    reset_chip();
}

void W5500::reset_chip() {
    common_ = {};
    for (const Reset& row : common_resets) {
        for (unsigned i = 0; i < row.reg.bytes; ++i) {
            common_[row.reg.offset + i] = static_cast<std::uint8_t>(row.value >> 8 * (row.reg.bytes - 1 - i));
        }
    }
    for (W5500Socket& socket : sockets_) {
        socket.reset();
    }
    state_ = {};
    state_.link_at = SpiTarget::now() + link_time;
    deadline_.disarm();
    update_interrupt();
}

void W5500::inspect(Inspector& inspector) const {
    inspector.number("link", has_link() ? 1 : 0);
    inspector.hex("IR", common_[IR.offset]);
    inspector.hex("SIR", socket_interrupts());
    constexpr std::string_view names[] = {"S0_SR", "S1_SR", "S2_SR", "S3_SR",
                                          "S4_SR", "S5_SR", "S6_SR", "S7_SR"};
    for (unsigned number = 0; number < sockets; ++number) {
        inspector.hex(names[number], static_cast<std::uint32_t>(sockets_[number].status()));
    }
    inspector.number("sent", sent_, "frames");
    inspector.number("received", received_, "frames");
}

std::span<const Stimulus> W5500::stimuli() const {
    return ethernet_stimuli;
}

void W5500::set_link(std::int64_t plugged_in) {
    plugged_in_ = plugged_in != 0;
    state_.link_at = SpiTarget::now() + link_time;
}

bool W5500::has_link() const {
    return plugged_in_ && SpiTarget::now() >= state_.link_at;
}

void W5500::on_byte(std::uint8_t byte) {
    if (reset_.active()) {
        return;
    }
    if (state_.received < header_length) {
        if (++state_.received < header_length) {
            state_.address = static_cast<std::uint16_t>(state_.address << 8 | byte);
        } else {
            state_.control = byte;
            state_.left = fixed_lengths[byte & 3];
        }
        return;
    }
    if ((state_.control & write_bit) != 0) {
        write(state_.address++, byte);
    }
    if (state_.left != 0 && --state_.left == 0) { // another frame may follow
        state_.received = 0;
    }
}

std::uint8_t W5500::next_byte() {
    const bool reads = state_.received == header_length && (state_.control & write_bit) == 0;
    return reads ? read(state_.address++) : std::uint8_t{0};
}

/// BSB, "Block Select Bits".
W5500::Block W5500::block() const {
    if (state_.control >> 3 == 0) {
        return Block::Common;
    }
    switch (state_.control >> 3 & 3) {
    case 1:
        return Block::Registers;
    case 2:
        return Block::Transmit;
    case 3:
        return Block::Receive;
    default:
        return Block::None;
    }
}

std::uint8_t W5500::read(std::uint16_t address) {
    switch (block()) {
    case Block::Common:
        return read_common(address);
    case Block::Registers:
        return socket().read(address);
    case Block::Transmit:
        return socket().read_tx(address);
    case Block::Receive:
        return socket().read_rx(address);
    case Block::None:
        break;
    }
    report("w5500.block", "a block that is reserved (BSB)");
    return 0;
}

void W5500::write(std::uint16_t address, std::uint8_t byte) {
    switch (block()) {
    case Block::Common:
        write_common(address, byte);
        break;
    case Block::Registers:
        socket().write(address, byte);
        if (address == Sn_RXBUF_SIZE.offset || address == Sn_TXBUF_SIZE.offset) {
            check_buffers();
        }
        break;
    case Block::Transmit:
        socket().write_tx(address, byte);
        break;
    case Block::Receive: // is for reading
    case Block::None:
        report("w5500.block", "a write to a block that takes none (BSB)");
        break;
    }
}

void W5500::check_buffers() {
    for (const bool receiving : {false, true}) {
        unsigned total = 0;
        for (const W5500Socket& each : sockets_) {
            total += each.kilobytes(receiving);
        }
        // Drivers set one socket after the other; what counts is what an open one has.
        const bool in_use = std::any_of(sockets_.begin(), sockets_.end(), [](const W5500Socket& each) {
            return each.status() != Status::Closed;
        });
        if (total > most_kilobytes && in_use) {
            report("w5500.buffers",
                   "the buffers of all sockets are more than 16 KiB: on a chip they overlap");
        }
    }
}

std::uint32_t W5500::field(Register reg) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < reg.bytes; ++i) {
        value = value << 8 | common_[reg.offset + i];
    }
    return value;
}

std::uint8_t W5500::read_common(std::uint16_t address) const {
    if (address == SIR.offset) {
        return socket_interrupts();
    }
    if (address == PHYCFGR.offset) {
        return static_cast<std::uint8_t>((common_[address] & ~phy_status) | (has_link() ? phy_status : 0));
    }
    return address < common_.size() ? common_[address] : std::uint8_t{0};
}

void W5500::write_common(std::uint16_t address, std::uint8_t byte) {
    const auto in = [address](Register reg) {
        return address >= reg.offset && address < reg.offset + reg.bytes;
    };
    if (address >= common_.size() || in(VERSIONR) || in(SIR) || in(UIPR) || in(UPORTR)) {
        return;
    }
    if (address == MR.offset && (byte & mr_reset) != 0) {
        const State transfer = state_;
        reset_chip();
        state_.received = transfer.received;
        state_.control = transfer.control;
        state_.address = transfer.address;
        return;
    }
    if (address == IR.offset) {
        common_[address] &= static_cast<std::uint8_t>(~byte);
    } else {
        if (address == PHYCFGR.offset && (byte & phy_reset) == 0) {
            state_.link_at = SpiTarget::now() + link_time;
        }
        common_[address] = byte;
    }
    update_interrupt();
}

std::uint8_t W5500::socket_interrupts() const {
    unsigned bits = 0;
    for (unsigned number = 0; number < sockets; ++number) {
        bits |= (sockets_[number].interrupts() ? 1U : 0U) << number;
    }
    return static_cast<std::uint8_t>(bits);
}

void W5500::update_interrupt() {
    if (!interrupt_.connected()) {
        return;
    }
    const bool active = (common_[IR.offset] & common_[IMR.offset] & ir_bits) != 0 ||
                        (socket_interrupts() & common_[SIMR.offset]) != 0;
    interrupt_.set({.drive = active ? Drive::Low : Drive::High});
}

void W5500::socket_changed() {
    update_interrupt();
    Time earliest = never;
    for (const W5500Socket& each : sockets_) {
        earliest = std::min(earliest, each.deadline());
    }
    deadline_.arm(earliest);
}

void W5500::time_is_up() {
    for (W5500Socket& each : sockets_) {
        if (each.deadline() <= SpiTarget::now()) {
            each.time_is_up();
        }
    }
    socket_changed();
}

void W5500::transmit(Bytes frame) {
    if (has_link()) {
        ++sent_;
        wire_.send(*this, std::move(frame));
    }
}

Address W5500::own_address() const {
    Address address;
    std::copy_n(common_.begin() + SHAR.offset, address.mac.size(), address.mac.begin());
    address.ip = field(SIPR);
    return address;
}

Ip W5500::next_hop(Ip ip) const {
    return ((ip ^ field(SIPR)) & field(SUBR)) == 0 ? ip : field(GAR);
}

bool W5500::is_broadcast(Ip ip) const {
    return ip == 0xffffffff || (field(SUBR) != 0 && (ip | field(SUBR)) == 0xffffffff && next_hop(ip) == ip);
}

Time W5500::retry_time() const {
    return std::max<Time>(field(RTR), 1) * retry_unit;
}

void W5500::on_frame(View frame) {
    if (!has_link() || reset_.active()) {
        return;
    }
    ++received_;
    if (sockets_[0].is_macraw() && frame.size() >= header_bytes) {
        Mac destination{};
        std::copy_n(frame.begin(), destination.size(), destination.begin());
        sockets_[0].take_frame(destination, frame);
    }
    if (const std::optional<Packet> packet = parse(frame)) {
        take(*packet);
    }
    update_interrupt();
}

void W5500::take(const Packet& packet) {
    const Address own = own_address();
    const bool addressed = packet.destination == own.mac || packet.destination == broadcast;
    if (packet.arp) {
        if (packet.source.ip == own.ip && own.ip != 0 && packet.source.mac != own.mac) {
            common_[IR.offset] |= ir_conflict;
        } else if (packet.arp_reply) {
            for (W5500Socket& each : sockets_) {
                each.take_arp_reply(packet.source);
            }
        } else if (packet.to == own.ip && own.ip != 0) {
            transmit(arp_frame(true, own, packet.source));
        }
        return;
    }
    if (!addressed || (packet.to != own.ip && !is_broadcast(packet.to))) {
        return;
    }
    if (packet.protocol == Protocol::Icmp) {
        take_icmp(packet);
        return;
    }
    const bool taken = std::any_of(sockets_.begin(), sockets_.end(),
                                   [&packet](W5500Socket& each) { return each.take(packet); });
    if (!taken && packet.protocol == Protocol::Tcp && !packet.segment.rst) {
        Address here = own;
        here.port = packet.to_port;
        transmit(tcp_frame(here, packet.source, refusal(packet.segment)));
    }
}

void W5500::take_icmp(const Packet& packet) {
    constexpr std::size_t least = 8;
    if (packet.payload.size() < least) {
        return;
    }
    if (packet.payload[0] == icmp_echo && (common_[MR.offset] & mr_ping_block) == 0) {
        transmit(ip_frame(Protocol::Icmp, own_address(), packet.source, echo_reply(packet.payload)));
    } else if (packet.payload[0] == icmp_unreachable && packet.payload.size() >= least + 24) {
        // The datagram that did not arrive: its address and port.
        std::copy_n(packet.payload.begin() + 24, UIPR.bytes, common_.begin() + UIPR.offset);
        std::copy_n(packet.payload.begin() + 30, UPORTR.bytes, common_.begin() + UPORTR.offset);
        common_[IR.offset] |= ir_unreachable;
    }
}

} // namespace peripherals::devices
