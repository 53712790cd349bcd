// What the UART does on its wires: characters become edges, edges become characters.

#include "peripherals/rp2040/uart.h"

#include <bit>

namespace peripherals::rp2040 {

using namespace sim::core;
using uart::uart_registers;

namespace {

constexpr FieldRef uarten = find(uart_registers, "UARTCR.UARTEN");
constexpr FieldRef txe = find(uart_registers, "UARTCR.TXE");
constexpr FieldRef rxe = find(uart_registers, "UARTCR.RXE");
constexpr FieldRef lbe = find(uart_registers, "UARTCR.LBE");
constexpr FieldRef ctsen = find(uart_registers, "UARTCR.CTSEN");
constexpr std::uint32_t irq_cts = find(uart_registers, "UARTRIS.CTSRMIS").mask;

constexpr std::uint32_t break_error = find(uart_registers, "UARTDR.BE").mask;
constexpr std::uint32_t parity_error = find(uart_registers, "UARTDR.PE").mask;
constexpr std::uint32_t framing_error = find(uart_registers, "UARTDR.FE").mask;

constexpr std::uint32_t brk = find(uart_registers, "UARTLCR_H.BRK").mask;

constexpr int ticks_per_bit = 16;
constexpr int ticks_to_middle = 8;
constexpr int timeout_bits = 32;

/// UARTLCR_H taken apart.
struct Format {
    unsigned data_bits;
    bool parity;
    bool stick;
    bool even;
    unsigned stop_bits;

    explicit Format(std::uint32_t lcr_h) {
        constexpr FieldRef wlen = find(uart_registers, "UARTLCR_H.WLEN");
        data_bits = 5 + ((lcr_h & wlen.mask) >> wlen.lsb);
        parity = (lcr_h & find(uart_registers, "UARTLCR_H.PEN").mask) != 0;
        stick = (lcr_h & find(uart_registers, "UARTLCR_H.SPS").mask) != 0;
        even = (lcr_h & find(uart_registers, "UARTLCR_H.EPS").mask) != 0;
        stop_bits = (lcr_h & find(uart_registers, "UARTLCR_H.STP2").mask) != 0 ? 2 : 1;
    }
    std::uint32_t parity_of(std::uint32_t data) const {
        // "0 = if EPS is set, else 1" for a stick parity.
        const auto ones = static_cast<std::uint32_t>(std::popcount(data)) & 1U;
        return stick ? (even ? 0U : 1U) : (even ? ones : ones ^ 1U);
    }
    unsigned bits_to_sample() const { return 1 + data_bits + (parity ? 1 : 0) + 1; }
};

} // namespace

BusFormat Uart::format() const {
    const Format now_sent(state_.format);
    BusFormat result{.bits = now_sent.data_bits};
    if (now_sent.parity) {
        result.parity = now_sent.even ? BusFormat::Parity::Even : BusFormat::Parity::Odd;
    }
    if (state_.baud.running() && clk_peri_.running()) {
        // A bit is divisor_64 / 4 edges; 4 bits are a whole number of them.
        const std::int64_t edge = edge_now();
        result.bit_time = (clk_peri_.time_of(edge + state_.baud.divisor_64) - clk_peri_.time_of(edge)) / 4;
    }
    return result;
}

std::int64_t Uart::Baud::edge_of(std::int64_t tick) const {
    return anchor_edge + (tick - anchor_tick) * divisor_64 / 64;
}

std::int64_t Uart::Baud::tick_after(std::int64_t edge) const {
    if (!running()) {
        return anchor_tick;
    }
    const std::int64_t distance = (edge - anchor_edge + 1) * 64;
    return anchor_tick + (distance + divisor_64 - 1) / divisor_64;
}

void Uart::Baud::set_divisor(std::int64_t edge, std::int64_t new_divisor_64) {
    if (running()) {
        const std::int64_t tick = tick_after(edge) - 1;
        *this = {edge_of(tick), tick, new_divisor_64};
    } else {
        *this = {edge, anchor_tick, new_divisor_64};
    }
}

Time Uart::time_of(std::int64_t tick) const {
    return tick == no_tick || !state_.baud.running() ? never : clk_peri_.time_of(state_.baud.edge_of(tick));
}

void Uart::arm_events() {
    tx_event_.arm(time_of(state_.tx_event_tick));
    rx_event_.arm(state_.received.active ? time_of(sample_tick(state_.received.bits - 1)) : never);
    timeout_event_.arm(time_of(state_.timeout_tick));
}

/// Begins the next character at `tick` if there is one and nothing holds it back.
void Uart::start_sending(std::int64_t tick) {
    if (state_.sent.active || state_.tx.empty() || field(uarten) == 0 || field(txe) == 0 ||
        (state_.format & brk) != 0 || (field(ctsen) != 0 && (state_.modem & irq_cts) == 0)) {
        return;
    }
    const Format format(state_.format);
    const std::uint32_t data = take_data() & ((1U << format.data_bits) - 1);
    std::uint32_t levels = data << 1;
    unsigned bits = 1 + format.data_bits;
    if (format.parity) {
        levels |= format.parity_of(data) << bits++;
    }
    for (unsigned stop = 0; stop < format.stop_bits; ++stop) {
        levels |= 1U << bits++;
    }
    state_.sent = {true, tick, levels, bits, 0, state_.format};
    state_.tx_event_tick = tick;
    arm_events();
}

/// At each edge of a character and at its end.
void Uart::transmit_step() {
    Frame& frame = state_.sent;
    if (!frame.active) {
        return;
    }
    auto bit = static_cast<unsigned>((state_.tx_event_tick - frame.start_tick) / ticks_per_bit);
    if (bit == frame.bits) {
        frame.active = false;
        const std::int64_t end = state_.tx_event_tick;
        state_.tx_event_tick = no_tick;
        set_tx_level((state_.format & brk) == 0);
        start_sending(end);
        update();
        if (!frame.active || end != state_.tx_event_tick) {
            return;
        }
        bit = 0;
    }
    const bool level = (frame.levels >> bit & 1) != 0;
    do {
        ++bit;
    } while (bit < frame.bits && ((frame.levels >> bit & 1) != 0) == level);
    state_.tx_event_tick = frame.start_tick + std::int64_t{bit} * ticks_per_bit;
    set_tx_level(level);
    arm_events();
}

void Uart::line_control_changed() {
    if (!state_.sent.active) {
        set_tx_level((state_.format & brk) == 0);
        start_sending(state_.baud.tick_after(edge_now()));
    }
}

void Uart::set_tx_level(bool level) {
    state_.tx_level = level;
    update();
    if (field(lbe) != 0) {
        set_rx_level(level);
    }
}

/// The pins or what loops outputs back to inputs may have changed.
void Uart::inputs_changed() {
    const std::uint32_t modem = modem_inputs();
    state_.raw_interrupts |= modem ^ state_.modem;
    state_.modem = modem;
    set_rx_level(field(lbe) != 0 ? state_.tx_level : pins_.rx);
    start_sending(state_.baud.tick_after(edge_now()));
    update();
}

std::int64_t Uart::sample_tick(unsigned bit) const {
    return state_.received.start_tick + std::int64_t{bit} * ticks_per_bit + ticks_to_middle;
}

/// Between two edges the level is the same: what was sampled is told afterwards.
void Uart::take_samples(std::int64_t before_edge) {
    Frame& frame = state_.received;
    while (frame.sampled < frame.bits && state_.baud.edge_of(sample_tick(frame.sampled)) < before_edge) {
        frame.levels |= (state_.rx_level ? 1U : 0U) << frame.sampled;
        ++frame.sampled;
    }
    if (frame.sampled != 0 && (frame.levels & 1) != 0) {
        frame.active = false; // a start bit that is not low in its middle was a spike
        arm_events();
    }
}

void Uart::set_rx_level(bool level) {
    if (level == state_.rx_level) {
        return;
    }
    const std::int64_t edge = edge_now();
    if (state_.received.active) {
        take_samples(edge);
    }
    state_.rx_level = level;
    if (level || state_.received.active || field(uarten) == 0 || field(rxe) == 0 || !state_.baud.running()) {
        return;
    }
    const Format format(state_.format);
    state_.received = {true, state_.baud.tick_after(edge), 0, format.bits_to_sample(), 0, state_.format};
    arm_events();
}

/// In the middle of the stop bit. The next character begins with the next falling edge: after a break, the
/// line has to go high first.
void Uart::frame_received() {
    take_samples(edge_now() + 1);
    Frame& frame = state_.received;
    if (!frame.active) {
        return;
    }
    frame.active = false;
    const Format format(frame.format);
    const std::uint32_t data = frame.levels >> 1 & ((1U << format.data_bits) - 1);
    std::uint32_t word = data;
    if (format.parity && (frame.levels >> (1 + format.data_bits) & 1) != format.parity_of(data)) {
        word |= parity_error;
    }
    if ((frame.levels >> (frame.bits - 1) & 1) == 0) {
        word |= framing_error;
    }
    if (frame.levels == 0) {
        word |= break_error;
    }
    state_.timeout_tick = sample_tick(frame.bits - 1) + ticks_to_middle + timeout_bits * ticks_per_bit;
    receive(word);
    arm_events();
}

} // namespace peripherals::rp2040
