#include "sim/core/simulation.h"

#include "sim/core/machine.h"

#include <algorithm>

namespace sim::core {

namespace {
constexpr unsigned most_deltas = 1000;

bool all_reached(const std::vector<Machine*>& machines, Time time) {
    for (const Machine* machine : machines) {
        for (const Processor* processor : machine->processors()) {
            if (processor->runnable() && processor->next_time() < time) {
                return false;
            }
        }
    }
    return true;
}
} // namespace

void Simulation::settle_edges() {
    settling_ = true;
    unsigned deltas = 0;
    while (!edges_.empty()) {
        const auto [net, level] = edges_.front();
        edges_.pop_front();
        if (++deltas > most_deltas) {
            diagnostics_.report("net.oscillation", net->name(), now(), {},
                                "more than 1000 edges at one time: parts drive each other in a circle");
            edges_.clear();
            break;
        }
        net->deliver(level);
    }
    settling_ = false;
}

void Simulation::post(std::function<void()> request) {
    const std::lock_guard lock(posted_mutex_);
    posted_.push_back(std::move(request));
    has_posted_.store(true, std::memory_order_release);
}

void Simulation::run_posted() {
    if (!has_posted_.load(std::memory_order_acquire)) {
        return;
    }
    std::vector<std::function<void()>> requests;
    {
        const std::lock_guard lock(posted_mutex_);
        requests.swap(posted_);
        has_posted_.store(false, std::memory_order_relaxed);
    }
    for (const auto& request : requests) {
        request();
    }
}

void Simulation::stop(Stop stop) {
    if (stop_.cause == StopCause::None) {
        stop_ = std::move(stop);
    }
    end_slice();
}

void Simulation::end_slice() {
    if (running_ != nullptr) {
        running_->end_slice();
    }
}

bool Simulation::anything_to_come() const {
    if (scheduler_.next_time() != never) {
        return true;
    }
    for (const Machine* machine : machines_) {
        for (const Processor* processor : machine->processors()) {
            if (processor->runnable()) {
                return true;
            }
        }
    }
    return false;
}

void Simulation::run_cores(Time target) {
    for (;;) {
        // The runnable core that is furthest behind goes next; `limit` is where the next one stands.
        Processor* first = nullptr;
        Time limit = never;
        for (Machine* machine : machines_) {
            for (Processor* processor : machine->processors()) {
                if (!processor->runnable()) {
                    continue;
                }
                if (first == nullptr || processor->next_time() < first->next_time()) {
                    if (first != nullptr) {
                        limit = std::min(limit, first->next_time() - 1);
                    }
                    first = processor;
                } else {
                    limit = std::min(limit, processor->next_time());
                }
            }
        }
        target = std::min(target, scheduler_.next_time());
        if (first == nullptr || first->next_time() >= target) {
            return;
        }
        Time horizon = target;
        if (limit != never) {
            // A core that waits ahead of this one is to be met exactly; equal ones share a quantum.
            const Time boundary = (first->next_time() / quantum_ + 1) * quantum_;
            horizon =
                std::min(horizon, limit > first->next_time() ? std::min(boundary, limit + 1) : boundary);
        }
        running_ = first;
        first->run(horizon, limit);
        running_ = nullptr;
        if (stop_.cause != StopCause::None) {
            return;
        }
    }
}

Stop Simulation::run_until(Time until) {
    if (until != never) {
        until = (until + quantum_ - 1) / quantum_ * quantum_;
    }
    stop_ = {};
    while (stop_.cause == StopCause::None) {
        run_posted();
        if (stop_requested_.exchange(false, std::memory_order_relaxed)) {
            return {StopCause::Request, -1, 0, {}};
        }
        const Time target = std::min(until, scheduler_.next_time());
        run_cores(target);
        if (stop_.cause != StopCause::None) {
            break;
        }
        const Time reached = std::min(until, scheduler_.next_time());
        if (!all_reached(machines_, reached)) {
            continue; // the event that the cores ran up to was moved or disarmed meanwhile
        }
        if (scheduler_.next_time() <= until && reached != never) {
            scheduler_.run_first();
            settle();
            continue;
        }
        if (reached == never) {
            return {StopCause::Halt, -1, 0, "nothing is left that could ever happen"};
        }
        scheduler_.set_now(reached);
        break;
    }
    return std::exchange(stop_, {});
}

} // namespace sim::core
