#include "sim/host/usb_link.h"

#include <fmt/format.h>

#include <algorithm>

namespace sim::host {

using namespace core;

namespace {

constexpr std::int64_t bits_per_us = 12;
constexpr std::int64_t frame_bits = 12'000;
constexpr std::int64_t after_sof_bits = 48;
constexpr std::int64_t before_sof_bits = 32; // nothing may still be going on
constexpr std::int64_t overhead_bits = 13 * 8;
constexpr std::int64_t setup_bytes = 8;
constexpr unsigned most_silences = 3;

Time to_time(std::int64_t bits) {
    return (bits * ps_per_us + bits_per_us - 1) / bits_per_us;
}

std::int64_t to_bits(Time time) {
    return (time * bits_per_us + ps_per_us - 1) / ps_per_us;
}

UsbDirection direction_of(const UsbToken& token) {
    return token.kind == UsbToken::Kind::In ? UsbDirection::In : UsbDirection::Out;
}

} // namespace

void UsbLink::add(UsbPipe& pipe) {
    pipe.schedule_ = {};
    pipes_.push_back(&pipe);
    plan();
}

void UsbLink::remove(UsbPipe& pipe) {
    std::erase(pipes_, &pipe);
    if (state_.pipe == &pipe) {
        state_.pipe = nullptr;
        transaction_.disarm();
    }
    plan();
}

void UsbLink::start() {
    state_.frames = {owner_.now(), 0};
    state_.busy_until = owner_.now();
    device_.drive(UsbBus::Frames, state_.frames);
    plan();
}

void UsbLink::stop() {
    state_.frames = {};
    state_.pipe = nullptr;
    transaction_.disarm();
}

/// The first moment from `from` on at which `bits` fit into a frame. Within a frame the host asks back to
/// back.
UsbLink::Slot UsbLink::fit(Time from, std::int64_t bits) const {
    const Time since = std::max<Time>(from - state_.frames.first, 0);
    Time frame = since / UsbFrames::period;
    const std::int64_t offset =
        std::max<std::int64_t>(to_bits(since % UsbFrames::period) - after_sof_bits, 0);
    std::int64_t start = after_sof_bits + (offset + overhead_bits - 1) / overhead_bits * overhead_bits;
    if (start + bits > frame_bits - before_sof_bits) {
        ++frame;
        start = after_sof_bits;
    }
    const Time begin = state_.frames.first + frame * UsbFrames::period;
    return {begin + to_time(start), begin + to_time(start + bits)};
}

UsbLink::Slot UsbLink::slot(const UsbPipe& pipe, const UsbToken& token) const {
    std::int64_t bytes = token.length;
    if (token.kind == UsbToken::Kind::Setup) {
        bytes = setup_bytes;
    } else {
        const UsbPreview preview =
            device_.preview(pipe.target_.device, pipe.target_.endpoint, direction_of(token));
        if (preview.answer == UsbAnswer::Nak && !preview.nak_seen) {
            return {};
        }
        bytes = token.kind == UsbToken::Kind::In ? preview.length : bytes;
    }
    Time from = std::max({owner_.now(), state_.busy_until, pipe.schedule_.not_before});
    if (pipe.target_.type == UsbPipe::Type::Interrupt) {
        const Time period = pipe.target_.interval * UsbFrames::period;
        const Time since = std::max<Time>(from - state_.frames.first, 0);
        from = state_.frames.first + (since + period - 1) / period * period;
    }
    return fit(from, overhead_bits + 8 * bytes);
}

void UsbLink::plan() {
    if (!running() || (state_.pipe != nullptr && owner_.now() >= state_.start)) {
        return;
    }
    state_.pipe = nullptr;
    Slot first;
    for (UsbPipe* pipe : pipes_) {
        const std::optional<UsbToken> token = pipe->wants();
        if (!token) {
            continue;
        }
        const Slot candidate = slot(*pipe, *token);
        if (candidate.start == never) {
            continue;
        }
        if (state_.pipe == nullptr || candidate.start < first.start ||
            (candidate.start == first.start && pipe->schedule_.served < state_.pipe->schedule_.served)) {
            first = candidate;
            state_.pipe = pipe;
            state_.token = *token;
        }
    }
    state_.start = first.start;
    transaction_.arm(first.end);
}

void UsbLink::run() {
    UsbPipe& pipe = *state_.pipe;
    state_.pipe = nullptr;
    state_.busy_until = owner_.now();
    pipe.schedule_.served = ++state_.turn;
    ++counters_.transactions;
    transact(pipe, state_.token);
    plan();
}

void UsbLink::transact(UsbPipe& pipe, const UsbToken& token) {
    const UsbPipe::Target target = pipe.target_;
    if (token.kind == UsbToken::Kind::In) {
        receive(pipe, token, device_.in(target.device, target.endpoint));
        return;
    }
    const std::span<const std::uint8_t> data = pipe.payload(token);
    const UsbAnswer answer = token.kind == UsbToken::Kind::Setup
                                 ? device_.setup(target.device, target.endpoint, data.first<8>())
                                 : device_.out(target.device, target.endpoint, token.data1, data);
    if (answer == UsbAnswer::Ack) {
        counters_.bytes_out += data.size();
        pipe.schedule_.silences = 0;
        pipe.on_ack(token, {});
    } else {
        conclude(pipe, answer);
    }
}

void UsbLink::receive(UsbPipe& pipe, const UsbToken& token, const UsbIn& in) {
    if (in.answer != UsbAnswer::Ack) {
        conclude(pipe, in.answer);
        return;
    }
    const std::string endpoint = fmt::format("endpoint {:#04x}", 0x80 | pipe.target_.endpoint);
    if (in.data.size() > pipe.target_.max_packet) {
        owner_.report("usb_host.babble",
                      fmt::format("{} bytes came at once where {} are the most", in.data.size(),
                                  pipe.target_.max_packet),
                      endpoint);
        conclude(pipe, UsbAnswer::Silence);
        return;
    }
    pipe.schedule_.silences = 0;
    if (in.data1 != token.data1) {
        owner_.report("usb_host.data_pid",
                      "a packet had the same data PID as the one before: dropped as a repetition", endpoint);
        return;
    }
    counters_.bytes_in += in.data.size();
    pipe.on_ack(token, in.data);
}

/// What is left when no data got through.
void UsbLink::conclude(UsbPipe& pipe, UsbAnswer answer) {
    if (answer == UsbAnswer::Silence) {
        // Once more in the next frame.
        pipe.schedule_.not_before = owner_.now() + UsbFrames::period;
        if (++pipe.schedule_.silences >= most_silences) {
            pipe.schedule_.silences = 0;
            pipe.on_silence();
        }
        return;
    }
    pipe.schedule_.silences = 0;
    if (answer == UsbAnswer::Stall) {
        pipe.on_stall();
    }
}

} // namespace sim::host
