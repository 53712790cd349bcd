#include "peripherals/nrf51/spi.h"

#include "peripherals/nrf51/spi_registers.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using spi::spi_registers;

namespace {

constexpr Row ready = row_of(spi_registers, "EVENTS_READY");
constexpr Row pselsck = row_of(spi_registers, "PSELSCK");
constexpr Row pselmosi = row_of(spi_registers, "PSELMOSI");
constexpr Row pselmiso = row_of(spi_registers, "PSELMISO");
constexpr Row rxd = row_of(spi_registers, "RXD");
constexpr Row txd = row_of(spi_registers, "TXD");
constexpr Row frequency = row_of(spi_registers, "FREQUENCY");
constexpr Row config = row_of(spi_registers, "CONFIG");

constexpr FieldRef enable = find(spi_registers, "ENABLE.ENABLE");
constexpr std::uint32_t cpol = find(spi_registers, "CONFIG.CPOL").mask;
constexpr std::uint32_t cpha = find(spi_registers, "CONFIG.CPHA").mask;
constexpr std::uint32_t lsb_first = find(spi_registers, "CONFIG.ORDER").mask;

constexpr std::uint32_t enabled_spi = 1;
constexpr unsigned byte_half_periods = 16;

} // namespace

Spi::Spi(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins, ClockDomain& hfclk)
    : SerialPeripheral(machine, std::move(name), spi_registers, id, events, {enable, enabled_spi}, hfclk),
      sck_(pins, nullptr, 0), mosi_(pins, nullptr, 1), miso_(pins, nullptr, 2) {}

void Spi::reset() {
    Peripheral::reset();
    state_ = {};
    take_pins();
    arm_events();
}

void Spi::take_pins() {
    if (!active()) {
        for (BlockPin* pin : {&sck_, &mosi_, &miso_}) {
            pin->let_go();
        }
        return;
    }
    const bool idle = (value(config) & cpol) != 0;
    sck_.take_output(value(pselsck), state_.busy ? sck_.driven_level() : idle);
    mosi_.take_output(value(pselmosi), mosi_.driven_level());
    miso_.take_input(value(pselmiso));
}

std::uint32_t Spi::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row != rxd ? stored : state_.rx.empty() ? state_.last_received : state_.rx.front();
}

std::uint32_t Spi::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t result = on_peek(reg, stored);
    if (reg.row == rxd && !state_.rx.empty()) {
        state_.last_received = state_.rx.pop();
        if (!state_.rx.empty()) {
            raise(ready);
        }
    }
    return result;
}

void Spi::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == txd) {
        if (!active()) {
            return;
        }
        if (state_.loaded) {
            report("spi.txd_overwritten", "TXD is written while a byte waits in it: that one is lost");
        }
        state_.loaded = true;
        start(edge_now());
    } else if (reg.row == enable.row && !active()) {
        state_ = {};
        take_pins();
        arm_events();
    } else if (reg.row == enable.row || reg.row == config || (reg.row >= pselsck && reg.row <= pselmiso)) {
        take_pins();
    }
}

std::int64_t Spi::edge_of(unsigned half_periods) const {
    const std::int64_t phase = std::int64_t{half_periods} << 31; // in parts of an edge
    return state_.start_edge + (phase + state_.frequency - 1) / state_.frequency;
}

void Spi::arm_events() {
    event_.arm(state_.busy ? time_of(edge_of(state_.half_periods)) : never);
}

/// Begins the next byte at `edge` if there is one.
void Spi::start(std::int64_t edge) {
    if (state_.busy || !state_.loaded || value(frequency) == 0) {
        return;
    }
    state_.loaded = false;
    state_.busy = true;
    state_.start_edge = edge;
    state_.frequency = value(frequency);
    state_.config = value(config);
    state_.half_periods = 0;
    state_.out = static_cast<std::uint8_t>(value(txd));
    state_.in = 0;
    tick();
}

void Spi::send_bit() {
    const unsigned bit = state_.half_periods / 2;
    mosi_.drive((state_.out >> ((state_.config & lsb_first) != 0 ? bit : 7 - bit) & 1) != 0);
}

void Spi::sample() {
    const unsigned bit = (state_.half_periods - 1) / 2;
    const unsigned level = miso_.level() ? 1 : 0;
    state_.in =
        static_cast<std::uint8_t>(state_.in | level << ((state_.config & lsb_first) != 0 ? bit : 7 - bit));
}

/// Every half period. CPHA 0: bits change at even ones, and SCK leads in their middle, where MISO is sampled.
/// CPHA 1: SCK leads as the bit changes and trails where MISO is sampled.
void Spi::tick() {
    const bool middle = state_.half_periods % 2 != 0;
    const bool last = state_.half_periods == byte_half_periods;
    const bool trailing_phase = (state_.config & cpha) != 0;
    const bool clock_active = !last && middle != trailing_phase;
    sck_.drive(clock_active != ((state_.config & cpol) != 0));
    if (last) {
        byte_done();
        return;
    }
    if (middle) {
        sample();
    } else {
        send_bit();
    }
    ++state_.half_periods;
    arm_events();
}

void Spi::byte_done() {
    state_.busy = false;
    const std::int64_t end = edge_of(byte_half_periods);
    if (state_.rx.full()) {
        report("spi.overrun", "a byte came while two in RXD were not read: it is lost");
    } else {
        state_.rx.push(state_.in);
        if (state_.rx.size() == 1) {
            raise(ready);
        }
    }
    start(end);
    arm_events();
}

} // namespace peripherals::nrf51
