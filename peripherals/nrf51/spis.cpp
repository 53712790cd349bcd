#include "peripherals/nrf51/spis.h"

#include "peripherals/nrf51/spis_registers.h"
#include "sim/core/machine.h"

#include <algorithm>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using spis::spis_registers;

namespace {

constexpr Row acquire = row_of(spis_registers, "TASKS_ACQUIRE");
constexpr Row end = row_of(spis_registers, "EVENTS_END");
constexpr Row endrx = row_of(spis_registers, "EVENTS_ENDRX");
constexpr Row acquired = row_of(spis_registers, "EVENTS_ACQUIRED");
constexpr Row semstat = row_of(spis_registers, "SEMSTAT");
constexpr Row status = row_of(spis_registers, "STATUS");
constexpr Row pselsck = row_of(spis_registers, "PSELSCK");
constexpr Row pselmiso = row_of(spis_registers, "PSELMISO");
constexpr Row pselmosi = row_of(spis_registers, "PSELMOSI");
constexpr Row pselcsn = row_of(spis_registers, "PSELCSN");
constexpr Row rxdptr = row_of(spis_registers, "RXDPTR");
constexpr Row maxrx = row_of(spis_registers, "MAXRX");
constexpr Row amountrx = row_of(spis_registers, "AMOUNTRX");
constexpr Row txdptr = row_of(spis_registers, "TXDPTR");
constexpr Row maxtx = row_of(spis_registers, "MAXTX");
constexpr Row amounttx = row_of(spis_registers, "AMOUNTTX");
constexpr Row config = row_of(spis_registers, "CONFIG");
constexpr Row def = row_of(spis_registers, "DEF");
constexpr Row orc = row_of(spis_registers, "ORC");

constexpr FieldRef enable = find(spis_registers, "ENABLE.ENABLE");
constexpr std::uint32_t cpol = find(spis_registers, "CONFIG.CPOL").mask;
constexpr std::uint32_t cpha = find(spis_registers, "CONFIG.CPHA").mask;
constexpr std::uint32_t lsb_first = find(spis_registers, "CONFIG.ORDER").mask;
constexpr std::uint32_t overread = find(spis_registers, "STATUS.OVERREAD").mask;
constexpr std::uint32_t overflow = find(spis_registers, "STATUS.OVERFLOW").mask;

constexpr std::uint32_t enabled_spis = 2;
constexpr Access byte_access{.initiator = Initiator::Dma, .size = 1};

} // namespace

Spis::Spis(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins)
    : Peripheral(machine, std::move(name), spis_registers, id, events), sck_(pins, this, Sck),
      miso_(pins, nullptr, Miso), mosi_(pins, nullptr, Mosi), csn_(pins, this, Csn) {}

void Spis::reset() {
    Peripheral::reset();
    state_ = {};
    take_pins();
}

bool Spis::active() const {
    return field(enable) == enabled_spis;
}

void Spis::take_pins() {
    if (!active()) {
        for (BlockPin* pin : {&sck_, &miso_, &mosi_, &csn_}) {
            pin->let_go();
        }
        return;
    }
    sck_.take_input(value(pselsck));
    mosi_.take_input(value(pselmosi));
    csn_.take_input(value(pselcsn));
    if (!state_.selected) {
        miso_.take_input(value(pselmiso));
    }
}

void Spis::on_register(Index reg, std::uint32_t, const Access&) {
    if (reg.row == enable.row && !active()) {
        state_ = {};
    }
    if (reg.row == enable.row || (reg.row >= pselsck && reg.row <= pselcsn)) {
        take_pins();
    }
}

void Spis::on_task(Index task) {
    const std::uint32_t owner = value(semstat);
    if (task.row == acquire) {
        if (owner == Slave || owner == CpuPending) {
            set_value(semstat, CpuPending);
        } else {
            set_value(semstat, Cpu);
            raise(acquired);
        }
    } else if (owner == Cpu) {
        set_value(semstat, Free);
    } else if (owner == CpuPending) {
        set_value(semstat, Slave);
    }
}

void Spis::on_pin(unsigned signal, bool level) {
    if (signal == Csn && level != state_.selected) {
        return;
    }
    if (signal == Csn) {
        if (level) {
            deselect();
        } else {
            select();
        }
    } else if (signal == Sck && state_.selected) {
        clock_edge(level);
    }
}

void Spis::select() {
    state_ = {};
    state_.selected = true;
    state_.granted = value(semstat) == Free;
    if (state_.granted) {
        set_value(semstat, Slave);
    }
    state_.config = value(config);
    state_.rxdptr = value(rxdptr);
    state_.txdptr = value(txdptr);
    state_.maxrx = value(maxrx);
    state_.maxtx = value(maxtx);
    load();
    miso_.take_output(value(pselmiso), miso_.level());
    if ((state_.config & cpha) == 0) {
        send_bit();
    }
}

void Spis::deselect() {
    state_.selected = false;
    miso_.take_input(value(pselmiso));
    if (!state_.granted) {
        return;
    }
    set_value(amountrx, std::min(state_.bytes, state_.maxrx));
    set_value(amounttx, std::min(state_.bytes, state_.maxtx));
    const bool pending = value(semstat) == CpuPending;
    set_value(semstat, pending ? Cpu : Free);
    raise(end);
    if (pending) {
        raise(acquired);
    }
}

/// What the next byte sends.
void Spis::load() {
    if (!state_.granted) {
        state_.out = static_cast<std::uint8_t>(value(def));
    } else if (state_.bytes < state_.maxtx) {
        state_.out =
            static_cast<std::uint8_t>(machine().bus().read(state_.txdptr + state_.bytes, byte_access).value);
    } else {
        state_.out = static_cast<std::uint8_t>(value(orc));
    }
}

void Spis::send_bit() {
    const unsigned bit = (state_.config & lsb_first) != 0 ? state_.bits : 7 - state_.bits;
    miso_.drive((state_.out >> bit & 1) != 0);
}

void Spis::sample() {
    const unsigned bit = (state_.config & lsb_first) != 0 ? state_.bits : 7 - state_.bits;
    state_.in = static_cast<std::uint8_t>(state_.in | (mosi_.level() ? 1U : 0U) << bit);
    if (++state_.bits == 8) {
        store();
    }
}

void Spis::store() {
    if (state_.granted) {
        if (state_.bytes < state_.maxrx) {
            machine().bus().write(state_.rxdptr + state_.bytes, state_.in, byte_access);
        } else {
            set_value(status, value(status) | overflow);
        }
        if (state_.bytes >= state_.maxtx) {
            set_value(status, value(status) | overread);
        }
    }
    ++state_.bytes;
    state_.bits = 0;
    state_.in = 0;
    if (state_.granted && state_.bytes == state_.maxrx) {
        raise(endrx);
    }
    load();
}

/// CPHA 0: leading edges sample, trailing ones bring the next bit. CPHA 1: the other way round.
void Spis::clock_edge(bool level) {
    const bool leading = level != ((state_.config & cpol) != 0);
    if (leading != ((state_.config & cpha) != 0)) {
        sample();
    } else {
        send_bit();
    }
}

} // namespace peripherals::nrf51
