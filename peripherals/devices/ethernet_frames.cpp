#include "peripherals/devices/ethernet_frames.h"

#include <algorithm>

namespace peripherals::devices::ethernet {

namespace {

constexpr std::uint16_t type_ip = 0x0800;
constexpr std::uint16_t type_arp = 0x0806;
constexpr std::size_t ip_header_bytes = 20;
constexpr std::size_t tcp_header_bytes = 20;
constexpr std::size_t udp_header_bytes = 8;
constexpr std::size_t arp_bytes = 28;
constexpr std::size_t least_frame = 60;
constexpr std::uint8_t flag_fin = 1;
constexpr std::uint8_t flag_syn = 2;
constexpr std::uint8_t flag_rst = 4;
constexpr std::uint8_t flag_psh = 8;
constexpr std::uint8_t flag_ack = 16;

void append(Bytes& bytes, View more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

/// The complement of the one's complement sum.
std::uint16_t checksum(View bytes, std::uint32_t sum = 0) {
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
        sum += unsigned{bytes[i]} << 8 | (i + 1 < bytes.size() ? bytes[i + 1] : 0U);
    }
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}
void put_word(Bytes& bytes, std::size_t at, unsigned value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}
std::uint32_t pseudo_header(Protocol protocol, Ip from, Ip to, std::size_t size) {
    return (from >> 16) + (from & 0xffff) + (to >> 16) + (to & 0xffff) + static_cast<unsigned>(protocol) +
           static_cast<std::uint32_t>(size);
}

Bytes frame_of(const Mac& to, const Mac& from, std::uint16_t type) {
    Bytes frame(to.begin(), to.end());
    append(frame, from);
    append_word(frame, type);
    return frame;
}
Bytes padded(Bytes frame) {
    frame.resize(std::max(frame.size(), least_frame));
    return frame;
}

Mac mac_at(View bytes, std::size_t at) {
    Mac mac{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), mac.size(), mac.begin());
    return mac;
}

bool parse_tcp(View bytes, Packet& packet) {
    if (bytes.size() < tcp_header_bytes) {
        return false;
    }
    const std::size_t header = bytes[12] / 16U * 4U;
    if (header < tcp_header_bytes || header > bytes.size()) {
        return false;
    }
    packet.source.port = word(bytes, 0);
    packet.to_port = word(bytes, 2);
    Segment& segment = packet.segment;
    segment.sequence = long_word(bytes, 4);
    segment.acknowledged = long_word(bytes, 8);
    segment.fin = (bytes[13] & flag_fin) != 0;
    segment.syn = (bytes[13] & flag_syn) != 0;
    segment.rst = (bytes[13] & flag_rst) != 0;
    segment.ack = (bytes[13] & flag_ack) != 0;
    segment.window = word(bytes, 14);
    for (std::size_t at = tcp_header_bytes; at + 1 < header && bytes[at] != 0;) {
        const std::size_t size = bytes[at] == 1 ? 1 : bytes[at + 1];
        if (bytes[at] == 2 && size == 4 && at + 4 <= header) {
            segment.mss = word(bytes, at + 2);
        }
        at += std::max<std::size_t>(size, 1);
    }
    segment.data.assign(bytes.begin() + static_cast<std::ptrdiff_t>(header), bytes.end());
    return true;
}

bool parse_ip(View bytes, Packet& packet) {
    if (bytes.size() < ip_header_bytes || bytes[0] >> 4 != 4) {
        return false;
    }
    const std::size_t header = (bytes[0] & 15U) * 4U;
    const std::size_t size = word(bytes, 2);
    const bool fragment = (word(bytes, 6) & 0x3fff) != 0;
    if (header < ip_header_bytes || size < header || size > bytes.size() || fragment ||
        checksum(bytes.first(header)) != 0) {
        return false;
    }
    packet.protocol = static_cast<Protocol>(bytes[9]);
    packet.source.ip = long_word(bytes, 12);
    packet.to = long_word(bytes, 16);
    packet.payload = bytes.subspan(header, size - header);
    const bool has_sum = packet.protocol == Protocol::Tcp ||
                         (packet.protocol == Protocol::Udp && packet.payload.size() >= udp_header_bytes &&
                          word(packet.payload, 6) != 0);
    if (has_sum && checksum(packet.payload, pseudo_header(*packet.protocol, packet.source.ip, packet.to,
                                                          packet.payload.size())) != 0) {
        return false;
    }
    if (packet.protocol == Protocol::Tcp) {
        return parse_tcp(packet.payload, packet);
    }
    if (packet.protocol == Protocol::Udp) {
        if (packet.payload.size() < udp_header_bytes || word(packet.payload, 4) > packet.payload.size() ||
            word(packet.payload, 4) < udp_header_bytes) {
            return false;
        }
        packet.source.port = word(packet.payload, 0);
        packet.to_port = word(packet.payload, 2);
        packet.payload = packet.payload.first(word(packet.payload, 4)).subspan(udp_header_bytes);
    }
    return true;
}

} // namespace

std::uint16_t word(View bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}
std::uint32_t long_word(View bytes, std::size_t at) {
    return std::uint32_t{word(bytes, at)} << 16 | word(bytes, at + 2);
}
void append_word(Bytes& bytes, unsigned value) {
    bytes.push_back(static_cast<std::uint8_t>(value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(value));
}
void append_long(Bytes& bytes, std::uint32_t value) {
    append_word(bytes, value >> 16);
    append_word(bytes, value & 0xffff);
}

Segment refusal(const Segment& segment) {
    const auto length = static_cast<std::uint32_t>(segment.data.size()) + (segment.syn ? 1U : 0U);
    return {.sequence = segment.ack ? segment.acknowledged : 0,
            .acknowledged = segment.sequence + length,
            .ack = true,
            .rst = true};
}

std::optional<Packet> parse(View frame) {
    if (frame.size() < header_bytes) {
        return std::nullopt;
    }
    Packet packet;
    packet.destination = mac_at(frame, 0);
    packet.source.mac = mac_at(frame, 6);
    const View rest = frame.subspan(header_bytes);
    if (word(frame, 12) == type_arp && rest.size() >= arp_bytes) {
        packet.arp = true;
        packet.arp_reply = word(rest, 6) == 2;
        packet.source.mac = mac_at(rest, 8);
        packet.source.ip = long_word(rest, 14);
        packet.to = long_word(rest, 24);
        return packet;
    }
    if (word(frame, 12) == type_ip && parse_ip(rest, packet)) {
        return packet;
    }
    return std::nullopt;
}

Bytes arp_frame(bool reply, const Address& from, const Address& to) {
    Bytes frame = frame_of(reply ? to.mac : broadcast, from.mac, type_arp);
    append_long(frame, 0x00010800); // Ethernet, IPv4
    append_word(frame, 0x0604);
    append_word(frame, reply ? 2 : 1);
    append(frame, from.mac);
    append_long(frame, from.ip);
    append(frame, reply ? to.mac : Mac{});
    append_long(frame, to.ip);
    return padded(std::move(frame));
}

Bytes ip_frame(Protocol protocol, const Address& from, const Address& to, View payload, std::uint8_t ttl) {
    Bytes header = {0x45, 0x00};
    append_word(header, static_cast<unsigned>(ip_header_bytes + payload.size()));
    append_word(header, 0);      // identification
    append_word(header, 0x4000); // do not fragment
    header.push_back(ttl);
    header.push_back(static_cast<std::uint8_t>(protocol));
    append_word(header, 0);
    append_long(header, from.ip);
    append_long(header, to.ip);
    put_word(header, 10, checksum(header));
    Bytes frame = frame_of(to.mac, from.mac, type_ip);
    append(frame, header);
    append(frame, payload);
    return padded(std::move(frame));
}

Bytes udp_frame(const Address& from, const Address& to, View data, std::uint8_t ttl) {
    Bytes bytes;
    append_word(bytes, from.port);
    append_word(bytes, to.port);
    append_word(bytes, static_cast<unsigned>(udp_header_bytes + data.size()));
    append_word(bytes, 0);
    append(bytes, data);
    const std::uint16_t sum = checksum(bytes, pseudo_header(Protocol::Udp, from.ip, to.ip, bytes.size()));
    put_word(bytes, 6, sum == 0 ? 0xffffU : sum);
    return ip_frame(Protocol::Udp, from, to, bytes, ttl);
}

Bytes tcp_frame(const Address& from, const Address& to, const Segment& segment, std::uint8_t ttl) {
    Bytes bytes;
    append_word(bytes, from.port);
    append_word(bytes, to.port);
    append_long(bytes, segment.sequence);
    append_long(bytes, segment.acknowledged);
    const unsigned header = segment.mss != 0 ? tcp_header_bytes + 4 : tcp_header_bytes;
    const unsigned flags = (segment.fin ? flag_fin : 0U) | (segment.syn ? flag_syn : 0U) |
                           (segment.rst ? flag_rst : 0U) | (segment.ack ? flag_ack : 0U) |
                           (segment.data.empty() ? 0U : flag_psh);
    append_word(bytes, header / 4 << 12 | flags);
    append_word(bytes, segment.window);
    append_long(bytes, 0); // checksum, urgent pointer
    if (segment.mss != 0) {
        append_long(bytes, 0x02040000U | segment.mss);
    }
    append(bytes, segment.data);
    put_word(bytes, 16, checksum(bytes, pseudo_header(Protocol::Tcp, from.ip, to.ip, bytes.size())));
    return ip_frame(Protocol::Tcp, from, to, bytes, ttl);
}

Bytes echo_reply(View request) {
    Bytes reply(request.begin(), request.end());
    reply[0] = 0;
    put_word(reply, 2, 0);
    put_word(reply, 2, checksum(reply));
    return reply;
}

} // namespace peripherals::devices::ethernet
