#include "peripherals/rp2040/xip_ssi.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using xip_ssi::ssi_registers;

namespace {

constexpr Row ctrlr0 = row_of(ssi_registers, "CTRLR0");
constexpr Row ctrlr1 = row_of(ssi_registers, "CTRLR1");
constexpr Row baudr = row_of(ssi_registers, "BAUDR");
constexpr Row spi_ctrlr0 = row_of(ssi_registers, "SPI_CTRLR0");
constexpr Row rx_sample_dly = row_of(ssi_registers, "RX_SAMPLE_DLY");
constexpr Row ssienr = row_of(ssi_registers, "SSIENR");
constexpr Row txflr = row_of(ssi_registers, "TXFLR");
constexpr Row rxflr = row_of(ssi_registers, "RXFLR");
constexpr Row sr = row_of(ssi_registers, "SR");
constexpr Row isr = row_of(ssi_registers, "ISR");
constexpr Row risr = row_of(ssi_registers, "RISR");
constexpr Row imr = row_of(ssi_registers, "IMR");
constexpr Row txoicr = row_of(ssi_registers, "TXOICR");
constexpr Row rxoicr = row_of(ssi_registers, "RXOICR");
constexpr Row rxuicr = row_of(ssi_registers, "RXUICR");
constexpr Row icr = row_of(ssi_registers, "ICR");
constexpr Row dr = row_of(ssi_registers, "DR%");
constexpr FieldRef tft = find(ssi_registers, "TXFTLR.TFT");
constexpr FieldRef rft = find(ssi_registers, "RXFTLR.RFT");
constexpr FieldRef tdmae = find(ssi_registers, "DMACR.TDMAE");
constexpr FieldRef rdmae = find(ssi_registers, "DMACR.RDMAE");
constexpr FieldRef dmatdl = find(ssi_registers, "DMATDLR.DMATDL");
constexpr FieldRef dmardl = find(ssi_registers, "DMARDLR.DMARDL");

// Bits of SR and of the interrupt registers.
enum Status : std::uint32_t { Busy = 1, Tfnf = 2, Tfe = 4, Rfne = 8, Rff = 16 };
enum Interrupt : std::uint32_t { Txe = 1, Txo = 2, Rxu = 4, Rxo = 8, Rxf = 16 };

// Written only while SSI_EN is 0 (datasheet, "Operation Modes").
constexpr std::array<Row, 5> held_rows = {ctrlr0, ctrlr1, baudr, spi_ctrlr0, rx_sample_dly};

} // namespace

XipSsi::XipSsi(Machine& machine, std::string name, ClockDomain& sys, SerialFlash& flash)
    : RegisterDevice(machine, std::move(name), ssi_registers), sys_(sys), flash_(flash) {
    sys_.add_listener(this);
    select(false);
}

void XipSsi::reset() {
    RegisterDevice::reset();
    abort();
    set_proven(false);
    state_ = {};
    for (std::size_t i = 0; i < held_rows.size(); ++i) {
        state_.held[i] = value(held_rows[i]);
    }
    update_lines();
}

bool XipSsi::enabled() const {
    return value(ssienr) != 0;
}

void XipSsi::on_line(unsigned, bool) {
    if (state_.reading) {
        ++state_.select_edges;
    } else {
        set_proven(false);
    }
}

void XipSsi::set_proven(bool proven) {
    state_.proven = proven;
    const bool direct = proven && enabled();
    if (direct != state_.direct) {
        state_.direct = direct;
        if (watcher_ != nullptr) {
            watcher_->on_direct_changed();
        }
    }
}

std::uint32_t XipSsi::status() const {
    return (state_.unit != Unit::None ? Busy : 0U) | (!state_.tx.full() ? Tfnf : 0U) |
           (state_.tx.empty() ? Tfe : 0U) | (!state_.rx.empty() ? Rfne : 0U) | (state_.rx.full() ? Rff : 0U);
}

std::uint32_t XipSsi::raw_interrupts() const {
    return (enabled() && state_.tx.size() <= field(tft) ? Txe : 0U) | (state_.tx_overflow ? Txo : 0U) |
           (state_.rx_underflow ? Rxu : 0U) | (state_.rx_overflow ? Rxo : 0U) |
           (state_.rx.size() > field(rft) ? Rxf : 0U);
}

void XipSsi::update_lines() {
    irq_.set((raw_interrupts() & value(imr)) != 0);
    tx_dreq_.set(enabled() && field(tdmae) != 0 && state_.tx.size() <= field(dmatdl));
    rx_dreq_.set(enabled() && field(rdmae) != 0 && state_.rx.size() > field(dmardl));
}

std::uint32_t XipSsi::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case txflr:
        return static_cast<std::uint32_t>(state_.tx.size());
    case rxflr:
        return static_cast<std::uint32_t>(state_.rx.size());
    case sr:
        return status();
    case risr:
        return raw_interrupts();
    case isr:
        return raw_interrupts() & value(imr);
    case txoicr:
        return state_.tx_overflow;
    case rxoicr:
        return state_.rx_overflow;
    case rxuicr:
        return state_.rx_underflow;
    case icr:
        return state_.tx_overflow || state_.rx_overflow || state_.rx_underflow;
    case dr:
        return state_.rx.front();
    default:
        return stored;
    }
}

std::uint32_t XipSsi::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t result = on_peek(reg, stored);
    switch (reg.row) {
    case dr:
        pop();
        break;
    case icr: // clears on read, as the three below do one by one
        state_.tx_overflow = state_.rx_overflow = state_.rx_underflow = false;
        break;
    case txoicr:
        state_.tx_overflow = false;
        break;
    case rxoicr:
        state_.rx_overflow = false;
        break;
    case rxuicr:
        state_.rx_underflow = false;
        break;
    default:
        return result;
    }
    update_lines();
    return result;
}

void XipSsi::hold_registers(Index reg) {
    for (std::size_t i = 0; i < held_rows.size(); ++i) {
        if (held_rows[i] != reg.row) {
            continue;
        }
        if (enabled()) {
            if (value(reg.row) != state_.held[i]) {
                report("ssi.enabled", "a write of a register that only takes it while SSI_EN is 0 is ignored",
                       registers()[reg.row].name);
            }
            set_value(reg.row, state_.held[i]);
        } else {
            state_.held[i] = value(reg.row);
        }
    }
}

void XipSsi::on_write(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == dr) {
        push(written);
    } else {
        hold_registers(reg);
        // The speed alone may be set anew, with the SSI off meanwhile, by a program that goes on from the
        // cache.
        set_proven(state_.proven && (reg.row == ssienr || reg.row == baudr));
        if (reg.row == ssienr && written == 0) { // empties the FIFOs, ends the transfer
            abort();
        }
    }
    start();
    update_lines();
}

void XipSsi::push(std::uint32_t word) {
    if (!enabled()) {
        return;
    }
    if (state_.tx.full()) {
        state_.tx_overflow = true;
    } else {
        state_.tx.push(word);
    }
}

void XipSsi::pop() {
    if (state_.rx.empty()) {
        state_.rx_underflow = true;
    } else {
        state_.rx.pop();
    }
}

void XipSsi::abort() {
    state_.tx.clear();
    state_.rx.clear();
    if (state_.unit != Unit::None) {
        end_transfer();
    }
}

void XipSsi::on_clock_changed() {
    if (unit_done_.armed()) {
        unit_done_.arm(sys_.time_of(state_.end_edge));
    }
}

} // namespace peripherals::rp2040
