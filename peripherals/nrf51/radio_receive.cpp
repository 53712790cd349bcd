#include "peripherals/nrf51/radio.h"
#include "sim/core/machine.h"

// Receiving: bits come in when they have been on the air, what they mean is told after the delay of the
// receiver.

namespace peripherals::nrf51 {

using namespace sim::core;
using radio::Part;
using radio::radio_registers;

namespace {

constexpr Row address_event = row_of(radio_registers, "EVENTS_ADDRESS");
constexpr Row payload_event = row_of(radio_registers, "EVENTS_PAYLOAD");
constexpr Row match_event = row_of(radio_registers, "EVENTS_DEVMATCH");
constexpr Row miss_event = row_of(radio_registers, "EVENTS_DEVMISS");
constexpr Row packet_pointer = row_of(radio_registers, "PACKETPTR");
constexpr Row wanted_addresses = row_of(radio_registers, "RXADDRESSES");
constexpr FieldRef match_field = find(radio_registers, "RXMATCH.RXMATCH");
constexpr FieldRef crc_status = find(radio_registers, "CRCSTATUS.CRCSTATUS");
constexpr FieldRef received_crc = find(radio_registers, "RXCRC.RXCRC");
constexpr FieldRef device_index = find(radio_registers, "DAI.DAI");
constexpr Row device_base = row_of(radio_registers, "DAB%");
constexpr Row device_prefix = row_of(radio_registers, "DAP%");
constexpr Row device_choice = row_of(radio_registers, "DACNF");

constexpr unsigned device_address_bytes = 6;
constexpr std::uint8_t ble_1mbit = 3;
constexpr unsigned tx_add_bit = 6; // of S0, in advertising packets

} // namespace

void Radio::begin_search() {
    state_.format = format();
    state_.pointer = value(packet_pointer);
    state_.wanted = static_cast<std::uint8_t>(value(wanted_addresses));
    for (unsigned logical = 0; logical < state_.addresses.size(); ++logical) {
        state_.addresses[logical] = address(state_.format, logical);
    }
    state_.synchronised = false;
    state_.shifted = 0;
    if (!state_.silent) {
        antenna_.listen(tuning(), mode().reception);
    }
}

void Radio::end_reception() {
    antenna_.ignore();
    state_.synchronised = false;
    state_.under_way = false;
    for (Event* event : {&address_, &device_, &payload_, &packet_}) {
        event->disarm();
    }
}

void Radio::on_bits(const AirBits& bits, bool continues) {
    if (!continues && !state_.synchronised) {
        state_.shifted = 0;
    }
    for (unsigned i = 0; i < bits.count; ++i) {
        const bool bit = (bits.bits >> i & 1) != 0;
        const Time end = bits.begin + (i + 1) * mode().bit;
        if (!state_.synchronised) {
            search(bit, end);
        } else if (state_.progress.part() != Part::End) {
            take(bit, end);
        }
    }
}

// The sender has stopped in the middle of a packet: what the receiver makes of it is noise.
void Radio::on_silence() {
    while (state_.synchronised && state_.progress.part() != Part::End) {
        take(antenna_.noise(state_.next_bit), state_.next_bit + mode().bit);
    }
}

void Radio::search(bool bit, Time end) {
    const unsigned length = state_.format.address_bits();
    state_.shift = state_.shift >> 1 | std::uint64_t{bit} << (length - 1);
    if (++state_.shifted < length) {
        return;
    }
    for (std::size_t logical = 0; logical < state_.addresses.size(); ++logical) {
        if ((state_.wanted >> logical & 1) == 0 || state_.addresses[logical] != state_.shift) {
            continue;
        }
        antenna_.hold();
        state_.synchronised = true;
        state_.match = static_cast<std::uint8_t>(logical);
        state_.crc = radio::Crc(state_.format);
        if (!state_.format.crc_skips_address) {
            state_.crc.add_bits(state_.shift, length);
        }
        state_.whitening = radio::Whitening(state_.format);
        state_.progress.begin(state_.format);
        state_.progress.advance(state_.format);
        state_.next_bit = end;
        state_.unit_bits = 0;
        state_.unit_value = 0;
        state_.received_crc = 0;
        state_.s0 = 0;
        state_.device_address = 0;
        address_.arm(end + mode().chains);
        enter_part(Part::Address, end);
        return;
    }
}

void Radio::take(bool bit, Time end) {
    const Part part = state_.progress.part();
    const bool plain = bit != state_.whitening.next();
    if (part != Part::Crc) {
        state_.crc.add(plain);
    }
    state_.unit_value = static_cast<std::uint8_t>(state_.unit_value | unsigned{plain} << state_.unit_bits);
    state_.next_bit = end;
    const unsigned bits = state_.progress.bits(state_.format);
    if (++state_.unit_bits == bits) {
        const std::uint8_t value = radio::unit_on_air(state_.format, part, state_.unit_value, bits);
        state_.unit_bits = 0;
        state_.unit_value = 0;
        take_unit(value, end);
    }
}

void Radio::take_unit(std::uint8_t value, Time end) {
    const Part part = state_.progress.part();
    const unsigned index = state_.progress.index();
    if (part == Part::Crc) {
        state_.received_crc = state_.received_crc << 8 | value;
    } else {
        store_byte(value);
    }
    if (part == Part::S0) {
        state_.s0 = value;
    } else if (part == Part::Length) {
        state_.progress.set_length(state_.format, value);
    } else if (part == Part::Payload && index < device_address_bytes) {
        state_.device_address |= std::uint64_t{value} << 8 * index;
        if (index == device_address_bytes - 1 && state_.mode == ble_1mbit) {
            device_.arm(end + mode().chains);
        }
    }
    state_.progress.advance(state_.format);
    enter_part(part, end);
}

void Radio::enter_part(Part before, Time end) {
    if (before < Part::Crc && state_.progress.part() >= Part::Crc) {
        payload_.arm(end + mode().chains);
    }
    if (state_.progress.part() == Part::End) {
        packet_.arm(end + mode().chains);
    }
}

void Radio::store_byte(std::uint8_t value) {
    machine().bus().write(state_.pointer++, value, {.initiator = Initiator::Dma, .size = 1});
}

void Radio::on_address() {
    state_.under_way = true;
    set_field(match_field, state_.match);
    raise(address_event);
}

void Radio::on_payload() {
    raise(payload_event);
}

// Bits of DACNF: 7:0 enable, 15:8 the TxAdd that the packet must have.
void Radio::on_device() {
    const std::uint32_t choice = value(device_choice);
    const std::uint32_t tx_add = state_.s0 >> tx_add_bit & 1U;
    for (unsigned i = 0; i < 8; ++i) {
        const std::uint64_t device = value(device_base, i) | std::uint64_t{value(device_prefix, i)} << 32;
        if ((choice >> i & 1) != 0 && (choice >> (8 + i) & 1) == tx_add && device == state_.device_address) {
            set_field(device_index, i);
            raise(match_event);
            return;
        }
    }
    raise(miss_event);
}

void Radio::on_packet() {
    set_field(received_crc, state_.received_crc);
    set_field(crc_status, state_.received_crc == state_.crc.value() ? 1 : 0);
    end_reception();
    enter(Phase::RxIdle);
    finish(now() - mode().chains);
}

} // namespace peripherals::nrf51
