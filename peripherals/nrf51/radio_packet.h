#pragma once

#include <cstdint>

namespace peripherals::nrf51::radio {

/// How packets look, as registers PCNF0, PCNF1, CRC* and DATAWHITEIV have it at the START task (nRF51 Series
/// Reference Manual, "RADIO: Packet configuration").
struct PacketFormat {
    std::uint8_t length_bits = 0;
    bool has_s0 = false;
    std::uint8_t s1_bits = 0;
    std::uint8_t max_length = 0;
    std::uint8_t static_length = 0;
    std::uint8_t base_length = 0; // bytes
    bool big_endian = false;      // most significant bit first; else least. Addresses are always the latter.
    bool whitening = false;
    std::uint8_t whitening_start = 0;
    std::uint8_t crc_bytes = 0;
    bool crc_skips_address = false;
    std::uint32_t crc_polynomial = 0;
    std::uint32_t crc_start = 0;

    unsigned address_bits() const { return 8U * (base_length + 1U); }
};

/// Base and prefix in the order on the air, the first bit in bit 0: the bytes of the base from the lowest one
/// in use, then the prefix. A base shorter than 4 bytes lacks its low ones.
std::uint64_t address_on_air(const PacketFormat& format, std::uint32_t base, std::uint8_t prefix);

/// The alternating bits that lead to an address.
std::uint8_t preamble_before(std::uint64_t address);

/// The cyclic redundancy check over bits as they are on the air. Its top term is x^(8 * bytes).
class Crc {
public:
    Crc() = default;
    explicit Crc(const PacketFormat& format);
    void add(bool bit);
    void add_bits(std::uint64_t bits, unsigned count);
    std::uint32_t value() const { return value_; }

private:
    std::uint32_t value_ = 0;
    std::uint32_t polynomial_ = 0;
    std::uint32_t top_ = 0; // the highest bit; 0 without a check
};

/// The whitening sequence: x^7 + x^4 + 1, bits behind the address and of the check.
class Whitening {
public:
    Whitening() = default;
    explicit Whitening(const PacketFormat& format);
    /// What the next bit is exclusive-ored with.
    bool next();

private:
    std::uint8_t register_ = 0; // bit n: position n
    bool on_ = false;
};

enum class Part : std::uint8_t { Address, S0, Length, S1, Payload, Crc, End };

/// Where in a packet sender and receiver are: the units that packets are made of, of 1 to 8 bits (the address
/// excepted), one after the other. Parts that a format does not have are skipped.
class Progress {
public:
    Part part() const { return part_; }
    /// Number of the byte, in Payload and Crc.
    unsigned index() const { return index_; }
    unsigned bits(const PacketFormat& format) const;
    /// To the next unit.
    void advance(const PacketFormat& format);
    /// What the length field said.
    void set_length(const PacketFormat& format, unsigned length);
    /// At the start of a packet.
    void begin(const PacketFormat& format);

private:
    unsigned units(const PacketFormat& format) const;

    Part part_ = Part::Address;
    unsigned index_ = 0;
    unsigned payload_ = 0; // bytes
};

/// The unit's bits in the order on the air. Check bytes are always most significant bit first.
std::uint8_t unit_on_air(const PacketFormat& format, Part part, std::uint8_t value, unsigned bits);

} // namespace peripherals::nrf51::radio
