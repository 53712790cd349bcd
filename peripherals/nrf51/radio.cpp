#include "peripherals/nrf51/radio.h"

#include "sim/core/machine.h"

#include <algorithm>

namespace peripherals::nrf51 {

using namespace sim::core;
using radio::PacketFormat;
using radio::radio_registers;

namespace {

constexpr Row txen = row_of(radio_registers, "TASKS_TXEN");
constexpr Row rxen = row_of(radio_registers, "TASKS_RXEN");
constexpr Row start_task = row_of(radio_registers, "TASKS_START");
constexpr Row stop_task = row_of(radio_registers, "TASKS_STOP");
constexpr Row disable_task = row_of(radio_registers, "TASKS_DISABLE");
constexpr Row rssi_start = row_of(radio_registers, "TASKS_RSSISTART");
constexpr Row rssi_stop = row_of(radio_registers, "TASKS_RSSISTOP");
constexpr Row count_start = row_of(radio_registers, "TASKS_BCSTART");
constexpr Row count_stop = row_of(radio_registers, "TASKS_BCSTOP");

constexpr Row ready_event = row_of(radio_registers, "EVENTS_READY");
constexpr Row end_event = row_of(radio_registers, "EVENTS_END");
constexpr Row disabled_event = row_of(radio_registers, "EVENTS_DISABLED");
constexpr Row rssi_event = row_of(radio_registers, "EVENTS_RSSIEND");
constexpr Row count_event = row_of(radio_registers, "EVENTS_BCMATCH");

constexpr FieldRef end_disable = find(radio_registers, "SHORTS.END_DISABLE");
constexpr FieldRef disabled_txen = find(radio_registers, "SHORTS.DISABLED_TXEN");
constexpr FieldRef disabled_rxen = find(radio_registers, "SHORTS.DISABLED_RXEN");
constexpr FieldRef frequency = find(radio_registers, "FREQUENCY.FREQUENCY");
constexpr FieldRef power = find(radio_registers, "TXPOWER.TXPOWER");
constexpr FieldRef mode_field = find(radio_registers, "MODE.MODE");
constexpr FieldRef carrier = find(radio_registers, "TEST.CONSTCARRIER");
constexpr FieldRef tifs = find(radio_registers, "TIFS.TIFS");
constexpr FieldRef rssi_sample = find(radio_registers, "RSSISAMPLE.RSSISAMPLE");
constexpr Row state_register = row_of(radio_registers, "STATE");
constexpr Row bcc = row_of(radio_registers, "BCC");
constexpr Row block_power = row_of(radio_registers, "POWER");

constexpr FieldRef length_bits = find(radio_registers, "PCNF0.LFLEN");
constexpr FieldRef s0_length = find(radio_registers, "PCNF0.S0LEN");
constexpr FieldRef s1_bits = find(radio_registers, "PCNF0.S1LEN");
constexpr FieldRef max_length = find(radio_registers, "PCNF1.MAXLEN");
constexpr FieldRef static_length = find(radio_registers, "PCNF1.STATLEN");
constexpr FieldRef base_length = find(radio_registers, "PCNF1.BALEN");
constexpr FieldRef endian = find(radio_registers, "PCNF1.ENDIAN");
constexpr FieldRef whitening = find(radio_registers, "PCNF1.WHITEEN");
constexpr FieldRef whitening_start = find(radio_registers, "DATAWHITEIV.DATAWHITEIV");
constexpr FieldRef crc_length = find(radio_registers, "CRCCNF.LEN");
constexpr FieldRef crc_skips_address = find(radio_registers, "CRCCNF.SKIPADDR");
constexpr FieldRef crc_polynomial = find(radio_registers, "CRCPOLY.CRCPOLY");
constexpr FieldRef crc_start = find(radio_registers, "CRCINIT.CRCINIT");
constexpr Row base_address = row_of(radio_registers, "BASE%");
constexpr Row prefix0 = row_of(radio_registers, "PREFIX0");
constexpr Row prefix1 = row_of(radio_registers, "PREFIX1");

constexpr int first_mhz = 2400;
constexpr unsigned highest_frequency = 100;
constexpr int noise_dbm = -100; // Estimate
constexpr Time rssi_period = 8'800 * ps_per_ns;

// TXPOWER is in dBm; -30 dBm has the code of -40.
int transmit_power_dbm(std::uint32_t code) {
    const int dbm = (static_cast<int>(code & 0xff) ^ 0x80) - 0x80; // with the sign of a byte
    return dbm == -40 ? -30 : dbm;
}

} // namespace

Radio::Radio(Machine& machine, EventSink* events)
    : Peripheral(machine, "RADIO", radio_registers, 1, events), antenna_(machine, *this, instance()) {
    antenna_.promise(radio::shortest_start);
}

// A unit that is on the air goes out, so that what others hear comes in an event.
void Radio::reset() {
    Peripheral::reset();
    cut_packet();
    if (!unit_sent_.armed()) {
        antenna_.end();
    }
    State fresh;
    fresh.silent = state_.silent;
    fresh.unit = state_.unit;
    fresh.cut = state_.cut;
    state_ = fresh;
    for (Event* event : {&ready_, &disabled_, &address_, &device_, &payload_, &packet_, &count_, &rssi_}) {
        event->disarm();
    }
    antenna_.ignore();
    antenna_.promise(radio::shortest_start);
}

void Radio::on_line(unsigned, bool level) {
    if (level) {
        reset();
    }
}

bool Radio::active() const {
    return value(block_power) != 0;
}

bool Radio::warm() const {
    return state_.phase == Phase::TxRampUp || state_.phase == Phase::TxIdle || state_.phase == Phase::Tx;
}

void Radio::enter(Phase phase) {
    state_.phase = phase;
    antenna_.promise(warm() ? radio::shortest_address : radio::shortest_start);
}

Tuning Radio::tuning() const {
    return {first_mhz + state_.frequency, mode().bit};
}

PacketFormat Radio::format() const {
    const auto small = [this](FieldRef ref) { return static_cast<std::uint8_t>(field(ref)); };
    PacketFormat format;
    format.length_bits = std::min(small(length_bits), std::uint8_t{8});
    format.has_s0 = field(s0_length) != 0;
    format.s1_bits = std::min(small(s1_bits), std::uint8_t{8});
    format.max_length = small(max_length);
    format.static_length = small(static_length);
    format.base_length = std::min(small(base_length), std::uint8_t{4});
    format.big_endian = field(endian) != 0;
    format.whitening = field(whitening) != 0;
    format.whitening_start = small(whitening_start);
    format.crc_bytes = small(crc_length);
    format.crc_skips_address = field(crc_skips_address) != 0;
    format.crc_polynomial = field(crc_polynomial);
    format.crc_start = field(crc_start);
    return format;
}

// Logical address 0 has BASE0, the others BASE1; each has its byte of PREFIX0 and PREFIX1.
std::uint64_t Radio::address(const PacketFormat& format, unsigned logical) const {
    const std::uint32_t prefixes = value(logical < 4 ? prefix0 : prefix1);
    return radio::address_on_air(format, value(base_address, logical == 0 ? 0 : 1),
                                 static_cast<std::uint8_t>(prefixes >> 8 * (logical % 4)));
}

std::uint32_t Radio::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == state_register ? static_cast<std::uint32_t>(state_.phase) : stored;
}

void Radio::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == bcc) {
        arm_counter();
    }
}

void Radio::on_task(Index task) {
    switch (task.row) {
    case txen:
        enable(true);
        break;
    case rxen:
        enable(false);
        break;
    case start_task:
        start();
        break;
    case stop_task:
        stop();
        break;
    case disable_task:
        disable();
        break;
    case rssi_start:
        if (state_.phase == Phase::Rx || state_.phase == Phase::RxIdle) {
            rssi_.arm(now() + rssi_period);
        }
        break;
    case rssi_stop:
        rssi_.disarm();
        break;
    case count_start:
        start_counter();
        break;
    case count_stop:
        stop_counter();
        break;
    default:
        break;
    }
}

void Radio::enable(bool transmit) {
    if (state_.phase != Phase::Disabled) {
        report("radio.wrong_state", "TXEN or RXEN while the radio is not disabled does nothing");
        return;
    }
    state_.mode = static_cast<std::uint8_t>(field(mode_field));
    state_.frequency = static_cast<std::uint8_t>(field(frequency));
    state_.power_dbm = transmit_power_dbm(field(power));
    state_.carrier = transmit && field(carrier) != 0;
    if (state_.frequency > highest_frequency) {
        report("radio.frequency", "FREQUENCY is above 100, outside the band of the radio");
    }
    state_.silent = crystal_ != nullptr && !crystal_->level();
    if (state_.silent) {
        report("radio.no_crystal", "enabled while the 16 MHz crystal oscillator does not run: it neither "
                                   "hears nor is heard");
    }
    Time at = now() + (transmit ? mode().transmit_ramp_up : mode().receive_ramp_up);
    if (state_.turning && field(transmit ? disabled_txen : disabled_rxen) != 0) {
        at = std::max(at, state_.last_bit + field(tifs) * ps_per_us);
    }
    enter(transmit ? Phase::TxRampUp : Phase::RxRampUp);
    ready_.arm(at);
}

void Radio::on_ready() {
    const bool transmits = state_.phase == Phase::TxRampUp;
    enter(transmits ? Phase::TxIdle : Phase::RxIdle);
    if (state_.carrier && !state_.silent) {
        antenna_.begin(tuning(), state_.power_dbm);
    }
    raise(ready_event);
}

void Radio::start() {
    switch (state_.phase) {
    case Phase::TxIdle:
        if (!state_.carrier) {
            enter(Phase::Tx);
            begin_packet();
        }
        break;
    case Phase::RxIdle:
    case Phase::Rx:
        end_reception();
        enter(Phase::Rx);
        begin_search();
        break;
    default:
        report("radio.wrong_state", "START while the radio is not ready to send or receive does nothing");
        break;
    }
}

void Radio::stop() {
    if (state_.phase == Phase::Tx) {
        cut_packet();
        enter(Phase::TxIdle);
    } else if (state_.phase == Phase::Rx) {
        end_reception();
        enter(Phase::RxIdle);
    }
    stop_counter();
}

void Radio::disable() {
    stop();
    ready_.disarm();
    if (state_.phase == Phase::TxDisable || state_.phase == Phase::RxDisable) {
        return;
    }
    const bool transmitted = warm();
    if (state_.carrier && state_.phase == Phase::TxIdle) {
        antenna_.end();
    }
    if (state_.phase != Phase::Disabled) {
        enter(transmitted ? Phase::TxDisable : Phase::RxDisable);
    }
    disabled_.arm(now() + (transmitted ? mode().transmit_disable : 0));
}

void Radio::on_disabled() {
    enter(Phase::Disabled);
    raise(disabled_event);
    state_.turning = false;
}

// The packet is over, its last bit ended at `last_bit` on the air.
void Radio::finish(Time last_bit) {
    stop_counter();
    state_.under_way = false;
    state_.last_bit = last_bit;
    state_.turning = field(end_disable) != 0;
    raise(end_event);
}

void Radio::on_rssi() {
    const int level = state_.silent ? noise_dbm : std::max(antenna_.level_dbm(tuning().mhz), noise_dbm);
    set_field(rssi_sample, static_cast<std::uint32_t>(std::max(-level, 0)));
    raise(rssi_event);
}

// It counts bits behind the address, whatever they are.
void Radio::start_counter() {
    if (state_.under_way) {
        state_.counting = true;
        state_.count_begin = now();
        arm_counter();
    }
}

void Radio::stop_counter() {
    state_.counting = false;
    count_.disarm();
}

void Radio::arm_counter() {
    const Time at = state_.count_begin + value(bcc) * mode().bit;
    if (state_.counting && at > now()) {
        count_.arm(at);
    } else {
        count_.disarm();
    }
}

void Radio::on_count() {
    raise(count_event);
}

} // namespace peripherals::nrf51
