#include "peripherals/devices/uart_adapter.h"

#include "sim/core/assert.h"
#include "sim/core/error.h"
#include "sim/core/trace.h"

#include <bit>
#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {

// Payload of the trace: the byte, and whether it goes to the chip.
constexpr std::uint64_t to_chip = 0x100;

void check(const std::string& name, const UartAdapter::Config& config) {
    if (config.baud < 1 || config.baud > 100'000'000) {
        throw Error(name + ": a baud rate from 1 to 100000000 is wanted, not " + std::to_string(config.baud));
    }
    if (config.data_bits < 5 || config.data_bits > 8) {
        throw Error(name + ": 5 to 8 data bits are wanted, not " + std::to_string(config.data_bits));
    }
    if (config.stop_bits < 1 || config.stop_bits > 2) {
        throw Error(name + ": 1 or 2 stop bits are wanted, not " + std::to_string(config.stop_bits));
    }
}

} // namespace

UartAdapter::UartAdapter(Machine& machine, std::string name, std::string console, Net& chip_tx, Net& chip_rx,
                         Config config)
    : Device(machine, std::move(name)), ConsolePort(std::move(console)), config_(config) {
    check(Device::name(), config_);
    rx_.connect(chip_tx, this, 0);
    tx_.connect(chip_rx, nullptr, 1);
}

UartAdapter::UartAdapter(Machine& machine, std::string name, std::string console, Net& chip_tx, Net& chip_rx)
    : UartAdapter(machine, std::move(name), std::move(console), chip_tx, chip_rx, Config{}) {}

/// The chip's reset is none of the adapter's business: what the host has sent goes on arriving.
void UartAdapter::reset() {}

void UartAdapter::inspect(Inspector& inspector) const {
    inspector.number("baud", config_.baud, "baud");
    inspector.number("received", static_cast<std::int64_t>(state_.bytes_received), "bytes");
    inspector.number("sent", static_cast<std::int64_t>(state_.bytes_sent), "bytes");
    inspector.number("queued", static_cast<std::int64_t>(state_.to_send.size()), "bytes");
}

void UartAdapter::on_host(bool attached) {
    state_ = {};
    state_.plugged_in = attached;
    state_.line = rx_.level() == Level::High;
    rx_event_.disarm();
    tx_event_.disarm();
    if (attached) {
        drive(true);
    } else {
        tx_.set({});
    }
}

Time UartAdapter::half_bits(std::int64_t count) const {
    return muldiv(count, ps_per_s, 2 * config_.baud);
}

/// Up to the first stop bit.
unsigned UartAdapter::frame_bits() const {
    return 1 + config_.data_bits + (config_.parity == Parity::None ? 0 : 1) + 1;
}

std::uint32_t UartAdapter::parity_of(std::uint32_t data) const {
    const auto ones = static_cast<std::uint32_t>(std::popcount(data)) & 1U;
    return config_.parity == Parity::Even ? ones : ones ^ 1U;
}

/// Between two edges the level is the same: what was sampled is told afterwards.
void UartAdapter::take_samples(Time before) {
    Frame& frame = state_.received;
    while (frame.known < frame_bits() && frame.start + half_bits(2 * frame.known + 1) < before) {
        frame.levels |= (state_.line ? 1U : 0U) << frame.known;
        ++frame.known;
    }
    if (frame.known != 0 && (frame.levels & 1) != 0) {
        frame.active = false; // a spike, no start bit
        rx_event_.disarm();
    }
}

void UartAdapter::on_edge(unsigned, Level level) {
    const bool high = level != Level::Low; // an input that floats is pulled up
    if (!state_.plugged_in || high == state_.line) {
        return;
    }
    if (state_.received.active) {
        take_samples(now());
    }
    state_.line = high;
    if (!high && !state_.received.active) {
        state_.received = {true, now(), 0, 0};
        rx_event_.arm(now() + half_bits(2 * frame_bits() - 1));
    }
}

/// In the middle of the stop bit.
void UartAdapter::frame_received() {
    take_samples(now() + 1);
    Frame& frame = state_.received;
    if (!frame.active) {
        return;
    }
    frame.active = false;
    const std::uint32_t data = frame.levels >> 1 & ((1U << config_.data_bits) - 1);
    const bool is_break = frame.levels == 0; // a line that stays low is no mistake
    if (!is_break && (frame.levels >> (frame_bits() - 1) & 1) == 0) {
        report("uart_adapter.framing", "a character without a stop bit: another baud rate?");
    }
    if (!is_break && config_.parity != Parity::None &&
        (frame.levels >> (1 + config_.data_bits) & 1) != parity_of(data)) {
        report("uart_adapter.parity", "a character with the wrong parity");
    }
    ++state_.bytes_received;
    trace().record(now(), instance(), TraceKind::ConsoleByte, data);
    const auto byte = static_cast<std::uint8_t>(data);
    output({&byte, 1});
}

void UartAdapter::send(std::span<const std::uint8_t> bytes) {
    TERRARIUM_ASSERT(bytes.size() <= space());
    for (const std::uint8_t byte : bytes) {
        state_.to_send.push(byte);
    }
    if (!state_.sent.active) {
        start_sending(now());
    }
}

Time UartAdapter::last_arrival() const {
    const auto frames = static_cast<std::int64_t>(state_.to_send.size()) + (state_.bytes_sent != 0 ? 1 : 0);
    return state_.sent.start + frames * half_bits(2 * (frame_bits() + config_.stop_bits - 1));
}

void UartAdapter::start_sending(Time start) {
    if (state_.to_send.empty()) {
        return;
    }
    const std::uint32_t byte = state_.to_send.pop();
    const std::uint32_t data = byte & ((1U << config_.data_bits) - 1);
    std::uint32_t levels = data << 1 | ~0U << (1 + config_.data_bits);
    if (config_.parity != Parity::None && parity_of(data) == 0) {
        levels &= ~(1U << (1 + config_.data_bits));
    }
    ++state_.bytes_sent;
    trace().record(start, instance(), TraceKind::ConsoleByte, byte | to_chip);
    state_.sent = {true, start, levels, 0};
    tx_event_.arm(start);
}

/// At each edge of a character and at its end.
void UartAdapter::send_step() {
    Frame& frame = state_.sent;
    const unsigned end = frame_bits() + config_.stop_bits - 1;
    if (frame.known == end) {
        frame.active = false;
        start_sending(now());
        return;
    }
    const bool level = (frame.levels >> frame.known & 1) != 0;
    do {
        ++frame.known;
    } while (frame.known < end && ((frame.levels >> frame.known & 1) != 0) == level);
    drive(level);
    tx_event_.arm(frame.start + half_bits(2 * frame.known));
}

void UartAdapter::drive(bool level) {
    tx_.set({.drive = level ? Drive::High : Drive::Low});
}

} // namespace peripherals::devices
