#include "peripherals/devices/described_message.h"

#include <string>

namespace peripherals::devices {

namespace {

using Bytes = std::vector<std::uint8_t>;

void append(Bytes& bytes, const std::string& text) {
    bytes.insert(bytes.end(), text.begin(), text.end());
}

std::string decimal(std::int64_t value, unsigned places) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    if (places != 0) {
        if (digits.size() <= places) {
            digits.insert(0, places + 1 - digits.size(), '0');
        }
        digits.insert(digits.size() - places, 1, '.');
    }
    return (value < 0 ? "-" : "") + digits;
}

std::string nmea_checksum(const Bytes& bytes) {
    unsigned sum = 0;
    for (std::size_t i = 1; i < bytes.size() && bytes[i] != '*'; ++i) {
        sum ^= bytes[i];
    }
    constexpr char hexadecimal[] = "0123456789ABCDEF";
    return {hexadecimal[sum >> 4], hexadecimal[sum & 15]};
}

std::uint8_t sum_checksum(const Bytes& bytes) {
    unsigned sum = 0;
    for (std::size_t i = 1; i < bytes.size(); ++i) {
        sum += bytes[i];
    }
    return static_cast<std::uint8_t>(0 - sum);
}

/// CRC-16/MODBUS: 0x8005 reflected, from 0xffff on.
unsigned modbus_crc(const Bytes& bytes) {
    unsigned crc = 0xffff;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xa001U : 0);
        }
    }
    return crc;
}

} // namespace

Bytes DescribedMessage::bytes(std::span<const std::int64_t> quantities) const {
    Bytes result;
    for (const Item& item : items) {
        switch (item.kind) {
        case Kind::Byte:
            result.push_back(static_cast<std::uint8_t>(item.number));
            break;
        case Kind::Decimal:
            append(result, decimal(quantities[item.number], item.argument));
            break;
        case Kind::QuantityByte:
            result.push_back(static_cast<std::uint8_t>(quantities[item.number] >> 8 * item.argument));
            break;
        case Kind::NmeaChecksum:
            append(result, nmea_checksum(result));
            break;
        case Kind::SumChecksum:
            result.push_back(sum_checksum(result));
            break;
        case Kind::ModbusCrc: {
            const unsigned crc = modbus_crc(result);
            result.push_back(static_cast<std::uint8_t>(crc));
            result.push_back(static_cast<std::uint8_t>(crc >> 8));
            break;
        }
        }
    }
    return result;
}

} // namespace peripherals::devices
