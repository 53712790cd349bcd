#pragma once

#include "sim/core/time.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace sim::core {

/// Events at one time run in this order, then by instance and by sequence within the instance, never by when
/// they were armed.
enum class EventClass : std::uint8_t { InputEdge, Timer, Dreq, IrqLine, Core };

class Scheduler;
class Device;

/// A named moment in the future that belongs to one device: an intrusive member, armed or not. Its handler
/// runs once per arming, with the simulation's time at the event's time.
class Event {
public:
    using Handler = void (*)(Device& owner);

    /// `owner` gives the scheduler, the instance and the next sequence number.
    Event(Device& owner, EventClass event_class, const char* name, Handler handler);
    Event(const Event&) = delete;
    Event& operator=(const Event&) = delete;
    ~Event();

    /// Arms for `time`, or moves there if armed. `never` disarms. A time in the past fires at once in its
    /// turn.
    void arm(Time time);
    void disarm();
    bool armed() const { return heap_index_ != unarmed; }
    /// `never` when not armed.
    Time time() const { return armed() ? time_ : never; }
    const char* name() const { return name_; }

private:
    friend class Scheduler;
    static constexpr std::size_t unarmed = static_cast<std::size_t>(-1);
    bool before(const Event& other) const;

    Scheduler& scheduler_;
    Device& owner_;
    Handler handler_;
    const char* name_;
    Time time_ = never;
    std::uint64_t order_; // class, instance, sequence
    std::size_t heap_index_ = unarmed;
};

/// The handler that calls a member function: `Event done_{*this, EventClass::Timer, "done",
/// handler<&Adc::done>};`
template <auto Method> struct HandlerOf;
template <class Owner, void (Owner::*Method)()> struct HandlerOf<Method> {
    static void call(Device& owner) { (static_cast<Owner&>(owner).*Method)(); }
};
template <auto Method> inline constexpr Event::Handler handler = &HandlerOf<Method>::call;

/// All armed events of a simulation, in order. A binary heap of pointers to intrusive events.
class Scheduler {
public:
    /// Time of the event, access or slice that is being served now. Devices take their time from here.
    Time now() const { return now_; }
    void set_now(Time now) { now_ = now; }

    Time next_time() const { return heap_.empty() ? never : heap_.front()->time_; }
    /// Takes the first event off the queue and runs its handler at its time.
    void run_first();
    /// Counts arms and disarms, so that whoever computed a horizon sees that it may have moved.
    std::uint64_t version() const { return version_; }

private:
    friend class Event;
    void sift_up(std::size_t index);
    void sift_down(std::size_t index);
    void place(std::size_t index, Event* event);
    void remove(Event& event);

    std::vector<Event*> heap_;
    Time now_ = 0;
    std::uint64_t version_ = 0;
};

} // namespace sim::core
