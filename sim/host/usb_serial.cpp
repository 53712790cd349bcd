#include "sim/host/usb_serial.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace sim::host {

using namespace core;

namespace {

// CDC PSTN 1.2, table 13; USB 2.0, table 9-4.
constexpr std::uint8_t to_class_interface = 0x21;
constexpr std::uint8_t set_line_coding = 0x20;
constexpr std::uint8_t set_control_line_state = 0x22;
constexpr std::uint8_t to_endpoint = 0x02;
constexpr std::uint8_t clear_feature = 1;
constexpr std::uint16_t endpoint_halt = 0;

constexpr std::uint8_t bulk = 2;
constexpr std::uint8_t interrupt = 3;
constexpr std::uint8_t serial_state = 0x20;
constexpr std::size_t notification_bytes = 10;

/// A host asks at the power of two of frames below bInterval, every 32 at least.
constexpr std::uint16_t longest_interval = 32;

/// After three unanswered tokens a driver lets the pipe rest before it tries again.
constexpr Time rest_after_loss = 100 * ps_per_ms;

/// An endpoint that halts again and again is asked once a frame.
constexpr Time rest_after_halt = UsbFrames::period;

enum Tag : unsigned { LineCoding, ControlLines, ClearIn, ClearOut, ClearNotifications };

UsbPipe::Target target_of(const UsbEndpointDescriptor& endpoint, std::uint8_t device) {
    const auto interval =
        std::min(std::bit_floor(std::max<std::uint16_t>(endpoint.interval, 1)), longest_interval);
    return {device, endpoint.number(),
            endpoint.type == interrupt ? UsbPipe::Type::Interrupt : UsbPipe::Type::Bulk, endpoint.max_packet,
            interval};
}

} // namespace

UsbSerial::UsbSerial(Device& owner, std::string name, UsbLink& link, UsbControlPipe& control)
    : ConsolePort(std::move(name)), owner_(owner), link_(link), control_(control), in_(link, *this),
      out_(link, *this), notifications_(link, *this) {}

void UsbSerial::bind(const UsbAcmFunction& function, std::uint8_t device) {
    function_ = function;
    device_ = device;
    bound_ = true;
    send_line_coding();
    if (lines_.dtr || lines_.rts) {
        send_lines();
    }
}

void UsbSerial::unbind() {
    bound_ = connected_ = false;
    notification_.clear();
    in_.close();
    out_.close();
    notifications_.close();
}

void UsbSerial::set_lines(Lines lines) {
    lines_ = lines;
    if (bound_) {
        send_lines();
    }
}

void UsbSerial::set_baud(std::uint32_t baud) {
    baud_ = baud;
    if (bound_) {
        send_line_coding();
    }
}

void UsbSerial::send_line_coding() {
    // Baud rate, 1 stop bit, no parity, 8 bits.
    std::vector<std::uint8_t> coding{0, 0, 0, 0, 0, 0, 8};
    for (unsigned i = 0; i < 4; ++i) {
        coding[i] = static_cast<std::uint8_t>(baud_ >> (8 * i));
    }
    const auto length = static_cast<std::uint16_t>(coding.size());
    control_.submit(
        {to_class_interface, set_line_coding, 0, function_.control.number, length, std::move(coding)}, *this,
        LineCoding);
}

void UsbSerial::send_lines() {
    const auto value = static_cast<std::uint16_t>((lines_.dtr ? 1 : 0) | (lines_.rts ? 2 : 0));
    control_.submit({to_class_interface, set_control_line_state, value, function_.control.number, 0, {}},
                    *this, ControlLines);
}

void UsbSerial::on_request(unsigned tag, UsbResult result, std::span<const std::uint8_t>) {
    switch (static_cast<Tag>(tag)) {
    case LineCoding:
        break; // a device without a real serial line may refuse
    case ControlLines:
        if (result == UsbResult::Silent || result == UsbResult::TimedOut) {
            owner_.report("usb_host.serial",
                          fmt::format("SET_CONTROL_LINE_STATE failed: {}", to_string(result)),
                          console_name());
        }
        connected_ = lines_.dtr;
        if (connected_ && !in_.is_open()) {
            if (const UsbEndpointDescriptor* endpoint = function_.control.endpoint(interrupt, true)) {
                notifications_.open(target_of(*endpoint, device_));
            }
            in_.open(target_of(*function_.data.endpoint(bulk, true), device_));
            out_.open(target_of(*function_.data.endpoint(bulk, false), device_));
        } else if (!connected_) {
            in_.close();
            out_.close();
            notifications_.close();
        }
        break;
    case ClearIn:
        link_.delay(in_, owner_.now() + rest_after_halt);
        in_.resume();
        break;
    case ClearOut:
        link_.delay(out_, owner_.now() + rest_after_halt);
        out_.resume();
        break;
    case ClearNotifications:
        link_.delay(notifications_, owner_.now() + rest_after_halt);
        notifications_.resume();
        break;
    }
}

std::size_t UsbSerial::space() const {
    return connected_ ? queue_bytes - std::min(out_.queued(), queue_bytes) : 0;
}

void UsbSerial::send(std::span<const std::uint8_t> bytes) {
    bytes = bytes.first(std::min(bytes.size(), space()));
    sent_ += bytes.size();
    out_.send(bytes);
}

void UsbSerial::on_data(UsbPipe& pipe, std::span<const std::uint8_t> data) {
    if (&pipe == &notifications_) {
        take_notification(data);
        return;
    }
    received_ += data.size();
    if (!data.empty()) {
        output(data);
    }
}

/// A notification may come in several packets; all of them but the last are full.
void UsbSerial::take_notification(std::span<const std::uint8_t> data) {
    notification_.insert(notification_.end(), data.begin(), data.end());
    if (data.size() == notifications_.target().max_packet && notification_.size() < notification_bytes) {
        return;
    }
    if (notification_.size() >= notification_bytes && notification_[1] == serial_state) {
        serial_state_ = notification_[8];
    }
    notification_.clear();
}

void UsbSerial::on_halt(UsbPipe& pipe) {
    const bool in = &pipe != &out_;
    const Tag tag = &pipe == &in_ ? ClearIn : &pipe == &out_ ? ClearOut : ClearNotifications;
    const auto index = static_cast<std::uint16_t>(pipe.target().endpoint | (in ? 0x80 : 0));
    control_.submit({to_endpoint, clear_feature, endpoint_halt, index, 0, {}}, *this, tag);
}

void UsbSerial::on_lost(UsbPipe& pipe) {
    owner_.report("usb_host.silence", "an endpoint gave no answer three times: it rests for 100 ms",
                  fmt::format("{} endpoint {}", console_name(), pipe.target().endpoint));
    link_.delay(pipe, owner_.now() + rest_after_loss);
}

void UsbSerial::inspect(Inspector& inspector) const {
    inspector.text(console_name(), connected_ ? "connected" : bound_ ? "bound, closed" : "no device");
    inspector.number(console_name() + " received", static_cast<std::int64_t>(received_), "bytes");
    inspector.number(console_name() + " sent", static_cast<std::int64_t>(sent_), "bytes");
    inspector.hex(console_name() + " serial state", serial_state_);
}

} // namespace sim::host
