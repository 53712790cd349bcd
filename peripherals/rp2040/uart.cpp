#include "peripherals/rp2040/uart.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using uart::uart_registers;

namespace {

constexpr Row dr = row_of(uart_registers, "UARTDR");
constexpr Row rsr = row_of(uart_registers, "UARTRSR");
constexpr Row fr = row_of(uart_registers, "UARTFR");
constexpr Row lcr_h = row_of(uart_registers, "UARTLCR_H");
constexpr Row cr = row_of(uart_registers, "UARTCR");
constexpr Row imsc = row_of(uart_registers, "UARTIMSC");
constexpr Row ris = row_of(uart_registers, "UARTRIS");
constexpr Row mis = row_of(uart_registers, "UARTMIS");
constexpr Row icr = row_of(uart_registers, "UARTICR");

constexpr FieldRef divint = find(uart_registers, "UARTIBRD.BAUD_DIVINT");
constexpr FieldRef divfrac = find(uart_registers, "UARTFBRD.BAUD_DIVFRAC");
constexpr std::uint32_t fen = find(uart_registers, "UARTLCR_H.FEN").mask;
constexpr FieldRef rtsen = find(uart_registers, "UARTCR.RTSEN");
constexpr FieldRef out2 = find(uart_registers, "UARTCR.OUT2");
constexpr FieldRef out1 = find(uart_registers, "UARTCR.OUT1");
constexpr FieldRef rts = find(uart_registers, "UARTCR.RTS");
constexpr FieldRef dtr = find(uart_registers, "UARTCR.DTR");
constexpr FieldRef lbe = find(uart_registers, "UARTCR.LBE");
constexpr FieldRef uarten = find(uart_registers, "UARTCR.UARTEN");
constexpr FieldRef rxiflsel = find(uart_registers, "UARTIFLS.RXIFLSEL");
constexpr FieldRef txiflsel = find(uart_registers, "UARTIFLS.TXIFLSEL");
constexpr FieldRef dmaonerr = find(uart_registers, "UARTDMACR.DMAONERR");
constexpr FieldRef txdmae = find(uart_registers, "UARTDMACR.TXDMAE");
constexpr FieldRef rxdmae = find(uart_registers, "UARTDMACR.RXDMAE");

constexpr std::uint32_t dr_overrun = find(uart_registers, "UARTDR.OE").mask;
constexpr std::uint32_t rsr_overrun = find(uart_registers, "UARTRSR.OE").mask;
constexpr unsigned dr_status_lsb = find(uart_registers, "UARTDR.FE").lsb; // RSR has the same four bits at 0

constexpr std::uint32_t irq_ri = find(uart_registers, "UARTRIS.RIRMIS").mask;
constexpr std::uint32_t irq_cts = find(uart_registers, "UARTRIS.CTSRMIS").mask;
constexpr std::uint32_t irq_dcd = find(uart_registers, "UARTRIS.DCDRMIS").mask;
constexpr std::uint32_t irq_dsr = find(uart_registers, "UARTRIS.DSRRMIS").mask;
constexpr std::uint32_t irq_rx = find(uart_registers, "UARTRIS.RXRIS").mask;
constexpr std::uint32_t irq_tx = find(uart_registers, "UARTRIS.TXRIS").mask;
constexpr std::uint32_t irq_timeout = find(uart_registers, "UARTRIS.RTRIS").mask;
constexpr FieldRef irq_framing = find(uart_registers, "UARTRIS.FERIS");
constexpr std::uint32_t irq_overrun = find(uart_registers, "UARTRIS.OERIS").mask;
constexpr std::uint32_t irq_errors = irq_framing.mask | find(uart_registers, "UARTRIS.PERIS").mask |
                                     find(uart_registers, "UARTRIS.BERIS").mask | irq_overrun;

constexpr std::uint32_t fr_txfe = find(uart_registers, "UARTFR.TXFE").mask;
constexpr std::uint32_t fr_rxff = find(uart_registers, "UARTFR.RXFF").mask;
constexpr std::uint32_t fr_txff = find(uart_registers, "UARTFR.TXFF").mask;
constexpr std::uint32_t fr_rxfe = find(uart_registers, "UARTFR.RXFE").mask;
constexpr std::uint32_t fr_busy = find(uart_registers, "UARTFR.BUSY").mask;

constexpr std::uint32_t all_outputs = Uart::tx_output | Uart::rts_output;

// IFLS: the level in the FIFO, of 32, at which it interrupts; reserved codes as the highest one.
std::size_t watermark(std::uint32_t code) {
    constexpr std::size_t levels[] = {4, 8, 16, 24, 28};
    return levels[code < 4 ? code : 4];
}

} // namespace

Uart::Uart(Machine& machine, std::string name, ClockDomain& clk_peri)
    : RegisterDevice(machine, std::move(name), uart_registers), clk_peri_(clk_peri) {
    clk_peri_.add_listener(this);
    outputs_.set(all_outputs, all_outputs);
}

void Uart::reset() {
    RegisterDevice::reset();
    state_ = {};
    take_pins();
    arm_events();
    update();
}

/// What the pins are while nothing happens yet is no edge.
void Uart::take_pins() {
    state_.rx_level = pins_.rx;
    state_.modem = modem_inputs();
}

void Uart::on_line(unsigned input, bool level) {
    (input == RxInput ? pins_.rx : pins_.cts) = level;
    if (held_in_reset()) {
        take_pins();
    } else {
        inputs_changed();
    }
}

std::size_t Uart::depth() const {
    return (state_.format & fen) != 0 ? fifo_depth : 1;
}

std::size_t Uart::receive_watermark() const {
    return depth() == 1 ? 1 : watermark(field(rxiflsel));
}

std::uint32_t Uart::flags() const {
    std::uint32_t flags = 0;
    flags |= state_.tx.empty() ? fr_txfe : 0;
    flags |= state_.tx.size() >= depth() ? fr_txff : 0;
    flags |= state_.rx.empty() ? fr_rxfe : 0;
    flags |= state_.rx.size() >= depth() ? fr_rxff : 0;
    flags |= state_.sent.active || !state_.tx.empty() ? fr_busy : 0;
    return flags;
}

std::uint32_t Uart::modem_inputs() const {
    const bool loop = field(lbe) != 0;
    std::uint32_t inputs = 0;
    inputs |= (loop ? field(rts) != 0 : !pins_.cts) ? irq_cts : 0;
    inputs |= loop && field(dtr) != 0 ? irq_dsr : 0;
    inputs |= loop && field(out1) != 0 ? irq_dcd : 0;
    inputs |= loop && field(out2) != 0 ? irq_ri : 0;
    return inputs;
}

std::uint32_t Uart::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case dr:
        return state_.rx.front() | (state_.overrun ? dr_overrun : 0);
    case rsr:
        return state_.receive_status;
    case fr: {
        std::uint32_t modem = 0;
        modem |= (state_.modem & irq_cts) != 0 ? find(uart_registers, "UARTFR.CTS").mask : 0;
        modem |= (state_.modem & irq_dsr) != 0 ? find(uart_registers, "UARTFR.DSR").mask : 0;
        modem |= (state_.modem & irq_dcd) != 0 ? find(uart_registers, "UARTFR.DCD").mask : 0;
        modem |= (state_.modem & irq_ri) != 0 ? find(uart_registers, "UARTFR.RI").mask : 0;
        return flags() | modem;
    }
    case ris:
        return state_.raw_interrupts;
    case mis:
        return state_.raw_interrupts & value(imsc);
    default:
        return stored;
    }
}

std::uint32_t Uart::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t word = on_peek(reg, stored);
    if (reg.row != dr || state_.rx.empty()) {
        return word;
    }
    state_.rx.pop();
    state_.overrun = false; // "cleared to 0 once there is an empty space in the FIFO"
    state_.receive_status = (state_.receive_status & rsr_overrun) | word >> dr_status_lsb;
    if (state_.rx.size() + 1 == receive_watermark()) {
        state_.raw_interrupts &= ~irq_rx;
    }
    if (state_.rx.empty()) {
        state_.raw_interrupts &= ~irq_timeout;
        state_.timeout_tick = no_tick;
        arm_events();
    }
    update();
    return word;
}

void Uart::on_write(Index reg, std::uint32_t written, const Access&) {
    switch (reg.row) {
    case dr:
        write_data(static_cast<std::uint8_t>(written));
        break;
    case rsr: // UARTECR: any value clears
        state_.receive_status = 0;
        break;
    case lcr_h:
        latch_line_control();
        break;
    case cr:
        inputs_changed();
        start_sending(state_.baud.tick_after(edge_now()));
        break;
    case icr:
        state_.raw_interrupts &= ~written;
        break;
    default:
        break;
    }
    update();
}

void Uart::write_data(std::uint8_t data) {
    if (state_.tx.size() >= depth()) {
        report("uart.tx_overflow", "a character was written to a full transmit FIFO and is lost");
        return;
    }
    state_.tx.push(data);
    if (state_.tx.size() > transmit_watermark()) {
        state_.raw_interrupts &= ~irq_tx;
    }
    start_sending(state_.baud.tick_after(edge_now()));
}

std::size_t Uart::transmit_watermark() const {
    return depth() == 1 ? 0 : watermark(field(txiflsel));
}

std::uint8_t Uart::take_data() {
    const std::uint8_t data = state_.tx.pop();
    // By transition: full to the mark, or nothing left.
    if (state_.tx.size() == transmit_watermark() || state_.tx.empty()) {
        state_.raw_interrupts |= irq_tx;
    }
    return data;
}

// IBRD, FBRD and LCR_H are one register that a write to LCR_H takes over.
void Uart::latch_line_control() {
    const std::uint32_t format = value(lcr_h);
    if (((format ^ state_.format) & fen) != 0) {
        state_.tx.clear();
        state_.rx.clear();
    }
    state_.format = format;
    const std::int64_t divisor_64 = std::int64_t{field(divint)} * 64 + field(divfrac);
    if (divisor_64 != state_.baud.divisor_64) {
        state_.baud.set_divisor(edge_now(), divisor_64);
        arm_events();
    }
    line_control_changed();
}

void Uart::receive(std::uint32_t word) {
    if (state_.rx.size() >= depth()) {
        state_.overrun = true;
        state_.receive_status |= rsr_overrun;
        state_.raw_interrupts |= irq_overrun;
    } else {
        state_.rx.push(static_cast<std::uint16_t>(word));
        if (state_.rx.size() == receive_watermark()) {
            state_.raw_interrupts |= irq_rx;
        }
    }
    // The interrupts of FE, PE and BE stand in the order of the bits of UARTDR.
    state_.raw_interrupts |= word >> dr_status_lsb << irq_framing.lsb;
    update();
}

void Uart::receive_timeout() {
    state_.timeout_tick = no_tick;
    if (!state_.rx.empty()) {
        state_.raw_interrupts |= irq_timeout;
    }
    update();
}

void Uart::on_clock_changed() {
    arm_events();
}

void Uart::update() {
    const bool ask = field(rtsen) != 0 ? state_.rx.size() < receive_watermark() : field(rts) != 0;
    outputs_.set((state_.tx_level ? tx_output : 0) | (ask ? 0 : rts_output), all_outputs);
    irq_.set((state_.raw_interrupts & value(imsc)) != 0);
    const bool enabled = field(uarten) != 0;
    const bool error = field(dmaonerr) != 0 && (state_.raw_interrupts & irq_errors) != 0;
    tx_dreq_.set(enabled && field(txdmae) != 0 && state_.tx.size() < depth());
    rx_dreq_.set(enabled && field(rxdmae) != 0 && !state_.rx.empty() && !error);
}

} // namespace peripherals::rp2040
