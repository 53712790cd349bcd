#include "peripherals/devices/ethernet_tcp.h"

#include <algorithm>
#include <utility>

namespace peripherals::devices::ethernet {

using namespace sim::core;

namespace {
constexpr std::size_t largest_window = 0xffff;
} // namespace

void TcpConnection::transmit(Segment segment) {
    segment.window = static_cast<std::uint16_t>(std::min(owner_.receive_space(*this), largest_window));
    segment.acknowledged = segment.ack ? expected_ : 0;
    const std::uint32_t behind = segment.sequence + static_cast<std::uint32_t>(segment.data.size()) +
                                 (segment.syn || segment.fin ? 1U : 0U);
    if (behind - oldest_ > highest_ - oldest_) {
        highest_ = behind;
    }
    owner_.transmit(*this, segment);
}

void TcpConnection::acknowledge() {
    if (state_ != State::Closed && state_ != State::SynSent) {
        transmit({.sequence = next_, .ack = true});
    }
}

void TcpConnection::arm() {
    const bool waits = in_flight() != 0 || (!buffer_.empty() && peer_window_ == 0);
    deadline_ = waits ? owner_.time() + (config_.retry << std::min(tries_, 16U)) : never;
}

void TcpConnection::connect(std::uint32_t first_sequence) {
    oldest_ = first_sequence;
    highest_ = first_sequence;
    next_ = first_sequence + 1;
    state_ = State::SynSent;
    transmit({.sequence = oldest_, .syn = true, .mss = config_.mss});
    arm();
}

void TcpConnection::accept(std::uint32_t first_sequence, const Segment& syn) {
    oldest_ = first_sequence;
    highest_ = first_sequence;
    next_ = first_sequence + 1;
    expected_ = syn.sequence + 1;
    peer_window_ = syn.window;
    peer_mss_ = syn.mss != 0 ? syn.mss : peer_mss_;
    state_ = State::SynReceived;
    transmit({.sequence = oldest_, .syn = true, .ack = true, .mss = config_.mss});
    arm();
}

void TcpConnection::send(View data) {
    buffer_.insert(buffer_.end(), data.begin(), data.end());
    push();
}

void TcpConnection::close() {
    if (state_ == State::Established || state_ == State::SynReceived) {
        state_ = State::FinWait1;
    } else if (state_ == State::CloseWait) {
        state_ = State::LastAck;
    } else {
        if (state_ == State::SynSent) {
            end(Ending::Finished);
        }
        return;
    }
    fin_wanted_ = true;
    push();
    owner_.changed(*this);
}

void TcpConnection::abort() {
    if (state_ != State::Closed && state_ != State::TimeWait) {
        transmit({.sequence = next_, .ack = state_ != State::SynSent, .rst = true});
    }
    state_ = State::Closed;
    deadline_ = never;
}

/// Sends what the peer's window takes.
void TcpConnection::push() {
    if (state_ == State::SynSent || state_ == State::SynReceived || state_ == State::Closed || fin_sent_) {
        return;
    }
    const std::size_t largest = std::min(config_.mss, peer_mss_);
    while (in_flight() < buffer_.size() && in_flight() < peer_window_) {
        const std::size_t size =
            std::min<std::size_t>({largest, buffer_.size() - in_flight(), peer_window_ - in_flight()});
        const auto from = buffer_.begin() + in_flight();
        Segment segment{.sequence = next_, .ack = true};
        segment.data.assign(from, from + static_cast<std::ptrdiff_t>(size));
        next_ += static_cast<std::uint32_t>(size);
        transmit(segment);
    }
    if (fin_wanted_ && in_flight() == buffer_.size()) {
        transmit({.sequence = next_++, .ack = true, .fin = true});
        fin_sent_ = true;
    }
    arm();
}

void TcpConnection::resend() {
    const bool opening = state_ == State::SynSent || state_ == State::SynReceived;
    if (opening) {
        transmit({.sequence = oldest_, .syn = true, .ack = state_ == State::SynReceived, .mss = config_.mss});
        return;
    }
    if (buffer_.empty()) {
        transmit({.sequence = oldest_, .ack = true, .fin = true});
        return;
    }
    // The first segment; a window that is closed is probed with a byte.
    const std::size_t largest = std::min<std::size_t>({config_.mss, peer_mss_, buffer_.size()});
    const std::size_t size = std::clamp<std::size_t>(peer_window_, 1, largest);
    Segment segment{.sequence = oldest_, .ack = true};
    segment.data.assign(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size));
    if (in_flight() < size) {
        next_ = oldest_ + static_cast<std::uint32_t>(size);
    }
    transmit(segment);
}

void TcpConnection::time_is_up() {
    if (state_ == State::TimeWait) {
        end(Ending::Finished);
        return;
    }
    if (++tries_ > config_.retries) {
        end(Ending::TimedOut);
        return;
    }
    resend();
    arm();
}

void TcpConnection::end(Ending ending) {
    state_ = State::Closed;
    ending_ = ending;
    deadline_ = never;
    owner_.changed(*this);
}

void TcpConnection::take(const Segment& segment) {
    if (state_ == State::Closed) {
        return;
    }
    if (segment.rst) {
        const bool meant =
            state_ == State::SynSent ? segment.acknowledged == next_ : segment.sequence == expected_;
        if (meant) {
            end(Ending::Reset);
        }
        return;
    }
    if (state_ == State::SynSent) {
        if (!segment.syn || !segment.ack || segment.acknowledged != next_) {
            return;
        }
        expected_ = segment.sequence + 1;
        peer_mss_ = segment.mss != 0 ? segment.mss : peer_mss_;
    } else if (segment.syn) {
        state_ == State::SynReceived ? resend() : acknowledge();
        return;
    }
    take_acknowledgement(segment);
    if (state_ == State::SynSent || state_ == State::SynReceived || state_ == State::Closed) {
        return;
    }
    if (!segment.syn && segment.sequence == expected_) {
        take_data(segment);
    } else if (segment.syn || segment.fin || !segment.data.empty()) {
        acknowledge(); // the SYN, or that something else is expected
    }
    push();
    owner_.changed(*this);
}

void TcpConnection::take_acknowledgement(const Segment& segment) {
    const std::uint32_t count = segment.acknowledged - oldest_;
    if (!segment.ack || count > highest_ - oldest_) {
        return;
    }
    peer_window_ = segment.window;
    if (count == 0) {
        return;
    }
    const bool was_lost = std::exchange(tries_, 0U) != 0;
    next_ = count > in_flight() ? segment.acknowledged : next_;
    oldest_ = segment.acknowledged;
    if (state_ == State::SynSent || state_ == State::SynReceived) {
        state_ = State::Established;
        arm();
        return;
    }
    const std::size_t data = std::min<std::size_t>(count, buffer_.size());
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(data));
    if (was_lost && !buffer_.empty()) { // the rest is sent again, too
        next_ = oldest_;
        fin_sent_ = false;
    }
    if (fin_sent_ && oldest_ == next_) {
        if (state_ == State::FinWait1) {
            state_ = State::FinWait2;
        } else if (state_ == State::Closing) {
            state_ = State::TimeWait;
        } else if (state_ == State::LastAck) {
            end(Ending::Finished);
            return;
        }
    }
    arm();
    if (state_ == State::TimeWait) {
        deadline_ = owner_.time() + config_.retry;
    }
}

void TcpConnection::take_data(const Segment& segment) {
    const std::size_t size = std::min(segment.data.size(), owner_.receive_space(*this));
    expected_ += static_cast<std::uint32_t>(size);
    if (size != 0) {
        owner_.receive(*this, View(segment.data).first(size));
    }
    if (segment.fin && size == segment.data.size()) {
        take_fin();
    }
    if (!segment.data.empty() || segment.fin) {
        acknowledge();
    }
}

void TcpConnection::take_fin() {
    ++expected_;
    switch (state_) {
    case State::Established:
        state_ = State::CloseWait;
        break;
    case State::FinWait1:
        state_ = State::Closing;
        break;
    case State::FinWait2:
        state_ = State::TimeWait;
        deadline_ = owner_.time() + config_.retry;
        break;
    default:
        break;
    }
}

} // namespace peripherals::devices::ethernet
