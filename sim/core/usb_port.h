#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <span>

namespace sim::core {

/// What a device answers to a token. `Ack` to IN means that data came. `Silence` is no answer at all: another
/// address, an endpoint that is off, a controller without its clock.
enum class UsbAnswer : std::uint8_t { Silence, Nak, Stall, Ack };

enum class UsbDirection : std::uint8_t { Out, In };

/// What the host does with the bus. `Idle` is the J state without frames, after 3 ms of which a device
/// suspends.
enum class UsbBus : std::uint8_t { Unplugged, Idle, Reset, Resume, Frames };

/// From `first` on a start of frame each millisecond, the first one with this number. Nobody sends them one
/// by one: who wants to know computes.
struct UsbFrames {
    static constexpr Time period = ps_per_ms;
    Time first = never;
    std::uint16_t number = 0;
};

/// What the next token to an endpoint would give, so that a host need not poll one that says NAK.
struct UsbPreview {
    UsbAnswer answer = UsbAnswer::Silence;
    std::uint16_t length = 0; // of the data, for IN
    bool nak_seen = false;    // the guest listens for NAKs, so they have to be there
};

/// Data that answered an IN token; valid until the next call of the device.
struct UsbIn {
    UsbAnswer answer = UsbAnswer::Silence;
    bool data1 = false;
    std::span<const std::uint8_t> data;
};

/// The host's end of a full-speed cable, as the device reaches it.
class UsbHostPort {
public:
    virtual ~UsbHostPort() = default;
    /// The pull-up at D+ was switched.
    virtual void on_pull_up(bool on) = 0;
    /// Some endpoint may answer otherwise than it would have before: ask for previews.
    virtual void on_answers_changed() = 0;
    /// The suspended device drives K to wake the host.
    virtual void on_remote_wakeup() = 0;
};

/// The device's end of the cable, as a host reaches it: whole transactions, at the time at which their last
/// bit is through. Not modelled: errors on the wire, low speed.
class UsbDevicePort {
public:
    virtual ~UsbDevicePort() = default;
    /// Plugs the host in, or out with null. The host learns of the pull-up at once.
    virtual void plug(UsbHostPort* host) = 0;
    virtual void drive(UsbBus bus, UsbFrames frames) = 0;

    virtual UsbPreview preview(unsigned address, unsigned endpoint, UsbDirection direction) const = 0;
    virtual UsbAnswer setup(unsigned address, unsigned endpoint, std::span<const std::uint8_t, 8> packet) = 0;
    virtual UsbAnswer out(unsigned address, unsigned endpoint, bool data1,
                          std::span<const std::uint8_t> data) = 0;
    /// The host acknowledges what it gets.
    virtual UsbIn in(unsigned address, unsigned endpoint) = 0;
};

} // namespace sim::core
