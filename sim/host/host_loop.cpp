#include "sim/host/host_loop.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <poll.h>

namespace sim::host {

using namespace core;

namespace {

using Clock = std::chrono::steady_clock;

// Real time between two looks at the host: short enough for a terminal and a debugger to feel immediate.
constexpr auto look_interval = std::chrono::milliseconds(4);
constexpr Time shortest_slice = 100 * ps_per_us;
constexpr Time longest_slice = 10 * ps_per_s;

/// Chooses slices of simulated time that take about `look_interval` of real time each.
class SliceLength {
public:
    Time get() const { return slice_; }
    void adjust(Clock::duration taken) {
        if (taken < look_interval / 2) {
            slice_ = std::min(slice_ * 2, longest_slice);
        } else if (taken > look_interval * 2) {
            slice_ = std::max(slice_ / 2, shortest_slice);
        }
    }

private:
    Time slice_ = ps_per_ms;
};

/// Where simulated time should be by real time.
class Pace {
public:
    Pace(double speed, Time now) : speed_(speed) { anchor(now); }
    void anchor(Time now) {
        wall_ = Clock::now();
        simulated_ = now;
    }
    bool limited() const { return speed_ > 0; }
    Time due() const {
        const std::chrono::duration<double> passed = Clock::now() - wall_;
        return simulated_ + static_cast<Time>(passed.count() * speed_ * static_cast<double>(ps_per_s));
    }

private:
    double speed_;
    Clock::time_point wall_;
    Time simulated_ = 0;
};

} // namespace

void HostLoop::attach(Consoles& consoles, std::size_t console, std::unique_ptr<Endpoint> endpoint) {
    Endpoint* const raw = endpoint.get();
    consoles.add_listener(console, [raw](std::span<const std::uint8_t> bytes) { raw->write(bytes); });
    attachments_.push_back({&consoles, console, std::move(endpoint)});
}

bool HostLoop::interactive() const {
    return std::any_of(attachments_.begin(), attachments_.end(),
                       [](const Attachment& attachment) { return attachment.endpoint->interactive(); });
}

bool HostLoop::quit() const {
    return std::any_of(attachments_.begin(), attachments_.end(),
                       [](const Attachment& attachment) { return attachment.endpoint->quit(); });
}

bool HostLoop::exchange() {
    for (const Attachment& attachment : attachments_) {
        attachment.endpoint->flush();
        attachment.consoles->send(attachment.console, attachment.endpoint->read());
    }
    bool stop = quit();
    for (const auto& poller : pollers_) {
        stop |= poller();
    }
    return stop;
}

void HostLoop::set_observer(Time period, std::function<void()> observer) {
    observer_period_ = period;
    observer_ = std::move(observer);
}

Time HostLoop::next_look() const {
    return observer_ ? (simulation_.now() / observer_period_ + 1) * observer_period_ : never;
}

void HostLoop::flush() {
    for (const Attachment& attachment : attachments_) {
        attachment.endpoint->flush();
    }
}

void HostLoop::wait(int milliseconds) const {
    std::vector<pollfd> fds;
    for (const Attachment& attachment : attachments_) {
        attachment.endpoint->add_poll(fds);
    }
    ::poll(fds.data(), fds.size(), milliseconds);
}

Stop HostLoop::run(Time until, double speed) {
    SliceLength slice;
    Pace pace(speed, simulation_.now());
    constexpr int look_ms = static_cast<int>(look_interval.count());
    for (;;) {
        if (exchange()) {
            return {StopCause::Request, -1, 0, {}};
        }
        const Time now = simulation_.now();
        if (!simulation_.anything_to_come() && until == never) {
            if (!interactive()) {
                return {StopCause::Halt, -1, 0, "nothing is left that could ever happen"};
            }
            wait(pollers_.empty() ? -1 : look_ms);
        }
        Time target = now + slice.get();
        if (pace.limited()) {
            const Time due = pace.due();
            if (due <= now) {
                wait(look_ms);
                continue;
            }
            target = std::min(target, due);
        }
        const Time look = next_look();
        target = std::min({target, until, look});
        const auto began = Clock::now();
        Stop stop = simulation_.run_until(target);
        if (simulation_.now() >= look) {
            observer_();
        } else {
            slice.adjust(Clock::now() - began);
        }
        if (stop.cause != StopCause::None) {
            flush();
            return stop;
        }
        if (simulation_.now() >= until) {
            flush();
            return stop;
        }
        if (pace.limited() && pace.due() - simulation_.now() > ps_per_s / 10) {
            pace.anchor(
                simulation_.now()); // too slow for this pace: go on from here, do not race to catch up
        }
    }
}

} // namespace sim::host
