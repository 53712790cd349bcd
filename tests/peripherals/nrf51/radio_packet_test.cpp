#include "peripherals/nrf51/radio_packet.h"

#include <doctest/doctest.h>

#include <string_view>
#include <vector>

using namespace peripherals::nrf51::radio;

TEST_CASE(
    "Radio packets: the check of \"123456789\", most significant bit first, is that of the CRC catalogue") {
    PacketFormat format;
    format.big_endian = true;
    format.crc_bytes = 2;
    format.crc_polynomial = 0x11021;
    format.crc_start = 0xffff;
    const auto check = [&] {
        Crc crc(format);
        for (const char character : std::string_view("123456789")) {
            crc.add_bits(unit_on_air(format, Part::Payload, static_cast<std::uint8_t>(character), 8), 8);
        }
        return crc.value();
    };
    CHECK(check() == 0x29b1); // CRC-16/CCITT-FALSE
    format.crc_bytes = 1;
    format.crc_polynomial = 0x107;
    format.crc_start = 0;
    CHECK(check() == 0xf4); // CRC-8
    format.crc_bytes = 3;
    format.crc_polynomial = 0x864cfb;
    format.crc_start = 0xb704ce;
    CHECK(check() == 0x21cf02); // CRC-24/OPENPGP
    format.crc_polynomial = 0x00065b;
    format.crc_start = 0x555555;
    format.big_endian = false;
    CHECK(check() == 0x6a5a43); // CRC-24/BLE, which the catalogue writes from the other end: c25a56
}

TEST_CASE("Radio packets: whitening of Bluetooth channel 37 begins 8d d2 57 a1") {
    PacketFormat format;
    format.whitening = true;
    format.whitening_start = 37;
    Whitening whitening(format);
    std::vector<unsigned> bytes;
    for (unsigned byte = 0; byte < 4; ++byte) {
        unsigned value = 0;
        for (unsigned bit = 0; bit < 8; ++bit) {
            value |= unsigned{whitening.next()} << bit;
        }
        bytes.push_back(value);
    }
    CHECK(bytes == std::vector<unsigned>{0x8d, 0xd2, 0x57, 0xa1});
}

TEST_CASE("Radio packets: the address of Bluetooth advertising is BASE 89bed600 and prefix 8e") {
    PacketFormat format;
    format.base_length = 3;
    const std::uint64_t address = address_on_air(format, 0x89bed600, 0x8e);
    CHECK(address == 0x8e89bed6);
    CHECK(preamble_before(address) == 0xaa); // its first bit is 0
    format.base_length = 4;
    CHECK(address_on_air(format, 0x75626975, 0x12) == 0x1275626975);
    CHECK(preamble_before(0x1275626975) == 0x55);
    format.base_length = 0;
    CHECK(address_on_air(format, 0x75626975, 0x12) == 0x12);
}

TEST_CASE("Radio packets: progress goes through the parts that there are") {
    PacketFormat format;
    format.length_bits = 6;
    format.has_s0 = true;
    format.s1_bits = 2;
    format.max_length = 3;
    format.static_length = 1;
    format.crc_bytes = 1;
    Progress progress;
    progress.begin(format);
    std::vector<std::pair<Part, unsigned>> seen;
    while (progress.part() != Part::End) {
        seen.emplace_back(progress.part(), progress.bits(format));
        if (progress.part() == Part::Length) {
            progress.set_length(format, 9);
        }
        progress.advance(format);
    }
    CHECK(seen == std::vector<std::pair<Part, unsigned>>{
                      {Part::Address, 8},
                      {Part::S0,      8},
                      {Part::Length,  6},
                      {Part::S1,      2},
                      {Part::Payload, 8},
                      {Part::Payload, 8},
                      {Part::Payload, 8},
                      {Part::Crc,     8}
    });
    format = {};
    progress.begin(format);
    progress.advance(format);
    CHECK(progress.part() == Part::End);
}
