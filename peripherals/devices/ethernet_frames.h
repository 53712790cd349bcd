#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace peripherals::devices::ethernet {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using Mac = std::array<std::uint8_t, 6>;
using Ip = std::uint32_t; // IPv4, the first byte highest

inline constexpr Mac broadcast = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
inline constexpr std::size_t header_bytes = 14;

enum class Protocol : std::uint8_t { Icmp = 1, Tcp = 6, Udp = 17 };

/// A station as others reach it.
struct Address {
    Mac mac{};
    Ip ip = 0;
    std::uint16_t port = 0;
};

struct Segment {
    std::uint32_t sequence = 0;
    std::uint32_t acknowledged = 0;
    bool syn = false;
    bool ack = false;
    bool fin = false;
    bool rst = false;
    std::uint16_t window = 0;
    std::uint16_t mss = 0; // option of a SYN; 0: none
    Bytes data = {};
};

/// The RST that answers a segment for a port where nobody listens.
Segment refusal(const Segment& segment);

/// What a frame holds, as far as it is known here.
struct Packet {
    Mac destination{};
    Address source; // of ARP, too
    Ip to = 0;      // of ARP: who is asked for
    std::uint16_t to_port = 0;
    bool arp = false;
    bool arp_reply = false;
    std::optional<Protocol> protocol; // of IPv4 with a good header
    View payload;                     // of IPv4: for ICMP the message, for UDP the data
    Segment segment;                  // for TCP
};
/// Nothing for a frame that is neither ARP nor whole IPv4. Fragments are not put together.
std::optional<Packet> parse(View frame);

Bytes arp_frame(bool reply, const Address& from, const Address& to);
Bytes ip_frame(Protocol protocol, const Address& from, const Address& to, View payload,
               std::uint8_t ttl = 128);
Bytes udp_frame(const Address& from, const Address& to, View data, std::uint8_t ttl = 128);
Bytes tcp_frame(const Address& from, const Address& to, const Segment& segment, std::uint8_t ttl = 128);
/// ICMP: `request` answered, its checksum made anew.
Bytes echo_reply(View request);

std::uint16_t word(View bytes, std::size_t at);
std::uint32_t long_word(View bytes, std::size_t at);
void append_word(Bytes& bytes, unsigned value);
void append_long(Bytes& bytes, std::uint32_t value);

} // namespace peripherals::devices::ethernet
