#include "sim/core/scheduler.h"

#include "sim/core/assert.h"
#include "sim/core/device.h"

#include <algorithm>

namespace sim::core {

Event::Event(Device& owner, EventClass event_class, const char* name, Handler handler)
    : scheduler_(owner.scheduler()), owner_(owner), handler_(handler), name_(name),
      order_(static_cast<std::uint64_t>(event_class) << 56 |
             static_cast<std::uint64_t>(owner.instance()) << 24 | owner.next_event_sequence()) {}

Event::~Event() {
    disarm();
}

bool Event::before(const Event& other) const {
    return time_ != other.time_ ? time_ < other.time_ : order_ < other.order_;
}

void Event::arm(Time time) {
    if (time == never) {
        disarm();
        return;
    }
    time = std::max(time, scheduler_.now());
    if (armed() && time_ == time) {
        return;
    }
    ++scheduler_.version_;
    if (!armed()) {
        time_ = time;
        scheduler_.heap_.push_back(this);
        scheduler_.sift_up(scheduler_.heap_.size() - 1);
        return;
    }
    const bool earlier = time < time_;
    time_ = time;
    if (earlier) {
        scheduler_.sift_up(heap_index_);
    } else {
        scheduler_.sift_down(heap_index_);
    }
}

void Event::disarm() {
    if (armed()) {
        ++scheduler_.version_;
        scheduler_.remove(*this);
    }
}

void Scheduler::place(std::size_t index, Event* event) {
    heap_[index] = event;
    event->heap_index_ = index;
}

void Scheduler::sift_up(std::size_t index) {
    Event* event = heap_[index];
    while (index > 0) {
        const std::size_t parent = (index - 1) / 2;
        if (!event->before(*heap_[parent])) {
            break;
        }
        place(index, heap_[parent]);
        index = parent;
    }
    place(index, event);
}

void Scheduler::sift_down(std::size_t index) {
    Event* event = heap_[index];
    for (;;) {
        std::size_t child = 2 * index + 1;
        if (child >= heap_.size()) {
            break;
        }
        if (child + 1 < heap_.size() && heap_[child + 1]->before(*heap_[child])) {
            ++child;
        }
        if (!heap_[child]->before(*event)) {
            break;
        }
        place(index, heap_[child]);
        index = child;
    }
    place(index, event);
}

void Scheduler::remove(Event& event) {
    const std::size_t index = event.heap_index_;
    TERRARIUM_ASSERT(index < heap_.size() && heap_[index] == &event);
    Event* last = heap_.back();
    heap_.pop_back();
    event.heap_index_ = Event::unarmed;
    if (last != &event) {
        place(index, last);
        sift_up(index);
        sift_down(last->heap_index_);
    }
}

void Scheduler::run_first() {
    TERRARIUM_ASSERT(!heap_.empty());
    Event* event = heap_.front();
    // Another machine may have run ahead of it.
    now_ = event->time_;
    remove(*event);
    ++version_;
    event->handler_(event->owner_);
}

} // namespace sim::core
