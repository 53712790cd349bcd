#include "peripherals/devices/microsd_registers.h"

#include <algorithm>

namespace peripherals::devices::microsd {

namespace {

constexpr std::uint64_t unit = 512 * 1024;
constexpr std::uint64_t largest_standard = std::uint64_t{2} << 30;
constexpr std::uint64_t largest_high = std::uint64_t{1} << 41; // 32 bits of sectors

/// A register of 128 bits, set field by field as the specification numbers them: bit 127 comes first.
class Fields {
public:
    void set(unsigned msb, unsigned lsb, std::uint32_t value) {
        for (unsigned bit = lsb; bit <= msb; ++bit, value >>= 1) {
            if ((value & 1) != 0) {
                bytes_[15 - bit / 8] |= static_cast<std::uint8_t>(1U << bit % 8);
            }
        }
    }
    Register16 with_crc() {
        const std::uint8_t crc = crc7({bytes_.data(), bytes_.size() - 1});
        bytes_.back() = static_cast<std::uint8_t>(crc << 1 | 1);
        return bytes_;
    }

private:
    Register16 bytes_{};
};

} // namespace

std::uint8_t crc7(std::span<const std::uint8_t> bytes) {
    unsigned crc = 0;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc << 1 ^ ((crc & 0x80) != 0 ? 0x09U << 1 : 0);
        }
        crc &= 0xff;
    }
    return static_cast<std::uint8_t>(crc >> 1);
}

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
    unsigned crc = 0;
    for (const std::uint8_t byte : bytes) {
        crc ^= unsigned{byte} << 8;
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc << 1 ^ ((crc & 0x8000) != 0 ? 0x1021U : 0);
        }
        crc &= 0xffff;
    }
    return static_cast<std::uint16_t>(crc);
}

bool fits(std::uint64_t bytes, bool high_capacity) {
    return bytes != 0 && bytes % unit == 0 &&
           bytes <= (high_capacity ? largest_high - unit : largest_standard);
}

Register16 csd(std::uint32_t sectors, bool high_capacity) {
    const auto units = static_cast<std::uint32_t>(sectors / (unit / 512));
    Fields fields;
    fields.set(127, 126, high_capacity ? 1 : 0);       // CSD_STRUCTURE
    fields.set(119, 112, high_capacity ? 0x0e : 0x26); // TAAC: 1 or 1.5 ms
    fields.set(103, 96, 0x32);                         // TRAN_SPEED: 25 MHz
    fields.set(95, 84, 0x5b5 & ~0x400U);               // CCC: 0, 2, 4, 5, 7, 8; no CMD6
    fields.set(46, 46, 1);                             // ERASE_BLK_EN
    fields.set(45, 39, 0x7f);                          // SECTOR_SIZE
    fields.set(28, 26, 2);                             // R2W_FACTOR
    fields.set(25, 22, 9);                             // WRITE_BL_LEN
    if (high_capacity) {
        fields.set(83, 80, 9); // READ_BL_LEN
        fields.set(69, 48, units - 1);
        return fields.with_crc();
    }
    // C_SIZE has 12 bits: blocks of 1024 above 1 GiB, and C_SIZE_MULT at its most.
    const std::uint32_t block_bits = units > 2048 ? 10 : 9;
    fields.set(83, 80, block_bits);
    fields.set(79, 79, 1);                                        // READ_BL_PARTIAL
    fields.set(73, 62, (units << (block_bits == 9 ? 1 : 0)) - 1); // C_SIZE
    fields.set(49, 47, 7);                                        // C_SIZE_MULT: 512 blocks
    fields.set(25, 22, block_bits);
    return fields.with_crc();
}

Register16 cid(std::uint32_t serial) {
    Fields fields;
    fields.set(127, 120, 0x54); // MID
    fields.set(119, 104, 'T' << 8 | 'R');
    constexpr std::uint8_t product[] = {'T', 'E', 'R', 'R', 'A'};
    unsigned lsb = 96;
    for (const std::uint8_t letter : product) {
        fields.set(lsb + 7, lsb, letter);
        lsb -= 8;
    }
    fields.set(63, 56, 0x10); // PRV 1.0
    fields.set(55, 24, serial);
    fields.set(19, 8, 24 << 4 | 1); // MDT: January 2024
    return fields.with_crc();
}

std::array<std::uint8_t, 8> scr(bool high_capacity) {
    const std::uint8_t security = high_capacity ? 3 : 2;
    return {0x02, static_cast<std::uint8_t>(security << 4 | 0x05), 0x80, 0, 0, 0, 0, 0};
}

} // namespace peripherals::devices::microsd
