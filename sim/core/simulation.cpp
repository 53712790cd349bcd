#include "sim/core/simulation.h"

#include "sim/core/machine.h"

#include <algorithm>

namespace sim::core {

namespace {
constexpr unsigned most_deltas = 1000;
} // namespace

void Simulation::add_machine(Machine& machine) {
    machine.island_ = next_island_++;
    machines_.push_back(&machine);
    list_cores();
}

void Simulation::remove_machine(Machine& machine) {
    std::erase(machines_, &machine);
    interrupted_ = {};
    list_cores();
}

void Simulation::join(Machine& a, Machine& b) {
    const std::uint32_t gone = b.island_;
    for (Machine* machine : machines_) {
        machine->island_ = machine->island_ == gone ? a.island_ : machine->island_;
    }
    list_cores();
}

void Simulation::list_cores() {
    cores_.clear();
    for (const Machine* machine : machines_) {
        for (Processor* processor : machine->processors()) {
            cores_.push_back({processor, machine->island_, never});
        }
    }
    separate_ = std::any_of(machines_.begin(), machines_.end(), [&](const Machine* machine) {
        return machine->island_ != machines_.front()->island_;
    });
}

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
        if (running_ != nullptr) {
            stop_.machine = &running_->machine();
        }
    }
    if (running_ != nullptr) {
        running_->end_slice();
    }
}

void Simulation::end_slice() {
    slice_over_ = true;
    if (running_ != nullptr) {
        running_->end_slice();
    }
}

bool Simulation::anything_to_come() const {
    return scheduler_.next_time() != never ||
           std::any_of(cores_.begin(), cores_.end(),
                       [](const Candidate& candidate) { return candidate.core->runnable(); });
}

bool Simulation::all_reached(Time time) const {
    return std::all_of(cores_.begin(), cores_.end(),
                       [time](const Candidate& candidate) { return candidate.core->due() >= time; });
}

Time Simulation::longest_slice() const {
    return separate_ ? std::min(air_.lookahead(), longest_lead) : longest_lead;
}

Time Simulation::quantum_end(Time time) {
    if (time >= quantum_end_ || time < quantum_end_ - quantum_) {
        quantum_end_ = (time / quantum_ + 1) * quantum_;
    }
    return quantum_end_;
}

// The runnable core that is furthest behind, and how far it may go.
Simulation::Slice Simulation::next_slice() {
    Slice slice;
    const Candidate* chosen = nullptr;
    for (Candidate& candidate : cores_) {
        candidate.due = candidate.core->due();
        if (candidate.due < slice.begin) {
            chosen = &candidate;
            slice.begin = candidate.due;
        }
    }
    if (chosen == nullptr) {
        return slice;
    }
    slice.core = chosen->core;
    bool meets = false; // one that waits for it
    for (const Candidate& other : cores_) {
        if (&other != chosen && other.due != never && other.island == chosen->island) {
            // At equal times the core goes first that was made first.
            slice.limit = std::min(slice.limit, other.due - (&other > chosen ? 0 : 1));
            meets |= other.core->waiting();
        }
    }
    if (slice.limit == never) {
        // Alone. Requests of other threads are looked at now and then.
        slice.horizon = slice.begin + longest_slice();
        return slice;
    }
    // No further than to where another one waits for it.
    const Time boundary = quantum_end(slice.begin);
    slice.horizon = meets && slice.limit > slice.begin ? std::min(boundary, slice.limit + 1) : boundary;
    return slice;
}

Time Simulation::run_cores(Time target) {
    for (;;) {
        // A slice that a debugger interrupted goes on first, so that stopping never changes the interleaving.
        Slice slice = std::exchange(interrupted_, {});
        if (slice.core != nullptr) {
            slice.begin = slice.core->due();
        }
        if (slice.core == nullptr || slice.begin >= slice.horizon) {
            slice = next_slice();
        }
        target = std::min(target, scheduler_.next_time());
        if (slice.begin >= target) {
            return target;
        }
        running_ = slice.core;
        slice_over_ = false;
        if (separate_) {
            // The machine before it may have gone further.
            scheduler_.set_now(std::min(scheduler_.now(), slice.core->next_time()));
        }
        slice.core->run(std::min(slice.horizon, target), slice.limit);
        running_ = nullptr;
        if (stop_.cause != StopCause::None) {
            if (!slice_over_) {
                interrupted_ = slice;
            }
            return 0;
        }
        if (stop_requested_.load(std::memory_order_relaxed)) {
            return 0;
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
        const Time came_to = run_cores(std::min(until, scheduler_.next_time()));
        if (stop_.cause != StopCause::None) {
            break;
        }
        const Time reached = std::min(until, scheduler_.next_time());
        if (reached > came_to && !all_reached(reached)) {
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
