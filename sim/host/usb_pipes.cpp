#include "sim/host/usb_pipes.h"

#include <algorithm>
#include <utility>

namespace sim::host {

using namespace core;

namespace {

constexpr Time request_timeout = 5 * ps_per_s;
constexpr std::uint8_t data_comes_in = 0x80;

std::uint8_t low(std::uint16_t value) {
    return static_cast<std::uint8_t>(value);
}

std::uint8_t high(std::uint16_t value) {
    return static_cast<std::uint8_t>(value >> 8);
}

} // namespace

std::string_view to_string(UsbResult result) {
    switch (result) {
    case UsbResult::Done:
        return "done";
    case UsbResult::Stalled:
        return "stalled";
    case UsbResult::Silent:
        return "no answer";
    case UsbResult::TimedOut:
        return "only NAK for 5 s";
    }
    return {};
}

void UsbControlPipe::set_target(std::uint8_t device, std::uint16_t max_packet) {
    target_ = {device, 0, Type::Control, max_packet, 1};
}

void UsbControlPipe::submit(UsbRequest request, UsbRequestClient& client, unsigned tag) {
    queue_.push_back({std::move(request), &client, tag});
    if (stage_ == Stage::Idle) {
        begin();
    }
}

void UsbControlPipe::begin() {
    const UsbRequest& request = queue_.front().request;
    setup_ = {request.type,       request.request,     low(request.value),  high(request.value),
              low(request.index), high(request.index), low(request.length), high(request.length)};
    received_.clear();
    sent_ = 0;
    data1_ = true;
    stage_ = Stage::Setup;
    timeout_.arm(link_.now() + request_timeout);
    link_.plan();
}

void UsbControlPipe::cancel() {
    queue_.clear();
    stage_ = Stage::Idle;
    timeout_.disarm();
}

void UsbControlPipe::finish(UsbResult result) {
    stage_ = Stage::Idle;
    timeout_.disarm();
    const Pending pending = std::move(queue_.front());
    queue_.pop_front();
    const std::vector<std::uint8_t> data = std::move(received_);
    received_.clear();
    pending.client->on_request(pending.tag, result, data);
    if (stage_ == Stage::Idle && !queue_.empty()) {
        begin();
    }
}

std::optional<UsbToken> UsbControlPipe::wants() const {
    using Kind = UsbToken::Kind;
    switch (stage_) {
    case Stage::Idle:
        return std::nullopt;
    case Stage::Setup:
        return UsbToken{Kind::Setup, static_cast<std::uint16_t>(setup_.size()), false};
    case Stage::DataIn:
        return UsbToken{Kind::In, 0, data1_};
    case Stage::DataOut: {
        const std::size_t left = queue_.front().request.data.size() - sent_;
        return UsbToken{Kind::Out,
                        static_cast<std::uint16_t>(std::min<std::size_t>(left, target_.max_packet)), data1_};
    }
    case Stage::StatusIn:
        return UsbToken{Kind::In, 0, true};
    case Stage::StatusOut:
        return UsbToken{Kind::Out, 0, true};
    }
    return std::nullopt;
}

std::span<const std::uint8_t> UsbControlPipe::payload(const UsbToken& token) const {
    if (token.kind == UsbToken::Kind::Setup) {
        return setup_;
    }
    return std::span(queue_.front().request.data).subspan(sent_, token.length);
}

void UsbControlPipe::on_ack(const UsbToken& token, std::span<const std::uint8_t> data) {
    const UsbRequest& request = queue_.front().request;
    switch (stage_) {
    case Stage::Setup:
        stage_ = request.length == 0                   ? Stage::StatusIn
                 : (request.type & data_comes_in) != 0 ? Stage::DataIn
                                                       : Stage::DataOut;
        break;
    case Stage::DataIn:
        data1_ = !data1_;
        received_.insert(received_.end(), data.begin(), data.end());
        if (data.size() < target_.max_packet || received_.size() >= request.length) {
            stage_ = Stage::StatusOut;
        }
        break;
    case Stage::DataOut:
        data1_ = !data1_;
        sent_ += token.length;
        if (sent_ == request.data.size()) {
            stage_ = Stage::StatusIn;
        }
        break;
    case Stage::StatusIn:
    case Stage::StatusOut:
        finish(UsbResult::Done);
        break;
    case Stage::Idle:
        break;
    }
}

void UsbInPipe::open(const Target& target) {
    target_ = target;
    open_ = true;
    halted_ = data1_ = false;
    link_.add(*this);
}

void UsbInPipe::close() {
    if (open_) {
        open_ = false;
        link_.remove(*this);
    }
}

void UsbInPipe::resume() {
    halted_ = data1_ = false;
    link_.plan();
}

std::optional<UsbToken> UsbInPipe::wants() const {
    if (!open_ || halted_) {
        return std::nullopt;
    }
    return UsbToken{UsbToken::Kind::In, 0, data1_};
}

void UsbInPipe::on_ack(const UsbToken&, std::span<const std::uint8_t> data) {
    data1_ = !data1_;
    client_.on_data(*this, data);
}

void UsbInPipe::on_stall() {
    halted_ = true;
    client_.on_halt(*this);
}

void UsbOutPipe::open(const Target& target) {
    target_ = target;
    open_ = true;
    halted_ = data1_ = false;
    link_.add(*this);
}

void UsbOutPipe::close() {
    queue_.clear();
    if (open_) {
        open_ = false;
        link_.remove(*this);
    }
}

void UsbOutPipe::resume() {
    halted_ = data1_ = false;
    link_.plan();
}

void UsbOutPipe::send(std::span<const std::uint8_t> bytes) {
    queue_.insert(queue_.end(), bytes.begin(), bytes.end());
    link_.plan();
}

std::optional<UsbToken> UsbOutPipe::wants() const {
    if (!open_ || halted_ || queue_.empty()) {
        return std::nullopt;
    }
    const std::size_t length = std::min<std::size_t>(queue_.size(), target_.max_packet);
    return UsbToken{UsbToken::Kind::Out, static_cast<std::uint16_t>(length), data1_};
}

std::span<const std::uint8_t> UsbOutPipe::payload(const UsbToken& token) const {
    return std::span(queue_).first(token.length);
}

void UsbOutPipe::on_ack(const UsbToken& token, std::span<const std::uint8_t>) {
    data1_ = !data1_;
    queue_.erase(queue_.begin(), queue_.begin() + token.length);
    client_.on_sent(*this);
}

void UsbOutPipe::on_stall() {
    halted_ = true;
    client_.on_halt(*this);
}

} // namespace sim::host
