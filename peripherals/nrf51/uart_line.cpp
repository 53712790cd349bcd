// What the UART does on its wires: characters become edges, edges become characters.

#include "peripherals/nrf51/uart.h"
#include "peripherals/nrf51/uart_registers.h"

#include <bit>

namespace peripherals::nrf51 {

using namespace sim::core;
using uart::uart_registers;

namespace {

constexpr Row cts_event = row_of(uart_registers, "EVENTS_CTS");
constexpr Row ncts_event = row_of(uart_registers, "EVENTS_NCTS");
constexpr Row rxdrdy = row_of(uart_registers, "EVENTS_RXDRDY");
constexpr Row txdrdy = row_of(uart_registers, "EVENTS_TXDRDY");
constexpr Row baudrate = row_of(uart_registers, "BAUDRATE");
constexpr FieldRef parity = find(uart_registers, "CONFIG.PARITY");

constexpr std::uint32_t overrun = find(uart_registers, "ERRORSRC.OVERRUN").mask;
constexpr std::uint32_t parity_error = find(uart_registers, "ERRORSRC.PARITY").mask;
constexpr std::uint32_t framing_error = find(uart_registers, "ERRORSRC.FRAMING").mask;
constexpr std::uint32_t break_error = find(uart_registers, "ERRORSRC.BREAK").mask;

constexpr std::uint32_t even_parity = 7;
constexpr unsigned data_bits = 8;

std::uint32_t parity_of(std::uint32_t data) {
    return static_cast<std::uint32_t>(std::popcount(data)) & 1U;
}

} // namespace

std::int64_t Uart::Frame::edge_of(std::int64_t half_bits) const {
    const std::int64_t phase = half_bits << 31; // in parts of an edge, `baudrate` of which are one
    return start_edge + (phase + baudrate - 1) / baudrate;
}

Uart::Frame Uart::new_frame(std::int64_t start_edge) const {
    Frame frame;
    frame.start_edge = start_edge;
    frame.baudrate = value(baudrate);
    frame.parity = field(parity) == even_parity;
    frame.bits = 1 + data_bits + (frame.parity ? 1 : 0) + 1;
    return frame;
}

void Uart::arm_events() {
    const auto due = [this](bool wanted, std::int64_t edge) { return wanted ? time_of(edge) : never; };
    const Frame& sent = state_.sent;
    const Frame& received = state_.received;
    tx_event_.arm(due(sent.active, sent.active ? sent.edge_of(2 * std::int64_t{sent.known}) : 0));
    rx_event_.arm(
        due(received.active, received.active ? received.edge_of(2 * std::int64_t{received.bits} - 1) : 0));
    break_event_.arm(due(state_.break_edge != 0, state_.break_edge));
    timeout_event_.arm(due(state_.timeout_edge != 0, state_.timeout_edge));
}

/// Begins the next character at `edge` if there is one and nothing holds it back.
void Uart::start_sending(std::int64_t edge) {
    if (state_.sent.active || !state_.loaded || !state_.sending || !active() ||
        (flow_control() && cts_.level())) {
        return;
    }
    Frame frame = new_frame(edge);
    if (frame.baudrate == 0) {
        report("uart.baudrate", "BAUDRATE is 0: nothing is sent");
        return;
    }
    const std::uint32_t data = state_.to_send;
    frame.active = true;
    frame.levels =
        data << 1 | 1U << (frame.bits - 1) | (frame.parity ? parity_of(data) << (1 + data_bits) : 0);
    state_.sent = frame;
    state_.loaded = false;
    transmit_step();
}

/// At each edge of a character and at its end.
void Uart::transmit_step() {
    Frame& frame = state_.sent;
    if (frame.known == frame.bits) {
        frame.active = false;
        raise(txdrdy);
        if (!frame.active) {
            start_sending(frame.edge_of(2 * std::int64_t{frame.bits}));
        }
        arm_events();
        return;
    }
    const bool level = (frame.levels >> frame.known & 1) != 0;
    do {
        ++frame.known;
    } while (frame.known < frame.bits && ((frame.levels >> frame.known & 1) != 0) == level);
    arm_events();
    txd_.drive(level);
}

void Uart::on_pin(unsigned signal, bool level) {
    if (signal == Cts) {
        raise(level ? ncts_event : cts_event);
        start_sending(edge_now());
        return;
    }
    const std::int64_t edge = edge_now();
    if (state_.received.active) {
        take_samples(edge);
    }
    state_.line = level;
    state_.break_edge = 0;
    if (!level && !state_.received.active && state_.receiving) {
        Frame frame = new_frame(edge);
        frame.active = frame.baudrate != 0;
        state_.received = frame;
    }
    arm_events();
}

/// Between two edges the level is the same: what was sampled is told afterwards.
void Uart::take_samples(std::int64_t before_edge) {
    Frame& frame = state_.received;
    while (frame.known < frame.bits && frame.edge_of(2 * std::int64_t{frame.known} + 1) < before_edge) {
        frame.levels |= (state_.line ? 1U : 0U) << frame.known;
        ++frame.known;
    }
    if (frame.known != 0 && (frame.levels & 1) != 0) {
        frame.active = false; // a start bit that is not low in its middle was a spike
    }
}

/// In the middle of the stop bit. The next character begins with the next falling edge.
void Uart::frame_received() {
    take_samples(edge_now() + 1);
    Frame& frame = state_.received;
    if (!frame.active) {
        return;
    }
    frame.active = false;
    const std::uint32_t data = frame.levels >> 1 & 0xff;
    const bool stopped = (frame.levels >> (frame.bits - 1) & 1) != 0;
    if (frame.levels == 0) {
        state_.break_edge = frame.edge_of(2 * std::int64_t{frame.bits});
    }
    arm_events();
    if (frame.parity && (frame.levels >> (1 + data_bits) & 1) != parity_of(data)) {
        fail(parity_error);
    }
    if (!stopped) {
        fail(framing_error);
    }
    store(static_cast<std::uint8_t>(data));
}

/// RXD has been low for longer than a character.
void Uart::line_break() {
    state_.break_edge = 0;
    fail(break_error);
}

void Uart::store(std::uint8_t data) {
    if (state_.rx.full()) {
        fail(overrun);
        return;
    }
    state_.rx.push(data);
    update_rts();
    if (state_.rx.size() == 1) {
        raise(rxdrdy);
    }
}

} // namespace peripherals::nrf51
