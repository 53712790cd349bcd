#include "peripherals/nrf51/twi.h"

#include "peripherals/nrf51/twi_registers.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using twi::twi_registers;

namespace {

constexpr Row startrx = row_of(twi_registers, "TASKS_STARTRX");
constexpr Row starttx = row_of(twi_registers, "TASKS_STARTTX");
constexpr Row stop = row_of(twi_registers, "TASKS_STOP");
constexpr Row suspend = row_of(twi_registers, "TASKS_SUSPEND");
constexpr Row resume = row_of(twi_registers, "TASKS_RESUME");
constexpr Row stopped_event = row_of(twi_registers, "EVENTS_STOPPED");
constexpr Row rxdready = row_of(twi_registers, "EVENTS_RXDREADY");
constexpr Row txdsent = row_of(twi_registers, "EVENTS_TXDSENT");
constexpr Row error = row_of(twi_registers, "EVENTS_ERROR");
constexpr Row bb = row_of(twi_registers, "EVENTS_BB");
constexpr Row suspended_event = row_of(twi_registers, "EVENTS_SUSPENDED");
constexpr Row errorsrc = row_of(twi_registers, "ERRORSRC");
constexpr Row pselscl = row_of(twi_registers, "PSELSCL");
constexpr Row pselsda = row_of(twi_registers, "PSELSDA");
constexpr Row rxd = row_of(twi_registers, "RXD");
constexpr Row txd = row_of(twi_registers, "TXD");
constexpr Row frequency = row_of(twi_registers, "FREQUENCY");
constexpr Row address = row_of(twi_registers, "ADDRESS");

constexpr FieldRef enable = find(twi_registers, "ENABLE.ENABLE");

constexpr std::uint32_t overrun = find(twi_registers, "ERRORSRC.OVERRUN").mask;
constexpr std::uint32_t anack = find(twi_registers, "ERRORSRC.ANACK").mask;
constexpr std::uint32_t dnack = find(twi_registers, "ERRORSRC.DNACK").mask;

constexpr std::uint32_t enabled_twi = 5;
constexpr std::int64_t hold_edges = 5;        // product specification 3.1, "TWI": data hold time of 300 ns
constexpr std::int64_t stuck_edges = 500'000; // SCL low for 31 ms is worth telling

} // namespace

Twi::Twi(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins, ClockDomain& hfclk)
    : SerialPeripheral(machine, std::move(name), twi_registers, id, events, {enable, enabled_twi}, hfclk),
      scl_(pins, this, Scl), sda_(pins, this, Sda) {}

void Twi::reset() {
    Peripheral::reset();
    state_ = {};
    take_pins();
    arm_events();
}

Twi::Edge Twi::half_period() const {
    const std::uint32_t rate = value(frequency);
    return rate == 0 ? stuck_edges : ((Edge{1} << 31) + rate / 2) / rate;
}

void Twi::take_pins() {
    if (active()) {
        scl_.take_output(value(pselscl), !scl_.taken() || scl_.driven_level());
        sda_.take_output(value(pselsda), !sda_.taken() || sda_.driven_level());
    } else {
        scl_.let_go();
        sda_.let_go();
    }
}

std::uint32_t Twi::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == rxd ? state_.received : stored;
}

std::uint32_t Twi::on_read(Index reg, std::uint32_t stored, const Access&) {
    if (reg.row == rxd) {
        state_.unread = false;
    }
    return on_peek(reg, stored);
}

void Twi::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == txd) {
        state_.loaded = active();
        consider();
    } else if (reg.row == enable.row) {
        if (!active()) {
            state_ = {};
        }
        take_pins();
        arm_events();
    } else if (reg.row == pselscl || reg.row == pselsda) {
        take_pins();
    }
}

void Twi::on_task(Index task) {
    switch (task.row) {
    case startrx:
    case starttx:
        state_.start_wanted = true;
        state_.start_reads = task.row == startrx;
        state_.stop_wanted = false;
        break;
    case stop:
        state_.stop_wanted = true;
        break;
    case suspend:
        state_.suspend_wanted = true;
        break;
    case resume:
        state_.suspend_wanted = false;
        state_.suspended = false;
        break;
    default:
        break;
    }
    consider();
}

void Twi::on_pin(unsigned, bool level) {
    if (state_.phase == Phase::BusLow) {
        consider();
    } else if (level && state_.phase == Phase::Rising && scl_.level()) {
        scl_high();
    }
}

void Twi::wait(Phase phase, Edge edges) {
    state_.phase = phase;
    state_.event = edge_now() + edges;
    arm_events();
}

void Twi::arm_events() {
    event_.arm(state_.event == no_edge ? never : time_of(state_.event));
}

/// Something that the master waits for may have come.
void Twi::consider() {
    switch (state_.phase) {
    case Phase::Idle:
    case Phase::BusLow:
        if (state_.start_wanted) {
            start();
        } else if (state_.stop_wanted) {
            stopped();
        }
        break;
    case Phase::Waiting:
        consider_waiting();
        break;
    default:
        break;
    }
}

void Twi::start() {
    if (!scl_.level() || !sda_.level()) {
        if (state_.phase != Phase::BusLow) {
            report("twi.bus_low", "a START waits for SCL and SDA to be high: are there pull-ups?");
        }
        state_.phase = Phase::BusLow;
        return;
    }
    sda_.drive(false);
    wait(Phase::StartHold, half_period());
}

/// Between two bytes, SCL low.
void Twi::consider_waiting() {
    if (state_.start_wanted) {
        begin_slot(Slot::Restart);
    } else if (state_.stop_wanted) {
        begin_slot(Slot::Stop);
    } else if (state_.failed || state_.suspended) {
        return;
    } else if (state_.suspend_wanted) {
        state_.suspend_wanted = false;
        state_.suspended = true;
        raise(suspended_event);
    } else if (state_.reading || state_.loaded) {
        state_.loaded = state_.loaded && state_.reading;
        begin_byte(static_cast<std::uint8_t>(value(txd)));
        raise(bb);
    }
}

/// At the end of each stretch of time that the master measures itself.
void Twi::due() {
    state_.event = no_edge;
    switch (state_.phase) {
    case Phase::StartHold:
        state_.addressing = true;
        state_.failed = false;
        state_.suspended = false;
        state_.start_wanted = false;
        state_.reading = state_.start_reads;
        begin_byte(static_cast<std::uint8_t>(value(address) << 1 | (state_.reading ? 1 : 0)));
        break;
    case Phase::Hold:
        sda_.drive(wanted_sda());
        wait(Phase::Low, state_.low_end - edge_now());
        break;
    case Phase::Low:
        release_scl();
        break;
    case Phase::Rising:
        report("twi.scl_low", "SCL was let go and stays low: a part stretches it, or there is no pull-up");
        break;
    case Phase::High:
        pulse_done();
        break;
    case Phase::Stopping:
        stopped();
        break;
    default:
        break;
    }
}

/// Eight bits, to be sent or to be replaced by those that come.
void Twi::begin_byte(std::uint8_t byte) {
    state_.shift = byte;
    state_.bits = 0;
    begin_slot(Slot::Bit);
}

/// Pulls SCL low for the next pulse; SDA follows after its hold time.
void Twi::begin_slot(Slot slot) {
    state_.slot = slot;
    state_.low_end = edge_now() + half_period();
    scl_.drive(false);
    if (wanted_sda() != sda_.driven_level() && hold_edges < half_period()) {
        wait(Phase::Hold, hold_edges);
    } else {
        sda_.drive(wanted_sda());
        wait(Phase::Low, half_period());
    }
}

bool Twi::wanted_sda() const {
    const bool sends = state_.addressing || !state_.reading;
    switch (state_.slot) {
    case Slot::Bit:
        return !sends || (state_.shift & 0x80) != 0;
    case Slot::Acknowledge:
        return sends || state_.stop_wanted;
    case Slot::Restart:
        return true;
    case Slot::Stop:
        return false;
    }
    return true;
}

void Twi::release_scl() {
    wait(Phase::Rising, stuck_edges);
    scl_.drive(true);
    if (scl_.level()) {
        scl_high();
    }
}

/// SCL has been seen high: the bit counts now, and the high time begins.
void Twi::scl_high() {
    if (state_.slot == Slot::Bit) {
        state_.shift = static_cast<std::uint8_t>(state_.shift << 1 | (sda_.level() ? 1 : 0));
    } else if (state_.slot == Slot::Acknowledge) {
        state_.acknowledged = !sda_.level();
    }
    wait(Phase::High, half_period());
}

/// The high time is over.
void Twi::pulse_done() {
    switch (state_.slot) {
    case Slot::Bit:
        begin_slot(++state_.bits < 8 ? Slot::Bit : Slot::Acknowledge);
        break;
    case Slot::Acknowledge:
        scl_.drive(false);
        byte_done();
        break;
    case Slot::Restart:
        sda_.drive(false);
        wait(Phase::StartHold, half_period());
        break;
    case Slot::Stop:
        sda_.drive(true);
        wait(Phase::Stopping, half_period());
        break;
    }
}

void Twi::byte_done() {
    state_.phase = Phase::Waiting;
    const bool was_address = std::exchange(state_.addressing, false);
    if (was_address) {
        if (!state_.acknowledged) {
            state_.loaded = false;
            fail(anack);
        }
    } else if (state_.reading) {
        const bool lost = std::exchange(state_.unread, true);
        state_.received = state_.shift;
        if (lost) {
            set_value(errorsrc, value(errorsrc) | overrun);
            raise(error);
        }
        raise(rxdready);
    } else {
        if (!state_.acknowledged) {
            fail(dnack);
        }
        raise(txdsent);
    }
    consider();
}

void Twi::fail(std::uint32_t source) {
    state_.failed = true;
    set_value(errorsrc, value(errorsrc) | source);
    raise(error);
}

void Twi::stopped() {
    state_.phase = Phase::Idle;
    state_.stop_wanted = false;
    state_.suspend_wanted = false;
    state_.suspended = false;
    state_.failed = false;
    raise(stopped_event);
    consider();
}

} // namespace peripherals::nrf51
