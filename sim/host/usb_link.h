#pragma once

#include "sim/core/device.h"
#include "sim/core/usb_port.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace sim::host {

/// One transaction that a pipe wants.
struct UsbToken {
    enum class Kind : std::uint8_t { Setup, Out, In };
    Kind kind = Kind::In;
    std::uint16_t length = 0; // of the data that go out
    bool data1 = false;
};

/// A connection to one endpoint: says what it wants next, and hears what became of it.
class UsbPipe {
public:
    enum class Type : std::uint8_t { Control, Bulk, Interrupt };
    struct Target {
        std::uint8_t device = 0;
        std::uint8_t endpoint = 0;
        Type type = Type::Control;
        std::uint16_t max_packet = 8;
        std::uint16_t interval = 1; // frames between two polls, Interrupt only
    };

    virtual ~UsbPipe() = default;
    /// Nothing while the pipe rests.
    virtual std::optional<UsbToken> wants() const = 0;
    /// What goes out with `token`.
    virtual std::span<const std::uint8_t> payload(const UsbToken& token) const = 0;
    /// `data` is what came in; its data PID was the expected one.
    virtual void on_ack(const UsbToken& token, std::span<const std::uint8_t> data) = 0;
    virtual void on_stall() = 0;
    /// No answer, three times.
    virtual void on_silence() = 0;

    const Target& target() const { return target_; }

protected:
    Target target_;

private:
    friend class UsbLink;
    struct Schedule {
        core::Time not_before = 0;
        std::uint64_t served = 0; // in which turn it was last
        unsigned silences = 0;
    };
    Schedule schedule_;
};

/// The host controller's part: which transaction goes over the bus when. Frames of 1 ms hold transactions as
/// long as their bits take (12 Mbit/s, 13 bytes besides the data: USB 2.0, 5.8.4), so 19 packets of 64 bytes
/// at most. A pipe whose endpoint says NAK is asked again back to back; as the device tells when its answer
/// changes, that costs nothing. Interrupt endpoints are asked at the beginning of their frames.
///
/// Approximate: no bit stuffing; pipes that could go at the same time take turns, whatever their type.
class UsbLink {
public:
    struct Counters {
        std::uint64_t transactions = 0;
        std::uint64_t bytes_in = 0;
        std::uint64_t bytes_out = 0;
    };

    /// `transaction` is the owner's event, to be answered with `run`.
    UsbLink(core::Device& owner, core::UsbDevicePort& device, core::Event& transaction)
        : owner_(owner), device_(device), transaction_(transaction) {}

    void add(UsbPipe& pipe);
    void remove(UsbPipe& pipe);
    /// Starts frames now.
    void start();
    /// Stops frames and forgets what was planned.
    void stop();
    /// Something changed: chooses the next transaction anew, unless one is on the bus.
    void plan();
    /// The planned transaction's last bit is through.
    void run();
    /// The pipe rests until then.
    void delay(UsbPipe& pipe, core::Time until) { pipe.schedule_.not_before = until; }

    core::Time now() const { return owner_.now(); }
    bool running() const { return state_.frames.first != core::never; }
    const Counters& counters() const { return counters_; }

private:
    struct Slot {
        core::Time start = core::never;
        core::Time end = core::never;
    };
    struct State {
        core::UsbFrames frames;
        core::Time busy_until = 0;
        core::Time start = core::never; // of the planned transaction
        UsbPipe* pipe = nullptr;        // whose it is
        UsbToken token;
        std::uint64_t turn = 0;
    };

    Slot slot(const UsbPipe& pipe, const UsbToken& token) const;
    Slot fit(core::Time from, std::int64_t bits) const;
    void transact(UsbPipe& pipe, const UsbToken& token);
    void receive(UsbPipe& pipe, const UsbToken& token, const core::UsbIn& in);
    void conclude(UsbPipe& pipe, core::UsbAnswer answer);

    core::Device& owner_;
    core::UsbDevicePort& device_;
    core::Event& transaction_;
    std::vector<UsbPipe*> pipes_;
    State state_;
    Counters counters_;
};

} // namespace sim::host
