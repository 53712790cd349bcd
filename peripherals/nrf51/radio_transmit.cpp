#include "peripherals/nrf51/radio.h"
#include "sim/core/machine.h"

// Sending: the packet's units go out one after the other, each read from RAM when its first bit is due.

namespace peripherals::nrf51 {

using namespace sim::core;
using radio::Part;
using radio::radio_registers;

namespace {

constexpr Row address_event = row_of(radio_registers, "EVENTS_ADDRESS");
constexpr Row payload_event = row_of(radio_registers, "EVENTS_PAYLOAD");
constexpr Row packet_pointer = row_of(radio_registers, "PACKETPTR");
constexpr FieldRef logical_address = find(radio_registers, "TXADDRESS.TXADDRESS");

constexpr unsigned preamble_bits = 8;

} // namespace

void Radio::begin_packet() {
    if (unit_sent_.armed()) {
        state_.start_pending = true; // the last unit of a packet that was stopped is still on the air
        return;
    }
    state_.format = format();
    state_.pointer = value(packet_pointer);
    state_.crc = radio::Crc(state_.format);
    state_.whitening = radio::Whitening(state_.format);
    state_.progress.begin(state_.format);
    const std::uint64_t sent_to = address(state_.format, field(logical_address));
    const unsigned bits = state_.format.address_bits();
    if (!state_.format.crc_skips_address) {
        state_.crc.add_bits(sent_to, bits);
    }
    if (!state_.silent) {
        antenna_.begin(tuning(), state_.power_dbm);
    }
    state_.unit = {radio::preamble_before(sent_to) | sent_to << preamble_bits, preamble_bits + bits, now()};
    unit_sent_.arm(now() + state_.unit.count * mode().bit);
}

// Nobody has heard anything of a packet before its address is out. Later on the unit on the air goes out, so
// that receivers learn of the end in an event.
void Radio::cut_packet() {
    state_.start_pending = false;
    state_.under_way = false;
    if (unit_sent_.armed() && state_.progress.part() == Part::Address) {
        unit_sent_.disarm();
        antenna_.end();
    }
    state_.cut = unit_sent_.armed();
}

std::uint8_t Radio::next_byte() {
    return static_cast<std::uint8_t>(
        machine().bus().read(state_.pointer++, {.initiator = Initiator::Dma, .size = 1}).value);
}

void Radio::load_unit() {
    const Part part = state_.progress.part();
    const unsigned bits = state_.progress.bits(state_.format);
    std::uint8_t value = 0;
    if (part == Part::Crc) {
        const unsigned below = 8U * (state_.format.crc_bytes - 1U - state_.progress.index());
        value = static_cast<std::uint8_t>(state_.crc.value() >> below);
    } else {
        value = static_cast<std::uint8_t>(next_byte() & ((1U << bits) - 1));
    }
    if (part == Part::Length) {
        state_.progress.set_length(state_.format, value);
    }
    std::uint64_t on_air = radio::unit_on_air(state_.format, part, value, bits);
    if (part != Part::Crc) {
        state_.crc.add_bits(on_air, bits);
    }
    for (unsigned i = 0; i < bits; ++i) {
        on_air ^= std::uint64_t{state_.whitening.next()} << i;
    }
    state_.unit = {on_air, bits, now()};
    unit_sent_.arm(now() + bits * mode().bit);
}

void Radio::on_unit_sent() {
    if (!state_.silent) {
        antenna_.send(state_.unit);
    }
    if (state_.cut) {
        state_.cut = false;
        antenna_.end();
        if (state_.start_pending) {
            state_.start_pending = false;
            begin_packet();
        }
        return;
    }
    const Part before = state_.progress.part();
    state_.progress.advance(state_.format);
    const Part after = state_.progress.part();
    if (after != Part::End) {
        load_unit();
    } else {
        antenna_.end();
    }
    if (before == Part::Address) {
        state_.under_way = true;
        raise(address_event);
    }
    if (before < Part::Crc && after >= Part::Crc) {
        raise(payload_event);
    }
    if (after == Part::End) {
        enter(Phase::TxIdle);
        finish(now());
    }
}

} // namespace peripherals::nrf51
