#include "peripherals/nrf51/ccm.h"

#include "peripherals/nrf51/peripheral_bytes.h"

#include <algorithm>
#include <span>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using ccm::ccm_registers;

namespace {

constexpr Row ksgen = row_of(ccm_registers, "TASKS_KSGEN");
constexpr Row crypt_task = row_of(ccm_registers, "TASKS_CRYPT");
constexpr Row event_endksgen = row_of(ccm_registers, "EVENTS_ENDKSGEN");
constexpr Row event_endcrypt = row_of(ccm_registers, "EVENTS_ENDCRYPT");
constexpr Row event_error = row_of(ccm_registers, "EVENTS_ERROR");
constexpr FieldRef micstatus = find(ccm_registers, "MICSTATUS.MICSTATUS");
constexpr FieldRef enable = find(ccm_registers, "ENABLE.ENABLE");
constexpr FieldRef mode = find(ccm_registers, "MODE.MODE");
constexpr Row cnfptr = row_of(ccm_registers, "CNFPTR");
constexpr Row inptr = row_of(ccm_registers, "INPTR");
constexpr Row outptr = row_of(ccm_registers, "OUTPTR");

constexpr std::uint32_t enabled = 2;
constexpr Time key_stream_time = 50 * ps_per_us;
constexpr Time block_time = 17 * ps_per_us;

// The structure at CNFPTR.
constexpr std::uint32_t configuration_bytes = 33;
constexpr std::size_t counter_offset = 16;
constexpr std::size_t direction_offset = 24;
constexpr std::size_t vector_offset = 25;

// Of a packet, and of a block of CCM.
constexpr std::size_t length_offset = 1;
constexpr std::uint8_t authenticated_header_bits = 0xe3;
constexpr std::uint8_t counter_flags = 0x01;
constexpr std::uint8_t check_flags = 0x49;

void add(AesBlock& block, std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        block[i] = static_cast<std::uint8_t>(block[i] ^ bytes[i]);
    }
}

} // namespace

Ccm::Ccm(Machine& machine, std::string name, EventSink* events)
    : Peripheral(machine, std::move(name), ccm_registers, own_id, events) {}

void Ccm::reset() {
    Peripheral::reset();
    state_ = {};
    generated_.disarm();
    crypted_.disarm();
}

bool Ccm::active() const {
    return field(enable) == enabled;
}

void Ccm::on_task(Index task) {
    if (task.row == ksgen) {
        generate();
    } else if (task.row == crypt_task) {
        crypt();
    } else {
        generated_.disarm();
        crypted_.disarm();
        state_.has_key_stream = false;
    }
}

void Ccm::fail(const char* id, const char* text) {
    report(id, text);
    raise(event_error);
}

void Ccm::generate() {
    std::array<std::uint8_t, configuration_bytes> configuration;
    if (!read_bytes(machine(), value(cnfptr), configuration)) {
        fail("ccm.pointer", "CNFPTR points to where no RAM is");
        return;
    }
    std::copy_n(configuration.begin(), state_.key.size(), state_.key.begin());
    std::copy_n(configuration.begin() + counter_offset, 5, state_.nonce.begin());
    const std::uint8_t direction = (configuration[direction_offset] & 1) != 0 ? 0x80 : 0;
    state_.nonce[4] = static_cast<std::uint8_t>((state_.nonce[4] & 0x7f) | direction);
    std::copy_n(configuration.begin() + vector_offset, 8, state_.nonce.begin() + 5);
    state_.has_key_stream = false;
    generated_.arm(now() + key_stream_time);
}

void Ccm::generated() {
    state_.has_key_stream = true;
    raise(event_endksgen);
}

void Ccm::crypt() {
    const bool decrypt = field(mode) != 0;
    const unsigned largest = decrypt ? largest_payload + check_bytes : largest_payload;
    std::span<std::uint8_t> packet(state_.packet);
    if (!state_.has_key_stream) {
        fail("ccm.key_stream", "CRYPT before the key stream was generated (ENDKSGEN)");
        return;
    }
    if (!read_bytes(machine(), value(inptr), packet.first(header_bytes)) || packet[length_offset] > largest ||
        !read_bytes(machine(), value(inptr) + header_bytes,
                    packet.subspan(header_bytes, packet[length_offset]))) {
        fail("ccm.packet", "INPTR points to no packet of a length that CCM can do");
        return;
    }
    unsigned length = packet[length_offset];
    state_.check_passed = true;
    if (length != 0) { // an empty packet has no message check
        length = decrypt ? length - std::min(length, check_bytes) : length;
        const auto check = crypt_payload(length, decrypt);
        const auto stored = packet.subspan(header_bytes + length, check_bytes);
        if (decrypt) {
            state_.check_passed =
                packet[length_offset] > check_bytes && std::equal(check.begin(), check.end(), stored.begin());
        } else {
            std::copy(check.begin(), check.end(), stored.begin());
            length += check_bytes;
        }
        packet[length_offset] = static_cast<std::uint8_t>(length);
    }
    state_.packet_bytes = header_bytes + length;
    crypted_.arm(now() + (length / 16 + 2) * block_time);
}

void Ccm::crypted() {
    set_field(micstatus, state_.check_passed ? 1 : 0);
    if (!write_bytes(machine(), value(outptr), std::span(state_.packet).first(state_.packet_bytes))) {
        report("ccm.pointer", "OUTPTR points to where no RAM is");
    }
    raise(event_endcrypt);
}

AesBlock Ccm::counter_block(unsigned number) const {
    AesBlock block{};
    block[0] = counter_flags;
    std::copy(state_.nonce.begin(), state_.nonce.end(), block.begin() + 1);
    block[15] = static_cast<std::uint8_t>(number);
    return block;
}

// Block 0 has the nonce and the length, block 1 the header.
AesBlock Ccm::check_start(unsigned length) const {
    AesBlock block = counter_block(length);
    block[0] = check_flags;
    block = aes_encrypt(state_.key, block);
    const std::array<std::uint8_t, 3> header = {
        0, 1, static_cast<std::uint8_t>(state_.packet[0] & authenticated_header_bits)};
    add(block, header);
    return aes_encrypt(state_.key, block);
}

std::array<std::uint8_t, Ccm::check_bytes> Ccm::crypt_payload(unsigned length, bool decrypt) {
    AesBlock check = check_start(length);
    const std::span<std::uint8_t> payload = std::span(state_.packet).subspan(header_bytes, length);
    unsigned number = 1;
    for (std::size_t first = 0; first < payload.size(); first += 16) {
        const auto part = payload.subspan(first, std::min<std::size_t>(16, payload.size() - first));
        const AesBlock key_stream = aes_encrypt(state_.key, counter_block(number++));
        if (!decrypt) {
            add(check, part);
        }
        for (std::size_t i = 0; i < part.size(); ++i) {
            part[i] = static_cast<std::uint8_t>(part[i] ^ key_stream[i]);
        }
        if (decrypt) {
            add(check, part);
        }
        check = aes_encrypt(state_.key, check);
    }
    add(check, aes_encrypt(state_.key, counter_block(0)));
    return {check[0], check[1], check[2], check[3]};
}

} // namespace peripherals::nrf51
