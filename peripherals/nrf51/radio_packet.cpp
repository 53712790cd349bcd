#include "peripherals/nrf51/radio_packet.h"

#include <algorithm>

namespace peripherals::nrf51::radio {

std::uint64_t address_on_air(const PacketFormat& format, std::uint32_t base, std::uint8_t prefix) {
    const unsigned base_bits = 8U * format.base_length;
    const std::uint64_t in_use = base_bits == 0 ? 0 : std::uint64_t{base} >> (32 - base_bits);
    return in_use | std::uint64_t{prefix} << base_bits;
}

std::uint8_t preamble_before(std::uint64_t address) {
    return (address & 1) != 0 ? 0x55 : 0xaa;
}

Crc::Crc(const PacketFormat& format) {
    if (format.crc_bytes == 0) {
        return;
    }
    top_ = 1U << (8 * format.crc_bytes - 1);
    const std::uint32_t mask = top_ | (top_ - 1);
    value_ = format.crc_start & mask;
    polynomial_ = (format.crc_polynomial & mask) | 1; // the lowest term is always there
}

void Crc::add(bool bit) {
    const bool out = ((value_ & top_) != 0) != bit;
    value_ = (value_ & ~top_) << 1 ^ (out ? polynomial_ : 0);
}

void Crc::add_bits(std::uint64_t bits, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
        add((bits >> i & 1) != 0);
    }
}

// DATAWHITEIV has the positions in reverse: bit 0 is position 6. Position 0 is always set.
Whitening::Whitening(const PacketFormat& format) : register_(1), on_(format.whitening) {
    for (unsigned bit = 0; bit < 6; ++bit) {
        register_ = static_cast<std::uint8_t>(register_ | (format.whitening_start >> bit & 1) << (6 - bit));
    }
}

bool Whitening::next() {
    const bool out = (register_ & 0x40) != 0;
    register_ = static_cast<std::uint8_t>((register_ << 1 & 0x7f) ^ (out ? 0x11 : 0));
    return on_ && out;
}

unsigned Progress::units(const PacketFormat& format) const {
    switch (part_) {
    case Part::S0:
        return format.has_s0 ? 1 : 0;
    case Part::Length:
        return format.length_bits != 0 ? 1 : 0;
    case Part::S1:
        return format.s1_bits != 0 ? 1 : 0;
    case Part::Payload:
        return payload_;
    case Part::Crc:
        return format.crc_bytes;
    case Part::Address:
    case Part::End:
        break;
    }
    return 1;
}

unsigned Progress::bits(const PacketFormat& format) const {
    switch (part_) {
    case Part::Address:
        return format.address_bits();
    case Part::Length:
        return format.length_bits;
    case Part::S1:
        return format.s1_bits;
    default:
        return 8;
    }
}

void Progress::begin(const PacketFormat& format) {
    *this = {};
    payload_ = std::min(format.static_length, format.max_length);
}

void Progress::set_length(const PacketFormat& format, unsigned length) {
    payload_ = std::min<unsigned>(length + format.static_length, format.max_length);
}

void Progress::advance(const PacketFormat& format) {
    ++index_;
    while (part_ != Part::End && index_ >= units(format)) {
        part_ = static_cast<Part>(static_cast<unsigned>(part_) + 1);
        index_ = 0;
    }
}

std::uint8_t unit_on_air(const PacketFormat& format, Part part, std::uint8_t value, unsigned bits) {
    if (!format.big_endian && part != Part::Crc) {
        return value;
    }
    unsigned reversed = 0;
    for (unsigned i = 0; i < bits; ++i) {
        reversed |= (value >> i & 1U) << (bits - 1 - i);
    }
    return static_cast<std::uint8_t>(reversed);
}

} // namespace peripherals::nrf51::radio
