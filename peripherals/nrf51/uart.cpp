#include "peripherals/nrf51/uart.h"

#include "peripherals/nrf51/uart_registers.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using uart::uart_registers;

namespace {

constexpr Row startrx = row_of(uart_registers, "TASKS_STARTRX");
constexpr Row stoprx = row_of(uart_registers, "TASKS_STOPRX");
constexpr Row starttx = row_of(uart_registers, "TASKS_STARTTX");
constexpr Row stoptx = row_of(uart_registers, "TASKS_STOPTX");
constexpr Row suspend = row_of(uart_registers, "TASKS_SUSPEND");
constexpr Row rxdrdy = row_of(uart_registers, "EVENTS_RXDRDY");
constexpr Row error = row_of(uart_registers, "EVENTS_ERROR");
constexpr Row rxto = row_of(uart_registers, "EVENTS_RXTO");
constexpr Row errorsrc = row_of(uart_registers, "ERRORSRC");
constexpr Row pselrts = row_of(uart_registers, "PSELRTS");
constexpr Row pseltxd = row_of(uart_registers, "PSELTXD");
constexpr Row pselcts = row_of(uart_registers, "PSELCTS");
constexpr Row pselrxd = row_of(uart_registers, "PSELRXD");
constexpr Row rxd = row_of(uart_registers, "RXD");
constexpr Row txd = row_of(uart_registers, "TXD");

constexpr FieldRef enable = find(uart_registers, "ENABLE.ENABLE");
constexpr FieldRef hwfc = find(uart_registers, "CONFIG.HWFC");

constexpr std::uint32_t enabled_uart = 4;
// RTS asks for a pause while four more bytes fit; STOPRX leaves time for as many.
constexpr unsigned reserve_bytes = 4;

} // namespace

Uart::Uart(Machine& machine, std::string name, unsigned id, EventSink* events, Pins& pins, ClockDomain& hfclk)
    : SerialPeripheral(machine, std::move(name), uart_registers, id, events, {enable, enabled_uart}, hfclk),
      rts_(pins, nullptr, Rts), txd_(pins, nullptr, Txd), cts_(pins, this, Cts), rxd_(pins, this, Rxd) {}

void Uart::reset() {
    Peripheral::reset();
    stop_all();
    take_pins();
}

void Uart::stop_all() {
    state_ = {};
    state_.line = rxd_.level();
    arm_events();
}

bool Uart::flow_control() const {
    return field(hwfc) != 0;
}

void Uart::take_pins() {
    if (!active()) {
        for (BlockPin* pin : {&rts_, &txd_, &cts_, &rxd_}) {
            pin->let_go();
        }
        return;
    }
    // A character may be on its way already, without a pin so far.
    const Frame& sent = state_.sent;
    txd_.take_output(value(pseltxd), !sent.active || (sent.levels >> (sent.known - 1) & 1) != 0);
    rxd_.take_input(value(pselrxd));
    state_.line = rxd_.level();
    if (flow_control()) {
        rts_.take_output(value(pselrts), true);
        cts_.take_input(value(pselcts));
    } else {
        rts_.let_go();
        cts_.let_go();
    }
    update_rts();
}

std::uint32_t Uart::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row != rxd ? stored : state_.rx.empty() ? state_.last_received : state_.rx.front();
}

/// RXD shows the oldest byte; taking it moves the next one there.
std::uint32_t Uart::on_read(Index reg, std::uint32_t stored, const Access&) {
    const std::uint32_t result = on_peek(reg, stored);
    if (reg.row == rxd && !state_.rx.empty()) {
        state_.last_received = state_.rx.pop();
        if (!state_.rx.empty()) {
            raise(rxdrdy);
        }
        update_rts();
    }
    return result;
}

void Uart::on_register(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == txd) {
        if (state_.loaded) {
            report("uart.txd_overwritten",
                   "TXD is written before TXDRDY: the byte that waited there is lost");
        }
        state_.to_send = static_cast<std::uint8_t>(written);
        state_.loaded = true;
        start_sending(edge_now());
    } else if (reg.row == enable.row) {
        if (!active()) {
            stop_all();
        }
        take_pins();
    } else if (reg.row == hwfc.row || (reg.row >= pselrts && reg.row <= pselrxd)) {
        take_pins();
        start_sending(edge_now());
    }
}

void Uart::on_task(Index task) {
    switch (task.row) {
    case startrx:
        state_.receiving = true;
        state_.timeout_edge = 0;
        state_.line = rxd_.level();
        break;
    case starttx:
        state_.sending = true;
        start_sending(edge_now());
        return;
    case stoptx:
        state_.sending = false;
        state_.sent.active = false;
        txd_.drive(true);
        break;
    case suspend:
        state_.sending = false;
        stop_receiving();
        break;
    case stoprx:
        stop_receiving();
        break;
    default:
        break;
    }
    arm_events();
    update_rts();
}

void Uart::stop_receiving() {
    if (state_.receiving && state_.timeout_edge == 0) {
        const Frame frame = new_frame(edge_now());
        if (frame.baudrate != 0) {
            state_.timeout_edge = frame.edge_of(std::int64_t{2} * reserve_bytes * frame.bits);
        }
    }
}

void Uart::timed_out() {
    state_.receiving = false;
    state_.timeout_edge = 0;
    state_.received.active = false;
    state_.break_edge = 0;
    arm_events();
    raise(rxto);
}

void Uart::update_rts() {
    if (state_.rx.empty()) {
        state_.rts_wanted = true;
    } else if (state_.rx.size() >= fifo_depth - reserve_bytes) {
        state_.rts_wanted = false;
    }
    rts_.drive(!(state_.receiving && state_.timeout_edge == 0 && state_.rts_wanted));
}

void Uart::fail(std::uint32_t source) {
    set_value(errorsrc, value(errorsrc) | source);
    raise(error);
}

} // namespace peripherals::nrf51
